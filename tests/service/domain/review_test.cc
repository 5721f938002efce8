#include "service/domain/review.h"

#include <gtest/gtest.h>

#include "gmock/gmock.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const absl::CivilDay kToday(2014, 5, 21);

Review SixMonth() {
  Review review;
  review.authority = "somerset";
  review.id = "six-month";
  review.notice = "in-2013";
  review.held_on = "2014-05-21";
  return review;
}

TEST(ReviewShape, TakesTheLeastAndTheMostAReviewCanSay) {
  Review review = SixMonth();
  EXPECT_THAT(Validate(review, kToday), IsEmpty());
  review.held_on = "2014-05-22";
  review.number = UINT32_MAX;
  review.narrative = "Some progress.\n" + std::string(32'768 - 15, 'x');
  EXPECT_THAT(Validate(review, kToday), IsEmpty());
}

TEST(ReviewShape, NamesWhatIsMissing) {
  EXPECT_THAT(Summary(Validate(Review{}, kToday)),
              ElementsAre("name REQUIRED", "name REQUIRED", "notice REQUIRED", "held_on REQUIRED"));
}

TEST(ReviewShape, RefusesWhatIsBeyondItsLimits) {
  Review review = SixMonth();
  review.id = "Six month";
  review.notice = "notices/in-2013";
  review.held_on = "2014-05-23";
  review.narrative = std::string(32'769, 'x');
  EXPECT_THAT(Summary(Validate(review, kToday)),
              ElementsAre("name BAD_FORMAT", "notice BAD_FORMAT", "held_on DATE_IN_FUTURE", "narrative TOO_LONG"));
}

}  // namespace
}  // namespace assay
