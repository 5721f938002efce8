#include "service/domain/crosswalk.h"

#include <gtest/gtest.h>

#include "gmock/gmock.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Crosswalk Plain() {
  return {{"plain-2014", 1},
          "Requires improvement read as adequate",
          "ofsted-2014@1",
          "ofsted-2013@1",
          {{"inadequate", "inadequate"}, {"requires-improvement", "adequate"}, {"good", "good"}},
          "Director of quality",
          "2014-04-01",
          ""};
}

TEST(Crosswalk, MapsWhatItHoldsAndLeavesTheRestIncomparable) {
  const Crosswalk crosswalk = Plain();
  EXPECT_EQ(crosswalk.Map("requires-improvement"), "adequate");
  EXPECT_EQ(crosswalk.Map("outstanding"), std::nullopt);
  EXPECT_EQ(crosswalk.Map("adequate"), std::nullopt);
  EXPECT_EQ(crosswalk.Map(""), std::nullopt);
}

TEST(CrosswalkShape, TakesTheLeastAndTheMostACrosswalkCanSay) {
  Crosswalk crosswalk = Plain();
  EXPECT_THAT(Validate(crosswalk), IsEmpty());
  crosswalk.ref.version = 9'999;
  crosswalk.title = crosswalk.approver = std::string(200, 'x');
  crosswalk.source = std::string(500, 'x');
  crosswalk.from_scale = "ofsted-2013@2";  // another version of the same scale
  crosswalk.pairs.clear();
  for (int i = 0; i < 16; ++i) crosswalk.pairs.push_back({"g" + std::to_string(i), "good"});
  EXPECT_THAT(Validate(crosswalk), IsEmpty());
}

TEST(CrosswalkShape, NamesWhatIsMissing) {
  EXPECT_THAT(Summary(Validate(Crosswalk{})),
              ElementsAre("name REQUIRED", "name OUT_OF_RANGE", "title REQUIRED", "from_scale REQUIRED",
                          "to_scale REQUIRED", "pairs REQUIRED", "approver REQUIRED", "approved_on REQUIRED"));
}

TEST(CrosswalkShape, RefusesWhatIsBeyondItsLimits) {
  Crosswalk crosswalk = Plain();
  crosswalk.ref = {"Plain", 10'000};
  crosswalk.title = crosswalk.approver = std::string(201, 'x');
  crosswalk.from_scale = "ofsted-2014";
  crosswalk.to_scale = "Ofsted@1";
  crosswalk.pairs.assign(17, {});
  crosswalk.approved_on = "2014-04-31";
  crosswalk.source = std::string(501, 'x');
  EXPECT_THAT(Summary(Validate(crosswalk)),
              ElementsAre("name BAD_FORMAT", "name OUT_OF_RANGE", "title TOO_LONG", "from_scale BAD_FORMAT",
                          "to_scale BAD_FORMAT", "pairs TOO_LONG", "approver TOO_LONG", "approved_on BAD_DATE",
                          "source TOO_LONG"));
}

TEST(CrosswalkShape, LeadsFromOneScaleVersionToAnother) {
  Crosswalk crosswalk = Plain();
  crosswalk.to_scale = crosswalk.from_scale;
  EXPECT_THAT(Validate(crosswalk), IsOnly("to_scale", reason::kDuplicate));
}

TEST(CrosswalkShape, MapsAGradeOnceAndSeveralToOne) {
  Crosswalk crosswalk = Plain();
  crosswalk.pairs.push_back({"outstanding", "good"});
  EXPECT_THAT(Validate(crosswalk), IsEmpty());
  crosswalk.pairs.push_back({"good", "adequate"});
  crosswalk.pairs.push_back({"", std::string(33, 'x')});
  EXPECT_THAT(Summary(Validate(crosswalk)), ElementsAre("pairs[4].from_grade DUPLICATE", "pairs[5].from_grade REQUIRED",
                                                        "pairs[5].to_grade TOO_LONG"));
}

TEST(CrosswalkAgainstScales, HoldsEachGradeToItsOwn) {
  const Scale to = {{"ofsted-2013", 1}, "To 2013", {{"inadequate"}, {"adequate"}, {"good"}, {"outstanding"}}};
  Scale from = to;
  from.ref = {"ofsted-2014", 1};
  from.grades[1].code = "requires-improvement";
  Crosswalk crosswalk = Plain();
  EXPECT_THAT(ValidateAgainst(from, to, crosswalk), IsEmpty());
  const Violations swapped = ValidateAgainst(to, from, crosswalk);
  EXPECT_THAT(Summary(swapped),
              ElementsAre("pairs[1].from_grade GRADE_NOT_ON_SCALE", "pairs[1].to_grade GRADE_NOT_ON_SCALE"));
  EXPECT_THAT(swapped[0].description, HasSubstr("ofsted-2013@1"));
  EXPECT_THAT(swapped[1].description, HasSubstr("ofsted-2014@1"));
}

}  // namespace
}  // namespace assay
