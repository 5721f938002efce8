// Which column of a file is which field: the header and the flags, judged before anything is sent.
#ifndef ASSAY_CLIENT_CLI_IMPORT_COLUMNS_H_
#define ASSAY_CLIENT_CLI_IMPORT_COLUMNS_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/import_fields.h"

namespace assay {

// The columns a rejects file adds. An import passes over them, so that a mended rejects file can be imported as it is.
inline constexpr std::string_view kRefusedColumns[] = {"refused_field", "refused_reason", "refused_why"};

// As given on the command line.
struct ImportColumnFlags {
  std::vector<std::string> maps;     // "Their header=field,Other header=field"
  std::vector<std::string> sets;     // "field=value"
  std::vector<std::string> ignores;  // "Their header,Other header"
  std::string scale;                 // for --set scale=
};

enum class ColumnUse { kField, kDomain, kIgnored, kNameless, kRefusal };

struct ImportColumn {
  std::string header;  // as in the file
  ColumnUse use = ColumnUse::kIgnored;
  ImportField field = ImportField::kAuditId;  // where use is kField
  std::string domain;                         // where use is kDomain: "planning"
};

struct ImportColumns {
  std::vector<ImportColumn> columns;                            // in the file's order
  std::array<std::optional<std::string>, kImportFields> fixed;  // by field, from the flags
  std::array<std::optional<size_t>, kImportFields> column_of;   // by field
};

// INVALID_ARGUMENT naming all that is wrong at once, one thing a line: required columns that are missing, unknown ones
// with the nearest field and how to map or ignore them, names that stand twice, and flags that contradict the file.
absl::StatusOr<ImportColumns> PlanColumns(const std::vector<std::string>& header, const ImportColumnFlags& flags);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_IMPORT_COLUMNS_H_
