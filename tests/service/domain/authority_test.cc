#include "service/domain/authority.h"

#include <gtest/gtest.h>

#include "gmock/gmock.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Authority Somerset() {
  return {"somerset",
          "Somerset",
          {{"gss", "E10000027", "", "2023-03-31"}, {"gss", "E06000066", "2023-04-01", ""}, {"dfe", "933", "", ""}}};
}

TEST(Authority, TakesSomersetWithItsChangeOfCode) { EXPECT_THAT(Validate(Somerset()), IsEmpty()); }

TEST(Authority, TakesOneWithoutCodes) { EXPECT_THAT(Validate(Authority{"somerset", "Somerset", {}}), IsEmpty()); }

TEST(Authority, NeedsAnIdAndATitle) {
  EXPECT_THAT(Summary(Validate(Authority{})), ElementsAre("name REQUIRED", "title REQUIRED"));
}

TEST(Authority, ReportsEveryFaultOfACodeUnderItsOwnPath) {
  Authority authority = Somerset();
  authority.codes[1] = {"GSS", "", "2023-13-01", "soon"};
  EXPECT_THAT(Summary(Validate(authority)), ElementsAre("codes[1].scheme BAD_FORMAT", "codes[1].value REQUIRED",
                                                        "codes[1].valid_from BAD_DATE", "codes[1].valid_to BAD_DATE"));
}

TEST(Authority, RefusesAValidityThatEndsBeforeItBegins) {
  Authority authority = Somerset();
  authority.codes[2] = {"dfe", "933", "2023-04-01", "2023-03-31"};
  EXPECT_THAT(Validate(authority), IsOnly("codes[2].valid_to", reason::kOutOfRange));
  authority.codes[2].valid_to = "2023-04-01";
  EXPECT_THAT(Validate(authority), IsEmpty());
}

TEST(Authority, RefusesTheSameCodeTwiceAtOneTime) {
  Authority authority = Somerset();
  authority.codes.push_back({"dfe", "933", "2020-01-01", "2020-12-31"});
  EXPECT_THAT(Validate(authority), IsOnly("codes[3].value", reason::kDuplicate));
}

TEST(Authority, CountsTheSharedDayAsOverlap) {
  Authority authority{"somerset", "Somerset", {{"dfe", "933", "", "2023-03-31"}, {"dfe", "933", "2023-03-31", ""}}};
  EXPECT_THAT(Validate(authority), IsOnly("codes[1].value", reason::kDuplicate));
  std::swap(authority.codes[0], authority.codes[1]);
  EXPECT_THAT(Validate(authority), IsOnly("codes[1].value", reason::kDuplicate));
  authority.codes[0].valid_from = "2023-04-01";
  EXPECT_THAT(Validate(authority), IsEmpty());
}

TEST(Authority, AllowsOneValueInTwoSchemesAndTwoValuesInOneScheme) {
  EXPECT_THAT(Validate(Authority{"a", "A", {{"dfe", "933", "", ""}, {"ons", "933", "", ""}, {"dfe", "934", "", ""}}}),
              IsEmpty());
}

TEST(Authority, SaysADuplicateOnceHoweverManyCopiesThereAre) {
  const AuthorityCode code{"dfe", "933", "", ""};
  EXPECT_THAT(Summary(Validate(Authority{"a", "A", {code, code, code}})),
              ElementsAre("codes[1].value DUPLICATE", "codes[2].value DUPLICATE"));
}

TEST(Authority, TakesThirtyTwoCodesAndNotOneMore) {
  Authority authority{"somerset", "Somerset", {}};
  for (int i = 0; i < 32; ++i) authority.codes.push_back({"dfe", std::to_string(i), "", ""});
  EXPECT_THAT(Validate(authority), IsEmpty());
  authority.codes.push_back({"dfe", "32", "", ""});
  EXPECT_THAT(Validate(authority), IsOnly("codes", reason::kTooLong));
}

TEST(Authority, HoldsTitlesAndCodeValuesToTheirLimits) {
  Authority authority{"somerset", std::string(200, 'x'), {{"dfe", std::string(64, 'x'), "", ""}}};
  EXPECT_THAT(Validate(authority), IsEmpty());
  authority.title += 'x';
  authority.codes[0].value += 'x';
  EXPECT_THAT(Summary(Validate(authority)), ElementsAre("title TOO_LONG", "codes[0].value TOO_LONG"));
}

}  // namespace
}  // namespace assay
