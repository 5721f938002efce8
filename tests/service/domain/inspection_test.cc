#include "service/domain/inspection.h"

#include <gtest/gtest.h>

#include "gmock/gmock.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Inspection Ofsted2013() {
  Inspection inspection;
  inspection.authority = "somerset";
  inspection.id = "ofsted-2013-08-05";
  inspection.inspectorate = "ofsted";
  inspection.judgements = {{"child-protection", "inadequate", 0}};
  return inspection;
}

TEST(InspectionShape, TakesTheLeastAndTheMostAnInspectionCanSay) {
  Inspection inspection = Ofsted2013();
  EXPECT_THAT(Validate(inspection), IsEmpty());
  inspection.framework = std::string(200, 'x');
  inspection.first_day = "2013-06-04";
  inspection.last_day = "2013-06-13";
  inspection.published_on = "2013-08-05";
  inspection.judgements.clear();
  for (int i = 0; i < 50; ++i) inspection.judgements.push_back({"area-" + std::to_string(i), "", 1 + i % 3});
  inspection.codes.assign(32, {"gss", "E10000027", "", ""});
  inspection.source = std::string(500, 'x');
  inspection.reported.assign(100, {std::string(100, 'x'), std::string(1'000, 'x')});
  inspection.reported[0] = {"name\nof field", ""};
  inspection.flags.assign(50, "no-inspection-dates");
  EXPECT_THAT(Validate(inspection), IsEmpty());
}

TEST(InspectionShape, NamesWhatIsMissing) {
  EXPECT_THAT(Summary(Validate(Inspection{})),
              ElementsAre("name REQUIRED", "name REQUIRED", "inspectorate REQUIRED", "judgements REQUIRED"));
  Inspection inspection = Ofsted2013();
  inspection.judgements = {{}};
  inspection.codes = {{}};
  inspection.reported = {{}};
  inspection.flags = {""};
  EXPECT_THAT(
      Summary(Validate(inspection)),
      ElementsAre("judgements[0].area REQUIRED", "judgements[0].grade GRADE_XOR_UNGRADED", "codes[0].scheme REQUIRED",
                  "codes[0].value REQUIRED", "reported[0].field REQUIRED", "flags[0] REQUIRED"));
}

TEST(InspectionShape, RefusesMoreThanItsLimits) {
  Inspection inspection = Ofsted2013();
  inspection.framework = std::string(201, 'x');
  inspection.judgements.assign(51, {});
  inspection.codes.assign(33, {});
  inspection.source = std::string(501, 'x');
  inspection.reported.assign(101, {});
  inspection.flags.assign(51, "");
  EXPECT_THAT(Summary(Validate(inspection)), ElementsAre("framework TOO_LONG", "judgements TOO_LONG", "codes TOO_LONG",
                                                         "source TOO_LONG", "reported TOO_LONG", "flags TOO_LONG"));
}

TEST(InspectionShape, HoldsEachFieldToItsShape) {
  Inspection inspection = Ofsted2013();
  inspection.inspectorate = "Ofsted";
  inspection.first_day = "04/06/2013";
  inspection.last_day = inspection.published_on = "2013-02-30";
  inspection.judgements = {{"Child protection", "requires improvement", 0}};
  inspection.codes = {{"GSS", "E10000027", "2013-01-02", "2013-01-01"}};
  inspection.reported = {{std::string(101, 'x'), std::string(1'001, 'x')}};
  inspection.flags = {"Odd"};
  EXPECT_THAT(Summary(Validate(inspection)),
              ElementsAre("inspectorate BAD_FORMAT", "first_day BAD_DATE", "last_day BAD_DATE", "published_on BAD_DATE",
                          "judgements[0].area BAD_FORMAT", "judgements[0].grade BAD_FORMAT",
                          "codes[0].scheme BAD_FORMAT", "codes[0].valid_to OUT_OF_RANGE", "reported[0].field TOO_LONG",
                          "reported[0].value TOO_LONG", "flags[0] BAD_FORMAT"));
}

TEST(InspectionShape, WantsAGradeOrAMarkerOfEachAreaOnce) {
  Inspection inspection = Ofsted2013();
  inspection.judgements = {{"help", "good", 0},
                           {"help", "good", 0},
                           {"in-care", "good", 2},
                           {"leavers", "", 0},
                           {"overall-effectiveness", "", 2}};
  EXPECT_THAT(Summary(Validate(inspection)),
              ElementsAre("judgements[1].area DUPLICATE", "judgements[2].grade GRADE_XOR_UNGRADED",
                          "judgements[3].grade GRADE_XOR_UNGRADED"));
  for (const int unknown : {-1, 4}) {
    inspection.judgements = {{"help", "", unknown}};
    EXPECT_THAT(Validate(inspection), IsOnly("judgements[0].marker", reason::kOutOfRange));
  }
}

TEST(InspectionShape, KeepsCodesThatAreReportedTwice) {
  Inspection inspection = Ofsted2013();
  inspection.codes.assign(2, {"gss", "E10000027", "", ""});
  EXPECT_THAT(Validate(inspection), IsEmpty());
}

Authority Somerset() {
  return {"somerset",
          "Somerset",
          {{"gss", "E10000027", "", "2023-03-31"}, {"gss", "E06000066", "2023-04-01", ""}, {"dfe", "933", "", ""}}};
}

bool IsExpired(const std::string& code, const std::string& published_on, const std::string& last_day) {
  Inspection inspection = Ofsted2013();
  inspection.published_on = published_on;
  inspection.last_day = last_day;
  inspection.codes = {{"dfe", "933", "", ""}, {"gss", code, "", ""}};
  return HasExpiredCode(inspection, Somerset());
}

TEST(ExpiredCode, HadEndedBeforeTheInspectionWasPublished) {
  EXPECT_FALSE(IsExpired("E10000027", "2023-03-31", ""));
  EXPECT_TRUE(IsExpired("E10000027", "2023-04-01", ""));
  EXPECT_FALSE(IsExpired("E06000066", "2023-04-01", ""));
  EXPECT_FALSE(IsExpired("E06000066", "2013-08-05", ""));  // not valid yet is not expired
}

TEST(ExpiredCode, IsJudgedByTheLastDayWhereNoneIsPublished) {
  EXPECT_TRUE(IsExpired("E10000027", "", "2023-04-01"));
  EXPECT_FALSE(IsExpired("E10000027", "", "2023-03-31"));
  EXPECT_FALSE(IsExpired("E10000027", "2023-03-31", "2023-04-01"));
  EXPECT_FALSE(IsExpired("E10000027", "", ""));
}

TEST(ExpiredCode, IsNotSaidOfCodesNothingIsKnownOf) {
  EXPECT_FALSE(IsExpired("E99999999", "2030-01-01", ""));
  Inspection inspection = Ofsted2013();
  inspection.published_on = "2030-01-01";
  inspection.codes = {{"ofsted-urn", "E10000027", "", ""}};  // the value, in another scheme
  EXPECT_FALSE(HasExpiredCode(inspection, Somerset()));
}

TEST(ExpiredCode, IsOneWhoseEveryValidityHadEnded) {
  Inspection inspection = Ofsted2013();
  inspection.published_on = "2015-01-01";
  inspection.codes = {{"gss", "E1", "", ""}};
  Authority authority = Somerset();
  authority.codes = {{"gss", "E1", "", "2010-01-01"}, {"gss", "E1", "2012-01-01", "2014-12-31"}};
  EXPECT_TRUE(HasExpiredCode(inspection, authority));
  authority.codes[1].valid_to = "2015-01-01";
  EXPECT_FALSE(HasExpiredCode(inspection, authority));
}

}  // namespace
}  // namespace assay
