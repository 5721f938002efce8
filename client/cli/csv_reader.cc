#include "client/cli/csv_reader.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace assay {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr int kRowNotBegun = 0;  // csv_parser::pstate between rows

// The separator that stands most often outside quotes; a comma where there is none.
char FindDelimiter(std::string_view header) {
  constexpr std::string_view kDelimiters = ",;\t";
  size_t counts[kDelimiters.size()] = {};
  bool quoted = false;
  for (const char c : header) {
    if (c == '"') quoted = !quoted;
    const size_t which = kDelimiters.find(c);
    if (!quoted && which != std::string_view::npos) ++counts[which];
  }
  return kDelimiters[static_cast<size_t>(std::max_element(std::begin(counts), std::end(counts)) - counts)];
}

// What a workbook begins with, as every ZIP archive does.
bool LooksLikeWorkbook(std::string_view first_line) { return first_line.starts_with("PK\x03\x04"); }

bool LooksLikeUtf16(std::string_view first_line) {
  return first_line.starts_with("\xFF\xFE") || first_line.starts_with("\xFE\xFF") ||
         first_line.find('\0') != std::string_view::npos;
}

}  // namespace

CsvReader::CsvReader(Input& input) : input_(input) {
  if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) std::abort();  // fails for a null parser only
}

CsvReader::~CsvReader() { csv_free(&parser_); }

absl::Status CsvReader::Error(uint64_t line, const std::string& why) const {
  return absl::InvalidArgumentError(input_.name() + ", line " + std::to_string(line) + ": " + why);
}

void CsvReader::OnCell(void* cell, size_t size, void* self) {
  auto* reader = static_cast<CsvReader*>(self);
  reader->row_.cells.emplace_back(size == 0 ? "" : static_cast<const char*>(cell), size);
  reader->cell_line_ = reader->line_;
}

void CsvReader::OnRow(int, void* self) {
  auto* reader = static_cast<CsvReader*>(self);
  const auto is_empty = [](const std::string& cell) { return cell.empty(); };
  const std::vector<std::string>& cells = reader->row_.cells;
  if (!std::all_of(cells.begin(), cells.end(), is_empty)) reader->ready_.push_back(std::move(reader->row_));
  reader->row_ = CsvRow();
  reader->row_bytes_ = 0;
}

absl::StatusOr<bool> CsvReader::Fill() {
  if (block_at_ < block_size_) return true;
  const absl::StatusOr<size_t> got = input_.Read(block_.data(), block_.size());
  if (!got.ok()) return got.status();
  block_at_ = 0;
  block_size_ = *got;
  return block_size_ > 0;
}

absl::StatusOr<std::string> CsvReader::NextLine() {
  std::string line;
  bool ended = false;
  while (!ended) {
    const absl::StatusOr<bool> more = Fill();
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (line.ends_with('\r')) {  // CR ends a line unless LF follows
      if (block_[block_at_] != '\n') break;
      line += block_[block_at_++];
      break;
    }
    const std::string_view rest(block_.data() + block_at_, block_size_ - block_at_);
    const size_t end = std::min(rest.find_first_of("\r\n"), rest.size() - 1) + 1;
    line += rest.substr(0, end);
    block_at_ += end;
    if (row_bytes_ + line.size() > kCsvRowBytes) return TooLong();
    ended = line.ends_with('\n');
  }
  return line;
}

absl::Status CsvReader::TooLong() const {
  const bool within_row = row_bytes_ > 0;
  return Error(within_row ? row_.line : line_ + 1,
               "the row is longer than 1 MiB; is a quote never closed? Its last cell begins on line " +
                   std::to_string(within_row ? cell_line_ : line_ + 1));
}

absl::Status CsvReader::Begin(std::string& first_line) {
  if (LooksLikeWorkbook(first_line)) {
    return absl::InvalidArgumentError(input_.name() + ": is a workbook or an archive; save it as \"CSV UTF-8\"");
  }
  if (LooksLikeUtf16(first_line)) {
    return absl::InvalidArgumentError(input_.name() + ": is UTF-16 or no text at all; save it as \"CSV UTF-8\"");
  }
  if (first_line.starts_with(kByteOrderMark)) {
    had_byte_order_mark_ = true;
    first_line.erase(0, kByteOrderMark.size());
  }
  delimiter_ = FindDelimiter(first_line);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
  return absl::OkStatus();
}

absl::Status CsvReader::Parse(const std::string& line) {
  if (parser_.pstate == kRowNotBegun) {
    row_.line = line_;
    cell_line_ = line_;
  }
  row_bytes_ += line.size();
  if (csv_parse(&parser_, line.data(), line.size(), OnCell, OnRow, this) != line.size()) {
    if (csv_error(&parser_) != CSV_EPARSE) return absl::ResourceExhaustedError("out of memory");
    return Error(line_,
                 "a quote stands where none may: within a cell that does not begin with one, or before something "
                 "other than a separator. The cell begins on line " +
                     std::to_string(cell_line_) + "; a quote within a quoted cell is written twice");
  }
  if (parser_.pstate == kRowNotBegun) row_bytes_ = 0;  // a blank line calls nobody back
  return absl::OkStatus();
}

absl::Status CsvReader::End() {
  ended_ = true;
  if (csv_fini(&parser_, OnCell, OnRow, this) == 0) return absl::OkStatus();
  return Error(cell_line_, "the quote that opens here is never closed");
}

absl::StatusOr<std::optional<CsvRow>> CsvReader::Next() {
  while (ready_.empty() && !ended_) {
    absl::StatusOr<std::string> line = NextLine();
    absl::Status status = line.status();
    if (status.ok() && line->empty()) {
      status = End();
    } else if (status.ok()) {
      if (line_ == 0) status = Begin(*line);
      ++line_;
      if (status.ok()) status = Parse(*line);
    }
    if (!status.ok()) {
      ended_ = true;
      ready_.clear();
      return status;
    }
  }
  if (ready_.empty()) return std::nullopt;
  std::optional<CsvRow> row = std::move(ready_.front());
  ready_.pop_front();
  return row;
}

}  // namespace assay
