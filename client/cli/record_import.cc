#include "client/cli/record_import.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <utility>

#include "client/cli/error_text.h"
#include "client/cli/import_report.h"
#include "client/cli/input.h"
#include "client/cli/named_columns.h"
#include "client/sdk/error.h"

namespace assay {
namespace {

bool RefusesTheRow(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

std::vector<RowProblem> ProblemsOf(const absl::Status& status) {
  std::vector<RowProblem> problems;
  for (const Violation& violation : ViolationsOf(status)) {
    problems.push_back({violation.field, violation.description, violation.reason});
  }
  if (problems.empty()) {
    const std::string reason = ReasonOf(status);
    problems.push_back(
        {"", std::string(status.message()), reason.empty() ? absl::StatusCodeToString(status.code()) : reason});
  }
  return problems;
}

absl::StatusOr<std::vector<std::string>> ReadHeader(const Input& input, CsvReader& csv) {
  auto header = csv.Next();
  if (!header.ok()) return header.status();
  if (!header->has_value()) return absl::InvalidArgumentError(input.name() + ": is empty; it needs a header at least");
  return std::move((*header)->cells);
}

absl::StatusOr<std::vector<CsvRow>> ReadRows(const Input& input, CsvReader& csv) {
  std::vector<CsvRow> rows;
  size_t bytes = 0;
  while (true) {
    auto row = csv.Next();
    if (!row.ok()) return row.status();
    if (!row->has_value()) return rows;
    for (const std::string& cell : (*row)->cells) bytes += cell.size() + 1;
    if (bytes > kRecordFileBytes) {
      return absl::InvalidArgumentError(input.name() + ": is larger than " + std::to_string(kRecordFileBytes >> 20) +
                                        " MiB; import it in parts");
    }
    rows.push_back(**std::move(row));
  }
}

// All that a rejects file wants to know of its columns: which are its own from an earlier round.
ImportColumns ColumnsOf(const std::vector<std::string>& header) {
  ImportColumns columns;
  for (const std::string& name : header) {
    const bool own =
        std::find(std::begin(kRefusedColumns), std::end(kRefusedColumns), name) != std::end(kRefusedColumns);
    columns.columns.push_back({.header = name, .use = own ? ColumnUse::kRefusal : ColumnUse::kIgnored});
  }
  return columns;
}

absl::Status SendRows(const Session& session, const std::vector<CsvRow>& rows, RecordImport& import,
                      ImportReport& report) {
  const std::atomic<bool>* const interrupted = session.console.interrupted;
  for (const CsvRow& row : rows) {
    if (interrupted != nullptr && interrupted->load()) return absl::CancelledError("interrupted");
    const auto receipt = import.Send(row);
    if (receipt.ok()) {
      report.Accept(*receipt);
    } else if (RefusesTheRow(receipt.status().code())) {
      report.Refuse(row, ProblemsOf(receipt.status()));
    } else {
      return receipt.status();
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Conclude(Session& session, const ImportReport& report, const absl::Status& sent) {
  if (sent.ok()) return report.refused() > 0 ? ExitCode::kRowsRefused : ExitCode::kAnswered;
  session.console.err << ErrorText(sent)
                      << "Run the same command again: rows that are already there are not added twice.\n";
  return ExitCodeOf(sent.code());
}

}  // namespace

void AddRecordImportFlags(CLI::App* verb, RecordImportFlags& flags) {
  verb->add_option("FILE", flags.file, "The file; - is standard input")->required();
  verb->add_option("--map", flags.maps, "Which of their columns is which field")
      ->type_name("\"HEADER=FIELD,...\"")
      ->allow_extra_args(false);
  verb->add_option("--rejects", flags.rejects, "Write refused rows here, to be mended and imported again")
      ->type_name("FILE");
  verb->add_flag("--dry-run", flags.dry_run, "Check every row, change nothing");
}

absl::StatusOr<ExitCode> RunRecordImport(Session& session, const RecordImportFlags& flags, RecordImport& import) {
  if (absl::Status asked = session.CheckWordsOnly("an import"); !asked.ok()) return asked;
  auto input = Input::Open(session.console, flags.file);
  if (!input.ok()) return input.status();
  CsvReader csv(*input);
  const auto header = ReadHeader(*input, csv);
  if (!header.ok()) return header.status();
  if (absl::Status planned = import.Plan(*header); !planned.ok()) return InFile(input->name(), planned);
  const auto rows = ReadRows(*input, csv);
  if (!rows.ok()) return rows.status();
  for (const CsvRow& row : *rows) import.Survey(row);

  auto rejects = OpenRejects(session, flags.rejects, *input);
  if (!rejects.ok()) return rejects.status();
  if (rejects->has_value()) (*rejects)->Begin(ColumnsOf(*header), csv);
  ImportReport report(flags.dry_run ? DryRun::kYes : DryRun::kNo, rejects->has_value() ? &**rejects : nullptr);
  session.console.catch_interrupts();
  absl::Status sent = SendRows(session, *rows, import, report);
  session.console.out << report.Text(sent.ok() ? "rows" : "rows acknowledged") << import.Closing() << std::flush;
  if (rejects->has_value()) {
    if (absl::Status closed =
            (*rejects)->Close(sent.ok() ? RejectsFile::Answered::kAll : RejectsFile::Answered::kNotAll);
        sent.ok() && !closed.ok())
      sent = closed;
  }
  return Conclude(session, report, sent);
}

}  // namespace assay
