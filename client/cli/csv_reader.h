// CSV files as spreadsheets write them, row by row, with the line each row begins on.
//
// Strict, so that nothing is guessed: a quote within an unquoted cell, or anything but a separator after a closing
// quote, is an error, as is a quote that is never closed. A byte-order mark is taken off; commas, semicolons and tabs
// are told apart by the header; lines may end in LF, CR LF or CR; spaces around cells are dropped; lines without
// anything in their cells are skipped. UTF-16 is refused; cells that are not UTF-8 are handed on, for the caller to
// refuse their row.
#ifndef ASSAY_CLIENT_CLI_CSV_READER_H_
#define ASSAY_CLIENT_CLI_CSV_READER_H_

#include <csv.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/input.h"

namespace assay {

// A row longer than this, in bytes, is taken for a quote that was never closed.
inline constexpr size_t kCsvRowBytes = 1u << 20;

struct CsvRow {
  uint64_t line = 0;  // of the file, counted from 1; the header's included
  std::vector<std::string> cells;
};

// Not thread-safe. Holds one row and a block of the file at a time.
class CsvReader {
 public:
  // `input` must outlive the reader and stand at its beginning.
  explicit CsvReader(Input& input);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // The next row, the header first; nullopt at the end. INVALID_ARGUMENT, naming file and line, for what is no CSV;
  // after an error there is nothing more to read. CANCELLED once interrupted.
  absl::StatusOr<std::optional<CsvRow>> Next();

  // Known once the header was read.
  char delimiter() const { return delimiter_; }
  bool had_byte_order_mark() const { return had_byte_order_mark_; }

 private:
  // The next physical line with its end; empty at the end of the file.
  absl::StatusOr<std::string> NextLine();
  // At the end of the block, the next one; false at the end of the file.
  absl::StatusOr<bool> Fill();
  absl::Status Begin(std::string& first_line);
  absl::Status Parse(const std::string& line);
  absl::Status End();
  absl::Status TooLong() const;
  absl::Status Error(uint64_t line, const std::string& why) const;

  static void OnCell(void* cell, size_t size, void* self);
  static void OnRow(int, void* self);

  Input& input_;
  csv_parser parser_;
  char delimiter_ = ',';
  bool had_byte_order_mark_ = false;

  std::array<char, 1 << 16> block_;
  size_t block_at_ = 0;
  size_t block_size_ = 0;
  uint64_t line_ = 0;       // the physical line at hand
  uint64_t cell_line_ = 0;  // the line the cell at hand begins on
  size_t row_bytes_ = 0;
  bool ended_ = false;
  CsvRow row_;                // at hand
  std::deque<CsvRow> ready_;  // complete
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CSV_READER_H_
