// From a row of a file to an audit, and from the server's refusal back to the row's own words.
#ifndef ASSAY_CLIENT_CLI_IMPORT_ROW_H_
#define ASSAY_CLIENT_CLI_IMPORT_ROW_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/audit.pb.h"
#include "assay/v1/write.pb.h"
#include "client/cli/csv_reader.h"
#include "client/cli/import_cell.h"
#include "client/cli/import_columns.h"

namespace assay {

// One thing wrong with a row. Never holds a personal value.
struct RowProblem {
  std::string column;  // the file's header; the field's name where no column has it; empty for the row as a whole
  std::string why;
  std::string reason;  // one of assay::reason

  bool operator==(const RowProblem&) const = default;
};

// Thread-safe once created.
class RowReader {
 public:
  // `parent` is "authorities/{id}". INVALID_ARGUMENT where a value set by a flag cannot be read.
  static absl::StatusOr<RowReader> Create(ImportColumns columns, DateFormat dates, std::string parent);

  // Fills `audit` from the row; returns what makes that impossible. Everything else is the server's to judge.
  std::vector<RowProblem> Read(const CsvRow& row, v1::Audit& audit) const;

  // A refusal of the audit that Read made of the row, in terms of its columns and cells.
  std::vector<RowProblem> Explain(const CsvRow& row, const v1::Refusal& refusal) const;

  const ImportColumns& columns() const { return columns_; }

 private:
  RowReader(ImportColumns columns, DateFormat dates, std::string parent);

  std::vector<RowProblem> CheckCells(const CsvRow& row) const;
  // Empty: the field was set.
  std::vector<RowProblem> Set(ImportField field, const std::string& cell, v1::Audit& audit) const;
  // Likewise of a domain's column.
  std::vector<RowProblem> SetDomain(const ImportColumn& column, const std::string& cell, v1::Audit& audit) const;
  // A violation about the domain grades, in terms of the column it came from; nullopt for any other.
  std::optional<RowProblem> ExplainDomain(const CsvRow& row, const v1::FieldViolation& violation) const;
  // The file's header for the field, or its name.
  std::string ColumnName(ImportField field) const;

  ImportColumns columns_;
  DateFormat dates_;
  std::string parent_;
  v1::Audit fixed_;  // what the flags set for every row
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_IMPORT_ROW_H_
