"""Answers to compliance questions, through the command line and through the API: both must say the same."""

import json
import unittest

from assay_api import v1
from audits import rows, write_csv
from end_to_end import NO_ACTIONS, SOMERSET_PLANS, SomersetTest

POLICIES = {"against": v1.UNGRADED_POLICY_AGAINST, "excluded": v1.UNGRADED_POLICY_EXCLUDED,
            "undecided": v1.UNGRADED_POLICY_UNDECIDED}


class Questions(SomersetTest):
    def load(self, content, authority="somerset"):
        """Imports a path, or rows."""
        if isinstance(content, list):
            content = write_csv(self.directory / "audits.csv", content)
        assay = self.command_line(self.server, authority)
        self.assert_exit(0, assay.run("audit", "import", content, *NO_ACTIONS))

    def ask(self, *flags, code=0):
        """The statement as the command line prints it: (JSON, text)."""
        measure = flags if "--threshold" in flags else ("--threshold", "adequate", "--at-least", "75%", *flags)
        text = self.assay.run("statement", "get", *measure)
        self.assert_exit(code, text)
        as_json = self.assay.run("-o", "json", "statement", "get", *measure)
        self.assert_exit(code, as_json)
        return json.loads(as_json.stdout), text.stdout

    def assert_figure(self, figure, numerator, denominator, share, verdict=None):
        self.assertEqual((figure.numerator, figure.denominator, figure.share), (numerator, denominator, share))
        if verdict is not None:
            self.assertEqual(figure.verdict, verdict)


class SomersetPlans(Questions):
    def setUp(self):
        super().setUp()
        self.load(SOMERSET_PLANS)

    def test_q01_how_many_were_audited_graded_and_ungraded(self):
        found = self.somerset.statement()
        self.assertEqual((found.audited_count, found.graded_count, found.ungraded_count), (453, 420, 33))
        told, text = self.ask()
        self.assertEqual((told["auditedCount"], told["gradedCount"], told["ungradedCount"]), (453, 420, 33))
        self.assertTrue(text.startswith("453 audited: 420 graded, 33 ungraded (census)\n"), text)

    def test_q02_the_distribution_is_truncated(self):
        expected = [("inadequate", 170, "37.5%"), ("adequate", 190, "41.9%"), ("good", 58, "12.8%"),
                    ("outstanding", 2, "0.4%")]
        self.assertEqual([(one.grade, one.count, one.share) for one in self.somerset.statement().grades], expected)
        told, text = self.ask()
        self.assertEqual([(one["grade"], one["count"], one["share"]) for one in told["grades"]], expected)
        for grade, count, share in (*expected, ("ungraded", 33, "7.2%")):
            self.assertRegex(text, rf"(?m)^  {grade} +{count} +{share}")

    def test_q03_q04_q05_share_verdict_margin_and_shortfall_under_every_policy(self):
        for name, policy in POLICIES.items():
            with self.subTest(name):
                found = self.somerset.statement(ungraded_policy=policy)
                self.assertEqual(found.verdict, v1.VERDICT_NOT_MET)
                self.assert_figure(found.audited, 250, 453, "55.1%", v1.VERDICT_NOT_MET)
                self.assert_figure(found.graded, 250, 420, "59.5%", v1.VERDICT_NOT_MET)
                self.assertEqual((found.audited.margin_points, found.graded.margin_points), ("-19.8", "-15.4"))
                self.assertEqual((found.audited.required, found.audited.shortfall), (340, 90))
                self.assertEqual((found.graded.required, found.graded.shortfall), (315, 65))
                told, text = self.ask("--ungraded", name)
                self.assertEqual(told["verdict"], "VERDICT_NOT_MET")
                self.assertIn("  AUDITED  250 of 453 = 55.1%  NOT_MET  340 needed, 90 short\n", text)
                self.assertIn("  GRADED   250 of 420 = 59.5%  NOT_MET  315 needed, 65 short\n", text)

    def test_q06_the_ungraded_cannot_change_it(self):
        bounds = self.somerset.statement().bounds
        self.assertEqual((bounds.low_numerator, bounds.high_numerator, bounds.denominator), (250, 283, 453))
        self.assertEqual((bounds.low_share, bounds.high_share), ("55.1%", "62.4%"))
        self.assertIn("  The 33 cannot change it: 55.1% to 62.4%\n", self.ask()[1])

    def test_q07_good_or_better(self):
        found = self.somerset.statement(threshold_grade="good")
        self.assert_figure(found.audited, 60, 453, "13.2%")
        self.assert_figure(found.graded, 60, 420, "14.2%")
        told, _ = self.ask("--threshold", "good", "--at-least", "75%")
        self.assertEqual((told["audited"]["share"], told["graded"]["share"]), ("13.2%", "14.2%"))

    def test_q08_the_wilson_interval_of_a_census(self):
        found = self.somerset.statement()
        self.assertEqual((found.audited.interval_low, found.audited.interval_high), ("50.58", "59.70"))
        self.assertEqual((found.graded.interval_low, found.graded.interval_high), ("54.76", "64.11"))
        self.assertEqual([(one.sampling_method, one.count) for one in found.sampling],
                         [(v1.SAMPLING_METHOD_CENSUS, 453)])
        _, text = self.ask()
        for end in ("50.58", "59.70", "54.76", "64.11", "census"):
            self.assertIn(end, text)

    def test_q27_at_most_a_tenth_inadequate(self):
        found = self.somerset.statement(threshold_grade="inadequate", comparator=v1.COMPARATOR_AT_MOST,
                                        target=v1.Fraction(numerator=1, denominator=10))
        self.assertEqual(found.verdict, v1.VERDICT_NOT_MET)
        self.assert_figure(found.audited, 170, 453, "37.5%", v1.VERDICT_NOT_MET)
        self.assert_figure(found.graded, 170, 420, "40.4%", v1.VERDICT_NOT_MET)
        self.assertEqual((found.audited.required, found.audited.shortfall), (45, 125))
        self.assertEqual((found.graded.required, found.graded.shortfall), (42, 128))
        told, text = self.ask("--threshold", "inadequate", "--at-most", "10%")
        self.assertEqual(told["verdict"], "VERDICT_NOT_MET")
        self.assertRegex(text, r"(?m)^  AUDITED  170 of 453 = 37\.5%  NOT_MET .*125 too many$")
        self.assertRegex(text, r"(?m)^  GRADED   170 of 420 = 40\.4%  NOT_MET .*128 too many$")

    def test_the_exit_code_tells_the_verdict_only_when_asked(self):
        self.ask()
        self.ask("--exit-code", code=3)
        self.ask("--exit-code", "--minimum", "421", code=7)
        self.ask("--exit-code", "--from", "2020-01-01", code=7)
        self.ask("--exit-code", "--threshold", "adequate", "--at-least", "55%")

    def test_the_same_question_is_answered_with_the_same_bytes(self):
        first, again = (self.somerset.statement(on="2014-03-31") for _ in range(2))
        self.assertEqual(first.SerializeToString(deterministic=True), again.SerializeToString(deterministic=True))

    def test_the_five_verdicts(self):
        measure = {"scale": "ofsted-2013@1"}
        empty = v1.Window(fixed=v1.FixedDates(first_day="2020-01-01"))
        for verdict, changes in (
                (v1.VERDICT_NO_EVIDENCE, {"window": empty}),
                (v1.VERDICT_NO_EVIDENCE, {"window": empty, "minimum_graded": 10}),
                (v1.VERDICT_INSUFFICIENT, {"minimum_graded": 421}),
                (v1.VERDICT_NOT_MET, {"minimum_graded": 420}),
                (v1.VERDICT_MET, {"target": v1.Fraction(numerator=250, denominator=453)}),
                (v1.VERDICT_INDETERMINATE, {"target": v1.Fraction(numerator=283, denominator=453)}),
                (v1.VERDICT_NOT_MET, {"target": v1.Fraction(numerator=284, denominator=453)})):
            self.assertEqual(self.somerset.statement(**measure, **changes).verdict, verdict, changes)


class OtherCounts(Questions):
    def test_q12_no_audits_at_all(self):
        found = self.somerset.statement(scale="ofsted-2013")
        self.assertEqual((found.verdict, found.audited_count, found.audited.share),
                         (v1.VERDICT_NO_EVIDENCE, 0, "[x]"))
        told, text = self.ask("--scale", "ofsted-2013")
        self.assertEqual(told["verdict"], "VERDICT_NO_EVIDENCE")
        self.assertIn("NO_EVIDENCE", text)
        self.assertIn("[x]", text)

    def test_q13_one_short_of_the_target_and_exactly_on_it(self):
        self.load(rows({"adequate": 314, "inadequate": 106}))
        found = self.somerset.statement()
        self.assertEqual((found.verdict, found.audited.shortfall), (v1.VERDICT_NOT_MET, 1))
        self.assertIn("NOT_MET  315 needed, 1 short", self.ask()[1])
        self.somerset.create_authority("devon", "Devon")
        self.load(rows({"adequate": 315, "inadequate": 105}), "devon")
        found = self.somerset.statement("devon")
        self.assert_figure(found.audited, 315, 420, "75.0%", v1.VERDICT_MET)
        self.assertEqual((found.verdict, found.audited.shortfall), (v1.VERDICT_MET, 0))

    def test_q14_a_share_just_short_is_not_rounded_up(self):
        self.load(rows({"adequate": 339, "inadequate": 114}))
        found = self.somerset.statement()
        self.assert_figure(found.audited, 339, 453, "74.8%", v1.VERDICT_NOT_MET)
        self.assertIn("339 of 453 = 74.8%  NOT_MET", self.ask()[1])

    def test_a_share_that_would_look_like_the_target_is_shown_with_more_decimals(self):
        self.load(rows({"adequate": 3001, "inadequate": 999}))
        found = self.somerset.statement(target=v1.Fraction(numerator=3, denominator=4))
        self.assert_figure(found.audited, 3001, 4000, "75.02%", v1.VERDICT_MET)

    def test_q19_met_but_not_secure(self):
        self.load(rows({"adequate": 16, "inadequate": 4}, sampling="random"))
        found = self.somerset.statement()
        self.assertEqual((found.verdict, found.security), (v1.VERDICT_MET, v1.SECURITY_NOT_SECURE))
        self.assertEqual((found.audited.interval_low, found.audited.interval_high), ("58.40", "91.93"))
        told, text = self.ask()
        self.assertEqual((told["verdict"], told["security"]), ("VERDICT_MET", "SECURITY_NOT_SECURE"))
        self.assertIn("58.40", text)
        self.assertRegex(text, r"(?i)not secure")

    def test_q26_the_ungraded_could_tip_it(self):
        self.load(rows({"adequate": 314, "inadequate": 106}, ungraded=33))
        found = self.somerset.statement()
        self.assertEqual(found.verdict, v1.VERDICT_INDETERMINATE)
        self.assertEqual((found.bounds.low_numerator, found.bounds.high_numerator, found.bounds.denominator),
                         (314, 347, 453))
        self.assertEqual((found.bounds.low_share, found.bounds.high_share), ("69.3%", "76.6%"))
        for policy in (v1.UNGRADED_POLICY_AGAINST, v1.UNGRADED_POLICY_EXCLUDED):
            self.assertEqual(self.somerset.statement(ungraded_policy=policy).verdict, v1.VERDICT_NOT_MET)
        told, text = self.ask()
        self.assertEqual(told["verdict"], "VERDICT_INDETERMINATE")
        self.assertIn("INDETERMINATE", text)
        self.assertIn("69.3% to 76.6%", text)
        self.ask("--exit-code", code=7)

    def test_random_and_targeted_samples_are_not_pooled_in_silence(self):
        self.load(rows({"adequate": 8}, sampling="random", prefix="r") +
                  rows({"inadequate": 4}, sampling="targeted", prefix="t"))
        self.assertEqual({(one.sampling_method, one.count) for one in self.somerset.statement().sampling},
                         {(v1.SAMPLING_METHOD_RANDOM, 8), (v1.SAMPLING_METHOD_TARGETED, 4)})
        self.assertRegex(self.ask()[1], r"(?i)pooled")

    def test_the_same_grade_word_on_two_scales_must_name_its_scale(self):
        self.somerset.create_scale("hmicfrs-2021@1",
                                   ("inadequate", "requires-improvement", "adequate", "good", "outstanding"))
        self.load(rows({"adequate": 3}))
        other = write_csv(self.directory / "police.csv", rows({"adequate": 2, "requires-improvement": 2}, prefix="p"))
        self.assert_exit(0, self.assay.run("audit", "import", other, "--scale", "hmicfrs-2021"))
        done = self.assay.run("statement", "get", "--threshold", "adequate", "--at-least", "75%")
        self.assert_exit(2, done)
        self.assertIn("AMBIGUOUS_SCALE", done.stderr)
        found = self.somerset.statement(scale="ofsted-2013")
        self.assertEqual([(one.reason, one.count) for one in found.ungraded_reasons], [("other-scale", 4)])
        self.assertEqual((found.graded.numerator, found.graded.denominator, found.audited_count), (3, 3, 7))


if __name__ == "__main__":
    unittest.main()
