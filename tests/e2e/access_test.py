"""Tokens from the first to the last, and personal parts: who may read them, and that it is recorded first."""

import json
import os
import stat
import struct
import subprocess
import threading
import time
import unittest

import grpc

from access import Tokens, bearer
from assay_api import CALL_SECONDS, Api, failure, query, v1
from assay_process import ASSAYD, WAIT_SECONDS, CommandLine, Server, clean_environment
from audits import audit
from end_to_end import EndToEndTest
from http2 import DATA, END_HEADERS, END_STREAM, HEADERS, Connection, call_headers, frame, literal

AUDIT = "authorities/somerset/audits/plan-1"
READS = "authorities/somerset/access"


class Locked(EndToEndTest):
    """A server on a unix socket where everybody must show a token."""

    def run_assayd(self, *arguments):
        return subprocess.run([ASSAYD, *map(str, arguments)], capture_output=True, text=True, timeout=WAIT_SECONDS,
                              env=clean_environment(self.directory), check=False)

    def create_token_on_machine(self, token_id, *grants):
        """Path of the file with its secret."""
        file = self.directory / f"{token_id}.token"
        done = self.run_assayd("token", "create", token_id, "--data-dir", self.directory / "ledger", "--expires", "1d",
                               "--out", file, *(word for grant in grants for word in ("--grant", grant)))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(file.read_text().strip(), done.stdout + done.stderr)
        return file

    def start_locked(self, *flags):
        return self.start_server(f"unix:{self.directory}/assayd.sock", flags=("--auth", "required", *flags))

    def assay(self, server, token, *arguments):
        line = CommandLine(server.endpoint, self.directory)
        return line.run(*(("--token-file", token) if token else ()), *arguments)


class TheFirstToken(Locked):
    def test_it_is_made_on_the_machine_and_makes_all_others(self):
        root = self.create_token_on_machine("root", "administrator=-")
        self.assertEqual(stat.S_IMODE(os.stat(root).st_mode), 0o600)
        server = self.start_locked()
        self.assert_exit(4, self.assay(server, None, "authority", "list"))
        self.assert_exit(0, self.assay(server, root, "authority", "create", "somerset", "--title", "Somerset"))
        importer = self.directory / "importer.token"
        create = ("token", "create", "importer", "--grant", "auditor=somerset", "--expires", "90d", "--out", importer)
        created = self.assay(server, root, *create)
        self.assert_exit(0, created)
        self.assertEqual(created.stderr, "")
        self.assertEqual(stat.S_IMODE(os.stat(importer).st_mode), 0o600)
        self.assert_exit(0, self.assay(server, importer, "authority", "list"))
        self.assert_exit(4, self.assay(server, importer, "token", "list"))
        listed = self.assay(server, root, "token", "list", "-o", "csv").stdout
        self.assertIn("importer,good,auditor=somerset,secret,", listed)
        self.assertIn(",token:root\n", listed)
        self.assertNotIn(importer.read_text().strip(), listed)
        self.assert_exit(0, self.assay(server, root, "token", "revoke", "importer", "--yes"))
        self.assert_exit(4, self.assay(server, importer, "authority", "list"))
        self.assertEqual(server.stop(), 0)
        self.assertIn("OK  _tokens: 3 entries", self.run_assayd(
            "verify", "--deep", "--data-dir", self.directory / "ledger").stdout)

    def test_who_grants_what_is_not_there_yet_is_told(self):
        root = self.create_token_on_machine("root", "administrator=-")
        server = self.start_locked()
        created = self.assay(server, root, "token", "create", "importer", "--grant", "auditor=somerst", "--grant",
                             "reader=-", "--expires", "90d", "--out", self.directory / "importer.token")
        self.assert_exit(0, created)
        self.assertEqual(created.stderr,
                         "there is no authority somerst yet: auditor of it may do nothing until there is\n")

    def test_backups_are_its_bearer_s_to_make_and_nobody_else_s(self):
        root = self.create_token_on_machine("root", "administrator=-")
        server = self.start_locked("--backup-dir", self.directory / "backups")
        for arguments in (("create",), ("verify", "1"), ("list",), ("delete", "1", "--yes")):
            self.assert_exit(4, self.assay(server, None, "backup", *arguments))
            self.assert_exit(0, self.assay(server, root, "backup", *arguments))

    def test_who_has_shown_nothing_has_no_message_waited_for_and_few_calls(self):
        server = self.start_server("127.0.0.1:0", flags=("--auth", "required"))
        with Connection(server.endpoint).greet() as connection:
            # A message of which the last byte never comes.
            connection.send(frame(HEADERS, END_HEADERS, 1, call_headers(
                "/assay.v1.AuditService/SubmitAudit", more=literal("grpc-timeout", "1H"))) +
                            frame(DATA, 0, 1, b"\0" + struct.pack(">I", 1_000) + b"a" * 999))
            for kind, flags, _, payload in connection.frames():
                if kind == HEADERS and flags & END_STREAM and b"grpc-status" in payload:
                    self.assertIn(b"16", payload)  # UNAUTHENTICATED
                    break
            # Nor is a question about health that never comes whole, which anybody may ask.
            began = time.monotonic()
            connection.send(frame(HEADERS, END_HEADERS, 99_991, call_headers()) +
                            frame(DATA, 0, 99_991, b"\0" + struct.pack(">I", 1_000) + b"a" * 999))
            self.assertTrue(any(stream == 99_991 and flags & END_STREAM for _, flags, stream, _ in connection.frames()))
            self.assertLess(time.monotonic() - began, 10)
            for stream in range(100_001, 2 * 20 + 100_001, 2):
                connection.send(frame(HEADERS, END_HEADERS, stream, call_headers("/grpc.health.v1.Health/Watch")) +
                                frame(DATA, END_STREAM, stream, b"\0" * 5))
            refused = 0
            for kind, flags, _, payload in connection.frames():
                refused += kind == HEADERS and flags & END_STREAM != 0
                if refused == 20 - 16:
                    break
            self.assertEqual(refused, 4)

    def test_a_file_that_is_there_is_not_written_over(self):
        file = self.create_token_on_machine("root", "administrator=-")
        secret = file.read_text()
        again = self.run_assayd("token", "create", "other", "--data-dir", self.directory / "ledger", "--expires", "1d",
                                "--grant", "reader=-", "--out", file)
        self.assertEqual(again.returncode, 1)
        self.assertEqual(file.read_text(), secret)

    def test_what_is_no_token_is_refused_and_leaves_no_file(self):
        file = self.directory / "no.token"
        for arguments in (("root", "--grant", "boss=-", "--expires", "1d"), ("root", "--grant", "reader=-"),
                          ("No Id", "--grant", "reader=-", "--expires", "1d"),
                          ("root", "--grant", "reader=-", "--expires", "yesterday")):
            ledger = self.directory / "ledger"
            done = self.run_assayd("token", "create", *arguments, "--data-dir", ledger, "--out", file)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertFalse(file.exists())


class Streams(Locked):
    def setUp(self):
        super().setUp()
        self.server = self.start_server("127.0.0.1:0")
        self.api_ = self.api(self.server)
        self.api_.create_authority()
        self.api_.create_scale()
        self.tokens = Tokens(self.api_.channel)

    def test_a_watch_ends_when_its_token_does(self):
        metadata = bearer(self.tokens.create("examiner", "examiner=somerset"))
        watch = v1.LedgerServiceStub(self.api_.channel).WatchLedger(
            v1.WatchLedgerRequest(parent="authorities/somerset"), timeout=CALL_SECONDS, metadata=metadata)
        self.assertEqual(next(watch).first_revision, 1)
        self.tokens.revoke("examiner")
        self.api_.submit(audit())
        with self.assertRaises(grpc.RpcError) as ended:
            next(watch)
        self.assertEqual(ended.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
        # The log says whose it was, although nobody has the token any more.
        self.server.wait_until_it_says("WatchLedger")
        lines = [json.loads(line) for line in self.server.log().splitlines()]
        line, = [line for line in lines if line.get("method") == "WatchLedger"]
        self.assertEqual((line["code"], line["principal"]), ("UNAUTHENTICATED", "token:examiner"))

    def test_calls_that_wait_for_their_turn_are_not_answered_once_their_token_is_revoked(self):
        self.api_.submit_batches([[audit(f"plan-{number}") for number in range(1_000)]])
        late = answered = 0
        for attempt in range(3):
            metadata = bearer(self.tokens.create(f"moderator-{attempt}", "moderator=somerset"))
            lists = [self.api_.audits.ListAudits.future(
                v1.ListAuditsRequest(parent="authorities/somerset", page_size=1_000), timeout=CALL_SECONDS,
                metadata=metadata) for _ in range(128)]
            self.tokens.revoke(f"moderator-{attempt}")
            recorded = self.api_.submit(audit(f"later-{attempt}")).receipt.revision
            for one in lists:
                if one.exception() is None:
                    late += one.result().revision >= recorded
                else:
                    self.assertIn(one.exception().code(), (grpc.StatusCode.UNAUTHENTICATED,
                                                           grpc.StatusCode.RESOURCE_EXHAUSTED))
                    answered += one.exception().code() == grpc.StatusCode.UNAUTHENTICATED
        self.assertEqual(late, 0)
        self.assertGreater(answered, 0, "none waited for so long: the test shows nothing")

    def test_a_stream_of_batches_ends_when_its_token_does(self):
        metadata = bearer(self.tokens.create("importer", "auditor=somerset"))
        # A batch that is not yet written when the token ends is not written.
        answered = threading.Event()

        def batches():
            yield v1.SubmitAuditsRequest(parent="authorities/somerset", audits=[audit("plan-1")])
            answered.wait(CALL_SECONDS)
            self.tokens.revoke("importer")
            yield v1.SubmitAuditsRequest(parent="authorities/somerset", audits=[audit("plan-2")])

        answers = self.api_.audits.SubmitAudits(batches(), timeout=CALL_SECONDS, metadata=metadata)
        self.assertEqual(len(next(answers).results), 1)
        answered.set()
        with self.assertRaises(grpc.RpcError) as ended:
            next(answers)
        self.assertEqual(ended.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
        self.assertEqual([found.name for found in self.api_.list()], [AUDIT])

    def test_streams_that_are_idle_end_soon_after_their_token(self):
        revoked = bearer(self.tokens.create("revoked", "examiner=somerset", "auditor=somerset"))
        expired = bearer(self.tokens.create("expired", "examiner=somerset", "auditor=somerset", seconds=1.5))
        idle = threading.Event()
        self.addCleanup(idle.set)

        def no_batch():
            idle.wait(WAIT_SECONDS)
            yield from ()

        streams = []
        for metadata in (revoked, expired):
            watch = v1.LedgerServiceStub(self.api_.channel).WatchLedger(
                v1.WatchLedgerRequest(parent="authorities/somerset"), timeout=CALL_SECONDS, metadata=metadata)
            next(watch)
            streams += [watch, self.api_.audits.SubmitAudits(no_batch(), timeout=CALL_SECONDS, metadata=metadata)]
        self.tokens.revoke("revoked")
        began = time.monotonic()
        for stream in streams:
            with self.assertRaises(grpc.RpcError) as ended:
                next(stream)
            self.assertEqual(ended.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
        self.assertLess(time.monotonic() - began, 5)

    def test_a_stream_of_who_may_not_submit_is_ended_before_it_sends(self):
        metadata = bearer(self.tokens.create("reader", "reader=somerset"))
        answers = self.api_.audits.SubmitAudits(iter(()), timeout=CALL_SECONDS, metadata=metadata)
        with self.assertRaises(grpc.RpcError) as ended:
            next(answers)
        self.assertEqual(ended.exception.code(), grpc.StatusCode.PERMISSION_DENIED)

    def test_a_stream_of_nobody_is_ended_before_it_sends(self):
        answers = self.api_.audits.SubmitAudits(iter(()), timeout=CALL_SECONDS, metadata=bearer("assay_nothing"))
        with self.assertRaises(grpc.RpcError) as ended:
            next(answers)
        self.assertEqual(ended.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_who_wrote_it_is_who_the_token_says(self):
        metadata = bearer(self.tokens.create("importer", "auditor=somerset"))
        self.api_.audits.SubmitAudit(v1.SubmitAuditRequest(audit=audit()), timeout=CALL_SECONDS, metadata=metadata)
        self.assertEqual(self.api_.get("plan-1").actor, "token:importer")


class PersonalParts(Locked):
    def setUp(self):
        super().setUp()
        self.server = self.start_server("127.0.0.1:0")
        self.local = self.api(self.server)
        self.local.create_authority()
        self.local.create_scale()
        self.tokens = Tokens(self.local.channel)
        self.as_ = {role: bearer(self.tokens.create(role, f"{role}=somerset")) for role in
                    ("auditor", "moderator", "reader", "examiner", "regulator", "administrator")}
        self.local.audits.SubmitAudit(v1.SubmitAuditRequest(audit=audit()), timeout=CALL_SECONDS,
                                      metadata=self.as_["auditor"])

    def request(self, purpose=""):
        return v1.GetAuditRequest(name=AUDIT, view=v1.AUDIT_VIEW_PERSONAL, purpose=purpose)

    def read(self, role, **fields):
        return self.local.audits.GetAudit(self.request(**fields), timeout=CALL_SECONDS, metadata=self.as_[role])

    def reads(self):
        """Every reading that is recorded, as (actor, name, revision, purpose)."""
        ledgers = v1.LedgerServiceStub(self.local.channel)
        try:
            size = ledgers.GetCheckpoint(v1.GetCheckpointRequest(parent=READS), timeout=CALL_SECONDS).tree_size
        except grpc.RpcError as error:
            self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND)
            return []
        leaves = [leaf for answer in ledgers.WatchLedger(
            v1.WatchLedgerRequest(parent=READS, last_revision=size), timeout=CALL_SECONDS) for leaf in answer.leaves]
        bodies = [v1.PersonalReadLeaf.FromString(leaf[20:]) for leaf in leaves]
        return [(body.actor, body.name, body.revision, body.purpose) for body in bodies]

    def test_each_reading_is_recorded(self):
        self.assertEqual(self.reads(), [])
        self.assertEqual(self.read("moderator", purpose="complaint").audit.personal.case_ref, "SYN-plan-1")
        self.assertEqual(self.read("auditor").personal_state, v1.PERSONAL_STATE_PRESENT)
        revision = self.local.get("plan-1").revision
        self.local.list(filter=v1.AuditFilter(case_ref="SYN-plan-1"), purpose="subject-access")
        self.assertEqual(self.reads(), [
            ("token:moderator", AUDIT, revision, "complaint"), ("token:auditor", AUDIT, revision, ""),
            ("local", "authorities/somerset", 0, "subject-access")])
        self.server.kill()
        with Api(self.server.start().endpoint) as again:
            self.local = again
            self.assertEqual(len(self.reads()), 3)

    def test_what_is_refused_or_not_there_is_not_recorded(self):
        for role in ("reader", "examiner", "regulator", "administrator"):
            found = failure(self.local.audits.GetAudit, self.request(), metadata=self.as_[role])
            self.assertEqual(found.code, grpc.StatusCode.PERMISSION_DENIED)
        self.assertEqual(failure(self.local.audits.GetAudit, self.request(purpose="Her mother called")).code,
                         grpc.StatusCode.INVALID_ARGUMENT)
        missing = v1.GetAuditRequest(name="authorities/somerset/audits/none", view=v1.AUDIT_VIEW_PERSONAL)
        self.assertEqual(failure(self.local.audits.GetAudit, missing).code, grpc.StatusCode.NOT_FOUND)
        missing.name = "authorities/nowhere/audits/none"
        self.assertEqual(failure(self.local.audits.GetAudit, missing).code, grpc.StatusCode.NOT_FOUND)
        self.assertEqual(self.reads(), [])

    def test_an_explanation_tells_a_reader_of_figures_nobody_in_the_case(self):
        names = {"worker": "worker-7", "manager": "manager-7", "supervisor": "supervisor-7"}
        risk = v1.ImmediateRisk(told="told-7", told_on="2014-01-15")
        action = v1.Action(owner="owner-7", due_date="2014-02-01")
        self.local.submit(audit("risky", team="North", actions=[action], immediate_risk=risk, **names))
        request = v1.ExplainStatementRequest(query=query(scale="ofsted-2013"))
        revision = self.local.revision()
        difference = v1.DiffStatementsRequest(
            authority="authorities/somerset", ad_hoc=query(scale="ofsted-2013").ad_hoc,
            **{"from": v1.StatementPoint(read_at=v1.ReadAt(revision=revision - 1)),
               "to": v1.StatementPoint(read_at=v1.ReadAt(revision=revision))})
        for role in ("reader", "regulator", "moderator"):
            told = self.local.statements.ExplainStatement(request, timeout=CALL_SECONDS, metadata=self.as_[role])
            risky = next(one.audit for one in told.audits if one.audit.name.endswith("/risky"))
            self.assertEqual((risky.audit_date, risky.grade, risky.team), ("2014-01-15", "adequate", "North"))
            self.assertNotIn("-7", str(told))
            changed = self.local.statements.DiffStatements(difference, timeout=CALL_SECONDS, metadata=self.as_[role])
            self.assertEqual(changed.deltas[0].audit.grade, "adequate")
            self.assertNotIn("-7", str(changed))

    def test_an_auditor_reads_no_other_s(self):
        other = bearer(self.tokens.create("other", "auditor=somerset"))
        found = failure(self.local.audits.GetAudit, self.request(), metadata=other)
        self.assertEqual((found.code, found.reason), (grpc.StatusCode.NOT_FOUND, "UNKNOWN_AUDIT"))
        self.assertEqual(self.reads(), [])

    def test_the_record_of_readings_is_exported_and_verified_as_any_ledger(self):
        examiner = self.directory / "examiner.token"
        examiner.write_text(self.as_["examiner"][0][1].removeprefix("Bearer "))
        examiner.chmod(0o600)
        none = self.assay(self.server, examiner, "ledger", "reads", "-o", "csv")
        self.assert_exit(0, none)
        self.assertEqual(none.stdout, "recorded_at,by,read,revision,purpose\n")
        self.read("moderator", purpose="complaint")
        shown = self.assay(self.server, examiner, "ledger", "reads", "-o", "csv")
        self.assert_exit(0, shown)
        self.assertIn(f",token:moderator,{AUDIT},", shown.stdout)
        self.assertIn(",complaint\n", shown.stdout)
        pack = self.directory / "reads.assay"
        self.assert_exit(0, self.assay(self.server, examiner, "ledger", "export", pack, "--access"))
        verified = self.assay(self.server, None, "ledger", "verify", pack)
        self.assert_exit(7, verified)
        self.assertIn("1 entry of personal reads, root matches", verified.stdout)
        damaged = bytearray(pack.read_bytes())
        damaged[damaged.index(b"complaint")] ^= 1
        pack.write_bytes(damaged)
        self.assert_exit(3, self.assay(self.server, None, "ledger", "verify", pack))
        listed = self.assay(self.server, examiner, "authority", "list", "-o", "name")
        self.assertEqual(listed.stdout, "somerset\n")


if __name__ == "__main__":
    unittest.main()
