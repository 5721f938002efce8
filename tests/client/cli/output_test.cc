#include "client/cli/output.h"

#include <gtest/gtest.h>

#include <sstream>

#include "assay/v1/authority.pb.h"

namespace assay {
namespace {

const Layout<v1::Authority>& TestLayout() {
  static const auto* const layout = [] {
    std::vector<Column<v1::Authority>> columns = {
        {"name", Align::kLeft, [](const v1::Authority& authority) { return authority.name(); }},
        {"title", Align::kRight, [](const v1::Authority& authority) { return authority.title(); }},
    };
    return new Layout<v1::Authority>{columns, columns, [](const v1::Authority& a) { return a.name(); }};
  }();
  return *layout;
}

v1::Authority Named(const std::string& name, const std::string& title) {
  v1::Authority authority;
  authority.set_name(name);
  authority.set_title(title);
  return authority;
}

std::string Write(const OutputOptions& options, const std::vector<v1::Authority>& authorities) {
  std::ostringstream out;
  ListWriter<v1::Authority> writer(out, options, TestLayout());
  for (const auto& authority : authorities) writer.Add(authority);
  writer.Finish();
  return out.str();
}

const std::vector<v1::Authority>& Two() {
  static const auto* const two = new std::vector<v1::Authority>{Named("devon", "D"), Named("mon", "Ynys \"Môn\", W")};
  return *two;
}

TEST(Output, AlignsATableByDisplayWidth) {
  EXPECT_EQ(Write({Format::kTable}, Two()),
            "name           title\n"
            "devon              D\n"
            "mon    Ynys \"Môn\", W\n");
}

TEST(Output, LeavesOutHeadersOnRequest) {
  EXPECT_EQ(Write({Format::kTable, Headers::kLeftOut}, {Named("a", "b")}), "a  b\n");
  EXPECT_EQ(Write({Format::kCsv, Headers::kLeftOut}, {Named("a", "b")}), "a,b\n");
}

TEST(Output, StripsControlCharactersFromTables) {
  EXPECT_EQ(Write({Format::kTable, Headers::kLeftOut}, {Named("a", "\033[2Jb")}), "a  [2Jb\n");
}

TEST(Output, QuotesCsvCells) {
  EXPECT_EQ(Write({Format::kCsv}, Two()), "name,title\ndevon,D\nmon,\"Ynys \"\"Môn\"\", W\"\n");
  EXPECT_EQ(CsvCell(" a", ','), "\" a\"");
  EXPECT_EQ(CsvCell("a\nb", ','), "\"a\nb\"");
  EXPECT_EQ(CsvCell("a;b", ','), "a;b");
  EXPECT_EQ(CsvCell("a;b", ';'), "\"a;b\"");
}

TEST(Output, WritesOneJsonArray) {
  EXPECT_EQ(Write({Format::kJson}, {Named("a", "b"), Named("c", "d")}),
            "[\n{\"name\":\"a\",\"title\":\"b\"},\n{\"name\":\"c\",\"title\":\"d\"}\n]\n");
  EXPECT_EQ(Write({Format::kJson}, {}), "[]\n");
}

TEST(Output, WritesOneJsonObjectALine) {
  EXPECT_EQ(Write({Format::kJsonl}, {Named("a", ""), Named("c", "")}), "{\"name\":\"a\"}\n{\"name\":\"c\"}\n");
}

TEST(Output, WritesBareNames) { EXPECT_EQ(Write({Format::kName}, Two()), "devon\nmon\n"); }

TEST(Output, WritesLongTablesWithoutKeepingThem) {
  std::ostringstream out;
  ListWriter<v1::Authority> writer(out, {Format::kTable}, TestLayout());
  for (int i = 0; i < 1'001; ++i) writer.Add(Named("a" + std::to_string(i), "t"));
  EXPECT_NE(out.str().find("a1000"), std::string::npos);  // before Finish
  writer.Finish();
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1'002);
}

TEST(Output, WritesOneMessageAsItsFields) {
  std::ostringstream out;
  WriteOne(out, {Format::kTable}, TestLayout(), Named("devon", "D"));
  EXPECT_EQ(out.str(), "name   devon\ntitle  D\n");
}

}  // namespace
}  // namespace assay
