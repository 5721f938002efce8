"""A server over what an earlier version wrote: nothing it answered then is answered otherwise now, and it goes on."""

import json
import subprocess
import time
import unittest

import pack_note
from assay_api import CALL_SECONDS, v1
from assay_process import ASSAYD, WAIT_SECONDS, Server, clean_environment
from audits import audits
from end_to_end import EndToEndTest
from ledger_proofs_test import roots_from_consistency
from old_ledger import OldLedger

SOMERSET = "authorities/somerset"
CORRECTED, MODERATED, WITHDRAWN, ERASED = "plan-0233", "plan-0322", "plan-0178", "plan-0267"


class Upgrade(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.old = OldLedger(self.directory)
        self.assertFalse(self.old.has_summaries())
        self.server = Server(self.old.data, f"unix:{self.directory}/assayd.sock")
        self.addCleanup(self.server.kill)

    def start(self):
        self.server.start()
        self.api_ = self.api(self.server)

    def stop(self):
        self.api_.channel.close()
        self.assertEqual(self.server.stop(), 0)

    def assert_figures_are_those_of_then(self, *at):
        assay = self.command_line(self.server)
        for arguments, then in self.old.statements.items():
            done = assay.run("-o", "json", "statement", "get", *arguments, *at)
            self.assert_exit(0, done)
            now = json.loads(done.stdout)
            # A later version may say more.
            self.assertEqual({name: now.get(name) for name in then}, then)

    def verify(self):
        done = subprocess.run([ASSAYD, "verify", "--deep", "--data-dir", str(self.old.data)], capture_output=True,
                              text=True, timeout=WAIT_SECONDS, env=clean_environment(self.directory), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def assert_grown_from_what_was_signed(self):
        """The checkpoint that somebody kept is the beginning of today's ledger; today's size."""
        key = pack_note.parse_key(self.old.key)
        then = pack_note.open_checkpoint(self.old.checkpoint, key)
        answer = v1.LedgerServiceStub(self.api_.channel).GetConsistencyProof(
            v1.GetConsistencyProofRequest(parent=SOMERSET, first_tree_size=then.size), timeout=CALL_SECONDS)
        now = pack_note.open_checkpoint(answer.checkpoint.encode(), key)
        self.assertEqual(now.origin, then.origin)
        self.assertEqual(roots_from_consistency(then.size, now.size, then.root, list(answer.hashes)),
                         (then.root, now.root))
        return now.size - then.size

    def test_an_old_directory_answers_as_it_did_and_takes_new_audits(self):
        self.start()
        self.assertTrue(self.old.has_summaries())
        self.assert_figures_are_those_of_then()
        self.assertEqual(self.assert_grown_from_what_was_signed(), 0)
        size = self.api_.revision()
        self.assertEqual(len(self.api_.submit_batches([audits(300)])), 300)
        self.assertEqual(self.assert_grown_from_what_was_signed(), 300)
        for _ in range(2):
            self.assert_figures_are_those_of_then("--at", size)
            self.stop()
            self.assertIn(f"somerset: {size + 300} entries", self.verify())
            self.start()

    def test_every_kind_of_change_is_still_there(self):
        self.start()
        self.assertEqual(self.api_.get(CORRECTED).grade, "good")
        self.assertEqual(self.api_.get(MODERATED).moderation.grade, "inadequate")
        self.assertEqual(self.api_.get(WITHDRAWN).withdrawal_reason, "duplicate")
        personal = [self.api_.get(name, view=v1.AUDIT_VIEW_PERSONAL) for name in (CORRECTED, ERASED)]
        self.assertEqual([one.personal.case_ref != "" for one in personal], [True, False])
        review = self.api_.reviews.GetReview(v1.GetReviewRequest(name=f"{SOMERSET}/reviews/six-month"),
                                             timeout=CALL_SECONDS)
        self.assertTrue(review.HasField("review"))

    def test_an_upgrade_that_is_cut_off_is_made_at_the_next_start(self):
        for milliseconds in (5, 20, 40, 60, 80):
            self.server.start_without_waiting()
            time.sleep(milliseconds / 1000)
            self.server.kill()
        self.start()
        self.assert_figures_are_those_of_then()
        self.stop()
        self.verify()


if __name__ == "__main__":
    unittest.main()
