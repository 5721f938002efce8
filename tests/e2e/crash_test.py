"""Power cuts and impatient people: whatever was acknowledged is there, once, and running again completes the rest."""

import signal
import unittest

import grpc

from assay_api import Api, CALL_SECONDS, v1
from audits import audits, batches, rows, write_csv
from end_to_end import NO_ACTIONS, EndToEndTest

ROUNDS = 4
ROWS = 40_000


class Crash(EndToEndTest):
    def setUp(self):
        super().setUp()
        # A socket keeps its name over restarts, as a port in use would.
        self.listen = f"unix:{self.directory}/assayd.sock"
        self.server = self.start_server(self.listen)
        with Api(self.server.endpoint) as api:
            api.create_authority()
            api.create_scale()
        self.assay = self.command_line(self.server)

    def cut_power_and_restart(self):
        self.server.kill()
        self.server.start()

    def write_rows(self, count=ROWS):
        return write_csv(self.directory / "audits.csv", rows({"adequate": count // 2, "good": count - count // 2}))

    def wait_for_revision(self, api, revision, importing):
        """Returns once the ledger has grown that far; each look is a call, so nothing sleeps."""
        while api.revision() < revision:
            self.assertIsNone(importing.poll(), "the import ended before it could be disturbed")

    def start_import(self, file):
        importing = self.assay.start("audit", "import", file, *NO_ACTIONS)
        self.addCleanup(importing.wait)
        self.addCleanup(importing.kill)
        return importing

    def assert_complete(self, count=ROWS):
        with Api(self.server.endpoint) as api:
            listed = api.list(page_size=1000)
            self.assertEqual(len(listed), count)
            self.assertEqual(len({one.name for one in listed}), count)
            self.assertEqual([one.revision for one in listed],
                             list(range(listed[0].revision, listed[0].revision + count)))
            self.assertEqual(api.statement().audited_count, count)

    def test_every_receipt_outlives_a_power_cut_and_none_is_given_twice(self):
        messages = audits(ROUNDS * 5_000)
        receipts = {}

        def send(api, stop_after):
            """Streams until so many answers came, then cuts the power with batches still under way."""
            sent = batches(messages, 200)
            requests = (v1.SubmitAuditsRequest(parent="authorities/somerset", audits=batch) for batch in sent)
            answers = api.audits.SubmitAudits(requests, timeout=CALL_SECONDS)
            try:
                for number, answer in enumerate(answers):
                    for message, result in zip(sent[number], answer.results):
                        told = (result.receipt.revision, result.receipt.recorded_at.ToNanoseconds())
                        self.assertEqual(receipts.setdefault(message.name, told), told)
                    if number == stop_after:
                        self.cut_power_and_restart()
            except grpc.RpcError as error:
                self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)

        for cut in range(ROUNDS):
            with Api(self.server.endpoint) as api:
                send(api, stop_after=(cut + 1) * 20 - 5)
            with Api(self.server.endpoint) as api:
                on_disk = {one.name: (one.revision, one.recorded_at.ToNanoseconds())
                           for one in api.list(page_size=1000)}
                lost = {name for name, receipt in receipts.items() if on_disk.get(name) != receipt}
                self.assertEqual(lost, set(), f"round {cut}")
        with Api(self.server.endpoint) as api:
            send(api, stop_after=None)
        self.assertEqual(len(receipts), len(messages))
        self.assert_complete(len(messages))

    def test_an_import_goes_on_by_itself_when_the_server_comes_back(self):
        file = self.write_rows()
        importing = self.start_import(file)
        with Api(self.server.endpoint) as api:
            self.wait_for_revision(api, ROWS // 10, importing)
        self.cut_power_and_restart()
        self.assertEqual(importing.wait(20), 0, importing.stderr.read())
        self.assertRegex(importing.stdout.readline(), rf"^{ROWS} rows: .*0 refused$")
        self.assert_complete()

    def test_an_import_cut_off_several_times_is_completed_by_running_it_again(self):
        file = self.write_rows()
        for cut in range(1, ROUNDS):
            importing = self.start_import(file)
            with Api(self.server.endpoint) as api:
                self.wait_for_revision(api, cut * ROWS // ROUNDS, importing)
            self.server.kill()
            importing.send_signal(signal.SIGINT)
            self.assertEqual(importing.wait(10), 130)
            self.server.start()
        done = self.assay.run("audit", "import", file, *NO_ACTIONS)
        self.assert_exit(0, done)
        self.assertRegex(done.stdout, rf"^{ROWS} rows: \d+ added, \d+ already there, 0 refused\n")
        self.assert_complete()

    def test_an_interrupted_import_says_what_was_kept_and_running_it_again_completes_it(self):
        file = self.write_rows()
        importing = self.start_import(file)
        with Api(self.server.endpoint) as api:
            self.wait_for_revision(api, ROWS // 10, importing)
            importing.send_signal(signal.SIGINT)
            said, advice = importing.communicate(timeout=10)
            self.assertEqual(importing.returncode, 130)
            acknowledged = int(said.split(" added")[0].rsplit(" ", 1)[-1])
            self.assertGreaterEqual(len(api.list(page_size=1000)), acknowledged)
            self.assertIn("again", said + advice)
        self.assert_exit(0, self.assay.run("audit", "import", file, *NO_ACTIONS))
        self.assert_complete()

    def test_an_import_without_a_server_gives_up_as_unavailable(self):
        file = self.write_rows(10)
        self.server.kill()
        done = self.assay.run("audit", "import", file, *NO_ACTIONS)
        self.assert_exit(5, done)
        self.assertNotIn("SYN-", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
