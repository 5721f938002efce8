#include "client/cli/named_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const KnownColumns kKnown{{"audit_id", "due_date"}, {"auditor"}};

std::string ErrorOf(const std::vector<std::string>& header, const NamedColumnFlags& flags = {}) {
  return std::string(NameColumns(header, kKnown, flags).status().message());
}

TEST(NamedColumnsTest, FindsFieldsByHeaderInAnyOrder) {
  const auto columns = NameColumns({"due_date", "note", "audit_id"}, kKnown, {});
  ASSERT_TRUE(columns.ok()) << columns.status();
  const CsvRow row{7, {"2014-03-01", "x", "plan-1"}};
  EXPECT_EQ(columns->Cell(row, "audit_id"), "plan-1");
  EXPECT_EQ(columns->Cell(row, "due_date"), "2014-03-01");
  EXPECT_EQ(columns->Cell(row, "auditor"), "");
  EXPECT_THAT(columns->others, ElementsAre(1u));
}

TEST(NamedColumnsTest, MapsTheirHeadersCommasIncluded) {
  const auto columns =
      NameColumns({"Audit, no", "Due"}, kKnown, {.maps = {"Audit, no=audit_id,Due=due_date"}, .ignores = {}});
  ASSERT_TRUE(columns.ok()) << columns.status();
  EXPECT_EQ(columns->Cell({1, {"plan-1", "2014-03-01"}}, "audit_id"), "plan-1");
}

TEST(NamedColumnsTest, NamesEverythingThatIsMissingWithTheNearestHeader) {
  EXPECT_EQ(ErrorOf({"audit-id", "auditor"}),
            "the file has no column audit_id; say --map \"audit-id=audit_id\"\nthe file has no column due_date");
}

TEST(NamedColumnsTest, RefusesAHeaderThatStandsTwice) {
  EXPECT_THAT(ErrorOf({"audit_id", "audit_id", "due_date"}), HasSubstr("\"audit_id\" stands twice"));
  EXPECT_THAT(ErrorOf({"audit_id", "Id", "due_date"}, {.maps = {"Id=audit_id"}, .ignores = {}}),
              HasSubstr("two columns are audit_id"));
}

TEST(NamedColumnsTest, RefusesFlagsThatContradictTheFile) {
  EXPECT_THAT(ErrorOf({"audit_id", "due_date"}, {.maps = {"Id=audit_id"}, .ignores = {}}),
              HasSubstr("--map: the file has no column \"Id\""));
  EXPECT_THAT(ErrorOf({"audit_id", "due_date"}, {.maps = {}, .ignores = {"notes"}}),
              HasSubstr("--ignore: the file has no column \"notes\""));
  EXPECT_THAT(ErrorOf({"audit_id", "due_date"}, {.maps = {"audit_id=audit"}, .ignores = {}}),
              HasSubstr("\"audit\" is not a field; did you mean auditor?"));
  EXPECT_THAT(ErrorOf({"audit_id", "due_date"}, {.maps = {"audit_id"}, .ignores = {}}),
              HasSubstr("is not HEADER=FIELD"));
}

TEST(NamedColumnsTest, RefusesUnknownColumnsWhereTheFileMayHoldNone) {
  const auto columns = NameColumns({"audit_id", "due_date", "auditer"}, kKnown, {});
  ASSERT_TRUE(columns.ok());
  EXPECT_THAT(RefuseOthers(*columns, kKnown).message(), HasSubstr("did you mean auditor?"));
}

TEST(NamedColumnsTest, RefusesRowsOfAnotherWidthAndOtherBytes) {
  const auto columns = NameColumns({"audit_id", "due_date"}, kKnown, {});
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(CheckCells(*columns, {3, {"a"}}).message(), "line 3: has 1 cells where the header has 2");
  EXPECT_EQ(CheckCells(*columns, {3, {"a", "\xFF"}}).message(), "line 3: due_date is not UTF-8");
  EXPECT_TRUE(CheckCells(*columns, {3, {"a", "é"}}).ok());
}

}  // namespace
}  // namespace assay
