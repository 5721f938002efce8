// Records from the rows of a CSV file, one call a row. Audits have an importer of their own, which streams: importer.h.
//
// The file is read whole first, so that nothing is sent of one that is broken further down, and a row can be judged by
// what stands in others; files above kRecordFileBytes are refused.
#ifndef ASSAY_CLIENT_CLI_RECORD_IMPORT_H_
#define ASSAY_CLIENT_CLI_RECORD_IMPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/write.pb.h"
#include "client/cli/command.h"
#include "client/cli/csv_reader.h"

namespace assay {

// Bytes of all cells.
inline constexpr size_t kRecordFileBytes = 64u << 20;

struct RecordImportFlags {
  std::string file;
  std::vector<std::string> maps;
  std::string rejects;
  bool dry_run = false;
};

// FILE, --map, --rejects and --dry-run. `flags` must outlive the parsing.
void AddRecordImportFlags(CLI::App* verb, RecordImportFlags& flags);

// What one kind of record makes of a file.
class RecordImport {
 public:
  virtual ~RecordImport() = default;

  // Judges the header. INVALID_ARGUMENT, without the file's name, where it will not do.
  virtual absl::Status Plan(const std::vector<std::string>& header) = 0;
  // Sees every row before the first is sent.
  virtual void Survey(const CsvRow& row) = 0;
  // Records one row. INVALID_ARGUMENT, ALREADY_EXISTS, NOT_FOUND, FAILED_PRECONDITION, OUT_OF_RANGE and ABORTED refuse
  // the row; any other error ends the import.
  virtual absl::StatusOr<v1::Receipt> Send(const CsvRow& row) = 0;
  // Whole lines to end the report with.
  virtual std::string Closing() const = 0;
};

// Imports the file and reports as `audit import` does.
absl::StatusOr<ExitCode> RunRecordImport(Session& session, const RecordImportFlags& flags, RecordImport& import);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_RECORD_IMPORT_H_
