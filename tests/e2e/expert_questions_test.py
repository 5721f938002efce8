"""What an expert would try next: other scales and measures, exact shares, odd tallies, re-audits in every order."""

import itertools
import re
import unittest

import grpc
from assay_api import CALL_SECONDS, failure, v1
from audits import audit, rows, write_csv
from end_to_end import SomersetTest
from records import Records, crosswalk, definition, notice, sample, tally

HYGIENE = ("0", "1", "2", "3", "4", "5")
POLICE = ("inadequate", "requires-improvement", "adequate", "good", "outstanding")
OFSTED_2014 = ("inadequate", "requires-improvement", "good", "outstanding")
PLANNED = {"audit_type": v1.AUDIT_TYPE_PLANNED, "sampling_method": v1.SAMPLING_METHOD_RANDOM}


class ExpertTest(SomersetTest):
    def setUp(self):
        super().setUp()
        self.records = Records(self.somerset)

    def load(self, content, scale="ofsted-2013", *flags):
        file = write_csv(self.directory / "audits.csv", content)
        self.told("audit", "import", file, "--scale", scale, "--set", "no_action_reason=not-published", *flags)

    def told(self, *arguments, code=0):
        done = self.assay.run(*arguments)
        self.assert_exit(code, done)
        return done.stdout + done.stderr

    def ask(self, *flags, code=0):
        return self.told("statement", "get", *flags, code=code)

    def assert_line(self, text, name, line):
        self.assertRegex(text, rf"(?m)^ *{name} +{line}")

    def submit(self, *messages):
        for message in messages:
            self.somerset.submit(message)


class OtherScales(ExpertTest):
    def test_food_hygiene_counts_the_best_as_best_and_leaves_what_awaits_inspection_ungraded(self):
        self.somerset.create_scale("food-hygiene@1", HYGIENE)
        graded = rows({"5": 60, "4": 20, "3": 8, "2": 6, "1": 4, "0": 2}, sampling="random")
        awaiting = [(*row[:5], "", "awaiting-inspection") for row in rows({"5": 12}, sampling="random", prefix="new")]
        self.load(graded + awaiting, "food-hygiene")
        text = self.ask("--threshold", "3", "--at-least", "75%")
        self.assert_line(text, "AUDITED", r"88 of 112 = 78\.5% +MET")
        self.assert_line(text, "GRADED", r"88 of 100 = 88\.0% +MET")
        worst, best = (re.search(rf"(?m)^ +{line} ", text) for line in ("0 +2", "5 +60"))
        self.assertLess(worst.start(), best.start())
        text = self.ask("--threshold", "2", "--at-most", "10%")
        self.assert_line(text, "AUDITED", r"12 of 112 = 10\.7% +NOT_MET .*\b1 too many")
        self.assert_line(text, "GRADED", r"12 of 100 = 12\.0% +NOT_MET .*\b2 too many")
        found = self.somerset.statement(threshold_grade="3")
        self.assertEqual([(one.reason, one.count) for one in found.ungraded_reasons], [("awaiting-inspection", 12)])

    def test_awaiting_inspection_is_no_grade(self):
        self.somerset.create_scale("food-hygiene@1", HYGIENE)
        refused = failure(self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(
            audit=audit(scale="food-hygiene@1", grade="awaiting-inspection")))
        self.assertEqual(refused.violations, [("audit.grade", "GRADE_NOT_ON_SCALE")])

    def test_the_ungraded_tip_a_five_star_target(self):
        self.somerset.create_scale("food-hygiene@1", HYGIENE)
        self.load(rows({"5": 73, "4": 7}, sampling="random") +
                  [(*row[:5], "", "exempt") for row in rows({"5": 20}, prefix="x", sampling="random")], "food-hygiene")
        text = self.ask("--threshold", "5", "--at-least", "80%", "--exit-code", code=7)
        self.assertIn("INDETERMINATE", text)
        self.assertRegex(text, r"73\.0% to .*93\.0%")

    def test_the_polices_adequate_is_above_requires_improvement(self):
        self.somerset.create_scale("hmicfrs-2021@1", POLICE)
        self.load(rows({"inadequate": 1, "requires-improvement": 2, "adequate": 3, "good": 3, "outstanding": 1},
                       sampling="random"), "hmicfrs-2021")
        scale = ("--scale", "hmicfrs-2021")
        for threshold, flag, share, line in (
                ("adequate", "--at-least", "70%", r"7 of 10 = 70\.0% +MET"),
                ("requires-improvement", "--at-least", "95%", r"9 of 10 = 90\.0% +NOT_MET"),
                ("requires-improvement", "--at-most", "30%", r"3 of 10 = 30\.0% +MET"),
                ("adequate", "--at-most", "50%", r"6 of 10 = 60\.0% +NOT_MET")):
            with self.subTest(threshold, flag=flag):
                self.assert_line(self.ask("--threshold", threshold, flag, share, *scale), "AUDITED", line)

    def test_a_grade_of_another_scale_is_told_where_to_look(self):
        self.somerset.create_scale("ofsted-2014@1", OFSTED_2014)
        file = write_csv(self.directory / "audits.csv", rows({"adequate": 1}))
        done = self.assay.run("audit", "import", file, "--scale", "ofsted-2014")
        self.assertEqual(done.returncode, 6, done.stdout + done.stderr)
        words = done.stdout + done.stderr
        self.assertIn("GRADE_NOT_ON_SCALE", words)
        self.assertRegex(words, r"(?i)crosswalk")

    def test_a_crosswalk_reads_one_scale_on_another_and_is_named(self):
        self.somerset.create_scale("ofsted-2014@1", OFSTED_2014)
        self.records.crosswalk(crosswalk("plain-2014@1", "ofsted-2014@1", "ofsted-2013@1", inadequate="inadequate",
                                         good="good", outstanding="outstanding"))
        self.load(rows({"adequate": 3, "inadequate": 1}))
        self.load(rows({"good": 4, "requires-improvement": 2, "inadequate": 1}, prefix="new"), "ofsted-2014")
        self.records.issue(notice(measures={
            "plain": definition(practice_areas=["child-protection-plan"], crosswalk="plain-2014@1"),
            "without": definition(practice_areas=["child-protection-plan"])}))
        without = self.ask("in-2013/without", "--on", "2014-12-31")
        self.assert_line(without, "AUDITED", r"3 of 11 ")
        self.assert_line(without, "GRADED", r"3 of +4 = 75\.0%")
        text = self.ask("in-2013/plain", "--on", "2014-12-31")
        self.assert_line(text, "AUDITED", r"7 of 11 = 63\.6%")
        # Requires improvement has no pair: it stays incomparable.
        self.assert_line(text, "GRADED", r"7 of +9 = 77\.7%")
        self.assertIn("plain-2014@1", text)
        self.assertRegex(text, r"2 ungraded|2 on another scale|other-scale")


class ExactShares(ExpertTest):
    def figure(self, share, flag="--at-least", threshold="adequate"):
        return self.ask("--threshold", threshold, flag, share)

    def test_two_thirds_are_two_thirds(self):
        self.load(rows({"adequate": 2, "inadequate": 1}))
        for share, verdict in (("2/3", "MET"), ("66.6%", "MET"), ("66.7%", "NOT_MET"), ("66.66667%", "NOT_MET"),
                               ("200/300", "MET")):
            with self.subTest(share):
                self.assert_line(self.figure(share), "AUDITED", rf"2 of 3 = 66\.6%(?: \(66\.6+%\))? +{verdict}\b")

    def test_two_thirds_of_three_hundred_and_one_short_of_it(self):
        self.load(rows({"adequate": 200, "inadequate": 100}))
        self.assert_line(self.figure("2/3"), "AUDITED", r"200 of 300 = 66\.6% +MET")
        self.assert_line(self.figure("66.7%"), "AUDITED", r"200 of 300 = 66\.6% +NOT_MET +201 needed, +1 short")
        # What is more than the target does not look like it.
        self.assert_line(self.figure("66.6%"), "AUDITED", r"200 of 300 = 66\.6% \(66\.66%\) +MET")
        self.load(rows({"inadequate": 1}, prefix="one"))
        self.assert_line(self.figure("2/3"), "AUDITED", r"200 of 301 = 66\.4% +NOT_MET +201 needed, +1 short")

    def test_a_share_that_must_fall_to_thirty_percent(self):
        self.load(rows({"inadequate": 30, "adequate": 70}))
        text = self.figure("30%", "--at-most", "inadequate")
        self.assert_line(text, "AUDITED", r"30 of 100 = 30\.0% +MET")
        self.load(rows({"inadequate": 1}, prefix="one"))
        text = self.figure("30%", "--at-most", "inadequate")
        self.assert_line(text, "AUDITED", r"31 of 101 = 30\.6% +NOT_MET .*\b1 too many")
        found = self.somerset.statement(threshold_grade="inadequate", comparator=v1.COMPARATOR_AT_MOST,
                                        target=v1.Fraction(numerator=3, denominator=10))
        self.assertEqual((found.audited.required, found.audited.shortfall, found.audited.margin_points),
                         (30, 1, "+0.6"))

    def test_at_most_a_tenth_with_ungraded_that_decide(self):
        self.load(rows({"inadequate": 9, "adequate": 81}, ungraded=10))
        for policy, verdict, code in (("undecided", "INDETERMINATE", 7), ("against", "NOT_MET", 3),
                                      ("excluded", "MET", 0)):
            done = self.assay.run("statement", "get", "--threshold", "inadequate", "--at-most", "10%", "--ungraded",
                                  policy, "--exit-code")
            self.assert_exit(code, done)
            self.assertRegex(done.stdout, rf"\b{verdict}\b")

    def test_none_and_all_are_targets_too(self):
        self.load(rows({"adequate": 5}))
        for threshold, flag, share, line in (("adequate", "--at-least", "100%", r"5 of 5 = 100\.0% +MET"),
                                             ("inadequate", "--at-most", "0%", r"0 of 5 = 0\.0% +MET")):
            self.assert_line(self.figure(share, flag, threshold), "AUDITED", line)
        self.load(rows({"inadequate": 1}, prefix="one"))
        for threshold, flag, share, line in (("adequate", "--at-least", "100%", r"5 of 6 = 83\.3% +NOT_MET"),
                                             ("inadequate", "--at-most", "0%", r"1 of 6 = 16\.6% +NOT_MET")):
            self.assert_line(self.figure(share, flag, threshold), "AUDITED", line)


class Tallies(ExpertTest):
    def test_a_tally_that_does_not_add_up_is_kept_and_says_so_whichever_way(self):
        published = {"inadequate": 170, "adequate": 190, "good": 58, "outstanding": 2}
        for tally_id, total, ungraded, words in (
                ("short", 453, None, r"unreconciled.*\b33\b"),
                ("whole", 453, 33, r"(?m)^(?!.*unreconciled).*reconciled"),
                ("over", 400, None, r"unreconciled.*-20\b"), ("over-with-ungraded", 453, 40, r"unreconciled.*-7\b")):
            with self.subTest(tally_id):
                self.records.tally(tally(tally_id, total=total, ungraded=ungraded, **published))
                text = self.told("tally", "get", tally_id)
                self.assertRegex(text, rf"(?i){words}")
                for number in (*map(str, published.values()), str(total)):
                    self.assertRegex(text, rf"\b{number}\b")

    def test_a_tally_is_never_evidence(self):
        self.records.tally(tally(inadequate=1, adequate=452))
        self.assertIn("NO_EVIDENCE", self.ask("--threshold", "adequate", "--at-least", "75%", "--scale", "ofsted-2013"))


class SupersedingNotices(ExpertTest):
    def measure_on(self, notice_id, on):
        """The target's numerator, or None where the notice is not in force."""
        try:
            answer = self.somerset.notices.GetMeasure(v1.GetMeasureRequest(
                name=f"authorities/somerset/notices/{notice_id}/measures/audits", on=on), timeout=CALL_SECONDS)
        except grpc.RpcError as error:
            self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND, error)
            return None
        return answer.measure.measure.definition.target.numerator

    def share(self, percent):
        return {"audits": definition(target=v1.Fraction(numerator=percent, denominator=100))}

    def test_one_notice_on_a_subject_is_in_force_on_any_day(self):
        self.records.issue(notice("in-2012", issued_on="2012-01-01", measures=self.share(60)))
        refused = failure(self.somerset.notices.IssueNotice, v1.IssueNoticeRequest(notice=notice("in-2013")))
        self.assertEqual(refused.reason, "NOTICE_IN_FORCE")
        self.records.issue(notice("other", subject="looked-after", issued_on="2012-06-01", measures=self.share(50)))
        self.records.amend(notice("in-2012", issued_on="2012-01-01", measures=self.share(65)), "2013-01-01")
        self.records.issue(notice("in-2013", supersedes="in-2012", measures=self.share(75)))
        for on, shares in (("2011-12-31", (None, None, None)), ("2012-01-01", (60, None, None)),
                           ("2012-12-31", (60, None, 50)), ("2013-01-01", (65, None, 50)),
                           ("2013-11-20", (65, None, 50)), ("2013-11-21", (None, 75, 50)),
                           ("2020-01-01", (None, 75, 50))):
            with self.subTest(on):
                found = tuple(self.measure_on(one, on) for one in ("in-2012", "in-2013", "other"))
                self.assertEqual(found, shares)

    def test_lifting_the_notice_that_took_anothers_place_does_not_bring_that_back(self):
        self.records.issue(notice("in-2012", issued_on="2012-01-01", measures=self.share(60)))
        self.records.issue(notice("in-2013", supersedes="in-2012", measures=self.share(75)))
        self.records.lift("authorities/somerset/notices/in-2013", "2015-01-01")
        self.assertEqual([self.measure_on(one, "2015-01-01") for one in ("in-2012", "in-2013")], [None, None])
        self.assertEqual([self.measure_on(one, "2014-12-31") for one in ("in-2012", "in-2013")], [None, 75])

    def test_what_was_known_before_a_notice_was_recorded_stays_so(self):
        before = self.records.issue(notice("in-2012", issued_on="2012-01-01", measures=self.share(60)))
        self.records.issue(notice("in-2013", supersedes="in-2012", measures=self.share(75)))
        answer = self.somerset.notices.GetNotice(v1.GetNoticeRequest(
            name="authorities/somerset/notices/in-2012", on="2014-01-01", read_at=v1.ReadAt(revision=before)),
            timeout=CALL_SECONDS)
        self.assertTrue(answer.in_force)


class ReAudits(ExpertTest):
    DATES = ("2014-01-10", "2014-02-10", "2014-03-10")

    def one(self, audit_id, case, date, grade, original="", **fields):
        kind = {"audit_type": v1.AUDIT_TYPE_RE_AUDIT, "re_audit_of": original} if original else PLANNED
        return audit(audit_id, case_ref=case, audit_date=date, grade=grade, practice_area=case.lower(),
                     no_action_reason="not-published", **(kind | fields))

    def answer(self, case, policy, **measure):
        return self.somerset.statement(practice_areas=[case.lower()], re_audit_policy=policy, **measure)

    def test_the_newest_by_date_then_by_recording_counts_in_whatever_order_they_were_entered(self):
        """Three audits of a case, each of another grade, in all orders of entry and of date, ties included."""
        grades = ("inadequate", "good", "outstanding")
        cases = []
        for number, (entered, dates) in enumerate(itertools.product(
                itertools.permutations(range(3)), {*itertools.permutations(self.DATES), (self.DATES[0],) * 3,
                                                   (self.DATES[0], self.DATES[1], self.DATES[1])})):
            case = f"CASE-{number}"
            ids = [f"c{number}-{place}" for place in range(3)]
            messages = [self.one(ids[0], case, dates[0], grades[0])]
            messages += [self.one(ids[place], case, dates[place], grades[place], ids[0]) for place in (1, 2)]
            self.submit(*(messages[place] for place in entered))
            newest = max(range(3), key=lambda place, dates=dates, entered=entered: (dates[place], entered.index(place)))
            cases.append((case, grades[newest], entered, dates))
        for case, grade, entered, dates in cases:
            with self.subTest(entered=entered, dates=dates):
                found = self.answer(case, v1.RE_AUDIT_POLICY_LATEST_PER_CASE)
                self.assertEqual([one.grade for one in found.grades if one.count], [grade])
                self.assertEqual([(one.exclusion, one.count) for one in found.exclusions
                                  if one.exclusion == v1.EXCLUSION_NOT_LATEST], [(v1.EXCLUSION_NOT_LATEST, 2)])
                self.assertEqual(found.re_audited_count, int(grade != "inadequate"))
                self.assertEqual((found.failing_cases, found.failing_cases_re_audited), (1, 1))
                self.assertEqual(self.answer(case, v1.RE_AUDIT_POLICY_ORIGINAL_ONLY).grades[0].count, 1)
                every = self.answer(case, v1.RE_AUDIT_POLICY_EVERY_AUDIT)
                self.assertEqual((every.audited_count, every.re_audited_count), (3, 2))
                # Filters ask for the original's type and method, whichever was entered first.
                filtered = self.answer(case, v1.RE_AUDIT_POLICY_LATEST_PER_CASE, audit_types=[v1.AUDIT_TYPE_PLANNED],
                                       sampling_methods=[v1.SAMPLING_METHOD_RANDOM])
                self.assertEqual(filtered.grades, found.grades)

    def test_a_withdrawn_re_audit_gives_way_to_the_one_before_and_an_ungraded_one_does_not(self):
        self.submit(self.one("first", "CASE", self.DATES[0], "inadequate"),
                    self.one("second", "CASE", self.DATES[1], "adequate", "first"),
                    self.one("third", "CASE", self.DATES[2], "good", "second"))
        latest = v1.RE_AUDIT_POLICY_LATEST_PER_CASE
        self.assertEqual([one.count for one in self.answer("CASE", latest).grades], [0, 0, 1, 0])
        self.told("audit", "withdraw", "third", "--expect", "1", "--reason", "duplicate")
        self.assertEqual([one.count for one in self.answer("CASE", latest).grades], [0, 1, 0, 0])
        blind = audit("fourth", case_ref="CASE", audit_date="2014-04-10", ungraded_reason="no-file-access",
                      practice_area="case", re_audit_of="first", audit_type=v1.AUDIT_TYPE_RE_AUDIT)
        self.submit(blind)
        found = self.answer("CASE", latest)
        self.assertEqual((found.audited_count, found.ungraded_count), (1, 1))
        # The window goes first: at the end of February the second is the newest there is.
        found = self.answer("CASE", latest, on="2014-02-28")
        self.assertEqual([one.count for one in found.grades], [0, 1, 0, 0])

    def test_a_re_audit_is_of_the_same_case(self):
        self.submit(self.one("first", "CASE-A", self.DATES[0], "inadequate"))
        refused = failure(self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(
            audit=self.one("second", "CASE-B", self.DATES[1], "good", "first")))
        self.assertEqual(refused.violations[0][1] if refused.violations else refused.reason, "OTHER_CASE")

    def test_the_original_is_answered_back(self):
        self.submit(self.one("first", "CASE", self.DATES[0], "inadequate"))
        original = self.somerset.revision()
        self.submit(self.one("second", "CASE", self.DATES[1], "good", "first"),
                    self.one("early", "CASE", self.DATES[2], "good", "never"))
        self.assertEqual(self.somerset.get("second").original_revision, original)
        self.assertEqual(self.somerset.get("early").original_revision, 0)


class SamplesAndGrades(ExpertTest):
    def test_every_figure_says_how_much_of_the_sample_came_back(self):
        allocations = [(f"plan-{number:05}", "auditor-1", "2014-03-31") for number in range(1, 11)]
        self.records.draw(sample("q1", allocations=allocations, practice_area="child-protection-plan", frame_size=80,
                                 audit_type=v1.AUDIT_TYPE_UNSPECIFIED))
        self.load(rows({"adequate": 6, "inadequate": 1}, sampling="random"))
        self.told("audit", "withdraw", "plan-00001", "--expect", "1", "--reason", "duplicate")
        found = self.somerset.statement()
        self.assertEqual([(one.allocated_count, one.returned_count, one.withdrawn_count, one.frame_size)
                          for one in found.samples], [(10, 6, 1, 80)])
        text = self.ask("--threshold", "adequate", "--at-least", "75%")
        self.assertRegex(text, r"6 of 10 allocated returned")

    def test_each_basis_takes_its_own_grade(self):
        self.load(rows({"adequate": 4, "inadequate": 2}))
        for audit_id, grade in (("plan-00001", "inadequate"), ("plan-00005", "good")):
            self.told("audit", "moderate", audit_id, "--expect", "1", "--reason", "panel", "--moderator", "lead-2",
                      "--grade", grade)
        for basis, graded, numerator in ((v1.GRADE_BASIS_AUDITOR, 6, 4), (v1.GRADE_BASIS_FINAL, 6, 4),
                                         (v1.GRADE_BASIS_MODERATED, 2, 1)):
            found = self.somerset.statement(grade_basis=basis)
            self.assertEqual((found.graded_count, found.graded.numerator), (graded, numerator))
        self.assertEqual([(one.reason, one.count) for one in found.ungraded_reasons], [("not-moderated", 4)])

    def test_independence_is_unknown_where_nobody_is_stated(self):
        self.submit(audit("known", auditor="auditor-1", worker="worker-1"), audit("no-auditor", worker="worker-1"),
                    audit("no-worker", auditor="auditor-1"))
        self.assertEqual(self.somerset.statement().independence_unknown_count, 2)
        refused = failure(self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(
            audit=audit("own", auditor="worker-1", worker="worker-1")))
        self.assertIn("NOT_INDEPENDENT", str(refused))


if __name__ == "__main__":
    unittest.main()
