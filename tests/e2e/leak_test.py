"""No personal value stands anywhere but in the one answer that asks for it: not in lists, watches, packs, statements,
errors or the log; and after an erasure in no file."""

import json
import unittest
import urllib.request

import grpc

from assay_api import CALL_SECONDS, query, v1
from audits import audit
from changes import Changes
from end_to_end import EndToEndTest
from rpcs import RPCS, call, request_for

# A value for each field of the personal part, found by its bytes.
MARKERS = {"case_ref": "MARKER-REF-90417", "narrative": "MARKER-NARRATIVE-90417", "notes": "MARKER-NOTES-90417",
           "change_note": "MARKER-CHANGE-90417"}
NAMES = ("plan-1", "plan-2", "plan-3")


class Leaks(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.server = self.start_server(flags=("--ops-listen", "127.0.0.1:0"))
        self.somerset = self.api(self.server)
        self.somerset.create_authority()
        self.somerset.create_scale()
        personal = v1.PersonalPart(**{name: value for name, value in MARKERS.items() if name != "change_note"})
        for audit_id in NAMES:
            message = audit(audit_id)
            message.personal.CopyFrom(personal)
            self.somerset.submit(message)
        self.changes = Changes(self.somerset, note=MARKERS["change_note"])
        self.changes.moderate("plan-1", "good")
        self.changes.correct("plan-2", team="North")
        self.changes.withdraw("plan-3")

    def assert_clean(self, what, content):
        content = content if isinstance(content, bytes) else content.encode()
        for field, marker in MARKERS.items():
            self.assertNotIn(marker.encode(), content, f"{field} leaks into {what}")

    def test_there_is_a_marker_for_every_personal_field(self):
        self.assertEqual(set(MARKERS), set(v1.PersonalPart.DESCRIPTOR.fields_by_name))

    def test_what_asks_for_it_gets_it(self):
        request = v1.GetAuditRequest(name="authorities/somerset/audits/plan-2", view=v1.AUDIT_VIEW_PERSONAL)
        answer = self.somerset.audits.GetAudit(request, timeout=CALL_SECONDS)
        for field in ("case_ref", "narrative", "notes"):
            self.assertEqual(getattr(answer.audit.personal, field), MARKERS[field])

    def requests(self, rpc):
        """Requests that bring answers as full as they come."""
        request = request_for(rpc, "somerset")
        if "query" in request.DESCRIPTOR.fields_by_name:
            request.query.CopyFrom(query(on="2014-03-31"))
        if "name" in request.DESCRIPTOR.fields_by_name and rpc.startswith("AuditService"):
            for audit_id in NAMES:
                request.name = f"authorities/somerset/audits/{audit_id}"
                yield request
        elif rpc == "LedgerService.GetInclusionProof":
            for revision in range(1, self.somerset.revision() + 1):
                request.revision = revision
                yield request
        else:
            if rpc == "LedgerService.WatchLedger":
                request.last_revision = self.somerset.revision()
            if rpc == "ActionService.ListActions":
                request.on = "2014-03-31"
            yield request

    def test_no_answer_of_any_rpc_holds_it(self):
        answered = set()
        for rpc in RPCS:
            for request in self.requests(rpc):
                try:
                    answer = call(self.somerset.channel, rpc, request)
                    answered.add(rpc)
                    self.assert_clean(rpc, answer.SerializeToString() if answer else b"")
                except grpc.RpcError as error:
                    self.assert_clean(rpc, repr(error))
        for rpc in ("AuditService.GetAudit", "AuditService.GetAuditHistory", "AuditService.ListAudits",
                    "LedgerService.WatchLedger", "LedgerService.GetInclusionProof", "StatementService.GetStatement",
                    "StatementService.ExplainStatement", "StatementService.GetModeration"):
            self.assertIn(rpc, answered, "it was not put to the test")

    def test_no_error_holds_what_was_sent(self):
        sent = v1.PersonalPart(**{name: value + "\x01" for name, value in MARKERS.items()})
        broken = audit("plan-9")
        broken.personal.CopyFrom(sent)
        taken = audit("plan-1")
        taken.personal.CopyFrom(v1.PersonalPart(**MARKERS | {"change_note": ""}))
        taken.personal.notes += " and more"
        change = v1.Change(name="authorities/somerset/audits/plan-1", expected_revision=99, reason="Not A Code",
                           note=MARKERS["change_note"])
        misplaced = audit("plan-8", practice_area=MARKERS["case_ref"], team=MARKERS["notes"] + "\n",
                          audit_date=MARKERS["narrative"])
        calls = [
            (self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(audit=broken)),
            (self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(audit=taken)),
            (self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(audit=misplaced)),
            (self.somerset.audits.WithdrawAudit, v1.WithdrawAuditRequest(change=change)),
            (self.somerset.audits.EraseAudit, v1.EraseAuditRequest(change=change)),
            (self.somerset.audits.CorrectAudit, v1.CorrectAuditRequest(change=change, audit=broken)),
            (self.somerset.audits.ListAudits, v1.ListAuditsRequest(
                parent="authorities/somerset", filter=v1.AuditFilter(case_ref=MARKERS["case_ref"], case_number=1))),
            (self.somerset.audits.ListAudits, v1.ListAuditsRequest(
                parent="authorities/somerset", filter=v1.AuditFilter(case_ref=MARKERS["case_ref"]), page_token="x")),
        ]
        for method, request in calls:
            with self.assertRaises(grpc.RpcError) as refused:
                method(request, timeout=CALL_SECONDS)
            trailers = b"".join(value if isinstance(value, bytes) else value.encode()
                                for _, value in refused.exception.trailing_metadata())
            self.assert_clean("an error", repr(refused.exception).encode() + trailers)
        results = self.somerset.submit_batches([[broken, taken, misplaced]])
        self.assert_clean("a batch's refusals", b"".join(result.SerializeToString() for result in results))
        self.assert_clean("the log", self.server.log())
        for path in ("/metrics", "/livez", "/readyz?verbose"):
            with urllib.request.urlopen(f"http://{self.server.ops_endpoint}{path}", timeout=CALL_SECONDS) as answer:
                self.assert_clean(path, answer.read())

    def test_no_command_shows_it_unasked(self):
        line = self.command_line(self.server)
        measure = ("--threshold", "adequate", "--at-least", "75%", "--on", "2014-03-31")
        pack = self.directory / "pack.assay"
        commands = [("audit", "list"), ("audit", "list", "-o", "json"), ("audit", "export", "-o", "csv"),
                    ("audit", "get", "plan-1"), ("audit", "history", "plan-2", "-o", "json"),
                    ("statement", "get", *measure), ("statement", "get", *measure, "-o", "json"),
                    ("statement", "explain", *measure, "-o", "json"), ("statement", "publish", *measure),
                    ("ledger", "proof", "plan-1", "-o", "json"), ("ledger", "export", pack, *measure),
                    ("action", "list"), ("ledger", "reads")]
        for command in commands:
            done = line.run(*command)
            # Nobody has read a part yet; whose key signed a proof is not known. All else must show something.
            expected = {("ledger", "proof"): 7}.get(command[:2], 0)
            self.assertEqual(done.returncode, expected, done.stderr)
            self.assert_clean(" ".join(map(str, command)), done.stdout + done.stderr)
        self.assert_clean("a pack", pack.read_bytes())
        text = line.run("audit", "get", "plan-1", "--personal", "-o", "json").stdout
        self.assertEqual(json.loads(text)["personal"]["caseRef"], MARKERS["case_ref"])
        self.assert_clean("the log", self.server.log())

    def files(self):
        return [path for path in self.server.data_directory.rglob("*") if path.is_file()]

    def test_no_file_holds_it_once_it_is_erased(self):
        held = b"".join(path.read_bytes() for path in self.files())
        for field, marker in MARKERS.items():
            self.assertIn(marker.encode(), held, f"{field} was never there: the test would prove nothing")
        for audit_id in NAMES:
            self.changes.erase(audit_id)
        for path in self.files():
            self.assert_clean(path.name, path.read_bytes())
        self.assertEqual(self.server.stop(), 0)
        for path in self.files():
            self.assert_clean(path.name, path.read_bytes())


if __name__ == "__main__":
    unittest.main()
