// assay audit history

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "client/cli/audit_commands.h"
#include "client/cli/audit_layout.h"
#include "client/cli/audit_past.h"
#include "client/cli/flag_values.h"

namespace assay {
namespace {

struct HistoryFlags {
  std::string id;
  std::string at;
};

const std::vector<std::string>& HeadersOfHistory() {
  static const auto* const headers =
      new std::vector<std::string>{"revision", "change", "what", "reason", "by", "recorded_at", "ledger"};
  return *headers;
}

std::vector<std::string> CellsOf(const v1::GetAuditHistoryResponse& past, int index) {
  const v1::AuditRevision& revision = past.revisions(index);
  const v1::Audit& audit = revision.audit();
  const bool first = index == 0 || revision.kind() == v1::CHANGE_KIND_SUBMITTED;
  return {std::to_string(index + 1),
          CodeOf(revision.kind()),
          first ? JudgementOf(audit) : WordsOf(revision.kind(), {past.revisions(index - 1).audit(), audit}),
          revision.reason(),
          audit.actor(),
          FormatTime(audit.recorded_at()),
          std::to_string(audit.revision())};
}

void WriteTable(const Session& session, const v1::GetAuditHistoryResponse& past) {
  TableWriter table(
      session.console.out, session.output(), HeadersOfHistory(),
      {Align::kRight, Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft, Align::kRight});
  for (int i = 0; i < past.revisions_size(); ++i) table.Add(CellsOf(past, i));
  table.Finish();
}

void Write(const Session& session, const v1::GetAuditHistoryResponse& past) {
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kTable:
      WriteTable(session, past);
      break;
    case Format::kJson:
      out << ToJson(past, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    case Format::kJsonl:
      for (const auto& revision : past.revisions()) {
        out << ToJson(revision, Whitespace::kNone, Defaults::kLeftOut) << '\n';
      }
      break;
    case Format::kCsv:
      if (session.settings.headers == Headers::kShown) out << CsvLine(HeadersOfHistory());
      for (int i = 0; i < past.revisions_size(); ++i) out << CsvLine(CellsOf(past, i));
      break;
    case Format::kName:
      for (const auto& revision : past.revisions()) out << revision.audit().revision() << '\n';
      break;
  }
}

absl::StatusOr<ExitCode> History(Session& session, const HistoryFlags& flags) {
  const auto name = AuditNameOf(session, flags.id);
  if (!name.ok()) return name.status();
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  v1::GetAuditHistoryRequest request;
  request.set_name(*name);
  *request.mutable_read_at() = *std::move(read_at);
  const auto past = ReadPast(session, request);
  if (!past.ok()) return past.status();
  Write(session, *past);
  return ExitCode::kAnswered;
}

}  // namespace

void AddAuditHistory(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<HistoryFlags>();
  CLI::App* history =
      AddLedgerVerb(line, noun, "history", {"Show what became of an audit", "assay audit history plan-0233"},
                    [flags](Session& session) { return History(session, *flags); });
  history->add_option("ID", flags->id, "Its id")->required();
  history->add_option("--at", flags->at, "As the ledger stood then")->type_name("REVISION|TIME");
}

}  // namespace assay
