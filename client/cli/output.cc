#include "client/cli/output.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "client/cli/text_cell.h"

namespace assay {
namespace {

constexpr char kBold[] = "\033[1m";
constexpr char kPlain[] = "\033[0m";
constexpr size_t kGap = 2;  // columns between columns

}  // namespace

std::optional<Format> ParseFormat(std::string_view text) {
  if (text == "table") return Format::kTable;
  if (text == "json") return Format::kJson;
  if (text == "jsonl") return Format::kJsonl;
  if (text == "csv") return Format::kCsv;
  if (text == "name") return Format::kName;
  return std::nullopt;
}

std::string ToJson(const google::protobuf::Message& message, Whitespace whitespace, Defaults defaults) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = whitespace == Whitespace::kIndented;
  options.always_print_primitive_fields = defaults == Defaults::kSpelledOut;
  std::string json;
  // Fails only for malformed google.protobuf.Any and the like, which the API does not have.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}";
  return json;
}

std::string CsvCell(std::string_view text, char delimiter) {
  const bool edge_space = !text.empty() && (text.front() == ' ' || text.back() == ' ' || text.front() == '\t' ||
                                            text.back() == '\t');  // a reader would trim them
  const bool plain = text.find_first_of("\"\r\n") == std::string_view::npos &&
                     text.find(delimiter) == std::string_view::npos && !edge_space;
  if (plain) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string CsvLine(const std::vector<std::string>& cells, char delimiter) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += delimiter;
    line += CsvCell(cells[i], delimiter);
  }
  return line + '\n';
}

TableWriter::TableWriter(std::ostream& out, OutputOptions options, std::vector<std::string> headers,
                         std::vector<Align> aligns)
    : out_(out), options_(options), headers_(std::move(headers)), aligns_(std::move(aligns)) {}

void TableWriter::Add(const std::vector<std::string>& cells) {
  std::vector<std::string> safe;
  safe.reserve(cells.size());
  for (const std::string& cell : cells) safe.push_back(TextCell(cell));
  if (!widths_.empty()) return Write(safe);
  kept_.push_back(std::move(safe));
  if (kept_.size() == kMeasuredRows) Measure();
}

void TableWriter::Finish() {
  if (widths_.empty() && !kept_.empty()) Measure();
}

void TableWriter::Measure() {
  widths_.assign(headers_.size(), 0);
  const bool with_headers = options_.headers == Headers::kShown;
  for (size_t i = 0; i < widths_.size() && with_headers; ++i) widths_[i] = DisplayWidth(headers_[i]);
  for (const auto& cells : kept_) {
    for (size_t i = 0; i < widths_.size(); ++i) widths_[i] = std::max(widths_[i], DisplayWidth(cells[i]));
  }
  if (with_headers) {
    if (options_.color == Color::kAnsi) out_ << kBold;
    Write(headers_);
    if (options_.color == Color::kAnsi) out_ << kPlain;
  }
  for (const auto& cells : kept_) Write(cells);
  kept_.clear();
}

void TableWriter::Write(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    line += aligns_[i] == Align::kRight ? PadLeft(cells[i], widths_[i]) : PadRight(cells[i], widths_[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out_ << line << '\n';
}

void WriteFields(std::ostream& out, const std::vector<std::string>& names, const std::vector<std::string>& values) {
  size_t width = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!values[i].empty()) width = std::max(width, DisplayWidth(names[i]));
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (!values[i].empty()) out << PadRight(names[i], width + kGap) << TextCell(values[i]) << '\n';
  }
}

}  // namespace assay
