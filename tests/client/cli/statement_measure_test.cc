// assay statement get of a notice's measure, by group and with headroom.

#include "client/cli/statement_text.h"
#include "tests/client/cli/run_cli.h"
#include "tests/client/cli/sample_statement.h"

namespace assay {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kMeasure[] = "authorities/somerset/notices/in-2013/measures/audits";

constexpr char kAuditsText[] =
    "\"75% of cases judged adequate or better through assessment audits\"   measure v1, since 21 Nov 2013, on 31 Mar "
    "2014\n"
    "  AUDITED   39 of 64 = 60.9%   NOT_MET   48 needed,  9 short\n"
    "  GRADED    39 of 61 = 63.9%   NOT_MET   46 needed,  7 short\n"
    "  3 ungraded: 60.9% to 65.6% however they are graded; the verdict stands\n"
    "  random sample; 95% interval (AUDITED) 48.69 to 71.94; 64 of 70 allocated returned\n"
    "  due 21 May 2014, in 51 days; revision 531\n";

TEST(MeasureText, IsWhatTheCommandLinePromises) {
  EXPECT_EQ(MeasureText(AssessmentAudits(), Color::kNone), kAuditsText);
}

TEST(MeasureText, SaysWhenItWasDue) {
  v1::Statement statement = AssessmentAudits();
  statement.set_on("2014-05-24");
  EXPECT_THAT(MeasureText(statement, Color::kNone), EndsWith("  was due 21 May 2014, 3 days ago; revision 531\n"));
  statement.set_on("2014-05-20");
  EXPECT_THAT(MeasureText(statement, Color::kNone), EndsWith("  due 21 May 2014, in 1 day; revision 531\n"));
  statement.clear_due_date();
  EXPECT_THAT(MeasureText(statement, Color::kNone), EndsWith("\n  revision 531\n"));
}

TEST(MeasureText, SaysWhatTheUngradedDecideAndWhatTheMeasureMakesOfThem) {
  v1::Statement statement = AssessmentAudits();
  SetBounds(statement, 46, 49, "71.8%", "76.5%");
  statement.set_verdict(v1::VERDICT_INDETERMINATE);
  EXPECT_THAT(MeasureText(statement, Color::kNone),
              HasSubstr("  3 ungraded: 71.8% to 76.5% however they are graded; they decide it: INDETERMINATE\n"));
  statement.set_verdict(v1::VERDICT_NOT_MET);
  statement.mutable_measure()->set_ungraded_policy(v1::UNGRADED_POLICY_AGAINST);
  EXPECT_THAT(MeasureText(statement, Color::kNone), HasSubstr("they decide it, and the measure counts them against\n"));
  statement.mutable_measure()->set_ungraded_policy(v1::UNGRADED_POLICY_EXCLUDED);
  EXPECT_THAT(MeasureText(statement, Color::kNone), HasSubstr("95% interval (GRADED) 51.37 to 74.76;"));
}

TEST(MeasureText, AlignsFiguresOfDifferentWidth) {
  v1::Statement statement = AssessmentAudits();
  SetFigure(*statement.mutable_audited(), 99, 140, "70.7%", 105, 6, v1::VERDICT_NOT_MET);
  SetFigure(*statement.mutable_graded(), 99, 99, "100.0%", 75, 0, v1::VERDICT_MET);
  EXPECT_THAT(MeasureText(statement, Color::kNone),
              HasSubstr("  AUDITED   99 of 140 =  70.7%   NOT_MET   105 needed,   6 short\n"
                        "  GRADED    99 of  99 = 100.0%   MET        75 needed\n"));
}

TEST(MeasureText, SaysPlainlyThatThereIsNoEvidence) {
  v1::Statement statement = AssessmentAudits();
  statement.set_verdict(v1::VERDICT_NO_EVIDENCE);
  statement.set_audited_count(0);
  SetFigure(*statement.mutable_audited(), 0, 0, "[x]", 0, 0, v1::VERDICT_NO_EVIDENCE);
  SetFigure(*statement.mutable_graded(), 0, 0, "[x]", 0, 0, v1::VERDICT_NO_EVIDENCE);
  statement.clear_sampling();
  statement.clear_samples();
  EXPECT_THAT(MeasureText(statement, Color::kNone),
              HasSubstr("  AUDITED   0 of 0 = [x]   NO_EVIDENCE\n"
                        "  GRADED    0 of 0 = [x]   NO_EVIDENCE\n"
                        "  nothing was audited in the window: there is no verdict\n"
                        "  due 21 May 2014"));
}

TEST(MeasureText, NeverPoolsSamplingMethodsSilently) {
  v1::Statement statement = AssessmentAudits();
  statement.mutable_sampling(0)->set_count(40);
  auto* targeted = statement.add_sampling();
  targeted->set_sampling_method(v1::SAMPLING_METHOD_TARGETED);
  targeted->set_count(24);
  EXPECT_THAT(MeasureText(statement, Color::kNone), HasSubstr("  pooled: 40 random, 24 targeted; 95%"));
}

v1::AdHocMeasure Definition(v1::Comparator comparator, const std::string& grade, uint32_t percent) {
  v1::Statement statement;
  SetMeasure(statement, comparator, grade, percent);
  return statement.measure();
}

v1::Headroom HeadroomOf(uint32_t next, int64_t needed, v1::Basis basis) {
  v1::Headroom headroom;
  headroom.set_next_count(next);
  headroom.set_needed(needed);
  headroom.set_basis(basis);
  headroom.set_reachable(needed >= 0 && needed <= next);
  return headroom;
}

TEST(HeadroomText, SaysWhatTheNextMustBe) {
  v1::AdHocMeasure measure = Definition(v1::COMPARATOR_AT_LEAST, "adequate", 75);
  measure.set_ungraded_policy(v1::UNGRADED_POLICY_EXCLUDED);
  EXPECT_EQ(HeadroomText(HeadroomOf(300, 290, v1::BASIS_GRADED), measure),
            "  of the next 300, 290 must be adequate or better to reach 75% (EXCLUDED: over graded)\n");
  EXPECT_EQ(HeadroomText(HeadroomOf(100, 140, v1::BASIS_GRADED), measure),
            "  75% cannot be reached with the next 100: 140 would be needed (EXCLUDED: over graded)\n");
  measure.clear_ungraded_policy();
  EXPECT_EQ(HeadroomText(HeadroomOf(10, 0, v1::BASIS_AUDITED), measure),
            "  whatever the next 10 are, 75% adequate or better holds (UNDECIDED: over audited)\n");
}

TEST(HeadroomText, SaysHowManyMayStillBeWorse) {
  const v1::AdHocMeasure measure = Definition(v1::COMPARATOR_AT_MOST, "inadequate", 10);
  EXPECT_EQ(HeadroomText(HeadroomOf(300, 12, v1::BASIS_AUDITED), measure),
            "  of the next 300, at most 12 may be inadequate or worse to keep to 10% (UNDECIDED: over audited)\n");
  EXPECT_EQ(
      HeadroomText(HeadroomOf(300, -5, v1::BASIS_AUDITED), measure),
      "  at most 10% cannot be kept to with the next 300: even with none inadequate or worse there would be 5 too "
      "many (UNDECIDED: over audited)\n");
}

class MeasureTest : public CliTest {
 protected:
  MeasureTest() {
    server_.statement = AssessmentAudits();
    v1::GetMeasureResponse& response = server_.measures.in_force[kMeasure];
    response.set_on("2014-03-31");
    response.set_revision(531);
    v1::MeasureInForce& in_force = *response.mutable_measure();
    in_force.set_notice_version(1);
    in_force.set_issued_on("2013-11-21");
    *in_force.mutable_measure()->mutable_definition() = AssessmentAudits().measure();
  }

  void AddGroup(const std::string& key, uint32_t audited, uint32_t graded, uint32_t numerator, const std::string& share,
                const std::string& low, const std::string& high) {
    v1::StatementGroup& group = server_.groups.emplace_back();
    group.set_key(key);
    group.set_audited_count(audited);
    group.set_graded_count(graded);
    group.mutable_audited()->set_numerator(numerator);
    group.mutable_audited()->set_share(share);
    group.mutable_audited()->set_interval_low(low);
    group.mutable_audited()->set_interval_high(high);
  }

  void AddTeams() {
    AddGroup("North", 12, 12, 9, "75.0%", "46.77", "91.11");
    AddGroup("South", 21, 20, 14, "66.6%", "45.37", "82.81");
    AddGroup("West", 31, 29, 16, "51.6%", "34.84", "68.03");
  }
};

TEST_F(MeasureTest, AsksForTheNoticesMeasureByItsName) {
  const Ran ran = Run({"-q", "statement", "get", "in-2013/audits", "--on", "2014-03-31", "--at", "531"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, kAuditsText);
  const v1::StatementQuery& query = server_.statement_asked.query();
  EXPECT_EQ(query.measure(), kMeasure);
  EXPECT_EQ(query.on(), "2014-03-31");
  EXPECT_EQ(query.read_at().revision(), 531u);
  EXPECT_THAT(
      Run({"statement", "get", "in-2013/audits"}).out,
      HasSubstr("\n\n  measure in-2013/audits v1: at least 75% adequate or better; notice issued 2013-11-21\n"));
}

TEST_F(MeasureTest, RefusesAMeasureThatIsNamedAndMadeUpAtOnce) {
  const Ran both = Run({"statement", "get", "in-2013/audits", "--threshold", "good"});
  EXPECT_EQ(both.code, 2);
  EXPECT_THAT(both.err, HasSubstr("in-2013/audits says itself what --threshold says"));
  EXPECT_THAT(Run({"statement", "get", "in-2013/audits", "--rolling", "6"}).err, HasSubstr("--rolling"));
  const Ran neither = Run({"statement", "get"});
  EXPECT_EQ(neither.code, 2);
  EXPECT_THAT(neither.err, HasSubstr("which measure? Name a notice's, NOTICE/MEASURE, or make one with --threshold"));
  EXPECT_THAT(Run({"statement", "get", "--at-least", "75%"}).err, HasSubstr("--threshold"));
  for (const char* name : {"in-2013", "in-2013/", "/audits", "a/b/c"}) {
    EXPECT_EQ(Run({"statement", "get", name}).code, 2) << name;
  }
  EXPECT_EQ(server_.calls, 0);
}

TEST_F(MeasureTest, AsksItsDefinitionWithAnotherPolicyOfReAudits) {
  const Ran ran = Run({"statement", "get", "in-2013/audits", "--re-audits", "latest", "--on", "2014-03-31"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("  as in-2013/audits, but re-audits: latest per case; measure v1\n"));
  EXPECT_EQ(server_.measures.measure_asked.name(), kMeasure);
  EXPECT_EQ(server_.measures.measure_asked.on(), "2014-03-31");
  const v1::StatementQuery& query = server_.statement_asked.query();
  ASSERT_TRUE(query.has_ad_hoc());
  EXPECT_EQ(query.ad_hoc().re_audit_policy(), v1::RE_AUDIT_POLICY_LATEST_PER_CASE);
  EXPECT_EQ(query.ad_hoc().window().fixed().first_day(), "2013-11-21");
  EXPECT_EQ(query.ad_hoc().window().fixed().last_day(), "");
  EXPECT_EQ(query.read_at().revision(), 531u);
}

TEST_F(MeasureTest, AsksTheMeasureItselfWhereThePolicyIsItsOwn) {
  const Ran ran = Run({"statement", "get", "in-2013/audits", "--re-audits", "every"});
  EXPECT_EQ(server_.statement_asked.query().measure(), kMeasure);
  EXPECT_THAT(ran.out, Not(HasSubstr("but re-audits")));
}

TEST_F(MeasureTest, TakesTheNewestVersionOfACrosswalk) {
  server_.measures.newest_crosswalks["crosswalks/plain-2014"] = "crosswalks/plain-2014@2";
  const std::vector<std::string> asked = {"statement", "get", "--threshold", "adequate", "--at-least", "75%"};
  std::vector<std::string> arguments = asked;
  arguments.insert(arguments.end(), {"--crosswalk", "plain-2014", "--grade-basis", "auditor"});
  EXPECT_EQ(Run(arguments).code, 0);
  EXPECT_EQ(server_.statement_asked.query().ad_hoc().crosswalk(), "plain-2014@2");
  EXPECT_EQ(server_.statement_asked.query().ad_hoc().grade_basis(), v1::GRADE_BASIS_AUDITOR);
  arguments = asked;
  arguments.insert(arguments.end(), {"--crosswalk", "plain-2014@1"});
  Run(arguments);
  EXPECT_EQ(server_.statement_asked.query().ad_hoc().crosswalk(), "plain-2014@1");
  arguments.back() = "unheard-of";
  EXPECT_EQ(Run(arguments).code, 1);
}

TEST_F(MeasureTest, ShowsTeamsAsTheCommandLinePromises) {
  AddTeams();
  const Ran ran = Run({"-q", "statement", "get", "in-2013/audits", "--by", "team"});
  EXPECT_EQ(ran.out,
            "team      audited  graded  adequate+   AUDITED  interval\n"
            "North          12      12          9     75.0%  46.77 to 91.11\n"
            "South          21      20         14     66.6%  45.37 to 82.81\n"
            "West           31      29         16     51.6%  34.84 to 68.03\n"
            "all            64      61         39     60.9%  48.69 to 71.94   counts pooled\n");
  EXPECT_EQ(server_.statement_asked.group_by(), v1::DIMENSION_TEAM);
}

TEST_F(MeasureTest, SaysThatDomainsOverlapAndWhichKeyIsNotStated) {
  AddGroup("planning", 40, 40, 20, "50.0%", "35.20", "64.80");
  const Ran domains = Run({"-q", "statement", "get", "in-2013/audits", "--by", "domain"});
  EXPECT_THAT(domains.out, EndsWith("\ndomains overlap: an audit stands in each it grades\n"));
  EXPECT_THAT(domains.out, Not(HasSubstr("counts pooled")));
  server_.groups.clear();
  AddGroup("", 3, 0, 0, "0.0%", "[x]", "[x]");
  const Ran teams = Run({"-q", "statement", "get", "in-2013/audits", "--by", "team"});
  EXPECT_THAT(teams.out, HasSubstr("\nnot stated        3       0          0      0.0%  [x]\n"));
}

TEST_F(MeasureTest, MarksTheThresholdOfAnAtMostWithAMinus) {
  server_.statement.mutable_measure()->set_comparator(v1::COMPARATOR_AT_MOST);
  EXPECT_THAT(Run({"statement", "get", "in-2013/audits", "--by", "month"}).out,
              StartsWith("month     audited  graded  adequate-   AUDITED  interval\n"));
}

TEST_F(MeasureTest, WritesGroupsAndHeadroomAsCsvAndJson) {
  AddTeams();
  const Ran csv = Run({"statement", "get", "in-2013/audits", "--by", "team", "-o", "csv"});
  EXPECT_THAT(csv.out, StartsWith("team,audited,graded,ungraded,verdict,"));
  EXPECT_THAT(csv.out, HasSubstr("\nNorth,12,12,0,UNSPECIFIED,9,75.0%,46.77,91.11,0,,,\n"));
  EXPECT_THAT(Run({"statement", "get", "in-2013/audits", "--by", "team", "-o", "jsonl"}).out,
              HasSubstr("\"groups\":[{\"key\":\"North\""));
  server_.headroom = HeadroomOf(300, 290, v1::BASIS_GRADED);
  const Ran headroom = Run({"statement", "get", "in-2013/audits", "--headroom", "300", "-o", "csv"});
  EXPECT_THAT(headroom.out, HasSubstr(",headroom_next,headroom_basis,headroom_needed,headroom_reachable\n"));
  EXPECT_THAT(headroom.out, EndsWith(",300,GRADED,290,yes\n"));
  EXPECT_EQ(server_.statement_asked.headroom(), 300u);
  EXPECT_THAT(Run({"-q", "statement", "get", "in-2013/audits", "--headroom", "300"}).out,
              EndsWith("  of the next 300, 290 must be adequate or better to reach 75% (UNDECIDED: over graded)\n"));
}

TEST_F(MeasureTest, NamesTheNearestDimension) {
  EXPECT_THAT(Run({"statement", "get", "in-2013/audits", "--by", "teem"}).err, HasSubstr("did you mean team?"));
  EXPECT_EQ(Run({"statement", "get", "in-2013/audits", "--by", "colour"}).code, 2);
}

}  // namespace
}  // namespace assay
