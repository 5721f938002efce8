// assay audit submit

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/audit_commands.h"
#include "client/cli/audit_flags.h"
#include "client/cli/audit_json.h"
#include "client/cli/ledger_guard.h"
#include "client/cli/text_file.h"
#include "service/domain/limits.h"
#include "service/records/names.h"

namespace assay {
namespace {

struct SubmitFlags {
  std::string id;
  AuditFlags audit;
  std::string json_file;
};

absl::StatusOr<v1::Audit> FromFlags(const Console& console, const AuditFlags& flags) {
  v1::Audit audit;
  if (absl::Status applied = ApplyAuditFlags(console, flags, audit); !applied.ok()) return applied;
  return audit;
}

absl::StatusOr<v1::Audit> FromJson(const Console& console, const std::string& path) {
  const auto text = ReadTextFile(console, path, limits::kMessageBytes);
  if (!text.ok()) return text.status();
  auto audit = ParseAuditJson(*text);
  if (audit.ok()) return audit;
  return absl::InvalidArgumentError((path == kStandardInput ? "standard input" : path) + ": " +
                                    std::string(audit.status().message()));
}

// The name in the JSON, the id and the authority on the command line: any of them may be left out where another says
// it, and none may contradict another.
absl::Status SetName(const Session& session, const std::string& id, v1::Audit& audit) {
  const auto named = ParseAuditName(audit.name());
  if (!audit.name().empty() && !named.has_value()) {
    return absl::InvalidArgumentError("name: is not authorities/AUTHORITY/audits/AUDIT");
  }
  if (named.has_value() && !id.empty() && named->audit != id) {
    return absl::InvalidArgumentError("name: is of another audit than " + id);
  }
  if (named.has_value() && !session.settings.authority.empty() && named->authority != session.settings.authority) {
    return absl::InvalidArgumentError("name: is of another authority than " + session.settings.authority);
  }
  if (named.has_value()) return absl::OkStatus();
  if (id.empty()) return absl::InvalidArgumentError("which audit? Give its ID");
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  audit.set_name(*authority + "/audits/" + id);
  return absl::OkStatus();
}

void WriteReceipt(const Session& session, const std::string& name, const v1::SubmitAuditResponse& response) {
  std::ostream& out = session.console.out;
  const std::string id = ParseAuditName(name).value_or(AuditName{}).audit;
  const v1::Receipt& receipt = response.receipt();
  const bool there = receipt.outcome() == v1::WRITE_OUTCOME_ALREADY_THERE;
  switch (session.settings.format) {
    case Format::kJson:
      out << ToJson(response, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    case Format::kJsonl:
      out << ToJson(response, Whitespace::kNone, Defaults::kLeftOut) << '\n';
      break;
    case Format::kCsv:
      if (session.settings.headers == Headers::kShown) out << CsvLine({"audit_id", "outcome", "revision"});
      out << CsvLine({id, there ? "already there" : "added", std::to_string(receipt.revision())});
      break;
    case Format::kName:
      out << id << '\n';
      break;
    case Format::kTable:
      out << id << " revision " << receipt.revision() << (there ? ", already there" : "") << '\n';
      break;
  }
}

absl::StatusOr<ExitCode> Submit(Session& session, const SubmitFlags& flags) {
  auto audit =
      flags.json_file.empty() ? FromFlags(session.console, flags.audit) : FromJson(session.console, flags.json_file);
  if (!audit.ok()) return audit.status();
  if (absl::Status named = SetName(session, flags.id, *audit); !named.ok()) return named;
  v1::SubmitAuditRequest request;
  *request.mutable_audit() = *std::move(audit);
  const auto response = session.client.SubmitAudit(request);
  if (!response.ok()) return response.status();
  const std::string& name = request.audit().name();
  if (absl::Status proved = CheckReceipt(session, {name, response->receipt()}); !proved.ok()) return proved;
  WriteReceipt(session, name, *response);
  return ExitCode::kAnswered;
}

}  // namespace

void AddAuditSubmit(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<SubmitFlags>();
  CLI::App* submit = AddLedgerVerb(line, noun, "submit",
                                   {"Record one audit",
                                    "assay audit submit plan-0233 --practice-area assessment --audit-date 2014-03-05"
                                    " --scale ofsted-2013 --grade good --case-ref-file ref.txt\n"
                                    "assay audit submit --json plan-0233.json"},
                                   [flags](Session& session) { return Submit(session, *flags); });
  submit->add_option("ID", flags->id, "Its id, which must not identify a person");
  CLI::Option* json =
      submit->add_option("--json", flags->json_file, "The whole audit, as proto JSON")->type_name("FILE|-");
  for (CLI::Option* option : AddAuditFlags(submit, flags->audit)) option->excludes(json);
}

}  // namespace assay
