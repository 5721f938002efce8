"""How a server starts, ends, and keeps what it was given."""

import os
import queue
import signal
import socket
import stat
import subprocess
import unittest

import grpc

from assay_api import Api, CALL_SECONDS, failure_of, v1
from assay_process import ASSAYD, WAIT_SECONDS, Server, clean_environment
from audits import audit, audits, batches
from end_to_end import EndToEndTest, SomersetTest


class OpenStream:
    """A batch stream that stays open until told otherwise."""

    def __init__(self, api):
        self._requests = queue.Queue()
        self.answers = api.audits.SubmitAudits(iter(self._requests.get, None), timeout=CALL_SECONDS)

    def send(self, messages):
        """Sends one batch and waits for its answer."""
        self._requests.put(v1.SubmitAuditsRequest(parent="authorities/somerset", audits=messages))
        return next(self.answers)

    def close(self):
        self._requests.put(None)


class NotifyingServer(Server):
    """Started as systemd would, which is told on a socket."""

    def environment(self):
        return super().environment() | {"NOTIFY_SOCKET": str(self.data_directory.parent / "notify.sock")}


class Supervised(EndToEndTest):
    def test_the_supervisor_is_told_when_it_serves_and_when_it_stops(self):
        told = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        told.bind(str(self.directory / "notify.sock"))
        told.settimeout(WAIT_SECONDS)
        server = self.enterContext(NotifyingServer(self.directory / "ledger"))
        self.assertEqual(told.recv(100), b"READY=1")
        self.assertEqual(server.stop(), 0)
        self.assertEqual(told.recv(100), b"STOPPING=1")

    def test_it_does_not_start_with_too_few_descriptors_and_takes_more_where_it_may(self):
        def started(limit):
            return subprocess.run(
                ["prlimit", f"--nofile={limit}", ASSAYD, "serve", "--data-dir", str(self.directory / "few"),
                 "--listen", "nonsense" if limit.endswith(":") else "127.0.0.1:0"],
                capture_output=True, text=True, timeout=WAIT_SECONDS, env=clean_environment(self.directory),
                check=False)

        few = started("1000:1000")
        self.assertEqual(few.returncode, 1)
        self.assertIn("descriptors; it needs 4096", few.stderr)
        # A soft limit that is low: it gets as far as the address.
        self.assertIn("nonsense", started("1000:").stderr)


class LifeCycle(SomersetTest):
    def test_sigterm_ends_it_with_exit_0(self):
        self.assertEqual(self.stop_server(), 0)

    def test_sighup_which_asks_others_to_read_their_files_again_ends_nothing(self):
        self.server.signal(signal.SIGHUP)
        self.somerset.submit(audit())
        self.assertEqual(self.stop_server(), 0)

    def test_hundreds_of_erasures_at_once_are_all_answered(self):
        results = self.somerset.submit_batches([audits(400)])
        names = [f"authorities/somerset/audits/{one.name.rpartition('/')[2]}" for one in audits(400)]
        erasures = [self.somerset.audits.EraseAudit.future(v1.EraseAuditRequest(change=v1.Change(
            name=name, expected_revision=result.receipt.revision, reason="subject-request")), timeout=60)
            for name, result in zip(names, results)]
        self.assertEqual({one.exception() for one in erasures}, {None})

    def test_sigint_ends_it_with_exit_0(self):
        self.somerset.channel.close()
        self.server.signal(signal.SIGINT)
        self.assertEqual(self.server.wait(), 0)

    def test_everything_answered_is_there_after_a_restart(self):
        self.somerset.submit_batches(batches(audits(700)))
        listed, statement = self.somerset.list(), self.somerset.statement(on="2014-12-31")
        self.assertEqual(self.stop_server(), 0)
        again = self.api(self.start_server())
        self.assertEqual(again.list(), listed)
        self.assertEqual(again.statement(on="2014-12-31"), statement)
        self.assertEqual(again.submit(audit("bulk-000000", grade="adequate")).receipt.outcome,
                         v1.WRITE_OUTCOME_ALREADY_THERE)

    def test_a_page_token_survives_a_restart(self):
        self.somerset.submit_batches([audits(15)])
        request = v1.ListAuditsRequest(parent="authorities/somerset", page_size=10)
        request.page_token = self.somerset.audits.ListAudits(request, timeout=CALL_SECONDS).next_page_token
        self.stop_server()
        again = self.api(self.start_server())
        self.assertEqual(len(again.audits.ListAudits(request, timeout=CALL_SECONDS).audits), 5)

    def test_a_second_server_on_the_same_directory_is_refused_and_the_first_goes_on(self):
        second = Server(self.server.data_directory)
        self.addCleanup(second.kill)
        second.start_without_waiting()
        self.assertNotEqual(second.wait(), 0)
        self.assertIsNone(second.endpoint)
        self.assertIn("is in use by another process", second.log())
        self.assertEqual(self.somerset.submit(audit()).receipt.outcome, v1.WRITE_OUTCOME_ADDED)

    def test_a_drain_lets_an_open_stream_end_in_good_order(self):
        stream = OpenStream(self.somerset)
        self.assertEqual(len(stream.send(audits(10)).results), 10)
        self.server.signal()
        self.server.wait_until_it_says("draining")
        stream.close()
        self.assertEqual(list(stream.answers), [])
        self.somerset.channel.close()
        self.assertEqual(self.server.wait(), 0)
        self.assertEqual(len(self.api(self.start_server()).list()), 10)

    def test_a_second_signal_ends_it_at_once(self):
        stream = OpenStream(self.somerset)
        self.addCleanup(stream.close)
        stream.send(audits(10))
        self.server.signal()
        # Two signals of one kind that wait together are one.
        self.server.wait_until_it_says("draining")
        self.server.signal()
        self.server.wait(2)
        with self.assertRaises(grpc.RpcError) as caught:
            stream.send(audits(10, prefix="late"))
        self.assertIn(failure_of(caught.exception).code, (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED))
        # Ending at once loses nothing that was answered.
        self.assertEqual(len(self.api(self.start_server()).list()), 10)

    def test_an_open_stream_does_not_hold_up_a_drain_for_ever(self):
        stream = OpenStream(self.somerset)
        self.addCleanup(stream.close)
        stream.send(audits(1))
        self.assertEqual(self.server.stop(), 0)

    def test_the_data_directory_is_its_owners_alone(self):
        mode = stat.S_IMODE(os.stat(self.server.data_directory).st_mode)
        self.assertEqual(mode, 0o700)


class Refusals(EndToEndTest):
    def refused(self, data_directory, listen="127.0.0.1:0"):
        server = Server(data_directory, listen)
        self.addCleanup(server.kill)
        server.start_without_waiting()
        self.assertNotIn(server.wait(), (0, -signal.SIGABRT, -signal.SIGSEGV), server.log())
        self.assertIsNone(server.endpoint)
        return server.log()

    def test_an_address_beyond_this_machine_is_refused_without_tls(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:7171"):
            self.assertIn(address, self.refused(self.directory / "ledger", address))

    def test_an_address_that_is_none_is_refused(self):
        for address in ("", "nonsense", "127.0.0.1", "127.0.0.1:99999", "unix:"):
            self.refused(self.directory / "ledger", address)

    def test_an_address_in_use_is_refused(self):
        first = self.start_server()
        self.assertIn(first.endpoint, self.refused(self.directory / "other", first.endpoint))

    def test_a_data_directory_that_is_a_file_is_refused(self):
        file = self.directory / "file"
        file.write_text("not a ledger")
        self.assertIn(str(file), self.refused(file))
        self.assertEqual(file.read_text(), "not a ledger")

    def test_a_socket_left_by_a_killed_server_does_not_keep_the_next_from_starting(self):
        listen = f"unix:{self.directory}/assayd.sock"
        first = self.start_server(listen)
        first.kill()
        with Api(self.start_server(listen).endpoint) as api:
            api.create_authority()


if __name__ == "__main__":
    unittest.main()
