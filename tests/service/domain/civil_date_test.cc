#include "service/domain/civil_date.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "gmock/gmock.h"
#include "service/domain/limits.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using absl::CivilDay;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ParseDate, ReadsRealDates) {
  EXPECT_EQ(ParseDate("2014-05-21"), CivilDay(2014, 5, 21));
  EXPECT_EQ(ParseDate("2012-02-29"), CivilDay(2012, 2, 29));
  EXPECT_EQ(ParseDate("2000-02-29"), CivilDay(2000, 2, 29));
  EXPECT_EQ(ParseDate("1900-01-01"), CivilDay(1900, 1, 1));
  EXPECT_EQ(ParseDate("2200-12-31"), CivilDay(2200, 12, 31));
}

TEST(ParseDate, RefusesDaysTheCalendarDoesNotHave) {
  for (const char* text : {"2014-02-30", "2014-02-29", "1900-02-29", "2100-02-29", "2014-04-31", "2014-13-01",
                           "2014-00-10", "2014-01-00", "2014-01-32"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(ParseDate, RefusesYearsOutsideTheLimits) {
  EXPECT_EQ(ParseDate("1899-12-31"), std::nullopt);
  EXPECT_EQ(ParseDate("2201-01-01"), std::nullopt);
  EXPECT_EQ(ParseDate("0000-01-01"), std::nullopt);
}

TEST(ParseDate, RefusesEveryOtherSpelling) {
  for (const char* text :
       {"", "2014-1-5", "2014-01-5", "14-01-05", "2014/01/05", "05-01-2014", "20140105", " 2014-01-05", "2014-01-05 ",
        "2014-01-05T00:00", "+014-01-05", "2014-01--5", "2014-0a-05", "\xD9\xA2\xD9\xA0\xD9\xA1\xD9\xA4-1"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseDate(std::string_view("2014-01-05\0", 11)), std::nullopt);
}

RC_GTEST_PROP(CivilDateProperty, EveryDayOfTheLimitsIsReadBackAsItWasWritten, ()) {
  const auto first = DayNumber(CivilDay(limits::kFirstYear, 1, 1));
  const auto last = DayNumber(CivilDay(limits::kLastYear, 12, 31));
  const auto number = *rc::gen::resize(100, rc::gen::inRange<int32_t>(first, last + 1));
  const CivilDay day = DayFromNumber(number);
  RC_ASSERT(ParseDate(FormatDate(day)) == day);
  RC_ASSERT(DayNumber(day) == number);
}

TEST(DayNumber, CountsFrom1970AndBelowZeroBefore) {
  EXPECT_EQ(DayNumber(CivilDay(1970, 1, 1)), 0);
  EXPECT_EQ(DayNumber(CivilDay(1969, 12, 31)), -1);
  EXPECT_EQ(DayNumber(CivilDay(2013, 11, 21)), 16'030);
  EXPECT_EQ(DayFromNumber(-25'567), CivilDay(1900, 1, 1));
}

TEST(AddMonths, CountsTheFirstReviewInMonthsAndNotIn180Days) {
  EXPECT_EQ(AddMonths(CivilDay(2013, 11, 21), 6), CivilDay(2014, 5, 21));
  EXPECT_EQ(AddMonths(CivilDay(2013, 11, 21), 12), CivilDay(2014, 11, 21));
}

TEST(AddMonths, ClampsToTheEndOfTheMonth) {
  EXPECT_EQ(AddMonths(CivilDay(2013, 8, 31), 6), CivilDay(2014, 2, 28));
  EXPECT_EQ(AddMonths(CivilDay(2011, 8, 31), 6), CivilDay(2012, 2, 29));
  EXPECT_EQ(AddMonths(CivilDay(2013, 10, 31), 6), CivilDay(2014, 4, 30));
  EXPECT_EQ(AddMonths(CivilDay(2012, 2, 29), 12), CivilDay(2013, 2, 28));
  EXPECT_EQ(AddMonths(CivilDay(2012, 2, 29), 48), CivilDay(2016, 2, 29));
}

TEST(AddMonths, GoesBackwardsOverYearEnds) {
  EXPECT_EQ(AddMonths(CivilDay(2014, 1, 31), -1), CivilDay(2013, 12, 31));
  EXPECT_EQ(AddMonths(CivilDay(2014, 3, 31), -1), CivilDay(2014, 2, 28));
  EXPECT_EQ(AddMonths(CivilDay(2014, 3, 31), 0), CivilDay(2014, 3, 31));
  EXPECT_EQ(AddMonths(CivilDay(2000, 5, 1), -1'200), CivilDay(1900, 5, 1));
}

RC_GTEST_PROP(CivilDateProperty, AddedMonthsLandInTheRightMonthOnTheSameDayOrItsEnd, ()) {
  const CivilDay day = DayFromNumber(*rc::gen::resize(100, rc::gen::inRange(-25'000, 80'000)));
  const int months = *rc::gen::resize(100, rc::gen::inRange(-1'200, 1'201));
  const CivilDay later = AddMonths(day, months);
  RC_ASSERT(absl::CivilMonth(later) - absl::CivilMonth(day) == months);
  RC_ASSERT((later.day() == day.day() || (later.day() < day.day() && (later + 1).day() == 1)));
}

TEST(RollingWindow, BeginsTheDayAfterTheDayNMonthsBefore) {
  EXPECT_EQ(RollingWindowStart(CivilDay(2014, 5, 21), 6), CivilDay(2013, 11, 22));
  EXPECT_EQ(RollingWindowStart(CivilDay(2014, 3, 31), 12), CivilDay(2013, 4, 1));
  EXPECT_EQ(RollingWindowStart(CivilDay(2014, 8, 31), 6), CivilDay(2014, 3, 1));
  EXPECT_EQ(RollingWindowStart(CivilDay(2014, 2, 28), 1), CivilDay(2014, 1, 29));
}

TEST(CheckDate, AnswersTheDayAndSaysNothingWhereItFits) {
  Violations out;
  EXPECT_EQ(CheckDate({"audit_date", "2014-01-15"}, out), CivilDay(2014, 1, 15));
  EXPECT_EQ(CheckOptionalDate({"valid_to", "2014-01-15"}, out), CivilDay(2014, 1, 15));
  EXPECT_EQ(CheckOptionalDate({"valid_to", ""}, out), std::nullopt);
  EXPECT_THAT(out, IsEmpty());
}

TEST(CheckDate, TellsMissingFromWrong) {
  Violations out;
  EXPECT_EQ(CheckDate({"a", ""}, out), std::nullopt);
  EXPECT_EQ(CheckDate({"b", "2014-02-30"}, out), std::nullopt);
  EXPECT_EQ(CheckOptionalDate({"c", "31/03/2014"}, out), std::nullopt);
  EXPECT_THAT(Summary(out), testing::ElementsAre("a REQUIRED", "b BAD_DATE", "c BAD_DATE"));
}

TEST(CheckDate, TakesTomorrowForThePastAndNotTheDayAfter) {
  Violations out;
  const CivilDay today(2014, 12, 31);
  EXPECT_EQ(CheckPastDate({"held_on", "2015-01-01"}, today, out), CivilDay(2015, 1, 1));
  EXPECT_EQ(CheckPastDate({"held_on", "1900-01-01"}, today, out), CivilDay(1900, 1, 1));
  EXPECT_THAT(out, IsEmpty());
  EXPECT_EQ(CheckPastDate({"a", "2015-01-02"}, today, out), CivilDay(2015, 1, 2));
  CheckPastDate({"b", ""}, today, out);
  EXPECT_THAT(Summary(out), testing::ElementsAre("a DATE_IN_FUTURE", "b REQUIRED"));
  EXPECT_THAT(out[0].description, HasSubstr("the last date accepted now is 2015-01-01"));
}

TEST(CheckDate, RepeatsOnlyWhatLooksLikeADate) {
  Violations out;
  CheckDate({"audit_date", "2014-02-30"}, out);
  CheckDate({"audit_date", "a child's name"}, out);
  EXPECT_THAT(out[0].description, HasSubstr("2014-02-30 is not a day"));
  EXPECT_THAT(out[1].description, Not(HasSubstr("name")));
}

}  // namespace
}  // namespace assay
