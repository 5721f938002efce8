"""Every noun of the regime on the command line: notices, measures, reviews, samples, inspections, tallies, actions,
spending and crosswalks, with what people mistype."""

import csv
import io
import json
import pathlib
import unittest

from assay_api import v1
from audits import audit, write_csv
from end_to_end import SomersetTest

JUDGEMENTS = pathlib.Path(__file__).resolve().parents[1] / "data/ofsted-ilacs-judgements.csv"
WORDS = "75% of cases judged adequate or better through assessment audits"
NOTICE = ("notice", "issue", "in-2013", "--subject", "child-protection", "--issuer", "Department for Education",
          "--issued-on", "2013-11-21", "--basis", "Education Act 1996, section 497A", "--source", "Letter of that day",
          "--measure", "audits", "--words", WORDS, "--threshold", "adequate", "--at-least", "75%",
          "--practice-area", "assessment", "--due", "2014-05-21")
TALLY = ("tally", "record", "plans", "--title", "Child protection plans", "--practice-area", "child-protection-plan",
         "--scale", "ofsted-2013", "--counted-on", "2014-01-15", "--count", "inadequate=170", "--count", "adequate=190",
         "--count", "good=58", "--count", "outstanding=2", "--total", "453", "--source", "Report to the board")


class RegimeTest(SomersetTest):
    def ok(self, *arguments, stdin=b""):
        done = self.assay.run(*arguments, stdin=stdin)
        self.assert_exit(0, done)
        return done.stdout

    def told(self, *arguments):
        """The answer as JSON."""
        return json.loads(self.ok("-o", "json", *arguments))

    def refused(self, code, words, *arguments, stdin=b""):
        done = self.assay.run(*arguments, stdin=stdin)
        self.assert_exit(code, done)
        self.assertIn(words, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        return done

    def in_every_format(self, *arguments):
        for form in ("table", "json", "jsonl", "csv", "name"):
            with self.subTest(form, arguments=arguments):
                text = self.ok("-o", form, *arguments)
                self.assertTrue(text.strip(), arguments)
                if form == "json":
                    json.loads(text)
                if form == "jsonl":
                    for line in text.splitlines():
                        json.loads(line)

    def file(self, name, text):
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path


class Notices(RegimeTest):
    def test_a_notice_is_issued_amended_escalated_and_shown_as_of_any_day(self):
        self.assertIn("in-2013 revision ", self.ok(*NOTICE))
        self.assertIn("already there", self.ok(*NOTICE))
        self.ok("notice", "amend", "in-2013", "--effective-on", "2014-06-01", "--reason", "target-raised", "--at-least",
                "80%", "--words", "80% of cases")
        early = self.ok("notice", "get", "in-2013", "--on", "2014-03-31")
        self.assertIn("in-2013 version 1, in force on 31 Mar 2014", early)
        self.assertIn(f'"{WORDS}"', early)
        self.assertIn("at least 75% adequate or better; scale ofsted-2013@1; only assessment; since the notice", early)
        self.assertIn("review 1 due 21 May 2014, in 51 days", early)
        late = self.ok("notice", "get", "in-2013", "--on", "2014-06-01")
        self.assertIn("in-2013 version 2", late)
        self.assertIn("at least 80%", late)
        self.assertIn("overdue by 11 days", late)
        self.ok("notice", "escalate", "in-2013", "--effective-on", "2015-11-06", "--reason", "statutory-direction",
                "--yes")
        self.assertIn("statutory direction", self.ok("notice", "get", "in-2013", "--on", "2015-11-06"))
        self.in_every_format("notice", "get", "in-2013", "--on", "2014-03-31")
        self.in_every_format("notice", "list")

    def test_the_measure_in_force_on_a_day_and_no_other(self):
        self.ok(*NOTICE)
        self.ok("notice", "amend", "in-2013", "--effective-on", "2014-06-01", "--reason", "target-raised", "--at-least",
                "80%")
        for day, target in (("2013-11-21", 75), ("2014-05-31", 75), ("2014-06-01", 80)):
            found = self.told("measure", "get", "in-2013/audits", "--on", day)
            self.assertEqual(found["measure"]["definition"]["target"]["numerator"], target, day)
        self.refused(1, "in force", "measure", "get", "in-2013/audits", "--on", "2013-11-20")
        self.assertEqual(self.told("measure", "list", "--on", "2013-11-20"), [])
        self.in_every_format("measure", "list", "--on", "2014-06-01")
        self.in_every_format("measure", "get", "in-2013/audits", "--on", "2014-06-01")

    def test_an_amendment_keeps_what_no_flag_speaks_of_and_says_which_revision_it_takes(self):
        self.ok(*NOTICE)
        before = self.told("notice", "list")[0]
        done = self.assay.run("notice", "amend", "in-2013", "--effective-on", "2014-06-01", "--reason", "reissued",
                              "--review-months", "3")
        self.assert_exit(0, done)
        self.assertIn(f"--expect {before['stamp']['revision']} is taken as said", done.stderr)
        after = self.told("notice", "list")[0]
        self.assertEqual(after["reviewMonths"], 3)
        for key in ("subject", "issuer", "issuedOn", "basis", "source", "measures"):
            self.assertEqual(after[key], before[key])
        self.refused(2, "revision", "notice", "amend", "in-2013", "--expect", str(before["stamp"]["revision"]),
                     "--effective-on", "2014-07-01", "--reason", "again", "--review-months", "4")

    def test_lifting_asks_first_and_needs_no_prompt(self):
        self.ok(*NOTICE)
        lift = ("notice", "lift", "in-2013", "--effective-on", "2016-03-01", "--reason", "met")
        self.refused(2, "--yes", *lift)
        self.assertIn("lifted", self.ok(*lift, "--yes"))
        self.assertIn("lifted on 1 Mar 2016", self.ok("notice", "get", "in-2013", "--on", "2016-03-01"))
        self.assertIn("in force on 29 Feb 2016", self.ok("notice", "get", "in-2013", "--on", "2016-02-29"))

    def test_a_whole_notice_from_a_file_read_strictly(self):
        notice = {"subject": "child-protection", "issuer": "DfE", "issuedOn": "2013-11-21", "reviewMonths": 6,
                  "measures": [{"id": name, "words": name, "definition": {
                      "thresholdGrade": "adequate", "comparator": "COMPARATOR_AT_LEAST",
                      "target": {"numerator": 2, "denominator": 3}}} for name in ("audits", "visits")]}
        path = self.file("notice.json", json.dumps(notice))
        self.ok("notice", "issue", "in-2013", "--file", path)
        self.assertEqual(len(self.told("measure", "list", "--on", "2014-01-01")), 2)
        text = json.dumps(notice)
        for broken, words in ((text[:-1], "notice.json"), (text.replace('"issuer"', '"issur"'), "issuer"),
                              (text.replace("6", '"x"'), "notice.json"), ("[]", "notice.json"),
                              ('{"issuer": "a", "issuer": "b"}', "issuer")):
            path = self.file("notice.json", broken)
            self.refused(2, words, "notice", "issue", "in-2014", "--file", path)
        self.refused(2, "excludes", "notice", "issue", "in-2014", "--file", path, "--subject", "x")

    def test_what_is_missing_or_mistyped_is_named(self):
        self.refused(2, "--subject", "notice", "issue", "in-2013")
        self.refused(2, "--threshold", *NOTICE[:-1], "2014-05-21", "--treshold", "good")
        self.refused(2, "--issued-on", *[word.replace("2013-11-21", "21/11/2013") for word in NOTICE])
        self.refused(2, "is not a share", *[word.replace("75%", "lots") if word == "75%" else word for word in NOTICE])
        self.refused(2, "escalate", "notice", "esclate", "in-2013")
        self.refused(1, "", "notice", "get", "nowhere")
        self.refused(2, "NOTICE/MEASURE", "measure", "get", "audits")
        self.refused(2, "--on", "measure", "list", "--on", "2014-02-30")
        self.refused(2, "--reason", "notice", "lift", "in-2013", "--effective-on", "2014-01-01", "--yes")


class Reviews(RegimeTest):
    def setUp(self):
        super().setUp()
        self.ok(*NOTICE)
        for number in range(1, 5):
            self.somerset.submit(audit(f"a-{number}", practice_area="assessment", audit_date="2014-01-15",
                                       grade="good" if number < 4 else "adequate"))
        panel = self.file("panel.md", "Some progress.\nStill much to do.\n")
        self.recorded = self.ok("review", "record", "six-month", "--notice", "in-2013", "--on", "2014-05-21",
                                "--narrative-file", panel)

    def test_a_review_is_frozen_with_its_revision_root_and_narrative(self):
        self.assertIn("review 1 of in-2013 (version 1), held 21 May 2014, due 21 May 2014", self.recorded)
        shown = self.ok("review", "get", "six-month")
        self.assertIn("root ", shown)
        self.assertRegex(shown, r"AUDITED +4 of 4 = 100.0%")
        self.assertIn("narrative\n  Some progress.\n  Still much to do.\n", shown)
        self.assertIn("recorded: six-month", self.ok("notice", "get", "in-2013", "--on", "2014-06-30"))
        self.in_every_format("review", "get", "six-month")
        self.in_every_format("review", "list")

    def test_what_was_recorded_since_is_listed_and_the_ledger_proved(self):
        self.assertIn("ledger ", self.ok("review", "diff", "six-month"))
        frozen = self.ok("review", "get", "six-month")
        self.ok("audit", "correct", "a-4", "--grade", "inadequate", "--no-action-reason", "not-published", "--expect",
                "1", "--reason", "moderation-panel")
        self.ok("audit", "withdraw", "a-1", "--expect", "1", "--reason", "duplicate")
        text = self.ok("review", "diff", "six-month")
        self.assertIn("4/4 = 100.0%  ->  2/3 = 66.6%", text)
        self.assertIn("adequate -> inadequate", text)
        self.assertIn("withdrawn: duplicate", text)
        self.assertIn("2 entries since", text)
        self.assertRegex(text, r"ledger consistent: revision \d+ -> \d+\n")
        self.assertEqual(self.ok("review", "get", "six-month"), frozen)
        self.in_every_format("review", "diff", "six-month")

    def test_what_cannot_be_is_refused(self):
        self.refused(1, "", "review", "get", "nowhere")
        self.refused(1, "in force", "review", "record", "other", "--notice", "in-2014", "--on", "2014-05-21")
        self.refused(2, "--on", "review", "record", "other", "--notice", "in-2013", "--on", "21 May")
        self.refused(2, "panel.txt", "review", "record", "other", "--notice", "in-2013", "--narrative-file",
                     self.directory / "panel.txt")


class Samples(RegimeTest):
    CREATE = ("sample", "create", "q1", "--title", "Assessments", "--practice-area", "assessment", "--sampling",
              "random", "--frame", "812", "--drawn-on", "2014-01-06", "--allocations")

    def allocations(self, count, auditors=2):
        return write_csv(self.directory / "q1.csv",
                         [(f"a-{number:02}", f"aud-{number % auditors}", f"2014-03-{number:02}")
                          for number in range(1, count + 1)], ("audit_id", "auditor", "due_date"))

    def test_q25_how_much_of_the_planned_work_was_done(self):
        self.assertIn("25 allocated", self.ok(*self.CREATE, self.allocations(25)))
        for number in range(1, 7):
            self.somerset.submit(audit(f"a-{number:02}", practice_area="assessment"))
        text = self.ok("sample", "get", "q1", "--on", "2014-03-10")
        self.assertIn("6 of 25 returned = 24.0%; 19 outstanding", text)
        self.assertIn("drawn from 812", text)
        self.assertRegex(text, r"2014-03-07 +aud-1 +a-07 +overdue by 3 days")
        self.assertRegex(text, r"2014-03-10 +aud-0 +a-10 +outstanding")
        self.assertNotIn("a-06", text)
        listed = list(csv.DictReader(io.StringIO(self.ok("-o", "csv", "sample", "get", "q1", "--on", "2014-03-10"))))
        self.assertEqual(sum(row["state"] == "overdue" for row in listed), 3)
        self.assertEqual(len(listed), 25)
        self.in_every_format("sample", "get", "q1")
        self.in_every_format("sample", "list")

    def test_broken_allocations_are_refused_by_line(self):
        for text, words in (("audit_id,due_date\na,2014-03-01\na,2014-03-02\n", "line 3"),
                            ("audit_id,due_date\na,01/03/2014\n", "line 2: due_date"),
                            ("audit_id,due_date\na\n", "line 2: has 1 cells"), ("audit_id,due_date\n", "no rows"),
                            ('audit_id,due_date\n"a,2014-03-01\n', "q.csv"), ("", "is empty"),
                            ("audit_id,due\na,2014-03-01\n", "due_date"),
                            ("audit_id,due_date,auditer\na,2014-03-01,x\n", "auditor")):
            with self.subTest(text):
                self.refused(2, words, *self.CREATE, self.file("q.csv", text))
        self.refused(2, "absent.csv", *self.CREATE, self.directory / "absent.csv")
        self.ok(*self.CREATE, "-", "--map", "Audit no=audit_id,Due=due_date", stdin=b"Audit no;Due\na;2014-03-01\n")

    def test_a_changed_sample_says_which_entry_it_replaces(self):
        self.ok(*self.CREATE, self.allocations(3))
        self.refused(2, "", *self.CREATE, self.allocations(4))
        revision = self.told("sample", "get", "q1")["sample"]["stamp"]["revision"]
        self.refused(2, "--reason", *self.CREATE, self.allocations(4), "--expect", str(revision))
        self.ok(*self.CREATE, self.allocations(4), "--expect", str(revision), "--reason", "one-more")
        self.refused(2, "random", *[word.replace("random", "randon") for word in self.CREATE], self.allocations(4))


class Tallies(RegimeTest):
    def test_q09_the_residual_is_stated_and_nothing_mended(self):
        self.assertIn("unreconciled: residual 33", self.ok(*TALLY))
        shown = self.ok("tally", "get", "plans")
        self.assertRegex(shown, r"inadequate +170 +37.5%")
        self.assertIn("unreconciled: residual 33", shown)
        revision = self.told("tally", "get", "plans")["tally"]["stamp"]["revision"]
        self.assertIn("reconciled", self.ok(*TALLY, "--ungraded", "33", "--expect", str(revision), "--reason",
                                            "ungraded-published"))
        self.assertNotIn("unreconciled", self.ok("tally", "get", "plans"))
        self.assertIn("unreconciled", self.ok("tally", "get", "plans", "--at", str(revision)))
        self.in_every_format("tally", "get", "plans")
        self.in_every_format("tally", "list")

    def test_parts_that_are_more_than_the_total_are_kept(self):
        self.assertIn("residual -20", self.ok(*[word.replace("453", "400") for word in TALLY]))

    def test_a_file_of_tallies(self):
        header = "tally_id,title,practice_area,scale,counted_on,inadequate,Good,ungraded,total,source\n"
        path = self.file("t.csv", header + "t-1,One,plan,ofsted-2013,2014-01-15,1,2,,4,Report\n"
                                           "t-2,Two,plan,ofsted-2013,,,2,1,3,Report\n"
                                           "t-3,Three,plan,ofsted-2013,,x,2,1,3,Report\n"
                                           "t-4,Four,plan,ofsted-1999,,1,2,1,3,Report\n")
        done = self.assay.run("tally", "import", path, "--rejects", self.directory / "r.csv")
        self.assert_exit(6, done)
        self.assertIn("4 rows: 2 added, 2 refused", done.stdout)
        self.assertIn("1 is unreconciled", done.stdout)
        self.assertEqual(len((self.directory / "r.csv").read_text().splitlines()), 3)
        again = self.assay.run("tally", "import", path)
        self.assertIn("0 added, 2 already there, 2 refused", again.stdout)
        self.refused(2, "tally_id", "tally", "import", "-", stdin=b"title,good\na,1\n")

    def test_wrong_words_are_refused(self):
        self.refused(2, "GRADE=NUMBER", *TALLY, "--count", "good")
        self.refused(2, "splendid", *TALLY, "--count", "splendid=1")
        self.refused(2, "--counted-on", *[word.replace("2014-01-15", "2014-13-01") for word in TALLY])
        self.refused(2, "--total", *[word for word in TALLY if word not in ("--total", "453")])
        self.refused(1, "", "tally", "get", "nowhere")


class Inspections(RegimeTest):
    IMPORT = ("inspection", "import", JUDGEMENTS)

    def test_the_judgements_of_153_authorities_with_nothing_lost_and_nothing_invented(self):
        with open(JUDGEMENTS, encoding="utf-8", newline="") as file:
            source = list(csv.DictReader(file))
        done = self.assay.run(*self.IMPORT, "--create-authorities", "--source", "Ofsted reports")
        self.assert_exit(0, done)
        self.assertIn("153 rows: 153 added, 0 refused", done.stdout)
        # Somerset was there already, without the codes.
        self.assertIn("152 authorities created", done.stdout)
        for count, flag in ((2, "overall-abolished"), (7, "inspection-pre-dates-judgement"),
                            (2, "framework-not-stated"), (2, "no-inspection-dates"), (2, "code-shared")):
            self.assertRegex(done.stdout, rf"(?m)^ +{count}  {flag}$")
        found = {one["name"].split("/")[1]: one for one in self.told("inspection", "list", "--all")}
        self.assertEqual(len(found), 153)
        by_title = {one["reported"][3]["value"]: one for one in found.values()}
        for row in source:
            inspection = by_title[row["local_authority"]]
            self.assertEqual({field["field"]: field.get("value", "") for field in inspection["reported"]}, row)
            self.assertEqual(len(inspection["judgements"]), 5)
            for judgement in inspection["judgements"]:
                cell = row[judgement["area"].replace("-", "_") + "_grade"]
                self.assertEqual("grade" in judgement, cell not in ("nan", "inspection_pre_dates_judgement"))
                if "grade" in judgement:
                    self.assertEqual(judgement["grade"], cell.replace(" ", "-"))
            day, month, year = row["publication_date"].split("/")
            self.assertEqual(inspection["publishedOn"], f"20{year}-{month}-{day}")
        markers = {judgement["area"]: judgement.get("marker") for judgement in found["somerset"]["judgements"]}
        self.assertEqual(markers["overall-effectiveness"], "MARKER_NOT_APPLICABLE")
        shared = {name for name, one in found.items() if "code-shared" in one.get("flags", [])}
        self.assertEqual(shared, {"cumberland", "westmorland-and-furness"})
        again = self.assay.run(*self.IMPORT, "--create-authorities", "--source", "Ofsted reports")
        self.assert_exit(0, again)
        self.assertIn("153 rows: 0 added, 153 already there, 0 refused", again.stdout)

    def test_authorities_that_are_missing_are_refused_with_the_way_out(self):
        rejects = self.directory / "rejects.csv"
        done = self.assay.run(*self.IMPORT, "--rejects", rejects)
        self.assert_exit(6, done)
        self.assertIn("153 rows: 1 added, 152 refused", done.stdout)
        self.assertIn("--create-authorities", done.stdout)
        mended = self.assay.run("inspection", "import", rejects, "--create-authorities")
        self.assert_exit(0, mended)
        self.assertIn("152 rows: 152 added", mended.stdout)

    def test_a_rehearsal_records_nothing(self):
        done = self.assay.run(*self.IMPORT, "--create-authorities", "--dry-run")
        self.assert_exit(0, done)
        self.assertIn("153 would be added", done.stdout)
        self.assertEqual(self.told("inspection", "list", "--all"), [])
        self.assertEqual(len(self.told("authority", "list")), 1)

    def test_codes_that_have_expired_are_flagged_by_what_the_authority_says(self):
        for authority, ends in (("devon", "2023-03-31"), ("dorset", "2023-04-01")):
            self.ok("authority", "create", authority, "--title", authority, "--code", f"gss=E10000008:..{ends}")
        text = "local_authority,ltla23cd,publication_date,in_care_grade\n"
        text += "devon,E10000008,01/04/23,good\ndorset,E10000008,01/04/23,good\n"
        done = self.assay.run("inspection", "import", "-", stdin=text.encode())
        self.assert_exit(0, done)
        self.assertRegex(done.stdout, r"(?m)^ +1  code-expired$")
        self.assertRegex(done.stdout, r"(?m)^ +2  code-shared$")

    def test_hostile_files(self):
        header = "local_authority,publication_date,in_care_grade\n"
        for text, words in (("", "is empty"), ("local_authority,good\nx,y\n", "_grade"),
                            (header + 'a,"01/01/24,good\n', "quote"), ("\xff\xfel\x00", "standard input")):
            self.refused(2, words, "inspection", "import", "-", stdin=text.encode("latin-1"))
        done = self.assay.run("inspection", "import", "-", "--create-authorities",
                              stdin=(header + "1,01/01/24,good\n,01/01/24,good\nsomerset,01/01/24\nsomerset,x,y\n"
                                     "s\xc3\xb6merset,01/01/24,good\n").encode("latin-1"))
        self.assert_exit(6, done)
        self.assertIn("5 rows: 1 added, 4 refused", done.stdout)
        self.assertNotIn("\x1b", done.stdout)

    def test_recorded_by_hand_with_markers(self):
        self.ok("inspection", "record", "ofsted-2026", "--framework", "short", "--first-day", "2026-04-27",
                "--last-day", "2026-05-01", "--published-on", "2026-06-17", "--judgement",
                "overall-effectiveness=[z]", "--judgement", "in-care=requires-improvement", "--judgement",
                "care-leavers=[x]", "--judgement", "leaders=[c]", "--code", "gss=E10000027", "--source", "Report")
        text = self.ok("inspection", "get", "ofsted-2026")
        for line in ("overall-effectiveness  [z]", "in-care                requires-improvement",
                     "care-leavers           [x]", "leaders                [c]"):
            self.assertIn(line, text)
        self.in_every_format("inspection", "get", "ofsted-2026")
        self.in_every_format("inspection", "list")
        record = ("inspection", "record", "other", "--judgement")
        self.refused(2, "AREA=GRADE", *record, "good")
        self.refused(2, "[x]", *record, "in-care=[q]")
        self.refused(2, "judged once", *record, "in-care=good", "--judgement", "in-care=good")
        self.refused(2, "--published-on", *record, "in-care=good", "--published-on", "17/06/26")
        self.refused(2, "SCHEME=CODE", *record, "in-care=good", "--code", "E10000027")


class Actions(RegimeTest):
    def setUp(self):
        super().setUp()
        self.somerset.submit(audit("a-1", grade="inadequate",
                                   actions=[v1.Action(owner="worker-7", due_date="2014-04-01")]))
        self.somerset.submit(audit("a-2", immediate_risk=v1.ImmediateRisk(told="duty-1", told_on="2014-01-15")))

    def test_risks_first_then_what_is_overdue(self):
        self.ok("action", "add", "a-1", "--owner", "worker-8", "--due", "2014-03-01", "--code", "update-plan")
        lines = self.ok("action", "list", "--overdue", "--on", "2014-03-31").splitlines()
        self.assertEqual(len(lines), 3)
        self.assertRegex(lines[1], r"^a-2/risk +immediate risk +duty-1 +2014-01-15 +not acknowledged")
        self.assertRegex(lines[2], r"^a-1/2 +update-plan +worker-8 +2014-03-01 +overdue by 30 days")
        self.assertEqual(len(self.told("action", "list", "--open", "--owner", "worker-7")), 1)
        self.in_every_format("action", "list")

    def test_completed_by_somebody_else_with_evidence(self):
        done = ("action", "complete", "a-1/1", "--on", "2014-03-28", "--evidence", "file-note-88", "--by")
        self.refused(2, "owner", *done, "worker-7")
        self.assertIn("completed by manager-2 on 28 Mar 2014", self.ok(*done, "manager-2"))
        self.refused(2, "", *done, "manager-2")
        self.assertIn("completed 2014-03-28 by manager-2", self.ok("action", "list"))
        self.assertEqual([one for one in self.told("action", "list", "--open") if one.get("number")], [])

    def test_a_risk_is_acknowledged(self):
        self.ok("action", "complete", "a-2/risk", "--by", "duty-manager", "--on", "2014-01-16")
        self.assertNotIn("risk", self.ok("action", "list").replace("revision", ""))

    def test_what_is_mistyped_is_named(self):
        self.refused(2, "AUDIT/NUMBER", "action", "complete", "a-1", "--by", "x", "--on", "2014-03-28")
        self.refused(2, "--evidence", "action", "complete", "a-1/1", "--by", "x", "--on", "2014-03-28")
        self.refused(2, "--evidence", "action", "complete", "a-2/risk", "--by", "x", "--on", "2014-03-28", "--evidence",
                     "e")
        self.refused(2, "--on", "action", "complete", "a-1/1", "--by", "x", "--on", "28 March", "--evidence", "e")
        self.refused(2, "", "action", "complete", "a-1/9", "--by", "x", "--on", "2014-03-28", "--evidence", "e")
        self.refused(2, "is at revision 1, not the one expected", "action", "add", "a-1", "--owner", "w", "--due",
                     "2014-05-01", "--expect", "5")
        self.refused(2, "--overdue", "action", "list", "--overdu")
        self.refused(1, "", "action", "add", "nowhere", "--owner", "w", "--due", "2014-05-01")


class Spending(RegimeTest):
    STAFF = ("spend", "record", "staff", "--title", "Three temporary staff", "--amount", "741000.00", "--basis",
             "actual", "--from", "2013-04-01", "--to", "2014-03-31", "--units", "3", "--source",
             "Statement of accounts")
    HEAD = ("spend", "record", "head", "--title", "Head of service", "--amount", "\u00a3341,000.00", "--basis",
            "actual", "--units", "1", "--part-of", "staff", "--source", "Statement of accounts")

    def test_q23_others_together_and_each_alone_unknown(self):
        self.ok(*self.STAFF)
        self.ok(*self.HEAD)
        text = self.ok("spend", "summary")
        self.assertIn("others together \u00a3400,000 for 2; each alone unknown", text)
        self.assertIn("\u00a3741,000", text)
        before = self.told("spend", "summary")["revision"] - 1
        self.assertNotIn("others together", self.ok("spend", "summary", "--at", str(before)))
        self.in_every_format("spend", "summary")

    def test_an_amount_that_is_not_known_stays_so(self):
        self.ok(*[word for word in self.STAFF if word not in ("--amount", "741000.00")])
        self.ok(*self.HEAD)
        text = self.ok("spend", "summary")
        self.assertIn("unknown", text)
        self.assertNotIn("400,000", text)

    def test_amounts_are_exact_or_refused(self):
        for amount in ("741000.005", "-1", "1e6", "7,41,000", "lots"):
            self.refused(2, "--amount", *[word.replace("741000.00", amount) for word in self.STAFF])
        self.refused(2, "actual", *[word.replace("actual", "actuel") for word in self.STAFF])
        self.refused(2, "--from", *[word.replace("2013-04-01", "April") for word in self.STAFF])
        self.refused(2, "staff", *self.HEAD)


class Crosswalks(RegimeTest):
    CREATE = ("crosswalk", "create", "plain", "--title", "To the new scale", "--from", "ofsted-2013", "--to",
              "ofsted-2014", "--pair", "inadequate=inadequate", "--pair", "adequate=requires-improvement,good=good",
              "--approver", "Improvement Board", "--approved-on", "2014-01-20", "--source", "Minutes, item 4")

    def setUp(self):
        super().setUp()
        self.ok("scale", "create", "ofsted-2014", "--title", "Ofsted from 2014", "--grades",
                "inadequate,requires-improvement,good,outstanding")

    def test_versions_follow_one_another_and_a_repeat_is_no_version(self):
        self.assertIn("plain@1 revision", self.ok(*self.CREATE))
        self.assertIn("already there", self.ok(*self.CREATE))
        self.assertIn("plain@2", self.ok(*self.CREATE, "--pair", "outstanding=outstanding"))
        newest = self.told("crosswalk", "get", "plain")
        self.assertEqual((newest["name"], len(newest["pairs"])), ("crosswalks/plain@2", 4))
        self.assertEqual(len(self.told("crosswalk", "get", "plain@1")["pairs"]), 3)
        self.assertEqual(newest["fromScale"], "ofsted-2013@1")
        self.assertEqual(len(self.told("crosswalk", "list")), 2)
        self.in_every_format("crosswalk", "get", "plain")
        self.in_every_format("crosswalk", "list")

    def test_what_does_not_fit_is_named(self):
        self.refused(2, "FROM=TO", *self.CREATE, "--pair", "outstanding")
        self.refused(2, "splendid", *self.CREATE, "--pair", "outstanding=splendid")
        self.refused(1, "ofsted-1999", *[word.replace("ofsted-2014", "ofsted-1999") for word in self.CREATE])
        self.refused(2, "--approved-on", *[word.replace("2014-01-20", "20 Jan") for word in self.CREATE])
        self.refused(1, "", "crosswalk", "get", "nowhere")


class Help(RegimeTest):
    def test_every_verb_begins_with_examples(self):
        for noun, verbs in {"notice": "issue amend lift escalate get list", "measure": "get list",
                            "review": "record get list diff", "sample": "create get list",
                            "inspection": "record import get list", "tally": "record import get list",
                            "action": "add complete list", "spend": "record summary",
                            "crosswalk": "create get list"}.items():
            for verb in verbs.split():
                with self.subTest(noun=noun, verb=verb):
                    text = self.ok(noun, verb, "--help")
                    self.assertLess(text.index("Examples:"), text.index("Usage:"))
                    self.assertIn(f"assay {noun} {verb}", text)
            self.refused(2, "Examples", noun)


if __name__ == "__main__":
    unittest.main()
