"""Somerset's story, from the inspection to the direction, with the answers at each date as known then and as known now.

Dates, counts of the plans, words of the notice and amounts are published facts; the assessment audits are invented. The
server stamps entries with today's clock, so "as known then" is a revision: the ledger is written in the order in which
things became known.
"""

import json
import pathlib
import re
import tempfile
import unittest

from assay_api import Api
from assay_process import CommandLine, Server
from audits import rows, write_csv
from end_to_end import NO_ACTIONS, SOMERSET_PLANS
from records import WORDS, Records, inspection

MEASURE = "in-2013/audits"
INSPECTED, ISSUED, REVIEW_DUE = "2013-08-05", "2013-11-21", "2014-05-21"
INSPECTED_AGAIN, DIRECTED = "2015-03-27", "2015-11-06"


def assessments(prefix, audit_date, **grades):
    return [(*row[:2], "assessment", "random", *row[4:])
            for row in rows(grades, prefix=prefix, audit_date=audit_date)]


class SomersetsStory(unittest.TestCase):
    """The ledger is written once; `at` holds its revision after each part of the story."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="assay-e2e.")))
        cls.server = cls.enterClassContext(Server(cls.directory / "ledger"))
        cls.api = cls.enterClassContext(Api(cls.server.endpoint))
        cls.assay = CommandLine(cls.server.endpoint, cls.directory)
        cls.at = {}
        cls.api.create_authority()
        cls.api.create_scale()
        records = Records(cls.api)
        for part in (cls.first_inspection, cls.notice, cls.plans, cls.tally, cls.first_audits, cls.review,
                     cls.late_entries, cls.spend, cls.second_inspection, cls.later_audits, cls.escalation):
            part(records)
            cls.at[part.__name__] = cls.api.revision()

    @classmethod
    def told(cls, *arguments, code=0):
        """What is printed, on either stream."""
        done = cls.assay.run(*arguments)
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    @classmethod
    def told_json(cls, *arguments):
        done = cls.assay.run("-o", "json", *arguments)
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    @classmethod
    def import_audits(cls, content):
        if isinstance(content, list):
            content = write_csv(cls.directory / "audits.csv", content)
        cls.told("audit", "import", content, *NO_ACTIONS)

    # --- The story, in the order in which it became known ---------------------------------------------------------

    @classmethod
    def first_inspection(cls, records):
        records.inspect(inspection("2013-child-protection", INSPECTED, overall_effectiveness="inadequate"))

    @classmethod
    def notice(cls, _):
        cls.told("notice", "issue", "in-2013", "--subject", "child-protection", "--issuer", "Department for Education",
                 "--issued-on", ISSUED, "--measure", "audits", "--words", WORDS, "--scale", "ofsted-2013",
                 "--practice-area", "assessment", "--threshold", "adequate", "--at-least", "75%", "--due", REVIEW_DUE,
                 "--review-months", "6")

    @classmethod
    def plans(cls, _):
        cls.import_audits(SOMERSET_PLANS)

    @classmethod
    def tally(cls, _):
        cls.told("tally", "record", "plans-2013", "--title", "Child protection plans", "--practice-area",
                 "child-protection-plan", "--scale", "ofsted-2013", "--count", "inadequate=170", "--count",
                 "adequate=190", "--count", "good=58", "--count", "outstanding=2", "--total", "453", "--source",
                 "Annual statement of accounts")

    @classmethod
    def first_audits(cls, _):
        cls.import_audits(assessments("winter", "2014-02-10", adequate=10, good=2, inadequate=8))

    @classmethod
    def review(cls, _):
        narrative = cls.directory / "panel.md"
        narrative.write_text("Some progress, and still much to do.\n", encoding="utf-8")
        cls.told("review", "record", "six-month", "--notice", "in-2013", "--on", REVIEW_DUE, "--narrative-file",
                 narrative)

    @classmethod
    def late_entries(cls, _):
        """Done before the review, entered after it; and one grade that a panel takes down."""
        cls.import_audits(assessments("late", "2014-04-30", adequate=7, inadequate=1))
        cls.told("audit", "correct", "winter-00001", "--expect", "1", "--reason", "moderation-panel", "--grade",
                 "inadequate", "--no-action-reason", "not-published")

    @classmethod
    def spend(cls, _):
        for item_id, title, amount, *flags in (
                ("staff", "Three temporary staff", "741000", "--units", "3"),
                ("head", "The head of them", "341000", "--units", "1", "--part-of", "staff")):
            cls.told("spend", "record", item_id, "--title", title, "--amount", amount, "--basis", "actual", "--source",
                     "Annual statement of accounts", *flags)

    @classmethod
    def second_inspection(cls, records):
        records.inspect(inspection("2015-single", INSPECTED_AGAIN, overall_effectiveness="inadequate"))

    @classmethod
    def later_audits(cls, _):
        cls.import_audits(assessments("summer", "2015-07-01", adequate=14, inadequate=6))

    @classmethod
    def escalation(cls, _):
        cls.told("notice", "escalate", "in-2013", "--effective-on", DIRECTED, "--reason", "statutory-direction",
                 "--yes")

    # --- What may be asked of it ----------------------------------------------------------------------------------

    def statement(self, on, part=None, code=0):
        """The measure on a day, as known after that part of the story, or now."""
        at = ("--at", str(self.at[part])) if part else ()
        return self.told("statement", "get", MEASURE, "--on", on, *at, code=code)

    def assert_figure(self, text, line):
        self.assertRegex(text, rf"AUDITED +{line}")

    def test_there_was_no_measure_before_the_notice_whoever_asks_and_whenever(self):
        self.statement(INSPECTED, "first_inspection", code=1)
        self.statement(INSPECTED, code=1)
        self.statement("2013-11-20", code=1)
        self.statement(ISSUED, "first_inspection", code=1)

    def test_on_the_day_of_the_notice_nothing_was_audited(self):
        self.assertIn("NO_EVIDENCE", self.statement(ISSUED, "notice"))
        text = self.statement(ISSUED)
        self.assertIn("NO_EVIDENCE", text)
        self.assertIn(WORDS, text)

    def test_the_plans_are_a_census_of_which_more_than_half_are_adequate_or_better(self):
        text = self.told("statement", "get", "--threshold", "adequate", "--at-least", "75%", "--practice-area",
                         "child-protection-plan")
        self.assert_figure(text, r"250 of 453 = 55\.1% +NOT_MET")
        self.assertRegex(text, r"GRADED +250 of 420 = 59\.5% +NOT_MET")
        self.assertIn("census", text)

    def test_the_plans_are_a_tally_that_does_not_add_up(self):
        text = self.told("tally", "get", "plans-2013")
        self.assertRegex(text, r"(?i)unreconciled[^\n]*\b33\b")

    def test_the_plans_alone_are_no_evidence_for_the_measure(self):
        text = self.statement(REVIEW_DUE, "plans")
        self.assertIn("NO_EVIDENCE", text)
        self.assertIn("[x]", text)
        self.assertRegex(text, r"453[^\n]*practice area|practice area[^\n]*453")
        self.assertNotIn("250", text)

    def test_the_first_review_was_due_six_calendar_months_after_the_notice(self):
        for on, word in (("2014-05-21", "today|in 0 days|due"), ("2014-05-22", "overdue")):
            text = self.told("notice", "get", "in-2013", "--on", on, "--at", str(self.at["plans"]))
            self.assertRegex(text, rf"(?i)review 1 due (21 May 2014|2014-05-21).*({word})")
        self.assertNotIn("20 May 2014", text)

    def test_the_answer_at_the_review_as_known_then_and_as_known_now(self):
        self.assert_figure(self.statement(REVIEW_DUE, "first_audits"), r"12 of 20 = 60\.0% +NOT_MET")
        self.assert_figure(self.statement(REVIEW_DUE, "review"), r"12 of 20 = 60\.0% +NOT_MET")
        self.assert_figure(self.statement(REVIEW_DUE), r"18 of 28 = 64\.2% +NOT_MET")
        # The day before the winter's audits were done nothing had been, whatever is known now.
        self.assertIn("NO_EVIDENCE", self.statement("2014-02-09"))
        self.assert_figure(self.statement("2014-03-31"), r"11 of 20 = 55\.0% +NOT_MET")

    def test_the_review_stays_as_it_was_recorded(self):
        text = self.told("review", "get", "six-month")
        self.assertRegex(text, r"12 of 20 = 60\.0%|12/20 = 60\.0%")
        self.assertIn("Some progress, and still much to do.", text)
        self.assertNotRegex(text, r"18 of 28|18/28")
        then = self.told("review", "get", "six-month", "--at", str(self.at["review"]))
        # But for the revisions that they are known at, which are not to be taken for a part of a hash.
        revision = re.compile(rf"(?<!\S)({self.at['review']}|{self.at['escalation']})(?=[\s,;)]|$)")
        self.assertEqual(revision.sub("", then), revision.sub("", text))
        again = self.assay.run("review", "record", "six-month", "--notice", "in-2013", "--on", "2014-05-20")
        self.assertNotEqual(again.returncode, 0)

    def test_the_difference_since_the_review_names_what_came_late_and_what_was_changed(self):
        text = self.told("review", "diff", "six-month")
        for audit_id in ("winter-00001", *(f"late-{number:05}" for number in range(1, 9))):
            self.assertIn(audit_id, text)
        self.assertNotRegex(text, r"summer-\d|plan-\d")
        self.assertRegex(text, r"12/20 = 60\.0% +-> +18/28 = 64\.2%")
        self.assertRegex(text, r"numerator \+6, denominator \+8")
        self.assertRegex(text, r"entered +8 +7 for, 1 against")
        self.assertRegex(text, r"changed side +1 ")
        answer = self.told_json("review", "diff", "six-month")
        self.assertTrue(answer["consistencyHashes"])
        self.assertEqual(len(answer["entries"]), 9)

    def test_two_inspections_found_it_inadequate_and_neither_is_an_audit(self):
        text = self.told("inspection", "list")
        for day in ("2013-08-05|5 Aug 2013", "2015-03-27|27 Mar 2015"):
            self.assertRegex(text, day)
        text = self.told("inspection", "get", "2015-single")
        self.assertRegex(text, r"overall-effectiveness +inadequate")
        before, after = (self.statement("2015-06-30", part) for part in ("spend", "second_inspection"))
        self.assertEqual(*(re.sub(r"revision \d+|recorded \S+", "", one) for one in (before, after)))

    def test_the_money_is_told_as_it_was_stated(self):
        text = self.told("spend", "summary").replace(",", "")
        for amount in ("741000", "341000", "400000"):
            self.assertIn(amount, text)
        self.assertNotIn("200000", text)
        before = self.told("spend", "summary", "--at", str(self.at["late_entries"]))
        self.assertNotIn("741", before)

    def test_the_direction_takes_the_notice_up_and_the_measure_stays_in_force(self):
        answer = self.told_json("notice", "get", "in-2013", "--on", DIRECTED)
        self.assertEqual((answer["notice"]["state"], answer["inForce"]), ("NOTICE_STATE_ESCALATED", True))
        before = self.told_json("notice", "get", "in-2013", "--on", "2015-11-05")
        self.assertEqual((before["notice"]["state"], before["notice"]["version"]), ("NOTICE_STATE_IN_FORCE", 1))
        unknown_yet = self.told_json("notice", "get", "in-2013", "--on", DIRECTED, "--at",
                                           str(self.at["later_audits"]))
        self.assertEqual(unknown_yet["notice"]["version"], 1)
        text = self.statement(DIRECTED)
        self.assert_figure(text, r"32 of 48 = 66\.6% +NOT_MET")
        self.assertIn("measure v2", text)
        self.assertIn("measure v1", self.statement(DIRECTED, "later_audits"))

    def test_every_revision_gives_one_answer_for_ever(self):
        """The whole table: the day asked about, what was known, the answer."""
        for on, part, answer in (
                (REVIEW_DUE, "notice", "NO_EVIDENCE"), (REVIEW_DUE, "plans", "NO_EVIDENCE"),
                (REVIEW_DUE, "tally", "NO_EVIDENCE"), (REVIEW_DUE, "first_audits", "12 of 20"),
                (REVIEW_DUE, "late_entries", "18 of 28"), (REVIEW_DUE, "escalation", "18 of 28"),
                (INSPECTED_AGAIN, "first_audits", "12 of 20"), (INSPECTED_AGAIN, "second_inspection", "18 of 28"),
                (DIRECTED, "second_inspection", "18 of 28"), (DIRECTED, "later_audits", "32 of 48")):
            with self.subTest(on=on, known=part):
                self.assertIn(answer, self.statement(on, part))

    def test_the_whole_story_fits_in_an_evidence_pack(self):
        pack = self.directory / "story.assay"
        self.told("ledger", "export", pack, MEASURE, "--on", REVIEW_DUE)
        text = self.told("ledger", "verify", pack, code=7)
        self.assertRegex(text, r"statement recomputed: 18/28 NOT_MET")


if __name__ == "__main__":
    unittest.main()
