// What became of the rows of an import: counts, the first refusals, and a file of all refused rows.
#ifndef ASSAY_CLIENT_CLI_IMPORT_REPORT_H_
#define ASSAY_CLIENT_CLI_IMPORT_REPORT_H_

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/write.pb.h"
#include "client/cli/command.h"
#include "client/cli/csv_reader.h"
#include "client/cli/import_columns.h"
#include "client/cli/import_row.h"
#include "client/cli/input.h"

namespace assay {

// The refused rows as CSV, readable by their owner alone: the file's own header and cells, and the columns of
// kRefusedColumns after them (those of an earlier round are replaced). A file without a row is removed again.
class RejectsFile {
 public:
  // Takes the place of an older file with its first row. INVALID_ARGUMENT where it cannot be created.
  static absl::StatusOr<RejectsFile> Create(const std::string& path);

  // How its input is written; call it once, before the first row.
  void Begin(const ImportColumns& columns, const CsvReader& like);

  void Add(const CsvRow& row, const std::vector<RowProblem>& problems);

  // UNKNOWN where a row could not be written. Call it once, at the end: where all rows were answered and none refused,
  // no file is left.
  enum class Answered { kAll, kNotAll };
  absl::Status Close(Answered answered);

  const std::string& path() const { return path_; }

 private:
  RejectsFile(std::string path, bool is_new) : path_(std::move(path)), is_new_(is_new) {}

  std::string path_;
  bool is_new_;
  std::ofstream out_;
  std::string header_;  // written with the first row
  char delimiter_ = ',';
  std::vector<bool> kept_;  // by column: not of kRefusedColumns
  uint64_t rows_ = 0;
};

// The file for the refused rows of an input; nullopt: none is asked for, the path is empty. Another file of that name
// is replaced only by whoever confirms that. Errors as ConfirmReplacing, and INVALID_ARGUMENT where it cannot be made,
// or is the input itself.
absl::StatusOr<std::optional<RejectsFile>> OpenRejects(const Session& session, const std::string& path,
                                                       const Input& input);

enum class DryRun { kNo, kYes };

// Not thread-safe.
class ImportReport {
 public:
  // `rejects` may be null; else it must outlive the report.
  ImportReport(DryRun dry_run, RejectsFile* rejects) : dry_run_(dry_run), rejects_(rejects) {}

  void Accept(const v1::Receipt& receipt);
  void Refuse(const CsvRow& row, const std::vector<RowProblem>& problems);

  uint64_t rows() const { return added_ + already_there_ + refused_; }
  uint64_t refused() const { return refused_; }
  // The highest revision acknowledged; 0: none was.
  uint32_t revision() const { return revision_; }

  // "14 rows: 12 added, 1 already there, 1 refused (FILE)" and a line for each thing wrong with the first refused rows.
  // `rows_word` stands after the count: "rows", or "rows acknowledged".
  std::string Text(const std::string& rows_word) const;

 private:
  struct Line {
    uint64_t line;
    RowProblem problem;
  };

  DryRun dry_run_;
  RejectsFile* rejects_;
  uint64_t added_ = 0;
  uint64_t already_there_ = 0;
  uint64_t refused_ = 0;
  uint32_t revision_ = 0;
  std::vector<Line> shown_;
  uint64_t rows_shown_ = 0;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_IMPORT_REPORT_H_
