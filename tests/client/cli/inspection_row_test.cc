#include "client/cli/inspection_row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/inspection_text.h"

namespace assay {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<std::string> kHeader = {"urn",
                                          "la_code",
                                          "ltla23cd",
                                          "local_authority",
                                          "inspection_framework",
                                          "inspection_start_date",
                                          "inspection_end_date",
                                          "publication_date",
                                          "overall_effectiveness_grade",
                                          "impact_of_leaders_grade",
                                          "care_leavers_grade"};

CsvRow Row(const std::string& first, const std::string& published, const std::string& overall,
           const std::string& care_leavers) {
  return {2,
          {"80555", "933", "E10000027", "somerset", "short", first, first, published, overall, "requires improvement",
           care_leavers}};
}

InspectionRow Read(const CsvRow& row) {
  const auto columns = PlanInspectionColumns(kHeader, {});
  EXPECT_TRUE(columns.ok()) << columns.status();
  auto read = ReadInspectionRow(*columns, row,
                                {.inspectorate = "ofsted", .id_prefix = "ofsted", .source = "", .authority = ""});
  EXPECT_TRUE(read.ok()) << read.status();
  return *read;
}

const v1::Judgement& JudgementOf(const InspectionRow& row, const std::string& area) {
  for (const auto& judgement : row.inspection.judgements()) {
    if (judgement.area() == area) return judgement;
  }
  ADD_FAILURE() << "no judgement of " << area;
  return v1::Judgement::default_instance();
}

TEST(InspectionRowTest, KeepsEveryFieldAsReportedBesideWhatWasRead) {
  const CsvRow row = Row("27/04/2026", "17/06/26", "good", "outstanding");
  const InspectionRow read = Read(row);
  EXPECT_EQ(read.authority, "somerset");
  EXPECT_EQ(read.inspection.name(), "authorities/somerset/inspections/ofsted-2026-06-17");
  EXPECT_EQ(read.inspection.first_day(), "2026-04-27");
  EXPECT_EQ(read.inspection.framework(), "short");
  EXPECT_EQ(JudgementOf(read, "impact-of-leaders").grade(), "requires-improvement");
  ASSERT_EQ(read.inspection.reported_size(), static_cast<int>(kHeader.size()));
  for (size_t i = 0; i < kHeader.size(); ++i) {
    EXPECT_EQ(read.inspection.reported(static_cast<int>(i)).field(), kHeader[i]);
    EXPECT_EQ(read.inspection.reported(static_cast<int>(i)).value(), row.cells[i]);
  }
  EXPECT_EQ(read.inspection.codes(0).scheme(), "ofsted-urn");
  EXPECT_EQ(read.inspection.codes(1).scheme(), "dfe");
  EXPECT_EQ(read.inspection.codes(2).value(), "E10000027");
  EXPECT_THAT(read.inspection.flags(), IsEmpty());
}

TEST(InspectionRowTest, AnOverallJudgementThatWasAbolishedIsNotApplicable) {
  const InspectionRow after = Read(Row("01/04/2026", "17/06/26", "nan", "good"));
  EXPECT_EQ(JudgementOf(after, "overall-effectiveness").marker(), v1::MARKER_NOT_APPLICABLE);
  EXPECT_THAT(after.inspection.flags(), ElementsAre("overall-abolished"));
}

TEST(InspectionRowTest, AnOverallJudgementFromBeforeThatIsOnlyMissing) {
  // Published after the change, inspected before it.
  const InspectionRow before = Read(Row("31/03/2026", "17/06/26", "nan", "good"));
  EXPECT_EQ(JudgementOf(before, "overall-effectiveness").marker(), v1::MARKER_NOT_AVAILABLE);
  EXPECT_THAT(before.inspection.flags(), ElementsAre("judgement-missing"));
}

TEST(InspectionRowTest, OnlyTheOverallJudgementWasAbolished) {
  const InspectionRow read = Read(Row("27/04/2026", "17/06/26", "good", "nan"));
  EXPECT_EQ(JudgementOf(read, "care-leavers").marker(), v1::MARKER_NOT_AVAILABLE);
  EXPECT_THAT(read.inspection.flags(), ElementsAre("judgement-missing"));
}

TEST(InspectionRowTest, AFrameworkThatPreDatesAJudgementLeavesItNotAvailable) {
  const InspectionRow read = Read(Row("28/11/2022", "26/01/23", "good", "inspection_pre_dates_judgement"));
  EXPECT_EQ(JudgementOf(read, "care-leavers").marker(), v1::MARKER_NOT_AVAILABLE);
  EXPECT_THAT(read.inspection.flags(), ElementsAre("inspection-pre-dates-judgement"));
}

TEST(InspectionRowTest, FlagsWhatIsNotStatedAndInventsNothing) {
  CsvRow row = Row("", "16/05/24", "good", "good");
  row.cells[4] = "None";
  const InspectionRow read = Read(row);
  EXPECT_EQ(read.inspection.framework(), "");
  EXPECT_EQ(read.inspection.first_day(), "");
  EXPECT_EQ(read.inspection.last_day(), "");
  EXPECT_THAT(read.inspection.flags(), ElementsAre("framework-not-stated", "no-inspection-dates"));
  EXPECT_EQ(read.inspection.name(), "authorities/somerset/inspections/ofsted-2024-05-16");
}

TEST(InspectionRowTest, FlagsADateItCannotReadAndKeepsItAsReported) {
  const InspectionRow read = Read(Row("31/02/2024", "soon", "good", "good"));
  EXPECT_EQ(read.inspection.first_day(), "");
  EXPECT_EQ(read.inspection.published_on(), "");
  EXPECT_THAT(read.inspection.flags(), ElementsAre("date-unreadable"));
  EXPECT_EQ(read.inspection.reported(7).value(), "soon");
  EXPECT_EQ(read.inspection.name(), "authorities/somerset/inspections/ofsted-undated");
}

TEST(InspectionRowTest, ReadsMarkersAndRefusesToMakeAGradeOfAnythingElse) {
  const InspectionRow read = Read(Row("28/11/2022", "26/01/23", "[c]", "???"));
  EXPECT_EQ(JudgementOf(read, "overall-effectiveness").marker(), v1::MARKER_SUPPRESSED);
  EXPECT_EQ(JudgementOf(read, "care-leavers").marker(), v1::MARKER_NOT_AVAILABLE);
  EXPECT_THAT(read.inspection.flags(), Contains("judgement-unreadable"));
  const InspectionRow bracketed = Read(Row("28/11/2022", "26/01/23", "good", "[q]"));
  EXPECT_EQ(JudgementOf(bracketed, "care-leavers").marker(), v1::MARKER_NOT_AVAILABLE);
  EXPECT_THAT(bracketed.inspection.flags(), ElementsAre("judgement-unreadable"));
}

TEST(InspectionRowTest, EveryJudgementHasExactlyOneOfGradeAndMarker) {
  for (const char* cell :
       {"good", "Requires Improvement", "nan", "", "[x]", "[z]", "[c]", "n/a", "inspection_pre_dates_judgement",
        "\xC3\xA9", "a very long grade that no scale could ever have as its code", "-", "[q]", "0"}) {
    const InspectionRow read = Read(Row("28/11/2022", "26/01/23", cell, cell));
    for (const auto& judgement : read.inspection.judgements()) {
      EXPECT_NE(judgement.grade().empty(), judgement.marker() == v1::MARKER_UNSPECIFIED) << cell;
    }
  }
}

TEST(InspectionRowTest, ReadsBothDateFormatsAndIso) {
  EXPECT_EQ(ReadReportedDate("27/04/2026"), "2026-04-27");
  EXPECT_EQ(ReadReportedDate("17/06/26"), "2026-06-17");
  EXPECT_EQ(ReadReportedDate("1/2/03"), "2003-02-01");
  EXPECT_EQ(ReadReportedDate("2026-04-27"), "2026-04-27");
  for (const char* text : {"", "06/17/2026", "31/04/2026", "27/04/026", "27-04-2026", "27/04/2", "/26", "27/04/2026 ",
                           "abc", "27/04/20266"}) {
    EXPECT_EQ(ReadReportedDate(text), "") << text;
  }
}

TEST(InspectionRowTest, MakesIdsOfNames) {
  EXPECT_EQ(AuthorityIdOf("bournemouth, christchurch & poole"), "bournemouth-christchurch-poole");
  EXPECT_EQ(AuthorityIdOf("Windsor&Maidenhead"), "windsor-maidenhead");
  EXPECT_EQ(AuthorityIdOf("St. Helens"), "st-helens");
  EXPECT_EQ(AuthorityIdOf("King's Lynn"), "kings-lynn");
  EXPECT_EQ(AuthorityIdOf("stoke-on-trent"), "stoke-on-trent");
  EXPECT_EQ(AuthorityIdOf(" ,& "), "");
}

TEST(InspectionRowTest, TellsBothAuthoritiesThatShareACode) {
  const InspectionRow somerset = Read(Row("28/11/2022", "26/01/23", "good", "good"));
  InspectionRow other = somerset;
  other.authority = "cumberland";
  other.inspection.mutable_codes(0)->set_value("1");
  other.inspection.mutable_codes(1)->set_value("2");
  SharedCodes codes;
  codes.Add(somerset);
  EXPECT_FALSE(codes.Shares(somerset));
  codes.Add(somerset);  // two inspections of one authority share nothing with another
  EXPECT_FALSE(codes.Shares(somerset));
  codes.Add(other);
  EXPECT_TRUE(codes.Shares(somerset));
  EXPECT_TRUE(codes.Shares(other));
}

TEST(InspectionRowTest, RefusesFilesWithoutAJudgementOrWithOneAreaTwice) {
  EXPECT_THAT(PlanInspectionColumns({"local_authority", "grade"}, {}).status().message(),
              HasSubstr("no column of judgements"));
  EXPECT_THAT(PlanInspectionColumns({"local_authority", "in_care_grade", "in care_grade"}, {}).status().message(),
              HasSubstr("one area"));
}

TEST(InspectionRowTest, TakesTheAuthorityFromTheCommandLineWhereTheFileNamesNone) {
  const auto columns = PlanInspectionColumns({"Overall", "publication_date"}, {"Overall=overall_effectiveness_grade"});
  ASSERT_TRUE(columns.ok()) << columns.status();
  const CsvRow row{2, {"Good", "2024-05-16"}};
  InspectionDefaults defaults{.inspectorate = "ofsted", .id_prefix = "o", .source = "", .authority = "somerset"};
  const auto read = ReadInspectionRow(*columns, row, defaults);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->inspection.name(), "authorities/somerset/inspections/o-2024-05-16");
  EXPECT_EQ(read->inspection.reported(0).field(), "Overall");
  defaults.authority.clear();
  EXPECT_THAT(ReadInspectionRow(*columns, row, defaults).status().message(), HasSubstr("-a"));
}

TEST(InspectionTextTest, ReadsJudgementsAsTheyAreTyped) {
  EXPECT_EQ(ParseJudgement("in-care=good")->grade(), "good");
  EXPECT_EQ(ParseJudgement("overall-effectiveness=[z]")->marker(), v1::MARKER_NOT_APPLICABLE);
  EXPECT_EQ(ParseJudgement("overall-effectiveness=[x]")->grade(), "");
  for (const char* text : {"", "good", "=good", "in-care=", "in-care=[q]", "in-care=[z"}) {
    EXPECT_FALSE(ParseJudgement(text).ok()) << text;
  }
}

TEST(InspectionTextTest, ShowsMarkersAndHidesControlCharacters) {
  InspectionRow read = Read(Row("27/04/2026", "17/06/26", "nan", "good"));
  read.inspection.mutable_reported(3)->set_value("some\x1B[2Jrset");
  const std::string text = InspectionText(read.inspection);
  EXPECT_THAT(text, HasSubstr("overall-effectiveness  [z]\n"));
  EXPECT_THAT(text, HasSubstr("odd: overall-abolished\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1B")));
}

}  // namespace
}  // namespace assay
