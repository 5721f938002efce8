#include "service/usecases/reviews.h"

#include <gtest/gtest.h>

#include "storage/merkle/proof.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class ReviewsTest : public testing::Test {
 protected:
  ReviewsTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    auto issued = t_.Write(IssueNotice, Asked<Notice>(MakeNotice("in-2013")));
    EXPECT_TRUE(issued.ok()) << issued.status();
    notice_ = issued->committed.revision;
    EXPECT_TRUE(t_.Submit(MakeAudit("p1")).ok());
  }

  static v1::Review Make(const std::string& id, uint32_t number = 0) {
    v1::Review review;
    review.set_name("authorities/somerset/reviews/" + id);
    review.set_notice("authorities/somerset/notices/in-2013");
    review.set_held_on("2014-03-26");
    review.set_number(number);
    review.set_narrative("still much to do");
    return review;
  }
  absl::StatusOr<WrittenRecord> Put(const v1::Review& review) { return t_.Write(RecordReview, Asked<Review>(review)); }
  v1::Review Get(const std::string& id) {
    v1::GetReviewRequest request;
    request.set_name("authorities/somerset/reviews/" + id);
    auto response = GetReview(t_.house(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->review() : v1::Review();
  }

  TestHouse t_;
  uint32_t notice_ = 0;
};

TEST_F(ReviewsTest, FreezesTheAnswersAndTheLedgerTheyWereReadFrom) {
  const uint32_t size = t_.house().ledger.Size("somerset");
  auto written = Put(Make("six-months"));
  ASSERT_TRUE(written.ok()) << written.status();
  const v1::Review review = Get("six-months");
  EXPECT_EQ(review.read_revision(), size);
  EXPECT_EQ(review.read_root(), t_.house().ledger.Head("somerset", size)->root);
  EXPECT_EQ(review.number(), 1u);
  EXPECT_EQ(review.due_on(), "2014-05-21");
  EXPECT_EQ(review.notice_version(), 1u);
  ASSERT_EQ(review.statements_size(), 1);
  EXPECT_EQ(review.statements(0).audited().numerator(), 1u);
  EXPECT_EQ(review.statements(0).revision(), size);
  EXPECT_EQ(review.statements(0).on(), "2014-03-26");

  const std::string frozen = review.SerializeAsString();
  ASSERT_TRUE(t_.Submit(MakeAudit("late", "inadequate")).ok());
  EXPECT_EQ(Get("six-months").SerializeAsString(), frozen);
  t_.Restart();
  EXPECT_EQ(Get("six-months").SerializeAsString(), frozen);
}

// An entry that fits into no message could neither be shown nor proved.
TEST_F(ReviewsTest, RefusesToFreezeMoreThanAnEntryHolds) {
  v1::Notice notice = MakeNotice("large");
  notice.set_subject("large");
  while (notice.measures_size() < 40) {
    *notice.add_measures() = notice.measures(0);
    notice.mutable_measures(notice.measures_size() - 1)->set_id("m" + std::to_string(notice.measures_size()));
  }
  const auto issued = t_.Write(IssueNotice, Asked<Notice>(notice));
  ASSERT_TRUE(issued.ok()) << issued.status();
  std::vector<v1::Audit> audits;
  for (int i = 0; i < 500; ++i) {
    audits.push_back(MakeUngraded("u" + std::to_string(i), std::string(60, 'r') + std::to_string(1'000 + i)));
  }
  for (const auto& one : t_.SubmitAll("somerset", audits)) ASSERT_TRUE(one.ok()) << one.status();
  v1::Review review = Make("large");
  review.set_notice("authorities/somerset/notices/large");
  const uint32_t size = t_.house().ledger.Size("somerset");
  EXPECT_EQ(Why(Put(review).status()), "TOO_LONG");
  EXPECT_EQ(t_.house().ledger.Size("somerset"), size);
}

TEST_F(ReviewsTest, TheSameReviewAgainAnswersTheEarlierOneWhateverBecameOfItsNotice) {
  const uint32_t revision = Put(Make("six-months"))->committed.revision;
  ASSERT_TRUE(t_.Submit(MakeAudit("late", "inadequate")).ok());
  ASSERT_TRUE(t_.Write(LiftNotice, {.name = "authorities/somerset/notices/in-2013",
                                    .effective_on = "2014-01-01",
                                    .supersede = {.expected_revision = notice_, .reason = "mistake"}})
                  .ok());
  auto again = Put(Make("six-months"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->committed.revision, revision);
  v1::Review other = Make("six-months");
  other.set_narrative("all is well");
  EXPECT_EQ(Why(Put(other).status()), "ALREADY_EXISTS review.narrative");
  EXPECT_EQ(Why(Put(Make("next")).status()), "UNKNOWN_NOTICE");
}

TEST_F(ReviewsTest, GivesTheFirstFreeNumberAndNoNumberTwice) {
  ASSERT_TRUE(Put(Make("second", 2)).ok());
  ASSERT_TRUE(Put(Make("first")).ok());
  ASSERT_TRUE(Put(Make("third")).ok());
  EXPECT_EQ(Get("first").number(), 1u);
  EXPECT_EQ(Get("third").number(), 3u);
  EXPECT_EQ(Get("third").due_on(), "2015-05-21");
  const absl::Status taken = Put(Make("again", 2)).status();
  EXPECT_EQ(taken.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Why(taken), "ALREADY_EXISTS review.number");
  EXPECT_EQ(Why(Put(Make("first", 4)).status()), "ALREADY_EXISTS review.number") << "of itself another number";
}

TEST_F(ReviewsTest, TwoOfOneNumberInOneGroupCannotBothGetIn) {
  std::promise<void> release = t_.HoldCommitter();
  auto one = t_.StartWrite(RecordReview, Asked<Review>(Make("one", 1)));
  auto other = t_.StartWrite(RecordReview, Asked<Review>(Make("other", 1)));
  release.set_value();
  EXPECT_EQ(Why(one.get().status()), "OK");
  EXPECT_EQ(Why(other.get().status()), "ALREADY_EXISTS review.number");
}

TEST_F(ReviewsTest, IsNeverChanged) {
  const uint32_t revision = Put(Make("six-months"))->committed.revision;
  EXPECT_EQ(Why(t_.Write(RecordReview, Asked<Review>(Make("six-months"), revision)).status()),
            "NOT_ALLOWED write.expected_revision");
}

TEST_F(ReviewsTest, OfANoticeWithoutReviewsHasNoDueDay) {
  v1::Notice notice = MakeNotice("in-free");
  notice.set_subject("fostering");
  notice.set_review_months(0);
  ASSERT_TRUE(t_.Write(IssueNotice, Asked<Notice>(notice)).ok());
  v1::Review review = Make("any");
  review.set_notice("authorities/somerset/notices/in-free");
  ASSERT_TRUE(Put(review).ok());
  EXPECT_EQ(Get("any").number(), 1u);
  EXPECT_EQ(Get("any").due_on(), "");
}

TEST_F(ReviewsTest, RefusesANoticeNotInForceOnTheDay) {
  v1::Review review = Make("early");
  review.set_held_on("2013-11-20");
  EXPECT_EQ(Why(Put(review).status()), "UNKNOWN_NOTICE");
}

}  // namespace
}  // namespace assay
