#include "service/domain/measure.h"

#include <gtest/gtest.h>

#include "gmock/gmock.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using absl::CivilDay;
using testing::ElementsAre;
using testing::IsEmpty;

// "75% of cases judged adequate or better"
Measure ThreeQuartersAdequate() {
  Measure measure;
  measure.threshold_grade = "adequate";
  measure.comparator = 1;
  measure.target = {75, 100};
  return measure;
}

TEST(MeasureShape, TakesTheLeastAndTheMostAMeasureCanSay) {
  Measure measure = ThreeQuartersAdequate();
  EXPECT_THAT(Validate(measure), IsEmpty());
  measure.scale = "ofsted-2013@1";
  measure.comparator = 2;
  measure.ungraded_policy = 3;
  measure.re_audit_policy = 3;
  measure.grade_basis = 3;
  measure.crosswalk = "plain-2014@1";
  measure.window = RollingMonths{12};
  measure.practice_areas = {"assessment", "child-protection-plan"};
  measure.audit_types = {0, 5};
  measure.sampling_methods = {0, 5};
  measure.teams = {"North", "South"};
  measure.minimum_graded = UINT32_MAX;
  EXPECT_THAT(Validate(measure), IsEmpty());
}

TEST(MeasureShape, NeedsAThresholdAComparatorAndATarget) {
  Measure measure;
  measure.target = {0, 0};
  EXPECT_THAT(Summary(Validate(measure)),
              ElementsAre("threshold_grade REQUIRED", "comparator REQUIRED", "target REQUIRED"));
}

TEST(MeasureShape, KeepsTheTargetWithin0And1) {
  Measure measure = ThreeQuartersAdequate();
  for (const Fraction good : {Fraction{0, 1}, Fraction{1, 1}, Fraction{UINT32_MAX, UINT32_MAX}}) {
    measure.target = good;
    EXPECT_THAT(Validate(measure), IsEmpty());
  }
  for (const Fraction bad : {Fraction{1, 0}, Fraction{2, 1}, Fraction{UINT32_MAX, UINT32_MAX - 1}}) {
    measure.target = bad;
    EXPECT_THAT(Validate(measure), IsOnly("target", reason::kOutOfRange));
  }
}

TEST(MeasureShape, RefusesEnumerationValuesItDoesNotKnow) {
  for (const int unknown : {-1, 4, 99}) {
    Measure measure = ThreeQuartersAdequate();
    measure.comparator = measure.ungraded_policy = measure.re_audit_policy = unknown;
    EXPECT_THAT(Summary(Validate(measure)),
                ElementsAre("comparator OUT_OF_RANGE", "ungraded_policy OUT_OF_RANGE", "re_audit_policy OUT_OF_RANGE"));
  }
  Measure measure = ThreeQuartersAdequate();
  measure.comparator = 3;
  measure.re_audit_policy = 4;
  measure.audit_types = {1, 6};
  measure.sampling_methods = {-1};
  EXPECT_THAT(Summary(Validate(measure)),
              ElementsAre("comparator OUT_OF_RANGE", "re_audit_policy OUT_OF_RANGE", "audit_types[1] OUT_OF_RANGE",
                          "sampling_methods[0] OUT_OF_RANGE"));
}

TEST(MeasureShape, WantsAScaleReferenceWhereOneIsGiven) {
  Measure measure = ThreeQuartersAdequate();
  measure.scale = "ofsted-2013@x";
  EXPECT_THAT(Validate(measure), IsOnly("scale", reason::kBadFormat));
}

TEST(MeasureShape, Rolls1To1200Months) {
  Measure measure = ThreeQuartersAdequate();
  for (const uint32_t months : {1u, 1'200u}) {
    measure.window = RollingMonths{months};
    EXPECT_THAT(Validate(measure), IsEmpty());
  }
  for (const uint32_t months : {0u, 1'201u, UINT32_MAX}) {
    measure.window = RollingMonths{months};
    EXPECT_THAT(Validate(measure), IsOnly("window.rolling_months", reason::kOutOfRange));
  }
}

TEST(MeasureShape, LeavesEitherEndOfFixedDatesOpenAndWantsThemInOrder) {
  Measure measure = ThreeQuartersAdequate();
  for (const FixedDates& dates : {FixedDates{"", ""}, FixedDates{"2014-01-01", ""}, FixedDates{"", "2014-01-01"},
                                  FixedDates{"2014-01-01", "2014-01-01"}}) {
    measure.window = dates;
    EXPECT_THAT(Validate(measure), IsEmpty());
  }
  measure.window = FixedDates{"2014-01-02", "2014-01-01"};
  EXPECT_THAT(Validate(measure), IsOnly("window.fixed.last_day", reason::kOutOfRange));
  measure.window = FixedDates{"2014-02-30", "x"};
  EXPECT_THAT(Summary(Validate(measure)),
              ElementsAre("window.fixed.first_day BAD_DATE", "window.fixed.last_day BAD_DATE"));
}

TEST(MeasureShape, HoldsEveryFilterValueToItsShape) {
  Measure measure = ThreeQuartersAdequate();
  measure.practice_areas = {"assessment", "Child Protection"};
  measure.teams = {"", "North\n"};
  EXPECT_THAT(Summary(Validate(measure)),
              ElementsAre("practice_areas[1] BAD_FORMAT", "teams[0] REQUIRED", "teams[1] BAD_TEXT"));
}

TEST(MeasureShape, TakesAHundredValuesOfAFilterAndNotOneMore) {
  Measure measure = ThreeQuartersAdequate();
  measure.practice_areas.assign(100, "assessment");
  measure.audit_types.assign(100, 1);
  measure.sampling_methods.assign(100, 1);
  measure.teams.assign(100, "North");
  EXPECT_THAT(Validate(measure), IsEmpty());
  measure.practice_areas.assign(101, "");
  measure.audit_types.assign(101, -1);
  measure.sampling_methods.assign(101, -1);
  measure.teams.assign(101, "");
  EXPECT_THAT(Summary(Validate(measure)), ElementsAre("practice_areas TOO_LONG", "audit_types TOO_LONG",
                                                      "sampling_methods TOO_LONG", "teams TOO_LONG"));
}

TEST(MeasureShape, BeginsWithItsNoticeOnlyInOne) {
  Measure measure = ThreeQuartersAdequate();
  measure.window = SinceNotice{};
  EXPECT_THAT(Validate(measure), IsOnly("window.since_notice", reason::kNotAllowed));
  EXPECT_THAT(Validate(measure, MeasurePlace::kAdHoc), IsOnly("window.since_notice", reason::kNotAllowed));
  EXPECT_THAT(Validate(measure, MeasurePlace::kNotice), IsEmpty());
}

TEST(MeasureShape, TakesThreePoliciesOfReAuditsAndThreeBasesOfGradesAndNotOneMore) {
  Measure measure = ThreeQuartersAdequate();
  for (const int known : {0, 1, 2, 3}) {
    measure.re_audit_policy = measure.grade_basis = known;
    EXPECT_THAT(Validate(measure), IsEmpty()) << known;
  }
  for (const int unknown : {-1, 4}) {
    measure.re_audit_policy = measure.grade_basis = unknown;
    EXPECT_THAT(Summary(Validate(measure)), ElementsAre("re_audit_policy OUT_OF_RANGE", "grade_basis OUT_OF_RANGE"));
  }
}

TEST(MeasureShape, WantsTheVersionOfACrosswalk) {
  Measure measure = ThreeQuartersAdequate();
  measure.crosswalk = "plain-2014@1";
  EXPECT_THAT(Validate(measure), IsEmpty());
  for (const char* crosswalk : {"plain-2014", "plain-2014@0", "Plain@1", "plain-2014@1 "}) {
    measure.crosswalk = crosswalk;
    EXPECT_THAT(Validate(measure), IsOnly("crosswalk", reason::kBadFormat)) << crosswalk;
  }
}

TEST(Window, SinceTheNoticeBeginsOnItsIssueDate) {
  Measure measure = ThreeQuartersAdequate();
  measure.window = SinceNotice{"2013-11-21"};
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 5, 21)), (DayRange{CivilDay(2013, 11, 21), CivilDay(2014, 5, 21)}));
}

TEST(Window, WithoutOneReachesFromEverToTheDay) {
  EXPECT_EQ(WindowOn(ThreeQuartersAdequate(), CivilDay(2014, 5, 21)), (DayRange{std::nullopt, CivilDay(2014, 5, 21)}));
}

TEST(Window, RollsWithTheDay) {
  Measure measure = ThreeQuartersAdequate();
  measure.window = RollingMonths{6};
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 5, 21)), (DayRange{CivilDay(2013, 11, 22), CivilDay(2014, 5, 21)}));
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 8, 31)), (DayRange{CivilDay(2014, 3, 1), CivilDay(2014, 8, 31)}));
  measure.window = RollingMonths{1'200};
  EXPECT_EQ(WindowOn(measure, CivilDay(1950, 1, 1)), (DayRange{CivilDay(1850, 1, 2), CivilDay(1950, 1, 1)}));
}

TEST(Window, OfFixedDatesNeverReachesPastTheDay) {
  Measure measure = ThreeQuartersAdequate();
  measure.window = FixedDates{"2014-01-01", "2014-03-31"};
  const DayRange whole{CivilDay(2014, 1, 1), CivilDay(2014, 3, 31)};
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 6, 30)), whole);
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 3, 31)), whole);
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 2, 10)), (DayRange{CivilDay(2014, 1, 1), CivilDay(2014, 2, 10)}));
}

TEST(Window, OfFixedDatesMayBeOpen) {
  Measure measure = ThreeQuartersAdequate();
  measure.window = FixedDates{"2014-01-01", ""};
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 6, 30)), (DayRange{CivilDay(2014, 1, 1), CivilDay(2014, 6, 30)}));
  measure.window = FixedDates{"", "2014-03-31"};
  EXPECT_EQ(WindowOn(measure, CivilDay(2014, 6, 30)), (DayRange{std::nullopt, CivilDay(2014, 3, 31)}));
}

TEST(Window, IsEmptyBeforeItHasBegun) {
  Measure measure = ThreeQuartersAdequate();
  measure.window = FixedDates{"2014-01-01", "2014-03-31"};
  const DayRange range = WindowOn(measure, CivilDay(2013, 12, 31));
  EXPECT_GT(*range.first, range.last);
}

}  // namespace
}  // namespace assay
