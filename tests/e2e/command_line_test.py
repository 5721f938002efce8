"""The command line's whole main path, and what its exit codes promise."""

import csv
import io
import json
import os
import pathlib
import subprocess
import unittest

from assay_process import ASSAY, ASSAYD, clean_environment
from audits import audit, rows, write_csv
from end_to_end import NO_ACTIONS, SOMERSET_PLANS, EndToEndTest, SomersetTest

SECRET = "SYN-do-not-tell"
THREE_QUARTERS = ("statement", "get", "--threshold", "adequate", "--at-least", "75%")


class MainPath(EndToEndTest):
    def test_from_nothing_to_an_answer(self):
        server = self.start_server()
        assay = self.command_line(server)
        self.assert_exit(0, assay.run("health"))
        self.assert_exit(0, assay.run("authority", "create", "somerset", "--title", "Somerset"))
        self.assert_exit(0, assay.run("scale", "create", "ofsted-2013", "--title", "Ofsted to 2013",
                                      "--grades", "inadequate,adequate,good,outstanding"))
        first = assay.run("audit", "import", SOMERSET_PLANS, *NO_ACTIONS)
        self.assert_exit(0, first)
        self.assertRegex(first.stdout, r"\A453 rows: 453 added, 0 refused\nrevision \d+\n\Z")
        again = assay.run("audit", "import", SOMERSET_PLANS, *NO_ACTIONS)
        self.assert_exit(0, again)
        self.assertEqual(again.stdout.splitlines()[0], "453 rows: 0 added, 453 already there, 0 refused")
        self.assertEqual(again.stdout.splitlines()[1], first.stdout.splitlines()[1])

        statement = assay.run("-q", *THREE_QUARTERS)
        self.assert_exit(0, statement)
        self.assertEqual(statement.stdout, "\n".join((
            "453 audited: 420 graded, 33 ungraded (census)",
            "  inadequate   170  37.5%",
            "  adequate     190  41.9%",
            "  good          58  12.8%",
            "  outstanding    2   0.4%",
            "  ungraded      33   7.2%   truncated; parts need not make 100",
            "",
            "75% adequate or better?",
            "  AUDITED  250 of 453 = 55.1%  NOT_MET  340 needed, 90 short",
            "  GRADED   250 of 420 = 59.5%  NOT_MET  315 needed, 65 short",
            "  The 33 cannot change it: 55.1% to 62.4%",
            "")))

        listed = assay.run("-o", "json", "audit", "list")
        self.assertEqual(len(json.loads(listed.stdout)), 453)
        exported = list(csv.DictReader(io.StringIO(assay.run("audit", "export").stdout)))
        with open(SOMERSET_PLANS, newline="", encoding="utf-8") as file:
            sent = list(csv.DictReader(file))
        self.assertEqual({(row["audit_id"], row["grade"]) for row in exported},
                         {(row["audit_id"], row["grade"]) for row in sent})
        self.assertNotIn("SYN-", listed.stdout + str(exported))

        against = assay.run("-o", "jsonl", "statement", "explain", "--threshold", "adequate", "--at-least", "75%",
                            "--bucket", "against")
        self.assert_exit(0, against)
        self.assertEqual(len(against.stdout.splitlines()), 170 + 33)
        self.assertEqual(server.stop(), 0)
        self.assertNotIn("SYN-", server.log())

    def test_what_is_exported_can_be_read_again_line_by_line(self):
        server = self.start_server()
        assay = self.command_line(server)
        assay.run("authority", "create", "somerset", "--title", "Somerset")
        assay.run("scale", "create", "ofsted-2013", "--title", "Ofsted", "--grades", "inadequate,adequate,good")
        self.assert_exit(0, assay.run("audit", "import", write_csv(self.directory / "a.csv", rows({"good": 1_500})),
                                      *NO_ACTIONS))
        exported = assay.run("-o", "jsonl", "audit", "export")
        self.assert_exit(0, exported)
        self.assertEqual(len({json.loads(line)["name"] for line in exported.stdout.splitlines()}), 1_500)


class SingleAudits(SomersetTest):
    SUBMIT = ("audit", "submit", "plan-1", "--practice-area", "assessment", "--audit-date", "2014-01-15",
              "--scale", "ofsted-2013", "--case-ref-file", "-")

    def test_submit_get_and_the_personal_part_only_when_asked(self):
        self.assert_exit(0, self.assay.run(*self.SUBMIT, "--grade", "good", stdin=SECRET.encode()))
        shown = self.assay.run("-o", "json", "audit", "get", "plan-1")
        self.assert_exit(0, shown)
        self.assertNotIn(SECRET, shown.stdout)
        self.assertEqual(json.loads(shown.stdout)["grade"], "good")
        personal = self.assay.run("-o", "json", "audit", "get", "plan-1", "--personal")
        self.assertEqual(json.loads(personal.stdout)["personal"]["caseRef"], SECRET)

    def test_refusals_exit_with_2_and_tell_field_and_reason_but_no_secret(self):
        for flags, reason in ((("--grade", "splendid"), "GRADE_NOT_ON_SCALE"), ((), "GRADE_XOR_UNGRADED"),
                              (("--grade", "inadequate"), "ACTION_REQUIRED")):
            done = self.assay.run(*self.SUBMIT, *flags, stdin=SECRET.encode())
            self.assert_exit(2, done)
            self.assertIn(reason, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, "said twice")
            self.assertEqual(done.stdout, "")
            self.assertNotIn(SECRET, done.stderr)

    def test_the_same_id_with_other_content_is_refused(self):
        self.assert_exit(0, self.assay.run(*self.SUBMIT, "--grade", "good", stdin=SECRET.encode()))
        self.assert_exit(0, self.assay.run(*self.SUBMIT, "--grade", "good", stdin=SECRET.encode()))
        done = self.assay.run(*self.SUBMIT, "--grade", "adequate", stdin=SECRET.encode())
        self.assert_exit(2, done)
        self.assertIn("ALREADY_EXISTS", done.stderr)

    def test_json_with_a_duplicate_or_unknown_key_or_a_wrong_type_is_refused(self):
        good = {"practiceArea": "assessment", "auditDate": "2014-01-15", "scale": "ofsted-2013", "grade": "good",
                "personal": {"caseRef": SECRET}}
        name = '"name": "authorities/somerset/audits/plan-9", '
        body = json.dumps(good)[1:]
        self.assert_exit(0, self.assay.run("audit", "submit", "plan-9", "--json", "-",
                                           stdin=("{" + name + body).encode()))
        for broken in ('"grade": "good", ', '"grad": "good", ', '"team": 7.5, ', '"team": "\xff", '):
            content = ("{" + name.replace("plan-9", "plan-8") + broken + body).encode("latin-1")
            done = self.assay.run("audit", "submit", "plan-8", "--json", "-", stdin=content)
            self.assert_exit(2, done)
            self.assertNotIn(SECRET, done.stderr)
        self.assertEqual(len(self.somerset.list()), 1)


class ThePast(SomersetTest):
    def test_authorities_and_scales_are_shown_as_they_were(self):
        self.somerset.create_scale("ofsted-2013@2", grades=("inadequate", "fair"))
        for arguments, shown in ((("scale", "list"), "ofsted-2013@1\nofsted-2013@2\n"),
                                 (("scale", "list", "--at", "1"), "ofsted-2013@1\n"),
                                 (("scale", "get", "ofsted-2013", "--at", "1"), "ofsted-2013@1\n"),
                                 (("scale", "list", "--at", "2014-05-21"), ""),
                                 (("authority", "get", "somerset", "--at", "1"), "somerset\n"),
                                 (("authority", "list"), "somerset\n"),
                                 (("authority", "list", "--at", "2014-05-21"), "")):
            with self.subTest(arguments):
                done = self.assay.run("-o", "name", *arguments)
                self.assert_exit(0, done)
                self.assertEqual(done.stdout, shown)
        for arguments, code in ((("authority", "get", "somerset", "--at", "2014-05-21"), 1),
                                (("authority", "get", "somerset", "--at", "0"), 1),
                                (("authority", "list", "--at", "1"), 2), (("scale", "list", "--at", "3"), 2)):
            with self.subTest(arguments):
                self.assert_exit(code, self.assay.run(*arguments))


class ExitCodes(SomersetTest):
    def test_not_found_is_1(self):
        for arguments in (("audit", "get", "nowhere"), ("authority", "get", "devon"), ("scale", "get", "nowhere")):
            done = self.assay.run(*arguments)
            self.assert_exit(1, done)
            self.assertTrue(done.stderr.startswith("assay: "), done.stderr)

    def test_wrong_usage_is_2_and_suggests_what_was_meant(self):
        for arguments, meant in ((("audit", "improt", "x.csv"), "import"), (("statment", "get"), "statement"),
                                 (("statement", "get", "--treshold", "adequate"), "--threshold"),
                                 (("statement", "get", "--threshold", "adequate", "--at-least", "lots"), "at-least"),
                                 (("statement", "get", "--threshold", "adequate"), "--at-least"),
                                 (("-o", "xml", "audit", "list"), "json"), (("audit",), "import")):
            with self.subTest(arguments):
                done = self.assay.run(*arguments)
                self.assert_exit(2, done)
                self.assertIn(meant, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_server_that_is_not_there_is_5(self):
        self.stop_server()
        done = self.assay.run("--timeout", "2", "authority", "list")
        self.assert_exit(5, done)

    def test_help_and_version_need_no_server(self):
        environment = clean_environment(self.directory)
        for program in (ASSAY, ASSAYD):
            for arguments in (["--help"], ["version"]):
                done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=10,
                                      env=environment, check=False)
                self.assertEqual(done.returncode, 0, done)
                self.assertIn("assay", done.stdout)
                self.assertEqual(done.stderr, "")

    def test_what_is_no_number_or_no_utf_8_is_said_in_one_line(self):
        for words in (("audit", "list", "--limit", "x"), ("audit", "list", "--limit", "0"),
                      ("audit", "list", "--limit", "-3"), ("statement", "get", "--headroom", "1e400")):
            done = self.assay.run(*words)
            self.assert_exit(2, done)
            self.assertIn("is not a number above 0", done.stderr)
            self.assertLess(len(done.stderr), 200)
        self.assertIn("there is no samples/nosuch", self.assay.run("sample", "get", "nosuch").stderr)
        done = subprocess.run([ASSAY, "authority", "create", "c2", "--title", b"caf\xe9"], capture_output=True,
                              timeout=30, env=clean_environment(self.directory), check=False)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, rb"\Aassay: [^\n]*must be UTF-8[^\n]*\n\Z")

    def test_a_file_to_write_replaces_no_pipe_and_no_link(self):
        self.assert_exit(0, self.assay.run("audit", "import", SOMERSET_PLANS, *NO_ACTIONS))
        pipe, link, target = (self.directory / name for name in ("pipe", "link.assay", "target.assay"))
        os.mkfifo(pipe)
        self.assert_exit(2, self.assay.run("ledger", "export", pipe))
        self.assertTrue(pipe.is_fifo())
        self.assert_exit(2, self.assay.run("ledger", "export", self.directory))
        target.write_text("before")
        link.symlink_to(target.name)
        self.assert_exit(2, self.assay.run("ledger", "export", link))
        self.assertEqual(target.read_text(), "before")
        self.assert_exit(0, self.assay.run("--yes", "ledger", "export", link))
        self.assertTrue(link.is_symlink())
        self.assert_exit(7, self.assay.run("ledger", "verify", target))
        self.assertEqual(sorted(path.name for path in self.directory.glob("*.partial")), [])

    def test_a_checkpoint_that_was_kept_convicts_another_history(self):
        plans = ("audit", "import", SOMERSET_PLANS, *NO_ACTIONS)
        self.assert_exit(0, self.assay.run(*plans))
        key = self.directory / "key"
        kept = self.directory / "kept.note"
        kept.write_text(self.assay.run("ledger", "checkpoint").stdout)
        self.somerset.submit(audit("later"))
        same = self.assay.run("ledger", "consistency", kept)
        self.assert_exit(7, same)
        self.assertRegex(same.stdout, r"the ledger of \d+ entries is the beginning of the ledger of \d+ entries")
        self.assertEqual(self.stop_server(), 0)
        key.write_text(subprocess.run([ASSAYD, "key", "export", "--data-dir", str(self.server.data_directory)],
                                      capture_output=True, text=True, timeout=30, check=True,
                                      env=clean_environment(self.directory)).stdout)
        self.server.start()
        self.assay = self.command_line(self.server)
        self.assert_exit(0, self.assay.run("ledger", "consistency", kept, "--key", key))
        # Somebody's note of what never was: of this ledger, of as many entries.
        lines = kept.read_text().split("\n")
        forged = self.directory / "forged.note"
        forged.write_text("\n".join((*lines[:2], "A" * 43 + "=", *lines[3:])))
        done = self.assay.run("ledger", "consistency", forged)
        self.assert_exit(3, done)
        self.assert_exit(3, self.assay.run("ledger", "consistency", forged, "--key", key))
        self.assert_exit(2, self.assay.run("ledger", "consistency", self.directory / "nowhere.note"))
        # Of a server that has lost what was seen.
        ahead = self.directory / "ahead.note"
        ahead.write_text("\n".join((lines[0], "9999", *lines[2:])))
        self.assert_exit(3, self.assay.run("ledger", "consistency", ahead))

    def test_explain_says_which_grade_counts(self):
        self.somerset.submit(audit("plan-1", grade="good"))
        moderated = self.assay.run("audit", "moderate", "plan-1", "--expect", "1", "--moderator", "m", "--grade",
                                   "inadequate", "--reason", "second-look")
        self.assert_exit(0, moderated)
        explained = self.assay.run("statement", "explain", "--threshold", "adequate", "--at-least", "75%")
        self.assert_exit(0, explained)
        self.assertRegex(explained.stdout, r"good +against +moderated to inadequate")

    def test_a_reader_that_goes_away_is_no_error_to_speak_of(self):
        self.assert_exit(0, self.assay.run("audit", "import", SOMERSET_PLANS, *NO_ACTIONS))
        # More than a pipe holds, so that it is still writing when the reader has gone.
        command = self.assay.arguments("-q", "-o", "jsonl", "audit", "export")
        self.assertGreater(len(self.assay.run("-q", "-o", "jsonl", "audit", "export").stdout), 100_000)
        done = subprocess.run(["bash", "-c", 'set -o pipefail; "$0" "$@" | head -n 1', *command],
                              capture_output=True, text=True, timeout=20, env=clean_environment(self.directory),
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_an_unknown_key_in_the_configuration_is_refused(self):
        folder = pathlib.Path(self.directory, "assay")
        folder.mkdir()
        (folder / "config.toml").write_text('endpiont = "127.0.0.1:1"\n', encoding="utf-8")
        done = self.assay.run("version")
        done = done if done.returncode else self.assay.run("authority", "list")
        self.assert_exit(2, done)
        self.assertIn("endpiont", done.stderr)


if __name__ == "__main__":
    unittest.main()
