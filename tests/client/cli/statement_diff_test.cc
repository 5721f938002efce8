// assay statement diff

#include "client/cli/statement_diff_text.h"
#include "tests/client/cli/run_cli.h"
#include "tests/client/cli/sample_statement.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

v1::AuditDelta& AddDelta(v1::DiffStatementsResponse& diff, v1::DeltaKind kind) {
  v1::AuditDelta& delta = *diff.add_deltas();
  delta.mutable_audit()->set_name("authorities/somerset/audits/plan-" + std::to_string(diff.deltas_size()));
  delta.set_kind(kind);
  return delta;
}

// As CLI.md shows it: 13 entered, 1 was withdrawn, 1 was moderated.
v1::DiffStatementsResponse FebruaryToMarch() {
  v1::DiffStatementsResponse diff;
  *diff.mutable_from() = AssessmentAudits();
  diff.mutable_from()->set_on("2014-02-28");
  diff.mutable_from()->set_revision(480);
  SetFigure(*diff.mutable_from()->mutable_audited(), 31, 52, "59.6%", 39, 8, v1::VERDICT_NOT_MET);
  *diff.mutable_to() = AssessmentAudits();
  v1::DiffTotals& totals = *diff.mutable_totals();
  totals.set_numerator_difference(8);
  totals.set_denominator_difference(12);
  totals.set_entered_for(9);
  totals.set_entered_against(4);
  totals.set_left_against(1);
  totals.set_for_to_against(1);
  for (int i = 0; i < 13; ++i) {
    v1::AuditDelta& entered = AddDelta(diff, v1::DELTA_KIND_ENTERED);
    entered.set_to_bucket(i < 9 ? v1::BUCKET_FOR : v1::BUCKET_AGAINST);
    entered.set_to_grade(i < 9 ? "good" : "inadequate");
    entered.set_change_kind(v1::CHANGE_KIND_SUBMITTED);
  }
  v1::AuditDelta& left = AddDelta(diff, v1::DELTA_KIND_LEFT);
  left.set_from_bucket(v1::BUCKET_AGAINST);
  left.set_from_grade("inadequate");
  left.set_to_bucket(v1::BUCKET_EXCLUDED);
  left.set_exclusion(v1::EXCLUSION_WITHDRAWN);
  left.set_change_kind(v1::CHANGE_KIND_WITHDRAWN);
  left.set_reason("duplicate");
  v1::AuditDelta& changed = AddDelta(diff, v1::DELTA_KIND_CHANGED_SIDE);
  changed.set_from_bucket(v1::BUCKET_FOR);
  changed.set_from_grade("adequate");
  changed.set_to_bucket(v1::BUCKET_AGAINST);
  changed.set_to_grade("inadequate");
  changed.set_change_kind(v1::CHANGE_KIND_MODERATED);
  changed.set_reason("dip-sample");
  return diff;
}

constexpr char kText[] =
    "31/52 = 59.6%  ->  39/64 = 60.9%      numerator +8, denominator +12\n"
    "  entered        13   9 for, 4 against\n"
    "  left            1   0 for, 1 against   withdrawn: duplicate\n"
    "  changed side    1   for -> against     moderated adequate -> inadequate\n";

TEST(DiffText, IsWhatTheCommandLinePromises) { EXPECT_EQ(DiffText(FebruaryToMarch(), v1::BASIS_AUDITED), kText); }

TEST(DiffText, CountsEachOfAFewReasons) {
  v1::DiffStatementsResponse diff = FebruaryToMarch();
  diff.mutable_totals()->set_left_against(3);
  for (const char* reason : {"duplicate", "wrong-case"}) {
    v1::AuditDelta& left = AddDelta(diff, v1::DELTA_KIND_LEFT);
    left.set_exclusion(v1::EXCLUSION_WITHDRAWN);
    left.set_reason(reason);
  }
  EXPECT_THAT(DiffText(diff, v1::BASIS_AUDITED),
              HasSubstr("0 for, 3 against   2 withdrawn: duplicate, 1 withdrawn: wrong-case\n"));
  diff.mutable_deltas(diff.deltas_size() - 1)->mutable_audit()->set_withdrawal_reason("wrong-case");
  diff.mutable_deltas(diff.deltas_size() - 1)->set_change_kind(v1::CHANGE_KIND_ERASED);
  diff.mutable_deltas(diff.deltas_size() - 1)->set_reason("subject-request");
  EXPECT_THAT(DiffText(diff, v1::BASIS_AUDITED), HasSubstr("1 withdrawn: wrong-case\n"));
  for (const char* reason : {"a", "b"}) {
    v1::AuditDelta& left = AddDelta(diff, v1::DELTA_KIND_LEFT);
    left.set_exclusion(v1::EXCLUSION_WITHDRAWN);
    left.set_reason(reason);
  }
  EXPECT_THAT(DiffText(diff, v1::BASIS_AUDITED), HasSubstr("0 for, 3 against\n"));
}

TEST(DiffText, SaysBothWaysThatSidesChangedAndThatGradesDid) {
  v1::DiffStatementsResponse diff = FebruaryToMarch();
  diff.mutable_totals()->set_against_to_for(2);
  diff.mutable_totals()->set_changed_grade(4);
  const std::string text = DiffText(diff, v1::BASIS_AUDITED);
  EXPECT_THAT(text, HasSubstr("  changed side     3   1 for -> against, 2 against -> for"));
  EXPECT_THAT(text, HasSubstr("  changed grade    4   same side\n"));
}

TEST(DiffText, SaysThatNothingChanged) {
  v1::DiffStatementsResponse diff;
  *diff.mutable_from() = AssessmentAudits();
  *diff.mutable_to() = AssessmentAudits();
  EXPECT_EQ(DiffText(diff, v1::BASIS_GRADED),
            "39/61 = 63.9%  ->  39/61 = 63.9%      numerator +0, denominator +0\n"
            "  no audit changed its place\n");
}

TEST(DiffNotes, SayThatTheMeasureItselfIsAnother) {
  v1::DiffStatementsResponse diff = FebruaryToMarch();
  EXPECT_EQ(DiffNotes(diff, v1::BASIS_AUDITED),
            "\n  AUDITED; from: on 2014-02-28 at revision 480, measure v1; to: on 2014-03-31 at revision 531, measure "
            "v1\n");
  diff.mutable_to()->mutable_measure()->set_threshold_grade("good");
  EXPECT_THAT(DiffNotes(diff, v1::BASIS_AUDITED), HasSubstr("the measure itself is another"));
}

class StatementDiffTest : public CliTest {
 protected:
  StatementDiffTest() { server_.diff = FebruaryToMarch(); }

  Ran Diff(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"statement", "diff", "in-2013/audits"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
};

TEST_F(StatementDiffTest, TakesADateForTheDayAndWhatWasKnownAtItsEnd) {
  const Ran ran = Diff({"--from", "2014-02-28", "--to", "2014-03-31", "-q"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, kText);
  const v1::DiffStatementsRequest& asked = server_.diff_asked;
  EXPECT_EQ(asked.authority(), "authorities/somerset");
  EXPECT_EQ(asked.measure(), "authorities/somerset/notices/in-2013/measures/audits");
  EXPECT_EQ(asked.from().on(), "2014-02-28");
  EXPECT_EQ(asked.from().read_at().time().seconds(), 1'393'631'999);
  EXPECT_EQ(asked.to().on(), "2014-03-31");
}

TEST_F(StatementDiffTest, TakesARevisionForWhatWasKnownAndTheDayFromOn) {
  Diff({"--from", "480", "--to", "531", "--on", "2014-05-21", "--basis", "graded"});
  EXPECT_EQ(server_.diff_asked.from().read_at().revision(), 480u);
  EXPECT_EQ(server_.diff_asked.to().read_at().revision(), 531u);
  EXPECT_EQ(server_.diff_asked.from().on(), "2014-05-21");
  EXPECT_EQ(server_.diff_asked.basis(), v1::BASIS_GRADED);
}

TEST_F(StatementDiffTest, KnowsOfADayThatIsNotOverWhatIsKnownByNow) {
  Diff({"--from", "480", "--to", "2200-01-01"});
  EXPECT_EQ(server_.diff_asked.to().on(), "2200-01-01");
  EXPECT_FALSE(server_.diff_asked.to().has_read_at());
}

TEST_F(StatementDiffTest, RefusesEndsThatAreNone) {
  EXPECT_EQ(Diff({"--from", "480"}).code, 2);
  EXPECT_THAT(Diff({"--from", "yesterday", "--to", "531"}).err, HasSubstr("--from \"yesterday\""));
  EXPECT_EQ(Diff({"--from", "2014-01-01", "--to", "2014-02-01", "--on", "2014-03-01"}).code, 2);
}

TEST_F(StatementDiffTest, ListsEveryAuditAcrossPages) {
  for (int i = 0; i < 1'500; ++i) AddDelta(server_.diff, v1::DELTA_KIND_ENTERED).set_to_bucket(v1::BUCKET_FOR);
  const Ran csv = Diff({"--from", "480", "--to", "531", "-o", "csv"});
  EXPECT_THAT(csv.out, StartsWith("audit_id,kind,from,to,why\n"));
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), 1'516);
  EXPECT_THAT(csv.out, HasSubstr("\nplan-14,left,\"against, inadequate\",excluded,withdrawn: duplicate\n"));
  EXPECT_THAT(csv.out, HasSubstr("\nplan-1,entered,not recorded,\"for, good\",\n"));
  const Ran list = Diff({"--from", "480", "--to", "531", "--list", "-q"});
  EXPECT_THAT(list.out, HasSubstr("for, adequate"));
  EXPECT_THAT(list.out, HasSubstr("moderated adequate -> inadequate\n"));
  const Ran json = Diff({"--from", "480", "--to", "531", "-o", "jsonl"});
  EXPECT_THAT(json.out, HasSubstr("plan-1515"));
  EXPECT_THAT(json.out, HasSubstr("\"nextPageToken\":\"\""));
}

}  // namespace
}  // namespace assay
