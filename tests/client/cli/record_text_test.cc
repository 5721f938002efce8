// What samples, tallies, spending, reviews and actions look like to people.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/action_layout.h"
#include "client/cli/review_text.h"
#include "client/cli/sample_text.h"
#include "client/cli/spend_text.h"
#include "client/cli/tally_text.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::SampleCoverage Coverage(uint32_t allocated, uint32_t returned, uint32_t withdrawn) {
  v1::SampleCoverage coverage;
  coverage.set_allocated_count(allocated);
  coverage.set_returned_count(returned);
  coverage.set_withdrawn_count(withdrawn);
  return coverage;
}

TEST(SampleTextTest, SaysHowMuchHasComeBack) {
  EXPECT_EQ(CoverageText(Coverage(25, 6, 0)), "6 of 25 returned = 24.0%; 19 outstanding");
  EXPECT_EQ(CoverageText(Coverage(25, 6, 2)), "6 of 25 returned = 24.0%; 2 withdrawn; 17 outstanding");
  EXPECT_EQ(CoverageText(Coverage(3, 3, 0)), "3 of 3 returned = 100.0%; 0 outstanding");
  EXPECT_EQ(CoverageText(Coverage(0, 0, 0)), "0 of 0 returned = [x]; 0 outstanding");
}

void AddStatus(v1::GetSampleResponse& response, const std::string& audit, const std::string& due,
               v1::AllocationState state) {
  v1::AllocationStatus& status = *response.add_allocations();
  status.mutable_allocation()->set_audit(audit);
  status.mutable_allocation()->set_auditor("aud-1");
  status.mutable_allocation()->set_due_date(due);
  status.set_state(state);
}

TEST(SampleTextTest, ListsWhoHasNotReturnedAndWhatIsOverdue) {
  v1::GetSampleResponse response;
  response.mutable_sample()->set_name("authorities/somerset/samples/2014-q1");
  response.mutable_sample()->set_title("Assessments");
  response.mutable_sample()->set_sampling_method(v1::SAMPLING_METHOD_RANDOM);
  *response.mutable_coverage() = Coverage(3, 1, 0);
  response.set_on("2014-03-31");
  AddStatus(response, "plan-1", "2014-03-28", v1::ALLOCATION_STATE_OVERDUE);
  AddStatus(response, "plan-2", "2014-04-04", v1::ALLOCATION_STATE_OUTSTANDING);
  AddStatus(response, "plan-3", "2014-03-01", v1::ALLOCATION_STATE_RETURNED);
  const std::string text = SampleText(response, {});
  EXPECT_THAT(text, HasSubstr("1 of 3 returned = 33.3%; 2 outstanding, on 31 Mar 2014"));
  EXPECT_THAT(text, HasSubstr("plan-1  overdue by 3 days"));
  EXPECT_THAT(text, HasSubstr("plan-2  outstanding"));
  EXPECT_THAT(text, Not(HasSubstr("plan-3")));
}

TEST(TallyTextTest, ReadsCountsAndNothingElse) {
  const auto count = ParseTallyCount("requires-improvement=170");
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(count->grade(), "requires-improvement");
  EXPECT_EQ(count->count(), 170u);
  EXPECT_EQ(ParseTallyCount("good=0")->count(), 0u);
  for (const char* text : {"good", "good=", "=5", "good=-1", "good=+1", "good=1.5", "good= 1", "good=4294967296", ""}) {
    EXPECT_FALSE(ParseTallyCount(text).ok()) << text;
  }
}

TEST(TallyTextTest, StatesTheResidualWithItsSign) {
  v1::Reconciliation reconciliation;
  EXPECT_EQ(ReconciliationText(reconciliation), "reconciled");
  reconciliation.set_residual(33);
  EXPECT_EQ(ReconciliationText(reconciliation), "unreconciled: residual 33");
  reconciliation.set_residual(-2);
  EXPECT_EQ(ReconciliationText(reconciliation), "unreconciled: residual -2");
}

TEST(TallyTextTest, ShowsCountsOverTheTotalAsPublished) {
  v1::GetTallyResponse response;
  v1::Tally& tally = *response.mutable_tally();
  tally.set_name("authorities/somerset/tallies/plans");
  tally.set_total(453);
  for (const auto& [grade, count] :
       {std::pair{"inadequate", 170u}, std::pair{"adequate", 190u}, std::pair{"odd", 454u}}) {
    tally.add_counts()->set_grade(grade);
    tally.mutable_counts()->rbegin()->set_count(count);
  }
  response.mutable_reconciliation()->set_residual(33);
  const std::string text = TallyText(response);
  EXPECT_THAT(text, HasSubstr("  inadequate          170   37.5%\n"));
  EXPECT_THAT(text, HasSubstr("  odd                 454     [x]\n"));
  EXPECT_THAT(text, HasSubstr("  total as published  453\n"));
  EXPECT_THAT(text, HasSubstr("ungraded not published\n"));
  EXPECT_THAT(text, HasSubstr("unreconciled: residual 33\n"));
}

v1::SpendTotal Staff() {
  v1::SpendTotal total;
  total.mutable_item()->set_name("authorities/somerset/spend/staff");
  total.mutable_item()->set_amount_pence(74'100'000);
  total.mutable_item()->set_basis(v1::SPEND_BASIS_ACTUAL);
  total.mutable_item()->set_units(3);
  v1::SpendItem& head = *total.add_parts();
  head.set_name("authorities/somerset/spend/head");
  head.set_amount_pence(34'100'000);
  head.set_basis(v1::SPEND_BASIS_ACTUAL);
  head.set_units(1);
  total.set_remainder_pence(40'000'000);
  total.set_remainder_units(2);
  return total;
}

TEST(SpendTextTest, NeverInfersWhatOneOfSeveralCost) {
  v1::SpendTotal total = Staff();
  EXPECT_EQ(RemainderText(total), "others together £400,000 for 2; each alone unknown");
  total.clear_remainder_units();
  EXPECT_EQ(RemainderText(total), "others together £400,000; for how many is not stated");
  total.set_remainder_units(1);
  total.set_remainder_each_pence(40'000'000);
  EXPECT_EQ(RemainderText(total), "the other one £400,000");
}

TEST(SpendTextTest, SaysWhereNothingCanBeDerived) {
  v1::SpendTotal total = Staff();
  total.set_remainder_pence(-1);
  EXPECT_EQ(RemainderText(total), "the parts are £0.01 more than the total, which is kept as stated");
  total.clear_remainder_pence();
  EXPECT_EQ(RemainderText(total), "what the parts leave is unknown: the total's amount is");
  total.clear_parts();
  EXPECT_EQ(RemainderText(total), "");
  total = Staff();
  total.set_remainder_pence(0);
  total.set_remainder_units(0);
  EXPECT_EQ(RemainderText(total), "the parts make the total");
}

TEST(SpendTextTest, ShowsTotalsPartsAndSums) {
  v1::SummarizeSpendResponse response;
  *response.add_totals() = Staff();
  response.mutable_totals(0)->add_parts()->set_name("authorities/somerset/spend/others");
  v1::SpendSum& sum = *response.add_sums();
  sum.set_basis(v1::SPEND_BASIS_ACTUAL);
  sum.set_amount_pence(74'100'000);
  sum.set_unknown_count(1);
  const std::string text = SpendText(response);
  EXPECT_THAT(text, HasSubstr("staff     £741,000"));
  EXPECT_THAT(text, HasSubstr("  head    £341,000"));
  EXPECT_THAT(text, HasSubstr("  others   unknown"));
  EXPECT_THAT(text, HasSubstr("all totals, actual: £741,000, and 1 of an unknown amount\n"));
}

TEST(ActionLayoutTest, NamesActionsAndRisksAsTheyAreCompleted) {
  const auto action = ParseActionRef("plan-0233/2");
  ASSERT_TRUE(action.ok());
  EXPECT_EQ(action->audit, "plan-0233");
  EXPECT_EQ(action->number, 2u);
  const auto risk = ParseActionRef("plan-0233/risk");
  ASSERT_TRUE(risk.ok());
  EXPECT_EQ(risk->number, 0u);
  EXPECT_EQ(FormatActionRef(*action), "plan-0233/2");
  EXPECT_EQ(FormatActionRef(*risk), "plan-0233/risk");
  for (const char* text : {"plan-0233", "plan-0233/", "/1", "plan-0233/0", "plan-0233/-1", "plan-0233/x", "a/b/1",
                           "plan-0233/4294967296", "plan-0233/1 "}) {
    EXPECT_FALSE(ParseActionRef(text).ok()) << text;
  }
}

TEST(ReviewTextTest, SaysWhichReviewOfWhichNoticeItIs) {
  v1::Review review;
  review.set_name("authorities/somerset/reviews/six-month");
  review.set_notice("authorities/somerset/notices/in-2013");
  review.set_number(1);
  review.set_notice_version(2);
  review.set_held_on("2014-05-22");
  review.set_due_on("2014-05-21");
  review.set_read_revision(531);
  review.set_read_root(std::string(32, '\0'));
  review.set_narrative("Some progress.\nStill much to do.\x1B[2J\n");
  EXPECT_EQ(ReviewHeading(review), "review 1 of in-2013 (version 2), held 22 May 2014, due 21 May 2014");
  const std::string text = ReviewText(review, Color::kNone);
  EXPECT_THAT(text, HasSubstr("frozen at revision 531, root AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"));
  EXPECT_THAT(text, HasSubstr("narrative\n  Some progress.\n  Still much to do.[2J\n"));
}

TEST(ReviewTextTest, ShowsThenAndNowWithTheVerdictsThatChanged) {
  v1::DiffReviewResponse response;
  v1::ReviewedMeasure& measure = *response.add_measures();
  measure.mutable_then()->set_measure_id("audits");
  measure.mutable_then()->set_verdict(v1::VERDICT_MET);
  measure.mutable_now()->set_verdict(v1::VERDICT_NOT_MET);
  const auto set = [](v1::Figure& figure, uint32_t numerator, uint32_t denominator, const std::string& share) {
    figure.set_numerator(numerator);
    figure.set_denominator(denominator);
    figure.set_share(share);
  };
  set(*measure.mutable_then()->mutable_audited(), 31, 40, "77.5%");
  set(*measure.mutable_now()->mutable_audited(), 29, 40, "72.5%");
  measure.mutable_totals()->set_numerator_difference(-2);
  measure.mutable_totals()->set_for_to_against(2);
  const std::string text = ReviewedMeasuresText(response);
  EXPECT_THAT(text, HasSubstr("audits  MET -> NOT_MET\n"));
  EXPECT_THAT(text, HasSubstr("31/40 = 77.5%  ->  29/40 = 72.5%"));
  EXPECT_THAT(text, HasSubstr("numerator -2, denominator +0"));
  EXPECT_THAT(text, HasSubstr("changed side"));
}

TEST(ReviewTextTest, SaysThatNothingTouchesTheReview) {
  EXPECT_EQ(TouchedText({}, {}), "nothing recorded since touches it\n");
  EXPECT_THAT(TouchedText({{"plan-1", "532", "withdrawn: duplicate", "duplicate", "2014-06-01T00:00:00Z", "qa"}}, {}),
              HasSubstr("1 entry since\n"));
}

}  // namespace
}  // namespace assay
