#include "service/domain/tally.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gmock/gmock.h"
#include "tests/service/domain/counts_generators.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Scale OfstedTo2013() {
  return {{"ofsted-2013", 1}, "Ofsted to 2013", {{"inadequate"}, {"adequate"}, {"good"}, {"outstanding"}}};
}

Tally Plans() {
  Tally tally;
  tally.authority = "somerset";
  tally.id = "plans-2013";
  tally.title = "Review of child protection plans";
  tally.practice_area = "child-protection-plan";
  tally.scale = "ofsted-2013@1";
  tally.counts = {{"inadequate", 170}, {"adequate", 190}, {"good", 58}, {"outstanding", 2}};
  tally.ungraded_count = 33;
  tally.total = 453;
  tally.source = "Cabinet paper";
  return tally;
}

std::optional<Ratio> AtLeastShare(const Tally& tally, std::string_view grade, TallyBasis basis) {
  return ShareOf(OfstedTo2013(), tally, {.grade = grade, .at_least = true, .basis = basis});
}

std::optional<Ratio> AtMostShare(const Tally& tally, std::string_view grade, TallyBasis basis) {
  return ShareOf(OfstedTo2013(), tally, {.grade = grade, .at_least = false, .basis = basis});
}

TEST(TallyShape, TakesTheLeastAndTheMostATallyCanSay) {
  Tally tally = Plans();
  tally.counted_on = "2013-12-31";
  EXPECT_THAT(Validate(tally), IsEmpty());
  tally.scale = "ofsted-2013";
  tally.counts = {{"good", 0}};
  tally.ungraded_count.reset();
  tally.total = 0;
  EXPECT_THAT(Validate(tally), IsEmpty());
}

TEST(TallyShape, NamesWhatIsMissing) {
  EXPECT_THAT(Summary(Validate(Tally{})),
              ElementsAre("name REQUIRED", "name REQUIRED", "title REQUIRED", "practice_area REQUIRED",
                          "scale REQUIRED", "counts REQUIRED", "source REQUIRED"));
}

TEST(TallyShape, RefusesWhatIsBeyondItsLimits) {
  Tally tally = Plans();
  tally.scale = "ofsted-2013@x";
  tally.counted_on = "2013-12-32";
  tally.counts.push_back({"good", 1});
  tally.counts.push_back({"", 1});
  tally.source = std::string(501, 'x');
  EXPECT_THAT(Summary(Validate(tally)),
              ElementsAre("scale BAD_FORMAT", "counted_on BAD_DATE", "counts[4].grade DUPLICATE",
                          "counts[5].grade REQUIRED", "source TOO_LONG"));
  tally = Plans();
  tally.counts.assign(17, {});
  EXPECT_THAT(Validate(tally), IsOnly("counts", reason::kTooLong));
}

TEST(TallyAgainstScale, HoldsEachGradeToIt) {
  Tally tally = Plans();
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), tally), IsEmpty());
  tally.counts[1].grade = "requires-improvement";
  Scale from_2014 = OfstedTo2013();
  from_2014.grades[1].code = "requires-improvement";
  const Violations out = ValidateAgainst(OfstedTo2013(), tally, {from_2014});
  EXPECT_THAT(out, IsOnly("counts[1].grade", reason::kGradeNotOnScale));
  EXPECT_THAT(out[0].description, HasSubstr("did you mean adequate?"));
}

TEST(Residual, IsWhatThePublishedPartsLeaveOfTheTotal) {
  Tally tally = Plans();
  EXPECT_EQ(Residual(tally), 0);
  tally.ungraded_count.reset();  // the story drops the 33
  EXPECT_EQ(Residual(tally), 33);
  tally.total = 400;
  EXPECT_EQ(Residual(tally), -20);
  tally.counts.assign(16, {"good", UINT32_MAX});
  tally.ungraded_count = UINT32_MAX;
  tally.total = 0;
  EXPECT_EQ(Residual(tally), -17 * int64_t{UINT32_MAX});
}

TEST(TallyShare, IsOverAllAuditedOrOverTheGraded) {
  EXPECT_EQ(AtLeastShare(Plans(), "adequate", TallyBasis::kAudited), (Ratio{250, 453}));
  EXPECT_EQ(AtLeastShare(Plans(), "adequate", TallyBasis::kGraded), (Ratio{250, 420}));
  EXPECT_EQ(AtLeastShare(Plans(), "outstanding", TallyBasis::kAudited), (Ratio{2, 453}));
  EXPECT_EQ(AtMostShare(Plans(), "inadequate", TallyBasis::kAudited), (Ratio{170, 453}));
  EXPECT_EQ(AtMostShare(Plans(), "adequate", TallyBasis::kGraded), (Ratio{360, 420}));
}

TEST(TallyShare, IsNotSaidOfAGradeThatIsNotOnTheScale) {
  EXPECT_EQ(AtLeastShare(Plans(), "requires-improvement", TallyBasis::kAudited), std::nullopt);
}

TEST(TallyShare, IsNotSaidWhereAGradeThatItNeedsIsNotPublished) {
  Tally tally = Plans();
  tally.counts.pop_back();  // outstanding
  EXPECT_EQ(AtLeastShare(tally, "adequate", TallyBasis::kAudited), std::nullopt);
  EXPECT_EQ(AtMostShare(tally, "inadequate", TallyBasis::kAudited), (Ratio{170, 453}));
  // What is left out could be any number of those graded.
  EXPECT_EQ(AtLeastShare(tally, "adequate", TallyBasis::kGraded), std::nullopt);
  EXPECT_EQ(AtMostShare(tally, "inadequate", TallyBasis::kGraded), std::nullopt);
}

TEST(TallyShare, IsNotSaidWhereItIsMoreThanTheTotal) {
  Tally tally = Plans();
  tally.total = 250;
  EXPECT_EQ(AtLeastShare(tally, "adequate", TallyBasis::kAudited), (Ratio{250, 250}));
  tally.total = 249;
  EXPECT_EQ(AtLeastShare(tally, "adequate", TallyBasis::kAudited), std::nullopt);
  EXPECT_EQ(AtLeastShare(tally, "adequate", TallyBasis::kGraded), std::nullopt);
  tally.total = UINT32_MAX;
  tally.counts = {{"inadequate", UINT32_MAX}, {"adequate", 0}, {"good", 1}, {"outstanding", 0}};
  EXPECT_EQ(AtLeastShare(tally, "good", TallyBasis::kGraded), std::nullopt);  // more graded than can be counted
}

RC_GTEST_PROP(TallyProperty, ResidualAndPartsMakeTheTotal, ()) {
  Tally tally = Plans();
  int64_t parts = 0;
  for (TallyCount& count : tally.counts) parts += count.count = *AnyCount();
  tally.ungraded_count.reset();
  if (*rc::gen::arbitrary<bool>()) parts += *(tally.ungraded_count = *AnyCount());
  tally.total = *AnyCount();
  RC_ASSERT(Residual(tally) + parts == tally.total);
}

RC_GTEST_PROP(TallyProperty, ASideAndTheOtherMakeTheGraded, ()) {
  Tally tally = Plans();
  for (TallyCount& count : tally.counts) count.count = *rc::gen::inRange(0u, 1'000u);
  tally.total = *rc::gen::inRange(4'000u, 5'000u);
  const auto above = AtLeastShare(tally, "good", TallyBasis::kGraded);
  const auto below = AtMostShare(tally, "adequate", TallyBasis::kGraded);
  RC_ASSERT(above.has_value() && below.has_value());
  RC_ASSERT(above->count + below->count == above->total);
  RC_ASSERT(above->total == below->total);
}

}  // namespace
}  // namespace assay
