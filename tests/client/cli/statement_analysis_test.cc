// assay statement trend, moderation, compare and publish.

#include "tests/client/cli/run_cli.h"
#include "tests/client/cli/sample_statement.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class AnalysisTest : public CliTest {
 protected:
  // A command line with the question of the story.
  Ran Ask(const std::string& verb, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"statement", verb, "--threshold", "adequate", "--at-least", "75%"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  v1::TrendPoint& AddPoint(const std::string& first_day, uint32_t numerator, uint32_t denominator,
                           const std::string& share) {
    v1::TrendPoint& point = *server_.trend.mutable_trend()->add_points();
    point.set_first_day(first_day);
    point.set_numerator(numerator);
    point.set_denominator(denominator);
    point.set_share(share);
    point.set_lower_limit(denominator == 0 ? "[x]" : "27.9");
    point.set_upper_limit(denominator == 0 ? "[x]" : "82.4");
    return point;
  }

  void SetCentre() {
    v1::Trend& trend = *server_.trend.mutable_trend();
    trend.set_centre_numerator(250);
    trend.set_centre_denominator(453);
    trend.set_centre_share("55.1%");
    trend.set_baseline("authorities/somerset/tallies/plans-2014");
    *server_.trend.mutable_statement() = Somerset();
  }
};

TEST_F(AnalysisTest, ShowsThatOneMonthIsNoChange) {
  SetCentre();
  AddPoint("2014-02-01", 0, 0, "[x]");
  AddPoint("2014-03-01", 23, 30, "76.6%");
  const Ran ran = Ask("trend", {"--baseline", "plans-2014", "--basis", "graded", "-q"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "period   figure  share  limits        signal\n"
            "2014-02     0/0    [x]  [x]\n"
            "2014-03   23/30  76.6%  27.9 to 82.4\n"
            "centre 55.1% = 250/453, tally plans-2014\n"
            "no signal\n");
  EXPECT_EQ(server_.trend_asked.baseline(), "authorities/somerset/tallies/plans-2014");
  EXPECT_EQ(server_.trend_asked.period(), v1::PERIOD_MONTH);
  EXPECT_EQ(server_.trend_asked.basis(), v1::BASIS_GRADED);
}

TEST_F(AnalysisTest, NamesEverySignalAndQuartersAsQuarters) {
  SetCentre();
  server_.trend.mutable_trend()->clear_baseline();
  AddPoint("2013-11-21", 28, 30, "93.3%").add_signals(v1::SIGNAL_OUTSIDE_LIMITS);
  v1::TrendPoint& run = AddPoint("2014-01-01", 29, 30, "96.6%");
  run.add_signals(v1::SIGNAL_OUTSIDE_LIMITS);
  run.add_signals(v1::SIGNAL_RUN_OF_EIGHT);
  const Ran ran = Ask("trend", {"--period", "quarter", "-q"});
  EXPECT_THAT(ran.out, EndsWith("centre 55.1% = 250/453, the shown periods pooled\n"
                                "signal: 2013-Q4 outside the limits; 2014-Q1 outside the limits; run of eight on one "
                                "side\n"));
  EXPECT_THAT(Ask("trend", {"--period", "quarter", "-o", "csv"}).out, HasSubstr("\n2014-Q1,2014-01-01,,29,30,96.6%,"));
  EXPECT_EQ(Ask("trend", {"--period", "week"}).code, 2);
}

TEST_F(AnalysisTest, CountsLoweredAndRaisedApart) {
  *server_.moderation.mutable_statement() = Somerset();
  v1::ModerationSummary& summary = *server_.moderation.mutable_moderation();
  summary.set_moderated_count(20);
  summary.set_changed_count(9);
  summary.set_lowered_count(7);
  summary.set_raised_count(2);
  summary.set_changed_share("45.0%");
  summary.set_interval_low("25.82");
  summary.set_interval_high("65.79");
  auto* move = summary.add_moves();
  move->set_from_grade("adequate");
  move->set_to_grade("inadequate");
  move->set_count(7);
  auto* quality = summary.add_audit_quality();
  quality->set_grade("good");
  quality->set_count(12);
  const Ran ran = Ask("moderation", {"-q"});
  EXPECT_EQ(ran.out,
            "9 of 20 moderated were changed = 45.0% (25.82 to 65.79); 7 lowered, 2 raised\n"
            "  adequate -> inadequate  7\n"
            "quality of the audits themselves: 12 good\n");
  EXPECT_THAT(Ask("moderation", {"-o", "csv"}).out, EndsWith("\n20,9,7,2,0,45.0%,25.82,65.79\n"));
  summary.Clear();
  EXPECT_EQ(Ask("moderation", {"-q"}).out, "none of 453 audited was moderated\n");
}

TEST_F(AnalysisTest, ComparesAuthoritiesWithoutOneOfItsOwn) {
  environment_.erase("ASSAY_AUTHORITY");
  *server_.comparison.add_statements() = AssessmentAudits();
  *server_.comparison.add_statements() = Somerset();
  server_.comparison.mutable_statements(0)->set_authority("authorities/devon");
  const Ran ran = Ask("compare", {"--authorities", "somerset, devon", "--at", "2014-05-21", "-q"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "authority   figure  share  interval        verdict  revision\n"
            "devon        39/64  60.9%  48.69 to 71.94  NOT_MET       531\n"
            "somerset   250/453  55.1%  50.58 to 59.70  NOT_MET       455\n");
  EXPECT_THAT(server_.compare_asked.authorities(), ElementsAre("authorities/somerset", "authorities/devon"));
  EXPECT_EQ(server_.compare_asked.ad_hoc().threshold_grade(), "adequate");
  EXPECT_THAT(Ask("compare", {}).out, HasSubstr("at least 75% adequate or better, on 2014-03-31; by AUDITED"));
  EXPECT_THAT(Ask("compare", {"-o", "csv"}).out, StartsWith("authority,on,"));
  EXPECT_THAT(Ask("compare", {"--at", "455"}).err, HasSubstr("a revision is of one ledger only"));
  EXPECT_EQ(Run({"statement", "compare"}).code, 2);
}

TEST_F(AnalysisTest, PublishesWithWhatIsSuppressed) {
  v1::PublishedTable& table = *server_.published.mutable_table();
  table.set_title("75% adequate or better");
  table.set_on("2014-05-21");
  table.set_revision(455);
  table.set_verdict(v1::VERDICT_NOT_MET);
  const auto add_row = [&table](const char* label, const char* count, const char* share) {
    auto* row = table.add_rows();
    row->set_label(label);
    row->set_count(count);
    row->set_share(share);
  };
  add_row("inadequate", "170", "37.5%");
  add_row("outstanding", "[c]", "[c]");
  auto* figure = table.add_figures();
  figure->set_name("AUDITED");
  figure->set_numerator("250");
  figure->set_denominator("453");
  figure->set_share("55.1%");
  figure->set_required("340");
  figure->set_shortfall("90");
  figure->set_interval_low("50.58");
  figure->set_interval_high("59.70");
  table.add_notes("2 cells are suppressed");
  EXPECT_EQ(Ask("publish", {"-q"}).out,
            "75% adequate or better, on 21 May 2014\n"
            "grade        count  share\n"
            "inadequate     170  37.5%\n"
            "outstanding    [c]    [c]\n"
            "\n"
            "figure        of  share  required  shortfall  interval\n"
            "AUDITED  250/453  55.1%       340         90  50.58 to 59.70\n"
            "verdict NOT_MET\n"
            "  2 cells are suppressed\n");
  const Ran csv = Ask("publish", {"-o", "csv"});
  EXPECT_EQ(csv.out,
            "part,label,count,of,share,required,shortfall,interval_low,interval_high\n"
            "grade,inadequate,170,,37.5%,,,,\n"
            "grade,outstanding,[c],,[c],,,,\n"
            "figure,AUDITED,250,453,55.1%,340,90,50.58,59.70\n");
  EXPECT_EQ(csv.err, "2 cells are suppressed\n");
  EXPECT_THAT(Ask("publish", {"-o", "json"}).out, HasSubstr("\"count\": \"[c]\""));
}

}  // namespace
}  // namespace assay
