// assay tally import
//
// One row is one tally. Columns that are no field are grades: a cell is how many have it, an empty one was not
// published.

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "assay/v1/tally_service.pb.h"
#include "client/cli/civil_text.h"
#include "client/cli/import_cell.h"
#include "client/cli/named_columns.h"
#include "client/cli/record_command.h"
#include "client/cli/record_import.h"
#include "client/cli/tally_commands.h"
#include "service/domain/record.h"

namespace assay {
namespace {

struct ImportFlags {
  RecordImportFlags file;
  std::string scale;
  std::string source;
};

KnownColumns TallyColumns(const ImportFlags& flags) {
  KnownColumns known{{"tally_id", "title", "practice_area", "total"}, {"counted_on", "ungraded"}};
  (flags.scale.empty() ? known.required : known.optional).push_back("scale");
  (flags.source.empty() ? known.required : known.optional).push_back("source");
  return known;
}

absl::StatusOr<uint32_t> ParseCount(const std::string& column, const std::string& cell) {
  uint32_t count = 0;
  if (!cell.empty() && cell.find_first_not_of("0123456789") == std::string::npos && absl::SimpleAtoi(cell, &count)) {
    return count;
  }
  return absl::InvalidArgumentError(column + " is not a whole number");
}

class TallyImport : public RecordImport {
 public:
  TallyImport(const Session& session, const ImportFlags& flags) : session_(session), flags_(flags) {}

  absl::Status Plan(const std::vector<std::string>& header) override {
    auto columns = NameColumns(header, TallyColumns(flags_), {flags_.file.maps, {}});
    if (!columns.ok()) return columns.status();
    columns_ = *std::move(columns);
    for (const size_t other : columns_.others) {
      if (!header[other].empty() && !header[other].starts_with("refused_")) grades_.push_back(other);
    }
    if (grades_.empty()) return absl::InvalidArgumentError("has no column of a grade, such as inadequate");
    return absl::OkStatus();
  }

  void Survey(const CsvRow&) override {}

  absl::StatusOr<v1::Receipt> Send(const CsvRow& row) override {
    auto tally = Read(row);
    if (!tally.ok()) return tally.status();
    v1::RecordTallyRequest request;
    *request.mutable_tally() = *std::move(tally);
    request.mutable_write()->set_validate_only(flags_.file.dry_run);
    request.mutable_write()->set_omit_receipt(session_.settings.context.empty());
    const auto response = SendRecord(session_, &Client::RecordTally, request, request.tally().name());
    if (!response.ok()) return response.status();
    unreconciled_ += response->reconciliation().residual() == 0 ? 0 : 1;
    return response->receipt();
  }

  std::string Closing() const override {
    if (unreconciled_ == 0) return {};
    return "  " + Counted(unreconciled_, "is", "are") + " unreconciled; see assay tally list\n";
  }

 private:
  absl::StatusOr<v1::Tally> Read(const CsvRow& row) const {
    if (absl::Status cells = CheckCells(columns_, row); !cells.ok()) return cells;
    const auto name = RecordNameOf(session_, kCollection<Tally>, columns_.Cell(row, "tally_id"));
    if (!name.ok()) return name.status();
    v1::Tally tally;
    tally.set_name(*name);
    tally.set_title(columns_.Cell(row, "title"));
    tally.set_practice_area(NormaliseCode(columns_.Cell(row, "practice_area")));
    tally.set_scale(columns_.has("scale") ? columns_.Cell(row, "scale") : flags_.scale);
    tally.set_counted_on(columns_.Cell(row, "counted_on"));
    tally.set_source(columns_.has("source") ? columns_.Cell(row, "source") : flags_.source);
    const auto total = ParseCount("total", columns_.Cell(row, "total"));
    if (!total.ok()) return total.status();
    tally.set_total(*total);
    if (const std::string& ungraded = columns_.Cell(row, "ungraded"); !ungraded.empty()) {
      const auto count = ParseCount("ungraded", ungraded);
      if (!count.ok()) return count.status();
      tally.set_ungraded_count(*count);
    }
    for (const size_t grade : grades_) {
      if (row.cells[grade].empty()) continue;
      const auto count = ParseCount(columns_.header[grade], row.cells[grade]);
      if (!count.ok()) return count.status();
      v1::TallyCount& added = *tally.add_counts();
      added.set_grade(NormaliseCode(columns_.header[grade]));
      added.set_count(*count);
    }
    return tally;
  }

  const Session& session_;
  const ImportFlags& flags_;
  NamedColumns columns_;
  std::vector<size_t> grades_;
  uint64_t unreconciled_ = 0;
};

absl::StatusOr<ExitCode> Import(Session& session, const ImportFlags& flags) {
  if (const auto authority = session.AuthorityName(); !authority.ok()) return authority.status();
  TallyImport import(session, flags);
  return RunRecordImport(session, flags.file, import);
}

}  // namespace

void AddTallyImport(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* import = AddLedgerVerb(
      line, noun, "import",
      {"Record the tallies of a CSV file: tally_id, title, practice_area, total, perhaps counted_on, ungraded, scale"
       " and source, and a column for each grade",
       "assay tally import tallies.csv --scale ofsted-2013 --source \"Report to the board, January 2014\""},
      [flags](Session& session) { return Import(session, *flags); });
  AddRecordImportFlags(import, flags->file);
  import->add_option("--scale", flags->scale, "The scale of every row the file names none for")
      ->type_name("ID[@VERSION]");
  import->add_option("--source", flags->source, "The source of every row the file names none for")->type_name("TEXT");
}

}  // namespace assay
