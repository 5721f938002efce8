#include "client/cli/statement_text.h"
#include "tests/client/cli/run_cli.h"
#include "tests/client/cli/sample_statement.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kSomersetText[] =
    "453 audited: 420 graded, 33 ungraded (census)\n"
    "  inadequate   170  37.5%\n"
    "  adequate     190  41.9%\n"
    "  good          58  12.8%\n"
    "  outstanding    2   0.4%\n"
    "  ungraded      33   7.2%   truncated; parts need not make 100\n"
    "\n"
    "75% adequate or better?\n"
    "  AUDITED  250 of 453 = 55.1%  NOT_MET  340 needed, 90 short\n"
    "  GRADED   250 of 420 = 59.5%  NOT_MET  315 needed, 65 short\n"
    "  The 33 cannot change it: 55.1% to 62.4%\n";

TEST(StatementText, TellsSomersetsStory) { EXPECT_EQ(StatementText(Somerset(), Color::kNone), kSomersetText); }

TEST(StatementText, ColoursTheVerdictsOnly) {
  const std::string text = StatementText(Somerset(), Color::kAnsi);
  EXPECT_THAT(text, HasSubstr("55.1%  \033[31mNOT_MET\033[0m  340 needed"));
}

TEST(StatementText, NamesNoShortfallWhereTheTargetIsMet) {
  v1::Statement statement = Somerset();
  SetFigure(*statement.mutable_audited(), 340, 453, "75.0%", 340, 0, v1::VERDICT_MET);
  SetFigure(*statement.mutable_graded(), 314, 420, "74.7%", 315, 1, v1::VERDICT_NOT_MET);
  EXPECT_THAT(StatementText(statement, Color::kNone),
              HasSubstr("  AUDITED  340 of 453 = 75.0%  MET      340 needed\n"
                        "  GRADED   314 of 420 = 74.7%  NOT_MET  315 needed, 1 short\n"));
}

TEST(StatementText, SaysHowManyAreTooMany) {
  v1::Statement statement = Somerset();
  SetMeasure(statement, v1::COMPARATOR_AT_MOST, "inadequate", 10);
  SetFigure(*statement.mutable_audited(), 170, 453, "37.5%", 45, 125, v1::VERDICT_NOT_MET);
  SetFigure(*statement.mutable_graded(), 170, 420, "40.4%", 42, 128, v1::VERDICT_NOT_MET);
  SetBounds(statement, 170, 203, "37.5%", "44.8%");
  EXPECT_THAT(StatementText(statement, Color::kNone),
              EndsWith("at most 10% inadequate or worse?\n"
                       "  AUDITED  170 of 453 = 37.5%  NOT_MET  45 allowed, 125 too many\n"
                       "  GRADED   170 of 420 = 40.4%  NOT_MET  42 allowed, 128 too many\n"
                       "  The 33 cannot change it: 37.5% to 44.8%\n"));
}

TEST(StatementText, SaysThatTheUngradedDecide) {
  v1::Statement statement = Somerset();
  statement.set_verdict(v1::VERDICT_INDETERMINATE);
  SetBounds(statement, 314, 347, "69.3%", "76.6%");
  EXPECT_THAT(StatementText(statement, Color::kNone), EndsWith("  The 33 decide it: 69.3% to 76.6%  INDETERMINATE\n"));
  statement.set_verdict(v1::VERDICT_NOT_MET);  // by the policy AGAINST
  EXPECT_THAT(StatementText(statement, Color::kNone), EndsWith("  The 33 decide it: 69.3% to 76.6%\n"));
}

TEST(StatementText, SaysNothingOfTheUngradedWhereThereAreNone) {
  v1::Statement statement = Somerset();
  statement.set_ungraded_count(0);
  const std::string text = StatementText(statement, Color::kNone);
  EXPECT_THAT(text, Not(HasSubstr("change it")));
  EXPECT_THAT(text, HasSubstr("  outstanding    2   0.4%   truncated; parts need not make 100\n\n"));
}

TEST(StatementText, SaysPlainlyThatThereIsNoEvidence) {
  v1::Statement statement;
  SetMeasure(statement, v1::COMPARATOR_AT_LEAST, "adequate", 75);
  statement.set_verdict(v1::VERDICT_NO_EVIDENCE);
  SetFigure(*statement.mutable_audited(), 0, 0, "[x]", 0, 0, v1::VERDICT_NO_EVIDENCE);
  SetFigure(*statement.mutable_graded(), 0, 0, "[x]", 0, 0, v1::VERDICT_NO_EVIDENCE);
  EXPECT_EQ(StatementText(statement, Color::kNone),
            "0 audited\n"
            "\n"
            "75% adequate or better?\n"
            "  AUDITED  0 of 0 = [x]  NO_EVIDENCE\n"
            "  GRADED   0 of 0 = [x]  NO_EVIDENCE\n"
            "  Nothing was audited in the window, so there is no verdict.\n");
}

TEST(StatementText, SaysThatTooFewAreGraded) {
  v1::Statement statement = Somerset();
  statement.set_verdict(v1::VERDICT_INSUFFICIENT);
  statement.mutable_measure()->set_minimum_graded(500);
  EXPECT_THAT(StatementText(statement, Color::kNone),
              EndsWith("  Too few are graded for a verdict: 420 of the 500 it takes.\n"));
}

TEST(StatementNotes, SayWhatACarefulReaderAsks) {
  EXPECT_EQ(StatementNotes(Somerset()),
            "\n"
            "  verdict NOT_MET; decided only where no grading of the ungraded could change it\n"
            "  policies: ungraded UNDECIDED; re-audits: every audit counts; grades: final, the moderator's where there "
            "is one; minimum 1 graded; window: all up to the day\n"
            "  95% interval AUDITED 50.58 to 59.70, GRADED 54.76 to 64.11; a census has no sampling error\n"
            "  margin AUDITED -19.8, GRADED -15.4 points\n"
            "  however the ungraded are graded: 250/453 to 283/453\n"
            "  ungraded: 33 not-graded-in-the-published-review\n"
            "  audits up to 2014-05-21; scale ofsted-2013@1\n"
            "  revision 455, recorded 2014-05-21T12:00:00Z\n");
}

TEST(StatementNotes, WarnOfPooledMethodsAndNameWhatWasLeftOut) {
  v1::Statement statement = Somerset();
  statement.set_first_day("2013-11-22");
  statement.set_on("2014-06-30");
  statement.mutable_sampling(0)->set_count(400);
  auto* targeted = statement.add_sampling();
  targeted->set_sampling_method(v1::SAMPLING_METHOD_TARGETED);
  targeted->set_count(53);
  auto* before = statement.add_exclusions();
  before->set_exclusion(v1::EXCLUSION_BEFORE_WINDOW);
  before->set_count(12);
  const std::string notes = StatementNotes(statement);
  EXPECT_THAT(notes, HasSubstr("sampling methods are pooled: 400 census, 53 targeted\n"));
  EXPECT_THAT(notes, HasSubstr("left out: 12 before the window\n"));
  EXPECT_THAT(notes, HasSubstr("audits from 2013-11-22 to 2014-05-21, on 2014-06-30; scale"));
  EXPECT_THAT(notes, Not(HasSubstr("no sampling error")));
}

TEST(StatementNotes, NameReAuditsCrosswalkFiltersSamplesAndUnknownIndependence) {
  v1::Statement statement = Somerset();
  statement.set_re_audited_count(90);
  statement.set_failing_cases(170);
  statement.set_independence_unknown_count(12);
  v1::AdHocMeasure& measure = *statement.mutable_measure();
  measure.set_re_audit_policy(v1::RE_AUDIT_POLICY_LATEST_PER_CASE);
  measure.set_grade_basis(v1::GRADE_BASIS_MODERATED);
  measure.set_minimum_graded(20);
  measure.set_crosswalk("plain-2014@2");
  measure.mutable_window()->set_rolling_months(6);
  measure.add_practice_areas("assessment");
  measure.add_audit_types(v1::AUDIT_TYPE_PLANNED);
  auto* sample = statement.add_samples();
  sample->set_sample("authorities/somerset/samples/2014-q1");
  sample->set_allocated_count(70);
  sample->set_returned_count(64);
  sample->set_withdrawn_count(2);
  sample->set_frame_size(300);
  const std::string notes = StatementNotes(statement);
  EXPECT_THAT(notes, HasSubstr("  policies: ungraded UNDECIDED; re-audits: latest per case; grades: the moderator's "
                               "alone; minimum 20 graded; window: rolling 6 months\n"));
  EXPECT_THAT(notes, HasSubstr("  only practice area assessment; audit type planned\n"));
  EXPECT_THAT(notes, HasSubstr("  90 re-audits used; 0 of 170 failing cases were re-audited\n"));
  EXPECT_THAT(notes, HasSubstr("by crosswalk plain-2014@2\n"));
  EXPECT_THAT(notes,
              HasSubstr("  sample 2014-q1: 64 of 70 allocated returned, 2 withdrawn, 4 outstanding; 64 of a frame "
                        "of 300: "));
  EXPECT_THAT(notes, HasSubstr("  the auditor's independence is unknown for 12 of 453\n"));
}

TEST(StatementNotes, SayWhetherAMetIsSecure) {
  v1::Statement statement = Somerset();
  statement.set_security(v1::SECURITY_NOT_SECURE);
  EXPECT_THAT(StatementNotes(statement), HasSubstr("not secure: the interval crosses the target"));
  statement.set_security(v1::SECURITY_NOT_APPLICABLE);
  EXPECT_THAT(StatementNotes(statement), HasSubstr("secure is not applicable to a census"));
}

class StatementTest : public CliTest {
 protected:
  StatementTest() { server_.statement = Somerset(); }

  Ran Get(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"statement", "get", "--threshold", "adequate", "--at-least", "75%"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
};

TEST_F(StatementTest, PrintsTheTextAndUnlessQuietTheNotes) {
  EXPECT_EQ(Get({"-q"}).out, kSomersetText);
  EXPECT_EQ(Get({}).out, kSomersetText + StatementNotes(Somerset()));
}

TEST_F(StatementTest, AsksWhatTheFlagsSay) {
  const Ran ran = Get({"--scale",
                       "ofsted-2013",
                       "--on",
                       "2014-05-21",
                       "--at",
                       "455",
                       "--from",
                       "2013-11-22",
                       "--to",
                       "2014-05-20",
                       "--practice-area",
                       "assessment",
                       "--practice-area",
                       "plan",
                       "--audit-type",
                       "planned",
                       "--sampling",
                       "random",
                       "--team",
                       "North",
                       "--ungraded",
                       "against",
                       "--minimum",
                       "20"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const v1::StatementQuery& query = server_.statement_asked.query();
  const v1::AdHocMeasure& measure = query.ad_hoc();
  EXPECT_EQ(query.authority(), "authorities/somerset");
  EXPECT_EQ(query.on(), "2014-05-21");
  EXPECT_EQ(query.read_at().revision(), 455u);
  EXPECT_EQ(measure.threshold_grade(), "adequate");
  EXPECT_EQ(measure.scale(), "ofsted-2013");
  EXPECT_EQ(measure.comparator(), v1::COMPARATOR_AT_LEAST);
  EXPECT_EQ(measure.target().numerator() * 100, 75 * measure.target().denominator());
  EXPECT_EQ(measure.window().fixed().first_day(), "2013-11-22");
  EXPECT_EQ(measure.window().fixed().last_day(), "2014-05-20");
  EXPECT_THAT(measure.practice_areas(), ElementsAre("assessment", "plan"));
  EXPECT_THAT(measure.audit_types(), ElementsAre(v1::AUDIT_TYPE_PLANNED));
  EXPECT_THAT(measure.sampling_methods(), ElementsAre(v1::SAMPLING_METHOD_RANDOM));
  EXPECT_THAT(measure.teams(), ElementsAre("North"));
  EXPECT_EQ(measure.ungraded_policy(), v1::UNGRADED_POLICY_AGAINST);
  EXPECT_EQ(measure.minimum_graded(), 20u);
}

TEST_F(StatementTest, KeepsTheTargetExactly) {
  Run({"statement", "get", "--threshold", "inadequate", "--at-most", "2/3", "--rolling", "6"});
  const v1::AdHocMeasure& measure = server_.statement_asked.query().ad_hoc();
  EXPECT_EQ(measure.comparator(), v1::COMPARATOR_AT_MOST);
  EXPECT_EQ(measure.target().numerator(), 2u);
  EXPECT_EQ(measure.target().denominator(), 3u);
  EXPECT_EQ(measure.window().rolling_months(), 6u);
}

TEST_F(StatementTest, ExitsByTheVerdictOnRequestOnly) {
  EXPECT_EQ(Get({}).code, 0);
  EXPECT_EQ(Get({"--exit-code"}).code, 3);
  server_.statement.set_verdict(v1::VERDICT_MET);
  EXPECT_EQ(Get({"--exit-code"}).code, 0);
  for (const auto verdict : {v1::VERDICT_INDETERMINATE, v1::VERDICT_INSUFFICIENT, v1::VERDICT_NO_EVIDENCE}) {
    server_.statement.set_verdict(verdict);
    EXPECT_EQ(Get({"--exit-code"}).code, 7);
    EXPECT_EQ(Get({}).code, 0);
  }
}

TEST_F(StatementTest, WritesProtoJsonWithItsZeros) {
  server_.statement.mutable_audited()->set_shortfall(0);
  const Ran ran = Get({"-o", "jsonl"});
  EXPECT_THAT(ran.out, HasSubstr("\"verdict\":\"VERDICT_NOT_MET\""));
  EXPECT_THAT(ran.out, HasSubstr("\"required\":340,\"shortfall\":0"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
}

TEST_F(StatementTest, WritesOneRowOfCsv) {
  EXPECT_EQ(Get({"-o", "csv"}).out,
            "authority,on,first_day,last_day,revision,scale,threshold_grade,comparator,target,verdict,audited,graded,"
            "ungraded,audited_numerator,audited_share,audited_required,audited_shortfall,audited_verdict,"
            "graded_numerator,graded_share,graded_required,graded_shortfall,graded_verdict,low_share,high_share,"
            "audited_interval_low,audited_interval_high,graded_interval_low,graded_interval_high,security,"
            "ungraded_policy,re_audits,grade_basis,minimum_graded,crosswalk,re_audited,independence_unknown,allocated,"
            "returned,measure,measure_version,due_date\n"
            "somerset,2014-05-21,,2014-05-21,455,ofsted-2013@1,adequate,at-least,75%,NOT_MET,453,420,33,250,55.1%,340,"
            "90,NOT_MET,250,59.5%,315,65,NOT_MET,55.1%,62.4%,50.58,59.70,54.76,64.11,,UNDECIDED,every-audit,final,1,,0,"
            "0,,,,,\n");
}

TEST_F(StatementTest, ExplainsAcrossPages) {
  for (int i = 0; i < 1'200; ++i) {
    v1::ExplainedAudit& explained = server_.explained.emplace_back();
    explained.mutable_audit()->set_name("authorities/somerset/audits/plan-" + std::to_string(i));
    explained.mutable_audit()->set_audit_date("2014-01-15");
    explained.mutable_audit()->set_practice_area("assessment");
    explained.mutable_audit()->set_grade("good");
    explained.set_bucket(v1::BUCKET_FOR);
  }
  v1::ExplainedAudit& last = server_.explained.back();
  last.mutable_audit()->clear_grade();
  last.set_bucket(v1::BUCKET_EXCLUDED);
  last.set_exclusion(v1::EXCLUSION_UNGRADED);
  last.set_ungraded_reason("no-file-access");
  const Ran ran = Run({"statement", "explain", "--threshold", "adequate", "--at-least", "75%", "--basis", "graded",
                       "--bucket", "excluded"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("audit"));
  EXPECT_THAT(ran.out, HasSubstr("plan-1199  2014-01-15  assessment            excluded  ungraded: no-file-access\n"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1'201);
  EXPECT_EQ(ran.err, "1 excluded; revision 455\n");
  EXPECT_EQ(server_.explain_asked.basis(), v1::BASIS_GRADED);
  EXPECT_EQ(server_.explain_asked.bucket(), v1::BUCKET_EXCLUDED);
}

}  // namespace
}  // namespace assay
