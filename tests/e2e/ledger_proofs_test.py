"""The ledger proves itself: receipts, proofs of any entry and any two sizes, the watch, erasure, and a damaged disk.

Everything is checked in Python with the arithmetic of RFC 6962 and Ed25519; the server's word is taken for nothing.
"""

import itertools
import random
import shutil
import subprocess
import threading
import unittest

import grpc

import pack_ledger
import pack_note
from assay_api import CALL_SECONDS, Api, failure, failure_of, query, v1
from assay_process import ASSAYD, WAIT_SECONDS, Server, clean_environment
from audits import audit, audits, batches
from end_to_end import EndToEndTest, SomersetTest

SOMERSET = "authorities/somerset"
# Sizes around which a tree changes its shape, and a few tiles of leaves.
ENTRIES = 700
MARKER = "SYN-marker-7f3a9c51"


# --- RFC 6962, sections 2.1.1 and 2.1.2, from the verifier's side --------------------------------------------------

def root_from_inclusion(index, size, leaf_hash, proof):
    """The root that the proof leads to, or None where it has another length than such a proof."""
    at, last, found, hashes = index, size - 1, leaf_hash, list(proof)
    while last:
        if at % 2 or at < last:
            if not hashes:
                return None
            other = hashes.pop(0)
            found = pack_ledger.node_hash(other, found) if at % 2 else pack_ledger.node_hash(found, other)
        at, last = at // 2, last // 2
    return None if hashes else found


def roots_from_consistency(first, second, first_root, proof):
    """The roots of both sizes that the proof leads to, or None where it has another length than such a proof."""
    hashes = list(proof)
    if first == second:
        return None if hashes else (first_root, first_root)
    at, last = first - 1, second - 1
    while at % 2:
        at, last = at // 2, last // 2
    # A first size that is a power of two is a node of the second tree itself, and so is left out.
    old = new = first_root if at == 0 else hashes.pop(0) if hashes else None
    while last:
        if at % 2 or at < last:
            if not hashes:
                return None
            other = hashes.pop(0)
            if at % 2:
                old, new = pack_ledger.node_hash(other, old), pack_ledger.node_hash(other, new)
            else:
                new = pack_ledger.node_hash(new, other)
        at, last = at // 2, last // 2
    return None if hashes else (old, new)


# --- What the tests share ------------------------------------------------------------------------------------------

class Proving(SomersetTest):
    """A ledger, the stubs to question it, and its public key."""

    def setUp(self):
        # The key is asked for with the directory closed, so a server has to come and go before the one that stays.
        EndToEndTest.setUp(self)
        self.data_directory = self.directory / "ledger"
        self.listen = f"unix:{self.directory}/assayd.sock"
        self.server = self.enterContext(Server(self.data_directory, self.listen))
        self.assertEqual(self.server.stop(), 0)
        self.key = pack_note.parse_key(self.exported_key())
        self.server.start()
        self.somerset = self.api(self.server)
        self.ledger = v1.LedgerServiceStub(self.somerset.channel)
        self.somerset.create_authority()
        self.somerset.create_scale()

    def exported_key(self):
        done = subprocess.run([ASSAYD, "key", "export", "--data-dir", str(self.data_directory)], capture_output=True,
                              text=True, timeout=WAIT_SECONDS, env=clean_environment(self.directory), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def connect(self):
        """New stubs after a restart."""
        self.somerset.channel.close()
        self.somerset = self.api(self.server)
        self.ledger = v1.LedgerServiceStub(self.somerset.channel)

    def restart(self):
        self.assertEqual(self.stop_server(), 0)
        self.server.start()
        self.connect()

    def cut_power_and_restart(self):
        self.server.kill()
        self.server.start()
        self.connect()

    def checkpoint(self, size=0):
        answer = self.ledger.GetCheckpoint(v1.GetCheckpointRequest(parent=SOMERSET, tree_size=size),
                                           timeout=CALL_SECONDS)
        found = self.opened(answer.checkpoint)
        self.assertEqual(found.size, answer.tree_size)
        return found

    def opened(self, note):
        """The checkpoint of a note that this server's key signed, about this authority."""
        found = pack_note.open_checkpoint(note.encode(), self.key)
        self.assertEqual(found.origin.split("/")[1], "somerset")
        return found

    def inclusion(self, revision, size=0):
        return self.ledger.GetInclusionProof(
            v1.GetInclusionProofRequest(parent=SOMERSET, revision=revision, tree_size=size), timeout=CALL_SECONDS)

    def consistency(self, first, second=0):
        return self.ledger.GetConsistencyProof(
            v1.GetConsistencyProofRequest(parent=SOMERSET, first_tree_size=first, second_tree_size=second),
            timeout=CALL_SECONDS)

    def watch(self, after=0, last=0):
        return self.ledger.WatchLedger(
            v1.WatchLedgerRequest(parent=SOMERSET, after_revision=after, last_revision=last), timeout=WAIT_SECONDS)

    def leaves(self, after=0, last=None):
        """The leaves after a revision up to another, as a watch delivers them, checked for gaps and repeats."""
        last = self.somerset.revision() if last is None else last
        return self.taken(self.watch(after, last), after) if last > after else []

    def taken(self, stream, after, count=None):
        """Leaves of a stream to its end, or so many of them."""
        found = []
        for answer in stream:
            self.assertEqual(answer.first_revision, after + len(found) + 1)
            self.assertGreaterEqual(len(answer.leaves), 1)
            found.extend(answer.leaves)
            if count is not None and len(found) >= count:
                break
        return found

    def assert_included(self, proof, leaf):
        found = self.opened(proof.checkpoint)
        self.assertEqual(found.size, proof.tree_size)
        root = root_from_inclusion(proof.leaf_index, proof.tree_size, pack_ledger.leaf_hash(leaf), proof.hashes)
        self.assertEqual(root, found.root, f"entry {proof.leaf_index + 1} of {proof.tree_size}")

    def change(self, audit_id, **fields):
        name = f"{SOMERSET}/audits/{audit_id}"
        return v1.Change(name=name, expected_revision=self.somerset.get(audit_id).revision, reason="second-look",
                         **fields)

    def erase(self, audit_id):
        """Erases, which purges files before it answers."""
        return self.somerset.audits.EraseAudit(v1.EraseAuditRequest(change=self.change(audit_id)), timeout=WAIT_SECONDS)

    def write_every_kind_of_change(self):
        """On audits bulk-000000 to bulk-000003."""
        stub = self.somerset.audits
        whole = self.somerset.get("bulk-000000")
        for field in ("case_number", "revision", "recorded_at", "actor"):
            whole.ClearField(field)
        whole.team = "North"
        return [
            stub.CorrectAudit(v1.CorrectAuditRequest(change=self.change("bulk-000000"), audit=whole),
                              timeout=CALL_SECONDS),
            stub.ModerateAudit(v1.ModerateAuditRequest(
                change=self.change("bulk-000001"),
                moderation=v1.Moderation(moderator="lead-2", grade="inadequate")), timeout=CALL_SECONDS),
            stub.WithdrawAudit(v1.WithdrawAuditRequest(change=self.change("bulk-000002")), timeout=CALL_SECONDS),
            self.erase("bulk-000003")]


# --- Receipts and proofs -------------------------------------------------------------------------------------------

class Receipts(Proving):
    def test_every_unary_receipt_proves_its_entry(self):
        for number in range(20):
            receipt = self.somerset.submit(audit(f"plan-{number}")).receipt
            self.assertEqual(receipt.proof.leaf_index, receipt.revision - 1)
            self.assert_included(receipt.proof, self.leaves(receipt.revision - 1, receipt.revision)[0])

    def test_every_change_is_proved_too_and_so_is_the_same_audit_again(self):
        sent = audits(4)
        self.somerset.submit_batches([sent])
        receipts = [answer.receipt for answer in self.write_every_kind_of_change()]
        again = self.somerset.submit(sent[1]).receipt
        self.assertEqual(again.outcome, v1.WRITE_OUTCOME_ALREADY_THERE)
        for receipt in (*receipts, again):
            self.assert_included(receipt.proof, self.leaves(receipt.revision - 1, receipt.revision)[0])

    def test_authorities_and_scales_are_proved_too(self):
        receipt = self.somerset.create_authority().receipt
        self.assertEqual(receipt.revision, 1)
        self.assert_included(receipt.proof, self.leaves(0, 1)[0])

    def test_omit_receipt_leaves_the_proof_out_and_it_can_be_had_later(self):
        receipt = self.somerset.submit(audit(), omit_receipt=True).receipt
        self.assertFalse(receipt.HasField("proof"))
        self.assertGreater(receipt.revision, 0)
        later = self.inclusion(receipt.revision)
        self.assert_included(later.proof, later.leaf)

    def test_validate_only_has_no_proof(self):
        self.assertFalse(self.somerset.submit(audit(), validate_only=True).receipt.HasField("proof"))

    def test_a_batch_answers_one_checkpoint_that_covers_all_of_it(self):
        requests = [v1.SubmitAuditsRequest(parent=SOMERSET, audits=batch) for batch in batches(audits(600), 200)]
        requests.append(v1.SubmitAuditsRequest(parent=SOMERSET, audits=audits(5, "bare"), omit_receipt=True))
        requests.append(v1.SubmitAuditsRequest(parent=SOMERSET, audits=audits(5, "dry"), validate_only=True))
        *answers, bare, dry = self.somerset.audits.SubmitAudits(iter(requests), timeout=CALL_SECONDS)
        for answer in answers:
            size = self.opened(answer.checkpoint).size
            self.assertGreaterEqual(size, max(result.receipt.revision for result in answer.results))
            self.assertFalse(any(result.receipt.HasField("proof") for result in answer.results))
            one = self.inclusion(answer.results[7].receipt.revision, size)
            self.assertEqual(self.opened(one.proof.checkpoint), self.opened(answer.checkpoint))
            self.assert_included(one.proof, one.leaf)
        self.assertEqual((bare.checkpoint, dry.checkpoint), ("", ""))

    def test_a_batch_of_nothing_but_refusals_has_no_checkpoint(self):
        request = v1.SubmitAuditsRequest(parent=SOMERSET, audits=[audit(grade="splendid")])
        answers = list(self.somerset.audits.SubmitAudits(iter([request]), timeout=CALL_SECONDS))
        self.assertEqual([answer.checkpoint for answer in answers], [""])


class Proofs(Proving):
    def setUp(self):
        super().setUp()
        self.somerset.submit_batches(batches(audits(ENTRIES)))
        self.size = self.somerset.revision()
        self.hashes = [pack_ledger.leaf_hash(leaf) for leaf in self.leaves()]
        chance = random.Random(6962)
        edges = {1, 2, 3, 255, 256, 257, 511, 512, 513, self.size - 1, self.size}
        self.sizes = sorted(edges | {chance.randint(1, self.size) for _ in range(30)})
        self.chance = chance

    def test_the_root_of_every_size_is_that_of_the_leaves(self):
        for size in self.sizes:
            self.assertEqual(self.checkpoint(size).root, pack_ledger.tree_root(self.hashes[:size]), size)
        self.assertEqual(self.checkpoint().size, self.size)

    def test_any_entry_is_proved_at_any_size(self):
        for size in self.sizes:
            for revision in {1, size, self.chance.randint(1, size), self.chance.randint(1, size)}:
                answer = self.inclusion(revision, size)
                self.assertEqual((answer.proof.leaf_index, answer.proof.tree_size), (revision - 1, size))
                self.assertEqual(pack_ledger.leaf_hash(answer.leaf), self.hashes[revision - 1])
                self.assert_included(answer.proof, answer.leaf)

    def test_any_size_is_proved_to_be_the_beginning_of_any_later_one(self):
        for first in self.sizes:
            for second in {first, self.size, self.chance.randint(first, self.size)}:
                answer = self.consistency(first, second)
                self.assertEqual(answer.second_tree_size, second)
                first_root = pack_ledger.tree_root(self.hashes[:first])
                roots = roots_from_consistency(first, second, first_root, answer.hashes)
                self.assertEqual(roots, (first_root, self.opened(answer.checkpoint).root), f"{first} in {second}")

    def test_size_0_means_all_there_are(self):
        self.assertEqual(self.inclusion(5).proof.tree_size, self.size)
        self.assertEqual(self.consistency(5).second_tree_size, self.size)

    def test_what_cannot_be_proved_is_refused_with_a_reason(self):
        stub = self.ledger
        for what, call, request in (
                ("an entry to come", stub.GetInclusionProof, v1.GetInclusionProofRequest(revision=self.size + 1)),
                ("a size to come", stub.GetInclusionProof, v1.GetInclusionProofRequest(
                    revision=1, tree_size=self.size + 1)),
                ("an entry beyond the size", stub.GetInclusionProof, v1.GetInclusionProofRequest(
                    revision=6, tree_size=5)),
                ("no entry", stub.GetInclusionProof, v1.GetInclusionProofRequest()),
                ("sizes in the wrong order", stub.GetConsistencyProof, v1.GetConsistencyProofRequest(
                    first_tree_size=6, second_tree_size=5)),
                ("a later size to come", stub.GetConsistencyProof, v1.GetConsistencyProofRequest(
                    first_tree_size=6, second_tree_size=self.size + 1)),
                ("no first size", stub.GetConsistencyProof, v1.GetConsistencyProofRequest(second_tree_size=5)),
                ("a checkpoint to come", stub.GetCheckpoint, v1.GetCheckpointRequest(tree_size=self.size + 1))):
            with self.subTest(what):
                request.parent = SOMERSET
                refused = failure(call, request)
                self.assertIn(refused.code, (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.OUT_OF_RANGE,
                                             grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.NOT_FOUND))
                self.assertTrue(refused.reason)
        refused = failure(stub.GetCheckpoint, v1.GetCheckpointRequest(parent="authorities/nobody"))
        self.assertEqual(refused.reason, "UNKNOWN_AUTHORITY")

    def test_proofs_and_checkpoints_stay_as_they_were_over_later_writes_and_a_restart(self):
        asked = [(revision, size) for size in self.sizes for revision in (1, size)]
        inclusions = [self.inclusion(*one) for one in asked]
        consistencies = [self.consistency(first, self.size) for first in self.sizes]
        self.somerset.submit_batches(batches(audits(300, "later")))
        self.restart()
        for before, one in zip(inclusions, asked):
            self.assertEqual(self.inclusion(*one), before)
        for before, first in zip(consistencies, self.sizes):
            self.assertEqual(self.consistency(first, self.size), before)


class ThePast(Proving):
    def test_an_old_revision_is_answered_with_the_same_bytes_after_later_writes_and_a_restart(self):
        self.somerset.submit_batches(batches(audits(200)))
        self.write_every_kind_of_change()
        revisions = (3, 100, 203, self.somerset.revision())
        before = self.ask_about(revisions)
        self.somerset.submit_batches(batches(audits(300, "later")))
        for number in range(4, 8):
            change = v1.WithdrawAuditRequest(change=self.change(f"bulk-{number:06}"))
            self.somerset.audits.WithdrawAudit(change, timeout=CALL_SECONDS)
        self.assertEqual(self.ask_about(revisions), before)
        self.restart()
        self.assertEqual(self.ask_about(revisions), before)

    def ask_about(self, revisions):
        """Serialised answers about the same past."""
        answers = []
        for revision in revisions:
            read_at = v1.ReadAt(revision=revision)
            question = query(on="2014-12-31", read_at=read_at, scale="ofsted-2013@1")
            answers.append(self.somerset.statements.GetStatement(
                v1.GetStatementRequest(query=question), timeout=CALL_SECONDS).statement.SerializeToString())
            answers.append(self.somerset.get("bulk-000000", read_at=read_at).SerializeToString())
            answers += [one.SerializeToString() for one in self.somerset.list(page_size=1000, read_at=read_at)]
        return answers


# --- The watch -----------------------------------------------------------------------------------------------------

class Watch(Proving):
    def test_delivers_every_leaf_once_and_in_order_while_another_client_writes(self):
        self.somerset.submit_batches([audits(50, "before")])
        written = self.somerset.revision()
        streams = {after: self.watch(after) for after in (0, 1, 30, written)}
        # Each has begun before the writer does, but for the one that has nothing to say yet.
        found = {after: self.taken(stream, after, 1) if after < written else [] for after, stream in streams.items()}
        writer = threading.Thread(target=self.write_from_another_client)
        writer.start()
        last = written + 400
        for after, stream in streams.items():
            found[after] += self.taken(stream, after + len(found[after]), last - after - len(found[after]))
            stream.cancel()
        writer.join(WAIT_SECONDS)
        everything = self.leaves()
        self.assertEqual(len(everything), last)
        for after, got in found.items():
            self.assertEqual(got, everything[after:], f"after {after}")
        self.assertEqual(pack_ledger.tree_root(list(map(pack_ledger.leaf_hash, everything))),
                         self.checkpoint(last).root)

    def write_from_another_client(self):
        with Api(self.server.endpoint) as other:
            for number in range(100):
                other.submit(audit(f"single-{number}"), omit_receipt=True)
            other.submit_batches(batches(audits(300, "live"), 37))

    def test_resumes_after_a_cut_of_the_power_without_gap_or_repeat(self):
        self.somerset.submit_batches([audits(100)])
        stream = self.watch()
        found = self.taken(stream, 0, 60)
        self.cut_power_and_restart()
        with self.assertRaises(grpc.RpcError):
            self.taken(stream, len(found))
        self.somerset.submit_batches([audits(100, "later")])
        found += self.leaves(len(found))
        self.assertEqual(found, self.leaves())
        self.assertEqual(len(found), 2 + 200)

    def test_ends_after_the_last_revision_even_if_that_is_still_to_come(self):
        self.somerset.submit_batches([audits(10)])
        stream = self.watch(5, 15)
        found = self.taken(stream, 5, 7)
        self.somerset.submit_batches([audits(10, "later")])
        found += self.taken(stream, 5 + len(found))
        self.assertEqual(found, self.leaves(5, 15))

    def test_whoever_has_seen_more_than_there_is_is_told(self):
        size = self.somerset.revision()
        for ask in (lambda: next(self.watch(size + 1)), lambda: next(self.watch(2**32 - 1)),
                    lambda: self.consistency(size + 1)):
            with self.assertRaises(grpc.RpcError) as caught:
                ask()
            refused = failure_of(caught.exception)
            self.assertEqual((refused.code, refused.reason), (grpc.StatusCode.FAILED_PRECONDITION, "NOT_YET"))

    def test_no_growth_is_missed_however_it_falls_between_two_looks(self):
        for number in range(100):
            seen = self.somerset.revision()
            stream = self.ledger.WatchLedger(v1.WatchLedgerRequest(
                parent=SOMERSET, after_revision=seen - 1, last_revision=seen + 2), timeout=5)
            self.taken(stream, seen - 1, 1)
            self.somerset.submit_batches([audits(2, f"round-{number}")])
            self.assertEqual(len(self.taken(stream, seen)), 2, f"round {number}")

    def test_a_watch_that_nobody_reads_holds_up_no_writer(self):
        stream = self.watch()
        self.somerset.submit_batches(batches(audits(5_000)))
        self.assertEqual(self.somerset.revision(), 5_002)
        self.assertEqual(len(self.taken(stream, 0, 5_002)), 5_002)
        stream.cancel()

    def test_an_authority_that_is_not_there_cannot_be_watched(self):
        with self.assertRaises(grpc.RpcError) as caught:
            list(self.ledger.WatchLedger(v1.WatchLedgerRequest(parent="authorities/nobody"), timeout=CALL_SECONDS))
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)


# --- Erasure -------------------------------------------------------------------------------------------------------

class Erasure(Proving):
    def personal(self, audit_id):
        return audit(audit_id, case_ref=MARKER, grade="good", auditor="qa-1")

    def files_with(self, words):
        return [str(path) for path in sorted(self.data_directory.rglob("*"))
                if path.is_file() and words.encode() in path.read_bytes()]

    def write_marked_audit(self):
        sent = self.personal("marked")
        sent.personal.narrative = f"about {MARKER}"
        sent.personal.notes = f"on {MARKER}" * 100
        self.somerset.submit(sent)
        self.somerset.submit_batches([audits(300)])
        corrected = self.personal("marked")
        corrected.grade = "adequate"
        corrected.personal.narrative = f"again about {MARKER}"
        self.somerset.audits.CorrectAudit(
            v1.CorrectAuditRequest(change=self.change("marked", note=f"because of {MARKER}"), audit=corrected),
            timeout=CALL_SECONDS)
        self.assertTrue(self.files_with(MARKER), "the marker was never on disk, so nothing can be shown")

    def facts(self):
        """What an erasure must leave as it is, at the revision before it."""
        size = self.size
        return (self.somerset.statement(on="2014-12-31", read_at=v1.ReadAt(revision=size)).SerializeToString(),
                self.checkpoint(size), [self.inclusion(revision, size) for revision in (3, 100, size)],
                self.leaves(0, size))

    def test_when_it_answers_the_personal_part_is_in_no_file_and_figures_and_proofs_are_as_before(self):
        self.write_marked_audit()
        self.size = self.somerset.revision()
        before = self.facts()
        counted = self.somerset.statement(on="2014-12-31").audited
        answer = self.erase("marked")
        self.assertEqual(self.files_with(MARKER), [])
        self.assertTrue(answer.audit.erased)
        self.assert_included(answer.receipt.proof, self.leaves(self.size, self.size + 1)[0])
        self.assertEqual(self.facts(), before)
        self.assertEqual(self.somerset.statement(on="2014-12-31").audited, counted)
        self.cut_power_and_restart()
        self.assertEqual(self.files_with(MARKER), [])
        self.assertEqual(self.facts(), before)
        self.assertEqual(self.somerset.statement(on="2014-12-31").audited, counted)
        self.assert_gone()

    def assert_gone(self):
        name = f"{SOMERSET}/audits/marked"
        for read_at in (None, v1.ReadAt(revision=3)):
            answer = self.somerset.audits.GetAudit(
                v1.GetAuditRequest(name=name, view=v1.AUDIT_VIEW_PERSONAL, read_at=read_at), timeout=CALL_SECONDS)
            self.assertEqual(answer.personal_state, v1.PERSONAL_STATE_ERASED)
            self.assertFalse(answer.audit.HasField("personal"))
        self.assertEqual(self.somerset.list(filter=v1.AuditFilter(case_ref=MARKER)), [])
        self.assertNotIn(MARKER, self.server.log())

    def test_a_power_cut_during_an_erasure_leaves_all_of_the_personal_part_or_nothing(self):
        self.write_marked_audit()
        # The cut comes later and later after the call, until the erasure has come through.
        for number in range(100):
            request = v1.EraseAuditRequest(change=self.change("marked"))
            erasing = self.somerset.audits.EraseAudit.future(request, timeout=WAIT_SECONDS)
            answered = threading.Event()
            erasing.add_done_callback(lambda _, answered=answered: answered.set())
            answered.wait(number * 0.002)
            self.cut_power_and_restart()
            if self.somerset.get("marked").erased:
                break
            self.assertIsNotNone(erasing.exception(), "answered and not done")
            kept = self.somerset.get("marked", view=v1.AUDIT_VIEW_PERSONAL)
            self.assertEqual(kept.personal.case_ref, MARKER)
        self.assertEqual(self.files_with(MARKER), [])
        self.assert_gone()

    def test_others_keep_their_personal_part_and_the_case_number_survives(self):
        self.write_marked_audit()
        number = self.somerset.get("marked").case_number
        self.erase("marked")
        self.assertEqual(self.somerset.get("marked").case_number, number)
        kept = self.somerset.get("bulk-000007", view=v1.AUDIT_VIEW_PERSONAL)
        self.assertEqual(kept.personal.case_ref, "SYN-bulk-000007")

    def test_an_erasure_during_writes_takes_only_its_own(self):
        self.write_marked_audit()
        with Api(self.server.endpoint) as other:
            writer = threading.Thread(target=lambda: other.submit_batches(batches(audits(3_000, "beside"), 50)))
            writer.start()
            self.erase("marked")
            found = self.files_with(MARKER)
            writer.join(WAIT_SECONDS)
        self.assertEqual(found, [])
        self.assertEqual(self.somerset.get("beside-002999", view=v1.AUDIT_VIEW_PERSONAL).personal.case_ref,
                         "SYN-beside-002999")


# --- A damaged disk ------------------------------------------------------------------------------------------------

class Damage(Proving):
    """What happens to the directory while nobody looks. The figures are cheap to lose and the server must not start."""

    def setUp(self):
        super().setUp()
        self.somerset.submit_batches([audits(100)])
        self.somerset.channel.close()
        self.rocksdb = next(path for path in self.data_directory.rglob("CURRENT")).parent
        self.mark = next(path for path in self.data_directory.rglob("mark"))

    def logs(self):
        return sorted(self.rocksdb.glob("*.log"))

    def largest_log(self):
        return max(self.logs(), key=lambda path: path.stat().st_size)

    def contents(self):
        return {path: path.read_bytes() for path in self.rocksdb.iterdir()}

    def restore(self, contents):
        """The database as it was: an attempt to open it may have written to it."""
        for path in self.rocksdb.iterdir():
            path.unlink()
        for path, data in contents.items():
            path.write_bytes(data)

    def assert_refuses_to_start(self, *words):
        """One of the words says what is missing; the offline check finds it too, and ends with the same code."""
        checked = self.offline_check()
        self.assertIn(checked.returncode, (1, 3), checked.stdout + checked.stderr)
        server = Server(self.data_directory, self.listen)
        self.addCleanup(server.kill)
        server.start_without_waiting()
        self.assertEqual(server.wait(), checked.returncode, server.log())
        self.assertIsNone(server.endpoint)
        self.assertTrue(any(word in server.log().lower() for word in words), server.log())
        self.assertNotIn("SYN-", server.log() + checked.stdout + checked.stderr)

    def offline_check(self):
        return subprocess.run([ASSAYD, "verify", "--deep", "--data-dir", str(self.data_directory)], text=True,
                              capture_output=True, timeout=WAIT_SECONDS, env=clean_environment(self.directory),
                              check=False)

    def assert_starts_with_everything(self):
        self.server.start()
        self.connect()
        self.assertEqual(self.somerset.revision(), 2 + 100)

    def test_without_damage_it_starts(self):
        self.server.kill()
        self.assertEqual(self.offline_check().returncode, 0)
        self.assert_starts_with_everything()

    def test_a_start_from_summaries_answers_as_the_entries_do(self):
        """See storage/FORMAT.md: of most of these entries a start reads a summary, which an erasure takes away."""
        self.connect()
        more = audits(700, prefix="more")
        revisions = [result.receipt.revision for result in self.somerset.submit_batches([more])]
        self.write_every_kind_of_change()
        self.erase("more-000300")
        answers = self.somerset.statement(on="2014-12-31"), self.leaves()
        for _ in range(2):
            self.cut_power_and_restart()
            self.assertEqual((self.somerset.statement(on="2014-12-31"), self.leaves()), answers)
            again = [result.receipt.revision for result in self.somerset.submit_batches([more])]
            self.assertEqual(again[:300] + again[301:], revisions[:300] + revisions[301:])
        self.somerset.channel.close()
        self.server.kill()
        self.assertEqual(self.offline_check().returncode, 0)
        rebuilt = subprocess.run([ASSAYD, "rebuild", "--data-dir", str(self.data_directory)], text=True, check=False,
                                 capture_output=True, timeout=WAIT_SECONDS, env=clean_environment(self.directory))
        self.assertEqual(rebuilt.returncode, 0, rebuilt.stderr)
        self.assertEqual(self.offline_check().returncode, 0)
        self.server.start()
        self.connect()
        self.assertEqual((self.somerset.statement(on="2014-12-31"), self.leaves()), answers)

    def test_a_log_deleted_after_a_power_cut_is_missed(self):
        self.server.kill()
        for log in self.logs():
            log.unlink()
        self.assert_refuses_to_start("behind", "missing")

    def test_a_log_deleted_after_a_stop_in_good_order_is_missed(self):
        self.assertEqual(self.server.stop(), 0)
        for log in self.logs():
            log.unlink()
        self.assert_refuses_to_start("behind", "missing")

    def test_an_emptied_log_is_missed(self):
        self.server.kill()
        for log in self.logs():
            log.write_bytes(b"")
        self.assert_refuses_to_start("behind", "missing")

    def test_a_log_cut_anywhere_is_missed_and_starts_once_it_is_whole_again(self):
        self.server.kill()
        log = self.largest_log()
        whole = log.read_bytes()
        written = len(whole.rstrip(b"\0"))  # what comes after is only its length
        chance = random.Random(11)
        for length in (1, written - 1, *(chance.randrange(written) for _ in range(6))):
            with self.subTest(length=length):
                before = self.contents()
                log.write_bytes(whole[:length])
                self.assert_refuses_to_start("behind", "missing", "corrupt", "damage")
                self.restore(before)
        self.assert_starts_with_everything()

    def test_a_bit_flipped_in_the_log_is_found(self):
        self.server.kill()
        log = self.largest_log()
        data = bytearray(log.read_bytes())
        data[len(data.rstrip(b"\0")) // 2] ^= 1
        log.write_bytes(data)
        self.assert_refuses_to_start("behind", "corrupt", "damage", "checksum")

    def test_a_deleted_mark_is_missed(self):
        self.server.kill()
        kept = self.mark.read_bytes()
        self.mark.unlink()
        self.assert_refuses_to_start("mark")
        self.assertFalse(self.mark.exists(), "a refusal mends nothing")
        self.mark.write_bytes(kept)
        self.assert_starts_with_everything()

    def test_a_mark_of_nonsense_is_refused(self):
        self.server.kill()
        for nonsense in (b"", b"mark", b"\0" * 8192, b"\xff" * 8192):
            self.mark.write_bytes(nonsense)
            self.assert_refuses_to_start("mark")

    def test_a_deleted_database_is_missed(self):
        self.server.kill()
        shutil.rmtree(self.rocksdb)
        self.assert_refuses_to_start("missing", "mark", "behind")

    def test_a_damaged_table_is_refused_or_changes_nothing(self):
        self.connect()
        # An erasure moves everything from the log to tables.
        self.erase("bulk-000005")
        entries, statement = self.leaves(), self.somerset.statement(on="2014-12-31")
        self.somerset.channel.close()
        self.server.kill()
        before = self.contents()
        tables = sorted(self.rocksdb.glob("*.sst"))
        self.assertGreater(len(tables), 0)
        chance = random.Random(17)
        refused = 0
        for table, _ in itertools.product(tables, range(4)):
            damaged = bytearray(before[table])
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            table.write_bytes(damaged)
            if self.offline_check().returncode:
                refused += 1
                self.assert_refuses_to_start("corrupt", "damage", "checksum", "mismatch")
            else:
                self.server.start()
                self.connect()
                self.assertEqual((self.leaves(), self.somerset.statement(on="2014-12-31")), (entries, statement))
                self.somerset.channel.close()
                self.server.kill()
            self.restore(before)
        self.assertGreater(refused, 0)

    def test_a_deleted_table_is_missed(self):
        self.connect()
        self.erase("bulk-000005")
        self.somerset.channel.close()
        self.server.kill()
        before = self.contents()
        for table in sorted(self.rocksdb.glob("*.sst")):
            table.unlink()
            self.assert_refuses_to_start("missing", "no such file", "damage")
            self.restore(before)

    def test_a_database_deleted_with_its_mark_is_missed_beside_the_signing_key(self):
        self.server.kill()
        shutil.rmtree(self.rocksdb.parent)
        self.assert_refuses_to_start("both missing")
        self.assertFalse(self.rocksdb.exists(), "a refusal begins nothing")

    def test_an_older_copy_of_the_database_is_found_out(self):
        self.assertEqual(self.server.stop(), 0)
        older = self.directory / "older"
        shutil.copytree(self.rocksdb, older)
        self.server.start()
        self.connect()
        self.somerset.submit(audit("one-more"))
        self.assertEqual(self.stop_server(), 0)
        shutil.rmtree(self.rocksdb)
        shutil.copytree(older, self.rocksdb)
        self.assert_refuses_to_start("behind")

    def test_a_lost_current_file_is_damage_and_no_first_start(self):
        self.server.kill()
        (self.rocksdb / "CURRENT").unlink()
        self.assert_refuses_to_start("current", "damage", "missing")


if __name__ == "__main__":
    unittest.main()
