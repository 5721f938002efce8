#include "service/usecases/reviewed.h"

#include "service/usecases/notices.h"
#include "service/usecases/reviews.h"
#include "tests/service/usecases/analysis_testing.h"

namespace assay {
namespace {

class ReviewedTest : public AnalysisTest {
 protected:
  ReviewedTest() {
    const Measure definition{.threshold_grade = "adequate",
                             .scale = "ofsted-2013@1",
                             .comparator = 1,
                             .target = {.numerator = 75, .denominator = 100},
                             .window = SinceNotice(),
                             .practice_areas = {"assessment"}};
    const auto issued =
        Put(IssueNotice,
            Notice{.id = "in-2013",
                   .subject = "child-protection",
                   .issuer = "Department for Education",
                   .issued_on = "2013-11-21",
                   .review_months = 6,
                   .measures = {{.id = "audits", .words = "75% adequate or better", .definition = definition}}});
    EXPECT_TRUE(issued.ok()) << issued.status();
  }

  // Held on the house's day.
  void Hold() {
    const auto recorded = Put(RecordReview, Review{.id = "six-month", .notice = "in-2013", .held_on = "2014-03-26"});
    ASSERT_TRUE(recorded.ok()) << recorded.status();
  }

  v1::DiffReviewResponse Get() {
    auto response = DiffReview(t_.house(), request_);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::DiffReviewResponse();
  }

  v1::DiffReviewRequest request_ = [] {
    v1::DiffReviewRequest request;
    request.set_name("authorities/somerset/reviews/six-month");
    return request;
  }();
};

TEST_F(ReviewedTest, KeepsTheFrozenAnswerAndListsWhatTouchedIt) {
  Add(3, "adequate");
  const uint32_t p0 = Size() - 2;
  Add(2, "inadequate");
  Hold();
  const uint32_t read = Size() - 1;
  Add(1, "good");                // late: within the window
  Add(1, "good", "2013-01-15");  // before the notice
  Change({.kind = ChangeKind::kModerated,
          .id = "p0",
          .expected_revision = p0,
          .moderation = {.moderator = "m-1", .grade = "inadequate"}});
  const auto response = Get();
  EXPECT_EQ(response.revision(), Size());
  EXPECT_EQ(response.review().read_revision(), read);
  ASSERT_EQ(response.measures_size(), 1);
  const v1::ReviewedMeasure& measure = response.measures(0);
  EXPECT_EQ(measure.then().SerializeAsString(), response.review().statements(0).SerializeAsString());
  EXPECT_EQ(measure.then().audited().numerator(), 3u);
  EXPECT_EQ(measure.now().audited().numerator(), 3u);
  EXPECT_EQ(measure.now().audited().denominator(), 6u);
  EXPECT_EQ(measure.now().measure_id(), "audits");
  EXPECT_TRUE(measure.now().measure().window().since_notice());
  EXPECT_EQ(measure.now().first_day(), "2013-11-21");
  EXPECT_EQ(measure.totals().entered_for(), 1u);
  EXPECT_EQ(measure.totals().for_to_against(), 1u);
  EXPECT_EQ(measure.totals().denominator_difference(), 1);
  ASSERT_EQ(response.entries_size(), 2);
  EXPECT_EQ(response.entries(0).audit().name(), "authorities/somerset/audits/p5");
  EXPECT_EQ(response.entries(1).kind(), v1::CHANGE_KIND_MODERATED);
  EXPECT_FALSE(response.entries(0).audit().has_personal());
  EXPECT_FALSE(response.more_entries());
  EXPECT_FALSE(response.consistency_hashes().empty());
  EXPECT_FALSE(response.checkpoint().empty());
}

TEST_F(ReviewedTest, ListsWhatTookAnAuditOutOfTheFigure) {
  Add(2, "adequate");
  Hold();
  Change({.kind = ChangeKind::kWithdrawn, .id = "p0", .expected_revision = Size() - 2});
  const auto response = Get();
  EXPECT_EQ(response.measures(0).totals().left_for(), 1u);
  ASSERT_EQ(response.entries_size(), 1);
  EXPECT_EQ(response.entries(0).kind(), v1::CHANGE_KIND_WITHDRAWN);
}

TEST_F(ReviewedTest, AsksTheFrozenQuestionWhateverBecameOfTheNotice) {
  Add(2, "adequate");
  Hold();
  const auto lifted = t_.Write(LiftNotice, {.name = "authorities/somerset/notices/in-2013",
                                            .effective_on = "2014-03-26",
                                            .supersede = {.expected_revision = 3, .reason = "met"}});
  ASSERT_TRUE(lifted.ok()) << lifted.status();
  const auto response = Get();
  EXPECT_EQ(response.measures(0).now().audited().denominator(), 2u);
  EXPECT_EQ(response.measures(0).totals().SerializeAsString(), "");
  EXPECT_EQ(response.entries_size(), 0);
}

TEST_F(ReviewedTest, LooksAsFarAsItIsAsked) {
  Add(1, "adequate");
  Hold();
  const uint32_t held = Size();
  Add(3, "adequate");
  request_.mutable_read_at()->set_revision(held + 1);
  const auto response = Get();
  EXPECT_EQ(response.revision(), held + 1);
  EXPECT_EQ(response.entries_size(), 1);
  EXPECT_EQ(response.measures(0).now().audited_count(), 2u);
  request_.mutable_read_at()->set_revision(held - 1);
  EXPECT_EQ(Why(DiffReview(t_.house(), request_).status()), "UNKNOWN_RECORD");
}

TEST_F(ReviewedTest, SaysThatThereAreMoreEntriesThanItLists) {
  Hold();
  Add(999, "good");
  EXPECT_FALSE(Get().more_entries());
  Add(2, "good");
  const auto response = Get();
  EXPECT_EQ(response.entries_size(), 1'000);
  EXPECT_TRUE(response.more_entries());
}

TEST_F(ReviewedTest, RefusesAReviewThatIsNotThere) {
  request_.set_name("authorities/somerset/reviews/never");
  EXPECT_EQ(Why(DiffReview(t_.house(), request_).status()), "UNKNOWN_RECORD");
  request_.set_name("six-month");
  EXPECT_EQ(Why(DiffReview(t_.house(), request_).status()), "UNKNOWN_RECORD");
}

}  // namespace
}  // namespace assay
