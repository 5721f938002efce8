// Data on standard output: tables, JSON, JSON lines, CSV and bare names.
//
// A Layout says once, for each kind of message, which columns a table and a CSV file have. Records are written one at a
// time and a table keeps at most kMeasuredRows of them to measure its columns, so a list of any length needs little
// memory. JSON is proto JSON.
#ifndef ASSAY_CLIENT_CLI_OUTPUT_H_
#define ASSAY_CLIENT_CLI_OUTPUT_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class Format { kTable, kJson, kJsonl, kCsv, kName };
enum class Headers { kShown, kLeftOut };
enum class Color { kNone, kAnsi };
enum class Align { kLeft, kRight };
// Whether JSON spells out fields that have their default value.
enum class Defaults { kLeftOut, kSpelledOut };
enum class Whitespace { kNone, kIndented };

std::optional<Format> ParseFormat(std::string_view text);

struct OutputOptions {
  Format format = Format::kTable;
  Headers headers = Headers::kShown;
  Color color = Color::kNone;
};

template <typename Message>
struct Column {
  const char* header;
  Align align;
  std::string (*cell)(const Message&);
};

template <typename Message>
struct Layout {
  std::vector<Column<Message>> table;
  std::vector<Column<Message>> csv;
  std::string (*name)(const Message&);  // what -o name prints
};

std::string ToJson(const google::protobuf::Message& message, Whitespace whitespace, Defaults defaults);

// The text as one cell of a CSV file, quoted where it must be.
std::string CsvCell(std::string_view text, char delimiter);
// One line with its line break.
std::string CsvLine(const std::vector<std::string>& cells, char delimiter = ',');

// A table whose columns are as wide as their widest cell.
class TableWriter {
 public:
  TableWriter(std::ostream& out, OutputOptions options, std::vector<std::string> headers, std::vector<Align> aligns);

  void Add(const std::vector<std::string>& cells);
  // Writes what is still kept. Call it once, at the end.
  void Finish();

 private:
  static constexpr size_t kMeasuredRows = 1'000;

  void Measure();
  void Write(const std::vector<std::string>& cells);

  std::ostream& out_;
  OutputOptions options_;
  std::vector<std::string> headers_;
  std::vector<Align> aligns_;
  std::vector<size_t> widths_;                  // empty: not measured yet
  std::vector<std::vector<std::string>> kept_;  // until measured
};

// "field  value" lines of the cells that are not empty.
void WriteFields(std::ostream& out, const std::vector<std::string>& names, const std::vector<std::string>& values);

template <typename Message>
std::vector<std::string> HeadersOf(const std::vector<Column<Message>>& columns) {
  std::vector<std::string> headers;
  headers.reserve(columns.size());
  for (const auto& column : columns) headers.emplace_back(column.header);
  return headers;
}

template <typename Message>
std::vector<Align> AlignsOf(const std::vector<Column<Message>>& columns) {
  std::vector<Align> aligns;
  aligns.reserve(columns.size());
  for (const auto& column : columns) aligns.push_back(column.align);
  return aligns;
}

template <typename Message>
std::vector<std::string> CellsOf(const std::vector<Column<Message>>& columns, const Message& message) {
  std::vector<std::string> cells;
  cells.reserve(columns.size());
  for (const auto& column : columns) cells.push_back(column.cell(message));
  return cells;
}

// Writes any number of messages in the chosen format. `out` and `layout` must outlive the writer.
template <typename Message>
class ListWriter {
 public:
  ListWriter(std::ostream& out, const OutputOptions& options, const Layout<Message>& layout)
      : out_(out),
        options_(options),
        layout_(layout),
        table_(out, options, HeadersOf(layout.table), AlignsOf(layout.table)) {
    if (options_.format == Format::kCsv && options_.headers == Headers::kShown) out_ << CsvLine(HeadersOf(layout_.csv));
    if (options_.format == Format::kJson) out_ << "[";
  }

  void Add(const Message& message) {
    switch (options_.format) {
      case Format::kTable:
        table_.Add(CellsOf(layout_.table, message));
        break;
      case Format::kJson:
        out_ << (count_ == 0 ? "\n" : ",\n") << ToJson(message, Whitespace::kNone, Defaults::kLeftOut);
        break;
      case Format::kJsonl:
        out_ << ToJson(message, Whitespace::kNone, Defaults::kLeftOut) << '\n';
        break;
      case Format::kCsv:
        out_ << CsvLine(CellsOf(layout_.csv, message));
        break;
      case Format::kName:
        out_ << layout_.name(message) << '\n';
        break;
    }
    ++count_;
  }

  // Call it once, at the end.
  void Finish() {
    if (options_.format == Format::kTable) table_.Finish();
    if (options_.format == Format::kJson) out_ << (count_ == 0 ? "]\n" : "\n]\n");
  }

  size_t count() const { return count_; }

 private:
  std::ostream& out_;
  const OutputOptions options_;
  const Layout<Message>& layout_;
  TableWriter table_;
  size_t count_ = 0;
};

// Writes one message: a table of one is its fields, one a line.
template <typename Message>
void WriteOne(std::ostream& out, const OutputOptions& options, const Layout<Message>& layout, const Message& message) {
  if (options.format == Format::kTable) {
    WriteFields(out, HeadersOf(layout.csv), CellsOf(layout.csv, message));
  } else if (options.format == Format::kJson) {
    out << ToJson(message, Whitespace::kIndented, Defaults::kLeftOut);
  } else {
    ListWriter<Message> writer(out, options, layout);
    writer.Add(message);
    writer.Finish();
  }
}

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_OUTPUT_H_
