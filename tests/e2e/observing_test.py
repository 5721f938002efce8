"""What an operator sees of a running server: log lines, figures, probes, health."""

import http.client
import json
import re
import time
import unittest

import grpc

from assay_api import CALL_SECONDS, v1
from audits import audit, audits
from end_to_end import SomersetTest

MARKER = "MARKER-case-0042"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Observed(SomersetTest):
    server_flags = ("--ops-listen", "127.0.0.1:0")

    def get(self, path):
        """(status, text) of an HTTP GET."""
        host, _, port = self.server.ops_endpoint.rpartition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=CALL_SECONDS)
        self.addCleanup(connection.close)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def figure(self, name):
        """The value of one line of /metrics."""
        text = self.get("/metrics")[1]
        found = re.search(f"^{re.escape(name)} (.+)$", text, re.M)
        self.assertTrue(found, f"no {name} in\n{text}")
        return float(found[1])

    def lines(self):
        """Every line of the log, as JSON."""
        return [json.loads(line) for line in self.server.log().splitlines()]


class Logs(Observed):
    def test_a_call_is_one_line_that_says_who_what_how_and_how_long(self):
        self.somerset.audits.ListAudits(v1.ListAuditsRequest(parent="authorities/somerset"), timeout=CALL_SECONDS,
                                        metadata=[("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01")])
        self.server.wait_until_it_says("ListAudits")
        line = [line for line in self.lines() if line.get("method") == "ListAudits"][-1]
        self.assertEqual((line["level"], line["message"], line["service"], line["code"], line["trace_id"]),
                         ("info", "call", "assay.v1.AuditService", "OK", TRACE))
        self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
        self.assertRegex(line["request_id"], "^[0-9a-f]{16}$")
        self.assertTrue(line["principal"])
        self.assertGreater(line["duration_us"], 0)

    def test_a_failed_call_tells_its_caller_the_request_id_of_its_line(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.somerset.audits.GetAudit(v1.GetAuditRequest(name="authorities/somerset/audits/none"),
                                          timeout=CALL_SECONDS)
        told = dict(caught.exception.trailing_metadata())["request-id"]
        self.server.wait_until_it_says(told)
        line, = [line for line in self.lines() if line.get("request_id") == told]
        self.assertEqual((line["method"], line["code"]), ("GetAudit", "NOT_FOUND"))

    def test_nothing_a_client_sends_stands_in_the_log_or_the_figures(self):
        one = audit(MARKER + "-id")
        one.personal.case_ref = MARKER
        one.personal.narrative = MARKER + " narrative"
        self.somerset.submit(one)
        one.personal.case_ref = MARKER + "\n{\"message\":\"forged\"}"
        for call in (lambda: self.somerset.submit(one),
                     lambda: self.somerset.audits.GetAudit(v1.GetAuditRequest(name=MARKER), timeout=CALL_SECONDS,
                                                           metadata=[("traceparent", MARKER + "\"}")]),
                     lambda: self.somerset.channel.unary_unary("/assay.v1.AuditService/" + MARKER)(
                         MARKER.encode(), timeout=CALL_SECONDS)):
            with self.assertRaises(grpc.RpcError):
                call()
        self.assertEqual(self.figure('grpc_server_started_total{grpc_type="unary",grpc_service="other",'
                                     'grpc_method="other"}'), 1)
        self.assertNotIn("MARKER", self.get("/metrics")[1])
        self.stop_server()
        self.assertNotIn("MARKER", self.server.log())
        self.assertNotIn("forged", self.server.log())
        for line in self.server.log().splitlines():
            json.loads(line)


class Figures(Observed):
    def test_calls_groups_and_entries_are_counted(self):
        for number in range(3):
            self.somerset.submit(audit(f"one-{number}"))
        self.somerset.submit_batches([audits(20)])
        labels = '{grpc_type="unary",grpc_service="assay.v1.AuditService",grpc_method="SubmitAudit"'
        self.assertEqual(self.figure(f"grpc_server_started_total{labels}}}"), 3)
        self.assertEqual(self.figure(f'grpc_server_handled_total{labels},grpc_code="OK"}}'), 3)
        self.assertEqual(self.figure(f"grpc_server_handling_seconds_count{labels}}}"), 3)
        # authority, scale, its copy, and the audits
        self.assertEqual(self.figure("assay_ledger_entries"), 26)
        # The copy comes along with the first audit.
        self.assertEqual(self.figure("assay_commit_group_size_sum"), 25)
        self.assertEqual(self.figure("assay_queue_proposals"), 0)
        self.assertEqual(self.figure("assay_rocksdb_background_errors"), 0)
        self.assertEqual(self.figure("assay_ready"), 1)
        self.assertGreater(self.figure("assay_disk_free_bytes"), 0)
        self.assertGreater(self.figure("process_open_fds"), 5)

    def test_a_stream_that_is_cut_off_is_counted_as_ended(self):
        call = self.somerset.ledgers.WatchLedger(v1.WatchLedgerRequest(parent="authorities/somerset"),
                                                 timeout=CALL_SECONDS)
        next(call)
        call.cancel()
        self.server.wait_until_it_says("WatchLedger")
        labels = '{grpc_type="server_stream",grpc_service="assay.v1.LedgerService",grpc_method="WatchLedger"'
        self.assertEqual(self.figure(f'grpc_server_handled_total{labels},grpc_code="Canceled"}}'), 1)


class Probes(Observed):
    def test_a_server_that_serves_is_alive_and_ready(self):
        self.assertEqual(self.get("/livez"), (200, "ok\n"))
        self.assertEqual(self.get("/readyz"), (200, "ok\n"))
        status, text = self.get("/readyz?verbose")
        self.assertEqual(status, 200)
        self.assertEqual(text.splitlines(), ["[+] serving", "[+] ledger", "[+] accept", "[+] disk", "[+] tls", "ok"])
        self.assertEqual(self.get("/")[0], 404)

    def test_a_server_that_drains_is_alive_and_not_ready_and_its_health_says_so(self):
        watch = self.somerset.ledgers.WatchLedger(v1.WatchLedgerRequest(parent="authorities/somerset"))
        next(watch)
        health = self.somerset.channel.unary_stream("/grpc.health.v1.Health/Watch")(b"", timeout=CALL_SECONDS)
        self.assertEqual(next(health), b"\x08\x01")
        submit = self.somerset.audits.SubmitAudits(iter(lambda: time.sleep(CALL_SECONDS), None), timeout=CALL_SECONDS)
        self.server.ops_endpoint
        self.server.signal()
        self.server.wait_until_it_says("draining")
        self.assertEqual(next(health), b"\x08\x02")
        status, text = self.get("/readyz")
        self.assertEqual((status, text), (503, "[-] serving: shutting down\nnot ready\n"))
        self.assertEqual(self.get("/livez")[0], 200)
        submit.cancel()

    def test_an_address_beyond_this_machine_is_refused(self):
        with self.assertRaisesRegex(AssertionError, r"0\.0\.0\.0:0"):
            self.start_server(name="other", flags=("--ops-listen", "0.0.0.0:0"))


if __name__ == "__main__":
    unittest.main()
