#include "client/cli/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "client/cli/output.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Cells = std::vector<std::string>;

struct Read {
  std::vector<CsvRow> rows;
  absl::Status status;
  char delimiter;
  bool had_byte_order_mark;
};

Read ReadAll(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/assay-csv-" + std::to_string(::getpid());
  std::ofstream(path, std::ios::binary) << text;
  Console console{.out = std::cout, .err = std::cerr};
  auto input = Input::Open(console, path);
  CsvReader reader(*input);
  Read read;
  while (true) {
    auto row = reader.Next();
    read.status = row.status();
    if (!row.ok() || !row->has_value()) break;
    read.rows.push_back(**std::move(row));
  }
  read.delimiter = reader.delimiter();
  read.had_byte_order_mark = reader.had_byte_order_mark();
  std::filesystem::remove(path);
  return read;
}

std::string ErrorOf(const std::string& text) {
  const Read read = ReadAll(text);
  EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument) << read.status;
  return std::string(read.status.message());
}

TEST(CsvReader, ReadsRowsWithTheirLines) {
  const Read read = ReadAll("a,b\n1,2\n3,4\n");
  ASSERT_TRUE(read.status.ok()) << read.status;
  ASSERT_EQ(read.rows.size(), 3u);
  EXPECT_THAT(read.rows[2].cells, ElementsAre("3", "4"));
  EXPECT_EQ(read.rows[2].line, 3u);
}

TEST(CsvReader, ReadsALastRowWithoutALineBreak) {
  const Read read = ReadAll("a,b\n1,\"2\"");
  ASSERT_EQ(read.rows.size(), 2u) << read.status;
  EXPECT_THAT(read.rows[1].cells, ElementsAre("1", "2"));
}

TEST(CsvReader, EndsLinesAtLfCrLfAndCr) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const Read read = ReadAll("a,b" + end + end + "1,2" + end + "3,4" + end);
    ASSERT_EQ(read.rows.size(), 3u) << read.status;
    EXPECT_EQ(read.rows[1].line, 3u);
    EXPECT_EQ(read.rows[2].line, 4u);
  }
}

TEST(CsvReader, KeepsLineBreaksWithinQuotesAndCountsThem) {
  const Read read = ReadAll("a,b\r\n1,\"x\r\ny\"\r\n2,z\r\n");
  ASSERT_EQ(read.rows.size(), 3u) << read.status;
  EXPECT_EQ(read.rows[1].cells[1], "x\r\ny");
  EXPECT_EQ(read.rows[1].line, 2u);
  EXPECT_EQ(read.rows[2].line, 4u);
}

TEST(CsvReader, TakesOffAByteOrderMark) {
  const Read read = ReadAll(
      "\xEF\xBB\xBF"
      "a,b\n1,2\n");
  EXPECT_THAT(read.rows[0].cells, ElementsAre("a", "b"));
  EXPECT_TRUE(read.had_byte_order_mark);
}

TEST(CsvReader, FindsSemicolonsAndTabsByTheHeader) {
  EXPECT_THAT(ReadAll("a;\"b,c,d\"\n1;2\n").rows[0].cells, ElementsAre("a", "b,c,d"));
  EXPECT_THAT(ReadAll("a\tb\n\t2\n").rows[1].cells, ElementsAre("", "2"));
  EXPECT_EQ(ReadAll("a\n1\n").delimiter, ',');
}

TEST(CsvReader, SkipsBlankLinesAndRowsOfEmptyCells) {
  const Read read = ReadAll("a,b\n\n   \n,,,\n1,2\n");
  ASSERT_EQ(read.rows.size(), 2u) << read.status;
  EXPECT_EQ(read.rows[1].line, 5u);
}

TEST(CsvReader, DropsSpacesAroundCellsButNotWithinQuotes) {
  EXPECT_THAT(ReadAll("a,b\n 1 , \" 2 \" \n").rows[1].cells, ElementsAre("1", " 2 "));
}

TEST(CsvReader, NamesTheLineOfAQuoteThatIsNeverClosed) {
  EXPECT_THAT(ErrorOf("a,b\n1,2\n3,\"x\n4,5\n"), HasSubstr("line 3: the quote that opens here is never closed"));
  EXPECT_THAT(ErrorOf("a,b\n1,\"x\n,y\n"), HasSubstr("line 2: the quote"));
}

TEST(CsvReader, RefusesQuotesWhereNoneMayStand) {
  EXPECT_THAT(ErrorOf("a,b\n1,x\"y\n"), HasSubstr("line 2: a quote stands where none may"));
  EXPECT_THAT(ErrorOf("a,b\n1,\"x\n\"y,2\n"), AllOf(HasSubstr("line 3"), HasSubstr("begins on line 2")));
}

TEST(CsvReader, RefusesUtf16) {
  EXPECT_THAT(ErrorOf(std::string("\xFF\xFE"
                                  "a\0,\0b\0\n\0",
                                  10)),
              HasSubstr("UTF-16"));
  EXPECT_THAT(ErrorOf(std::string("\xFE\xFF\0a\0,\0b\0\n", 10)), HasSubstr("UTF-16"));
  EXPECT_THAT(ErrorOf(std::string("a\0,\0b\0\n\0", 8)), HasSubstr("UTF-16"));
}

TEST(CsvReader, KnowsAWorkbook) { EXPECT_THAT(ErrorOf(std::string("PK\x03\x04\x14\0\0\n", 8)), HasSubstr("workbook")); }

TEST(CsvReader, HandsOnCellsThatAreNotUtf8) {
  EXPECT_EQ(ReadAll("a,b\n1,\xFF\n").rows[1].cells[1], "\xFF");
  EXPECT_EQ(ReadAll(std::string("a,b\n1,x\0y\n", 10)).rows[1].cells[1], std::string("x\0y", 3));
}

TEST(CsvReader, RefusesARowOfMoreThanAMebibyte) {
  const std::string within(kCsvRowBytes - 10, 'x');
  EXPECT_EQ(ReadAll("a,b\n1," + within + "\n").rows.size(), 2u);
  EXPECT_THAT(ErrorOf("a,b\n1,2\n1," + within + "xxxxxxxxxx\n"), HasSubstr("line 3: the row is longer than 1 MiB"));
  std::string open = "a,b\n1,\"2\n";
  for (int i = 0; i < 100'000; ++i) open += "some,more,text\n";
  EXPECT_THAT(ErrorOf(open), AllOf(HasSubstr("longer than 1 MiB"), HasSubstr("begins on line 2")));
}

TEST(CsvReader, ReadsNothingFromAnEmptyFile) {
  EXPECT_TRUE(ReadAll("").rows.empty());
  EXPECT_TRUE(ReadAll("").status.ok());
  EXPECT_TRUE(ReadAll("\xEF\xBB\xBF").rows.empty());
}

RC_GTEST_PROP(CsvReader, ReadsBackWhateverCsvLineWrites, ()) {
  const auto width = *rc::gen::inRange<size_t>(1, 5);
  const auto cell = rc::gen::container<std::string>(rc::gen::element('a', ' ', ',', ';', '"', '\n', '\r', '\t'));
  const auto rows = *rc::gen::container<std::vector<Cells>>(rc::gen::container<Cells>(width, cell));
  std::string text = CsvLine(Cells(width, "h"));
  std::vector<Cells> expected = {Cells(width, "h")};
  for (const Cells& cells : rows) {
    text += CsvLine(cells);
    const bool blank = std::all_of(cells.begin(), cells.end(), [](const std::string& c) { return c.empty(); });
    if (!blank) expected.push_back(cells);
  }
  const Read read = ReadAll(text);
  RC_ASSERT(read.status.ok());
  std::vector<Cells> got;
  for (const CsvRow& row : read.rows) got.push_back(row.cells);
  RC_ASSERT(got == expected);
}

TEST(Input, RefusesFoldersAndMissingFiles) {
  Console console{.out = std::cout, .err = std::cerr};
  EXPECT_THAT(std::string(Input::Open(console, ::testing::TempDir()).status().message()), HasSubstr("directory"));
  EXPECT_THAT(std::string(Input::Open(console, "/nowhere/at all").status().message()), HasSubstr("/nowhere/at all"));
}

}  // namespace
}  // namespace assay
