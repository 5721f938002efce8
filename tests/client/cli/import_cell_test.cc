#include "client/cli/import_cell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using ::testing::HasSubstr;

TEST(NormaliseCode, ReadsPeoplesSpelling) {
  EXPECT_EQ(NormaliseCode("Requires Improvement"), "requires-improvement");
  EXPECT_EQ(NormaliseCode("not graded in the published review"), "not-graded-in-the-published-review");
  EXPECT_EQ(NormaliseCode("  Good. "), "good");
  EXPECT_EQ(NormaliseCode("child_protection/plan"), "child-protection-plan");
  EXPECT_EQ(NormaliseCode("A  --  b"), "a-b");
  EXPECT_EQ(NormaliseCode("child's file"), "childs-file");
  EXPECT_EQ(NormaliseCode("child\xE2\x80\x99s \xE2\x80\x93 file"), "childs-file");  // curly apostrophe, en dash
  EXPECT_EQ(NormaliseCode("Grade\xC2\xA0"
                          "3"),
            "grade-3");  // no-break space
  EXPECT_EQ(NormaliseCode("already-a-code"), "already-a-code");
  EXPECT_EQ(NormaliseCode("\xC3\x89tat"), "\xC3\xA9tat");  // kept for the server to refuse by name
  EXPECT_EQ(NormaliseCode("?!"), "");
}

TEST(ReadDate, TakesRealDatesOnly) {
  EXPECT_EQ(ReadDate("2014-02-28", DateFormat::kYearMonthDay).date, "2014-02-28");
  EXPECT_EQ(ReadDate("5/3/2014", DateFormat::kDayMonthYear).date, "2014-03-05");
  EXPECT_EQ(ReadDate("05/03/2014", DateFormat::kMonthDayYear).date, "2014-05-03");
  EXPECT_THAT(ReadDate("30/02/2014", DateFormat::kDayMonthYear).why, HasSubstr("not a real date"));
  EXPECT_THAT(ReadDate("13/12/2014", DateFormat::kMonthDayYear).why, HasSubstr("not a real date with the month first"));
}

TEST(ReadDate, SaysWhatIsWrongWithTheForm) {
  const auto why = [](const char* text) { return ReadDate(text, DateFormat::kYearMonthDay).why; };
  EXPECT_THAT(why("05/03/2014"),
              HasSubstr("ambiguous: day or month first? Say --date-format dd/mm/yyyy or mm/dd/yyyy"));
  EXPECT_THAT(why("25/03/2014"), HasSubstr("--date-format dd/mm/yyyy"));
  EXPECT_THAT(why("03/25/2014"), HasSubstr("--date-format mm/dd/yyyy"));
  EXPECT_EQ(why("2014-02-30"), "is not a real date");
  EXPECT_EQ(why("1899-12-31"), "is not within the years 1900 to 2200");
  EXPECT_EQ(why("2014-03-05 00:00:00"), "has more than a date written YYYY-MM-DD");
  for (const char* text : {"5 March 2014", "2014", "41703", "20140305", "2014/03/05", "-5/3/2014", "5/3/20145"}) {
    EXPECT_EQ(why(text), "is not a date written YYYY-MM-DD") << text;
  }
}

TEST(ReadDate, TakesNoOtherFormThanTheOneNamed) {
  for (const char* text : {"2014-03-05", "5.3.2014", "5/3/14", "5/3", "5/3/2014/1", "+5/3/2014", " 5/3/2014"}) {
    EXPECT_THAT(ReadDate(text, DateFormat::kDayMonthYear).why, HasSubstr("not a date written dd/mm/yyyy")) << text;
  }
}

}  // namespace
}  // namespace assay
