#include "client/cli/civil_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(CivilTextTest, WritesDaysAsPeopleDo) {
  EXPECT_EQ(LongDate("2014-05-21"), "21 May 2014");
  EXPECT_EQ(LongDate("2016-02-29"), "29 Feb 2016");
  EXPECT_EQ(LongDate("2015-02-29"), "2015-02-29");
  EXPECT_EQ(LongDate(""), "");
}

TEST(CivilTextTest, CountsTheDaysToADayAndSinceIt) {
  EXPECT_EQ(Distance({"2014-05-21", "2014-03-31"}), "in 51 days");
  EXPECT_EQ(Distance({"2014-05-21", "2014-05-20"}), "in 1 day");
  EXPECT_EQ(Distance({"2014-05-21", "2014-05-21"}), "today");
  EXPECT_EQ(Distance({"2014-05-21", "2014-05-22"}), "1 day ago");
  EXPECT_EQ(Distance({"", "2014-05-22"}), "");
  EXPECT_EQ(Overdue({"2014-05-21", "2014-05-24"}), "overdue by 3 days");
  EXPECT_EQ(Overdue({"2013-12-31", "2014-01-01"}), "overdue by 1 day");
  // Whether it is overdue is the server's to say: no number is made up where the days say otherwise.
  EXPECT_EQ(Overdue({"2014-05-21", "2014-05-21"}), "overdue");
}

TEST(CivilTextTest, SetsThousandsApartInMoney) {
  EXPECT_EQ(FormatPounds(0), "£0");
  EXPECT_EQ(FormatPounds(5), "£0.05");
  EXPECT_EQ(FormatPounds(99'999), "£999.99");
  EXPECT_EQ(FormatPounds(100'000), "£1,000");
  EXPECT_EQ(FormatPounds(40'000'000), "£400,000");
  EXPECT_EQ(FormatPounds(123'456'789'012), "£1,234,567,890.12");
  EXPECT_EQ(FormatPounds(-105), "-£1.05");
  EXPECT_EQ(FormatPounds(INT64_MIN), "-£92,233,720,368,547,758.08");
}

TEST(CivilTextTest, ReadsPoundsToThePenny) {
  EXPECT_EQ(ParsePounds("741000").value(), 74'100'000u);
  EXPECT_EQ(ParsePounds("741000.00").value(), 74'100'000u);
  EXPECT_EQ(ParsePounds("£741,000.10").value(), 74'100'010u);
  EXPECT_EQ(ParsePounds("0.05").value(), 5u);
  EXPECT_EQ(ParsePounds("0").value(), 0u);
  EXPECT_EQ(ParsePounds("10,000,000,000,000.00").value(), 1'000'000'000'000'000u);
}

TEST(CivilTextTest, RefusesWhatIsNoExactAmount) {
  for (const char* text :
       {"", "-1", "+1", "1.5", "1.005", "1.", ".50", "1e3", "£", "7,41,000", "741,00", ",741", "741,", "0741,000",
        "1 000", "10,000,000,000,000.01", "99999999999999999999999999", "741k"}) {
    EXPECT_FALSE(ParsePounds(text).ok()) << text;
  }
}

TEST(CivilTextTest, WritesNoAmountThatItWouldReadOtherwise) {
  for (uint64_t pence : {0ull, 1ull, 10ull, 99ull, 100ull, 99'999ull, 100'000ull, 12'345'678'901ull}) {
    EXPECT_EQ(ParsePounds(FormatPounds(static_cast<int64_t>(pence))).value(), pence);
  }
}

}  // namespace
}  // namespace assay
