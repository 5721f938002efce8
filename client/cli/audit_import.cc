// assay audit import

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/audit_commands.h"
#include "client/cli/error_text.h"
#include "client/cli/import_columns.h"
#include "client/cli/import_report.h"
#include "client/cli/import_row.h"
#include "client/cli/importer.h"
#include "client/cli/input.h"

namespace assay {
namespace {

struct ImportFlags {
  std::string file;
  ImportColumnFlags columns;
  std::string date_format = "yyyy-mm-dd";
  std::string rejects;
  bool dry_run = false;
};

// A line on a terminal that says how far the import is; elsewhere, nothing.
class Progress {
 public:
  Progress(const Session& session, const ImportReport& report)
      : err_(session.console.err), shown_(session.console.err_is_terminal && !session.quiet()), report_(report) {}
  ~Progress() {
    if (shown_) err_ << "\r\033[K" << std::flush;
  }

  void operator()() const {
    if (shown_) err_ << "\r" << report_.rows() << " rows" << std::flush;
  }

 private:
  std::ostream& err_;
  const bool shown_;
  const ImportReport& report_;
};

absl::Status InFile(const Input& input, const absl::Status& status) {
  return absl::Status(status.code(), input.name() + ": " + std::string(status.message()));
}

absl::StatusOr<RowReader> ReadHeader(const Session& session, const ImportFlags& flags, const Input& input,
                                     CsvReader& csv) {
  const auto parent = session.AuthorityName();
  if (!parent.ok()) return parent.status();
  const auto dates = ParseDateFormat(flags.date_format);
  if (!dates.has_value()) {
    return absl::InvalidArgumentError("--date-format \"" + flags.date_format +
                                      "\" is not one of yyyy-mm-dd, dd/mm/yyyy and mm/dd/yyyy");
  }
  const auto header = csv.Next();
  if (!header.ok()) return header.status();
  if (!header->has_value()) return absl::InvalidArgumentError(input.name() + ": is empty; it needs a header at least");
  auto columns = PlanColumns((*header)->cells, flags.columns);
  if (!columns.ok()) return InFile(input, columns.status());
  return RowReader::Create(*std::move(columns), *dates, *parent);
}

// Reads a file that can be read twice to its end, so that nothing is sent of one that is broken further down.
absl::Status Rehearse(const Session& session, const ImportFlags& flags, Input& input) {
  if (!input.rewindable()) return absl::OkStatus();
  CsvReader csv(input);
  if (absl::Status header = ReadHeader(session, flags, input, csv).status(); !header.ok()) return header;
  while (true) {
    const auto row = csv.Next();
    if (!row.ok()) return row.status();
    if (!row->has_value()) return input.Rewind();
  }
}

absl::Status SendRows(CsvReader& csv, Importer& importer) {
  while (true) {
    auto row = csv.Next();
    if (!row.ok()) {
      // The rows before the fault are good; where the input is interrupted, what is under way is given up.
      if (absl::IsInvalidArgument(row.status())) {
        if (absl::Status finished = importer.Finish(); !finished.ok()) return finished;
      }
      return row.status();
    }
    if (!row->has_value()) return importer.Finish();
    if (absl::Status added = importer.Add(**std::move(row)); !added.ok()) return added;
  }
}

void Print(Session& session, const ImportReport& report, const absl::Status& sent) {
  std::ostream& out = session.console.out;
  out << report.Text(sent.ok() ? "rows" : "rows acknowledged");
  if (report.revision() != 0 && !session.quiet()) out << "revision " << report.revision() << '\n';
  out.flush();
}

absl::StatusOr<ExitCode> Conclude(Session& session, const Input& input, const ImportReport& report,
                                  const absl::Status& sent) {
  if (!sent.ok()) {
    session.console.err << ErrorText(sent) << (absl::IsCancelled(sent) ? "To complete it" : "Once that is mended")
                        << ", run the same command again: rows that are already there are not added twice.\n";
    return ExitCodeOf(sent.code());
  }
  if (report.rows() == 0 && !session.quiet()) session.console.err << input.name() << ": has a header and no rows\n";
  return report.refused() > 0 ? ExitCode::kRowsRefused : ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Import(Session& session, const ImportFlags& flags) {
  if (absl::Status asked = session.CheckWordsOnly("audit import"); !asked.ok()) return asked;
  auto input = Input::Open(session.console, flags.file);
  if (!input.ok()) return input.status();
  if (absl::Status rehearsed = Rehearse(session, flags, *input); !rehearsed.ok()) return rehearsed;
  CsvReader csv(*input);
  auto reader = ReadHeader(session, flags, *input, csv);
  if (!reader.ok()) return reader.status();

  auto rejects = OpenRejects(session, flags.rejects, *input);
  if (!rejects.ok()) return rejects.status();
  if (rejects->has_value()) (*rejects)->Begin(reader->columns(), csv);
  const DryRun dry_run = flags.dry_run ? DryRun::kYes : DryRun::kNo;
  ImportReport report(dry_run, rejects->has_value() ? &**rejects : nullptr);
  session.console.catch_interrupts();
  absl::Status sent;
  {
    const Progress progress(session, report);
    Importer importer(session.client, {.parent = *session.AuthorityName(), .dry_run = dry_run}, *reader, report,
                      session.console.interrupted, [&progress] { progress(); });
    sent = SendRows(csv, importer);
  }
  Print(session, report, sent);
  if (rejects->has_value()) {
    if (absl::Status closed = (*rejects)->Close(sent.ok() && !flags.dry_run ? RejectsFile::Answered::kAll
                                                                            : RejectsFile::Answered::kNotAll);
        sent.ok() && !closed.ok())
      sent = closed;
  }
  return Conclude(session, *input, report, sent);
}

}  // namespace

void AddAuditImport(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* import =
      AddLedgerVerb(line, noun, "import",
                    {"Record the audits of a CSV file",
                     "assay audit import march.csv --scale ofsted-2013 --rejects march-rejects.csv"
                     " --map \"Audit no=audit_id,Child=case_ref,Type=practice_area,Date=audit_date,Judgement=grade\"\n"
                     "assay audit import march.csv --scale ofsted-2013 --dry-run\n"
                     "assay audit import - --set no_action_reason=not-published --date-format dd/mm/yyyy < march.csv"},
                    [flags](Session& session) { return Import(session, *flags); });
  import->add_option("FILE", flags->file, "The file; - is standard input")->required();
  import->add_option("--scale", flags->columns.scale, "The scale of every row")->type_name("ID[@VERSION]");
  const auto add_list = [import](const char* name, std::vector<std::string>& values, const char* description,
                                 const char* type) {
    import->add_option(name, values, description)->type_name(type)->allow_extra_args(false);
  };
  add_list("--map", flags->columns.maps, "Which of their columns is which field", "\"HEADER=FIELD,...\"");
  add_list("--set", flags->columns.sets, "A value for every row of a field the file lacks; may be repeated",
           "FIELD=VALUE");
  add_list("--ignore", flags->columns.ignores, "Columns to leave out", "\"HEADER,...\"");
  import->add_option("--date-format", flags->date_format, "yyyy-mm-dd (default), dd/mm/yyyy or mm/dd/yyyy")
      ->type_name("FORMAT");
  import->add_option("--rejects", flags->rejects, "Write refused rows here, to be mended and imported again")
      ->type_name("FILE");
  import->add_flag("--dry-run", flags->dry_run, "Check every row, change nothing");
}

}  // namespace assay
