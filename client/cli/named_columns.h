// Small CSV files whose columns are known by their names. Audits have a planner of their own: see import_columns.h.
#ifndef ASSAY_CLIENT_CLI_NAMED_COLUMNS_H_
#define ASSAY_CLIENT_CLI_NAMED_COLUMNS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/csv_reader.h"

namespace assay {

// What a file may hold, and what it must.
struct KnownColumns {
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

// As given on the command line.
struct NamedColumnFlags {
  std::vector<std::string> maps;     // "Their header=field,Other header=field"
  std::vector<std::string> ignores;  // "Their header,Other header"
};

struct NamedColumns {
  std::vector<std::string> header;                       // as in the file
  std::map<std::string, size_t, std::less<>> column_of;  // by field
  std::vector<size_t> others;                            // of no known field, in the file's order

  bool has(std::string_view field) const { return column_of.contains(field); }
  // Empty where the file has no such column.
  const std::string& Cell(const CsvRow& row, std::string_view field) const;
};

// INVALID_ARGUMENT naming all that is wrong at once, one thing a line: required columns that are missing with the
// nearest header, headers that stand twice, and flags that contradict the file.
absl::StatusOr<NamedColumns> NameColumns(const std::vector<std::string>& header, const KnownColumns& known,
                                         const NamedColumnFlags& flags);

// INVALID_ARGUMENT, for a file that may hold no columns but known ones, naming those that are not.
absl::Status RefuseOthers(const NamedColumns& columns, const KnownColumns& known);

// "line 3: has 2 cells where the header has 4"; OK where they are as many, and each is UTF-8.
absl::Status CheckCells(const NamedColumns& columns, const CsvRow& row);

// The same error with the file and perhaps the line before it.
absl::Status InFile(const std::string& file, const absl::Status& status);
absl::Status OnLine(const CsvRow& row, const std::string& why);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_NAMED_COLUMNS_H_
