"""Backups while serving, and restoring one: what was lost is noticed, what was erased stays erased."""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import time
import unittest

import grpc
from access import Tokens, bearer
from assay_api import CALL_SECONDS, v1
from assay_process import ASSAYD, WAIT_SECONDS, CommandLine, Server, clean_environment
from audits import audit, audits
from end_to_end import SomersetTest

MARKER = "MARKER-erased-child-7731"


def files_with(directory, text):
    """Files below the directory that hold the text."""
    return [str(path) for path in pathlib.Path(directory).rglob("*")
            if path.is_file() and text.encode() in path.read_bytes()]


class BackupTest(SomersetTest):
    def setUp(self):
        super().setUp()
        self.somerset.channel.close()
        self.server.stop()
        self.backups = self.directory / "backups"
        self.server = self.serve(self.directory / "ledger")

    def serve(self, data_directory, *flags):
        server = self.enterContext(Server(data_directory, flags=("--backup-dir", self.backups, *flags)))
        self.somerset = self.api(server)
        self.assay = self.command_line(server)
        return server

    def run_assay(self, *arguments, code=0):
        done = self.assay.run(*arguments)
        self.assert_exit(code, done)
        return done.stdout

    def restore(self, *arguments, code=0, target="restored"):
        done = subprocess.run(
            [ASSAYD, "restore", "--from", str(self.backups), "--data-dir", str(self.directory / target),
             *map(str, arguments)],
            capture_output=True, text=True, timeout=WAIT_SECONDS, env=clean_environment(self.directory), check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def assayd(self, *arguments):
        return subprocess.run([ASSAYD, *map(str, arguments)], capture_output=True, text=True, timeout=WAIT_SECONDS,
                              env=clean_environment(self.directory), check=True).stdout


class Backups(BackupTest):
    def test_create_list_verify_delete(self):
        self.assertIn("backup   1\n", self.run_assay("backup", "create"))
        self.somerset.submit_batches([audits(50)])
        self.run_assay("backup", "create")
        listed = self.run_assay("backup", "list", "-o", "csv").splitlines()
        self.assertEqual([line.split(",")[0] for line in listed], ["backup", "1", "2"])
        self.assertEqual([line.split(",")[2] for line in listed[1:]], ["2", "53"])
        self.run_assay("backup", "verify", "latest")
        self.run_assay("--yes", "backup", "delete", "1")
        self.run_assay("backup", "verify", "1", code=1)
        self.assertEqual(self.run_assay("backup", "list", "-o", "name"), "2\n")

    def test_a_damaged_backup_is_found(self):
        self.somerset.submit_batches([audits(50)])
        self.run_assay("backup", "create")
        table = max(self.backups.rglob("*.sst"), key=lambda path: path.stat().st_size)
        content = bytearray(table.read_bytes())
        content[len(content) // 2] ^= 1
        table.write_bytes(content)
        self.assertIn("damaged", self.assay.run("backup", "verify", "latest").stderr)
        self.run_assay("backup", "verify", "latest", code=3)
        self.assertIn("damaged", self.restore(code=3))
        self.assertEqual(list((self.directory / "restored").iterdir()), [])

    def test_one_whose_description_is_damaged_keeps_the_others_from_being_changed_and_not_read(self):
        for _ in range(2):
            self.run_assay("backup", "create")
        description = self.backups / "meta/2"
        content = bytearray(description.read_bytes())
        content[len(content) // 2] ^= 1
        description.write_bytes(content)
        self.assertIn("damaged", self.run_assay("backup", "list"))
        self.assertEqual(self.run_assay("backup", "list", "-o", "name"), "1\n2\n")
        self.run_assay("backup", "verify", "1")
        self.run_assay("backup", "verify", "latest", code=3)
        self.restore(code=3)
        self.restore("--backup", "1", target="first")
        for command in (("create",), ("delete", "1", "--yes")):
            done = self.assay.run("backup", *command)
            self.assert_exit(2, done)
            self.assertIn("backup 2 is damaged", done.stderr)
            self.assertIn("assay backup delete 2", done.stderr)
        self.run_assay("--yes", "backup", "delete", "2")
        self.run_assay("backup", "create")
        self.run_assay("backup", "verify", "latest")

    def test_a_backup_is_its_owners_alone_and_holds_no_key(self):
        self.run_assay("backup", "create")
        for path in [self.backups, *self.backups.rglob("*")]:
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode) & 0o077, 0, path)
        key = (self.directory / "ledger/signing.key").read_bytes()
        for path in self.backups.rglob("*"):
            if path.is_file():
                self.assertNotIn(key, path.read_bytes(), path)

    def test_a_server_without_a_place_for_them_makes_none(self):
        self.somerset.channel.close()
        self.server.stop()
        other = self.start_server(name="other")
        done = self.command_line(other).run("backup", "create")
        self.assert_exit(2, done)
        self.assertIn("NO_BACKUPS", done.stderr)

    def test_a_place_for_them_within_the_ledger_s_is_warned_of(self):
        warning = "backups are kept within the data directory"
        self.assertNotIn(warning, self.server.log())
        other = Server(self.directory / "other", flags=("--backup-dir", self.directory / "other/backups"))
        self.enterContext(other)
        self.assertIn(warning, other.log())

    def test_another_deployment_s_backups_are_left_alone(self):
        other = self.enterContext(Server(self.directory / "other", flags=("--backup-dir", self.backups)))
        self.run_assay("backup", "create")
        command_line = self.command_line(other)
        for command in (("create",), ("list",), ("verify", "latest"), ("delete", "1", "--yes")):
            done = command_line.run("backup", *command)
            self.assert_exit(2, done)
            self.assertIn("backups of another deployment", done.stderr)
        self.assertEqual(len(self.run_assay("backup", "list", "-o", "name").splitlines()), 1)

    def test_an_empty_ledger_is_not_served_where_the_backups_are_another_s(self):
        self.run_assay("backup", "create")
        started = subprocess.run(
            [ASSAYD, "serve", "--data-dir", str(self.directory / "mounted-in-the-wrong-place"), "--backup-dir",
             str(self.backups), "--listen", f"unix://{self.directory}/other.sock"],
            capture_output=True, text=True, timeout=WAIT_SECONDS, env=clean_environment(self.directory), check=False)
        self.assertEqual(started.returncode, 1, started.stderr)
        self.assertIn("is data-dir the right one?", started.stderr)

    def test_nonsense_names_are_no_backups(self):
        for name in ("0", "-1", "01", "x", "", "../1", "99", "4294967296"):
            done = self.assay.run("backup", "verify", "--", name)
            self.assertIn(done.returncode, (1, 2), name)


class Restoring(BackupTest):
    def history(self):
        """A backup, then more audits and an erasure; what a context has seen last is in the context's own files."""
        key = self.assayd_key = self.directory / "somerset.pub"
        personal = audit("marked", case_ref=MARKER)
        personal.personal.narrative = MARKER + " narrative"
        self.somerset.submit(personal)
        self.somerset.submit_batches([audits(20)])
        self.run_assay("backup", "create")
        self.somerset.submit_batches([audits(10, prefix="later")])
        self.run_assay("audit", "erase", "marked", "--expect", "1", "--reason", "subject-request", "--yes")
        self.checkpoint = self.directory / "kept.note"
        self.somerset.channel.close()
        self.server.stop()
        key.write_text(self.assayd("key", "export", "--data-dir", self.server.data_directory))
        self.server = self.serve(self.directory / "ledger")
        self.checkpoint.write_text(self.run_assay("ledger", "checkpoint", "--key", str(key)))
        self.run_assay("context", "create", "work", "--key", str(key))
        self.run_assay("--context", "work", "ledger", "checkpoint")
        self.somerset.channel.close()
        self.server.stop()

    def test_tokens_and_the_record_of_readings_come_back_in_the_new_epoch(self):
        tokens = Tokens(self.somerset.channel)
        secret = tokens.create("examiner", "examiner=somerset")
        tokens.create("gone", "reader=somerset")
        tokens.revoke("gone")
        self.somerset.submit(audit("read"))
        reading = v1.GetAuditRequest(name="authorities/somerset/audits/read", view=v1.AUDIT_VIEW_PERSONAL,
                                     purpose="complaint")
        self.somerset.audits.GetAudit(reading, timeout=CALL_SECONDS)
        self.history()
        self.assertIn("1 token of the backup is good", self.restore())
        # Somebody who has not seen what is lost.
        self.assay = CommandLine(self.serve_restored().endpoint, self.directory / "elsewhere")
        answer = self.somerset.ledgers.GetCheckpoint(
            v1.GetCheckpointRequest(parent="authorities/somerset/access"), timeout=CALL_SECONDS,
            metadata=bearer(secret))
        self.assertEqual(answer.tree_size, 2)
        pack = self.directory / "reads.assay"
        self.run_assay("ledger", "export", pack, "--access")
        self.assertIn("2 entries of personal reads", self.run_assay("ledger", "verify", pack, code=7))
        self.assertIn(",complaint", self.run_assay("ledger", "reads", "-o", "csv"))

    def test_what_was_revoked_since_is_revoked_again(self):
        tokens = Tokens(self.somerset.channel)
        revoked, kept = (tokens.create(name, "examiner=somerset") for name in ("revoked", "kept"))
        self.run_assay("backup", "create")
        # Not answered while the list beside the backups cannot be written, though it takes effect.
        listed = self.backups / "erasures"
        listed.unlink()
        listed.mkdir()
        self.assertEqual(self.assay.run("--yes", "token", "revoke", "revoked").stderr,
                         "assay: the list of erasures and revocations cannot be brought up to date  [WRITES_STOPPED]\n")
        listed.rmdir()
        self.run_assay("--yes", "token", "revoke", "revoked")
        self.assertRegex(listed.read_text(), r"\A_tokens 1 [0-9a-f]{64} [0-9a-f]{8}\n\Z")
        self.somerset.channel.close()
        self.server.stop()
        told = self.restore()
        self.assertIn("0 audits erased again, 1 token revoked again\n", told)
        self.assertIn("1 token of the backup is good", told)
        self.serve_restored()
        ask = v1.GetCheckpointRequest(parent="authorities/somerset")
        self.somerset.ledgers.GetCheckpoint(ask, timeout=CALL_SECONDS, metadata=bearer(kept))
        with self.assertRaises(grpc.RpcError) as refused:
            self.somerset.ledgers.GetCheckpoint(ask, timeout=CALL_SECONDS, metadata=bearer(revoked))
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def serve_restored(self, name="restored"):
        """The restored directory with the key that was kept, under the context's eyes."""
        restored = self.directory / name
        (restored / "signing.key").write_bytes((self.directory / "ledger/signing.key").read_bytes())
        os.chmod(restored / "signing.key", 0o600)
        return self.serve(restored)

    def test_what_was_erased_since_is_erased_again_and_nowhere_in_the_files(self):
        self.history()
        self.assertTrue(files_with(self.backups, MARKER))
        self.assertIn("1 audit erased again", self.restore())
        self.assertEqual(files_with(self.directory / "restored", MARKER), [])
        self.serve_restored()
        marked = self.somerset.audits.GetAudit(
            v1.GetAuditRequest(name="authorities/somerset/audits/marked", view=v1.AUDIT_VIEW_PERSONAL),
            timeout=CALL_SECONDS).audit
        self.assertTrue(marked.erased)
        self.assertFalse(marked.HasField("personal"))
        self.assertEqual(len(self.somerset.list()), 21)
        self.assertEqual(files_with(self.directory / "restored", MARKER), [])

    def test_who_saw_what_was_lost_is_told_and_who_did_not_is_not(self):
        self.history()
        note = self.checkpoint.read_text()
        self.restore("--lost-checkpoint", self.checkpoint)
        server = self.serve_restored()
        elsewhere = self.directory / "elsewhere"
        elsewhere.mkdir()
        has_seen, self.assay = self.assay, CommandLine(server.endpoint, elsewhere, "somerset")
        now = self.run_assay("ledger", "checkpoint", "--key", str(self.assayd_key))
        self.assertRegex(note.splitlines()[0], "/somerset/1$")
        self.assertRegex(now.splitlines()[0], r"/somerset/\d{10}$")
        self.assertEqual(note.split("/")[0], now.split("/")[0])
        done = has_seen.run("--context", "work", "audit", "list")
        self.assert_exit(3, done)
        self.assertIn("history is lost", done.stderr)
        # The first entry of the epoch names what was lost.
        leaves = next(self.somerset.ledgers.WatchLedger(
            v1.WatchLedgerRequest(parent="authorities/somerset", last_revision=24), timeout=CALL_SECONDS)).leaves
        self.assertEqual(leaves[23][1], 14)
        begun = v1.EpochLeaf.FromString(leaves[23][20:])
        self.assertEqual((begun.previous_epoch, begun.lost_checkpoint), (1, note))
        self.assertEqual(str(begun.epoch), now.splitlines()[0].rpartition("/")[2])
        # Whoever saw no more than the backup had goes on.
        proof = self.run_assay("ledger", "consistency", "23", "--key", str(self.assayd_key))
        self.assertIn("is the beginning of", proof)
        pack = self.directory / "pack.assay"
        self.run_assay("ledger", "export", pack, "--threshold", "adequate", "--at-least", "75%")
        self.assertIn("OK", self.run_assay("ledger", "verify", pack, "--key", str(self.assayd_key)))

    def test_what_is_erased_and_revoked_while_it_is_restored_is_so_before_anybody_reads(self):
        secret = Tokens(self.somerset.channel).create("revoked", "examiner=somerset")
        personal = audit("marked", case_ref=MARKER)
        self.somerset.submit(personal)
        self.run_assay("backup", "create")
        self.restore()
        self.run_assay("audit", "erase", "marked", "--expect", "1", "--reason", "subject-request", "--yes")
        self.run_assay("--yes", "token", "revoke", "revoked")
        self.somerset.channel.close()
        self.server.stop()
        self.assertTrue(files_with(self.directory / "restored", MARKER))
        server = self.serve(self.directory / "restored")
        self.assertEqual(files_with(self.directory / "restored", MARKER), [])
        self.assertIn("erased and revoked again", server.log())
        self.assertIn("one was made: nobody who pinned the old one knows it", server.log())
        with self.assertRaises(grpc.RpcError) as refused:
            self.somerset.ledgers.GetCheckpoint(v1.GetCheckpointRequest(parent="authorities/somerset"),
                                                timeout=CALL_SECONDS, metadata=bearer(secret))
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
        self.somerset.channel.close()
        server.stop()
        self.assertNotIn("again", self.serve(self.directory / "restored").log())

    def test_a_list_of_erasures_that_was_cut_short_is_missed(self):
        for name in ("one", "two"):
            self.somerset.submit(audit(name, case_ref=MARKER))
        self.run_assay("backup", "create")
        for name in ("one", "two"):
            self.run_assay("audit", "erase", name, "--expect", "1", "--reason", "subject-request", "--yes")
        self.run_assay("backup", "create")
        listed = self.backups / "erasures"
        whole = listed.read_text()
        self.run_assay("backup", "verify", "1")
        # One digit of a hash is another.
        at = whole.index("\n") - 12
        listed.write_text(whole[:at] + ("0" if whole[at] != "0" else "1") + whole[at + 1:])
        self.run_assay("backup", "verify", "1", code=3)
        self.assertIn("damaged", self.restore("--backup", "1", code=3))
        listed.write_text(whole[whole.index("\n") + 1:])
        self.run_assay("backup", "verify", "1")
        self.run_assay("backup", "verify", "2", code=3)
        listed.write_text(whole)
        self.somerset.channel.close()
        self.server.stop()
        lines = listed.read_text().splitlines(keepends=True)
        for left in ("", lines[1]):
            listed.write_text(left)
            self.assertIn("what is missing would come back", self.restore("--backup", "1", code=1))
        self.restore("--backup", "1", "--erasures", self.directory / "ledger/ledger/erasures", target="mended")
        self.assertEqual(files_with(self.directory / "mended", MARKER), [])
        self.restore("--backup", "1", "--without-erasures", target="bare")
        self.assertTrue(files_with(self.directory / "bare", MARKER))

    def test_an_old_list_of_erasures_is_replayed_too(self):
        self.history()
        (self.backups / "erasures").unlink()
        self.assertIn("there is no", self.restore(code=1))
        self.assertIn("0 audits erased again", self.restore("--without-erasures"))
        self.assertIn("1 audit erased again",
                      self.restore("--erasures", self.directory / "ledger/ledger/erasures", target="second"))
        self.assertEqual(files_with(self.directory / "second", MARKER), [])

    def test_a_restored_directory_can_be_backed_up_and_restored_again(self):
        self.history()
        self.restore()
        server = self.serve_restored()
        self.run_assay("backup", "create")
        self.somerset.channel.close()
        self.assertEqual(server.stop(), 0)
        told = self.restore(target="again")
        self.assertIn("0 audits erased again, 0 tokens revoked again", told)
        self.assertEqual(files_with(self.directory / "again", MARKER), [])
        epochs = [int(re.search(r"epoch (\d+)", text)[1]) for text in (told,)]
        self.assertGreater(epochs[0], 1_700_000_000)

    def test_only_an_empty_directory_is_restored_into(self):
        self.run_assay("backup", "create")
        self.assertIn("not empty", self.restore(code=1, target="ledger"))
        self.assertIn("there is no such backup", self.restore("--backup", "9", code=1))

    def test_of_two_restorations_at_once_into_one_directory_one_is_whole(self):
        self.history()
        target = self.directory / "restored"
        # Whichever is later, and by how little.
        for lag in (0, 0.01, 0.05, 0.2):
            with self.subTest(lag=lag):
                shutil.rmtree(target, ignore_errors=True)
                command = [ASSAYD, "restore", "--from", str(self.backups), "--data-dir", str(target)]
                both = []
                for _ in range(2):
                    both.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                                 env=clean_environment(self.directory)))
                    time.sleep(lag)
                told = [process.communicate(timeout=WAIT_SECONDS)[0] for process in both]
                self.assertEqual(sorted(process.returncode for process in both), [0, 1], told)
                self.assertEqual(sum("1 audit erased again" in text for text in told), 1, told)
                self.assertEqual(sorted(path.name for path in target.iterdir()), ["ledger"])
                self.assertIn("OK  somerset", self.assayd("verify", "--deep", "--data-dir", target))
                self.assertEqual(files_with(target, MARKER), [])

    @unittest.skipIf(os.geteuid() != 0, "SKIPPED: a file system can be mounted by root alone")
    def test_nothing_is_restored_where_there_is_no_room(self):
        self.run_assay("backup", "create")
        disk = self.mount_disk(64 << 20)
        self.assertRegex(self.restore(code=1, target=disk.name), r"\d+ bytes are free; restoring takes \d+")
        self.assertEqual(list(disk.iterdir()), [])

    def test_a_checkpoint_of_something_else_is_not_named_as_lost(self):
        self.history()
        forged = self.directory / "forged.note"
        for text in ("", "nonsense", self.checkpoint.read_text().replace("/somerset/1", "/somerset/2", 1),
                     self.checkpoint.read_text().replace("/somerset/", "/devon/", 1)):
            forged.write_text(text)
            target = f"restored-{len(text)}"
            self.assertTrue(self.restore("--lost-checkpoint", forged, code=1 if "devon" in text else 2, target=target))
            self.assertEqual(files_with(self.directory / target, MARKER), [], "left by a restoration that failed")

    def test_half_a_restoration_is_never_served(self):
        self.run_assay("backup", "create")
        target = self.directory / "half"
        target.mkdir(mode=0o700)
        (target / "ledger.partial").mkdir()
        server = Server(target)
        self.addCleanup(server.kill)
        server.start_without_waiting()
        self.assertEqual(server.wait(), 1)
        self.assertIn("cut short", server.log())


if __name__ == "__main__":
    unittest.main()
