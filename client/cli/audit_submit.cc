// assay audit submit

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/audit_commands.h"
#include "client/cli/audit_json.h"
#include "client/cli/flag_values.h"
#include "client/cli/text_file.h"
#include "service/domain/limits.h"
#include "service/records/names.h"

namespace assay {
namespace {

struct SubmitFlags {
  std::string id;
  v1::Audit audit;  // the flags that are fields as they stand
  std::string audit_type;
  std::string sampling;
  std::string practice_period;       // FIRST..LAST
  std::vector<std::string> actions;  // OWNER:DATE
  std::string case_ref;
  std::string case_ref_file;
  std::string narrative_file;
  std::string notes_file;
  std::string json_file;
};

absl::Status SetWords(const SubmitFlags& flags, v1::Audit& audit) {
  if (!flags.audit_type.empty()) {
    const auto type = ParseAuditTypeFlag({"--audit-type", flags.audit_type});
    if (!type.ok()) return type.status();
    audit.set_audit_type(*type);
  }
  if (!flags.sampling.empty()) {
    const auto method = ParseSamplingFlag({"--sampling", flags.sampling});
    if (!method.ok()) return method.status();
    audit.set_sampling_method(*method);
  }
  if (!flags.practice_period.empty()) {
    const size_t dots = flags.practice_period.find("..");
    if (dots == std::string::npos) {
      return absl::InvalidArgumentError("--practice-period \"" + flags.practice_period + "\" is not FIRST..LAST");
    }
    audit.mutable_practice_period()->set_first_day(flags.practice_period.substr(0, dots));
    audit.mutable_practice_period()->set_last_day(flags.practice_period.substr(dots + 2));
  }
  for (const std::string& text : flags.actions) {
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos) return absl::InvalidArgumentError("--action \"" + text + "\" is not OWNER:DATE");
    v1::Action& action = *audit.add_actions();
    action.set_owner(text.substr(0, colon));
    action.set_due_date(text.substr(colon + 1));
  }
  return absl::OkStatus();
}

absl::Status SetPersonal(const Console& console, const SubmitFlags& flags, v1::PersonalPart& personal) {
  const int from_standard_input = (flags.case_ref_file == kStandardInput ? 1 : 0) +
                                  (flags.narrative_file == kStandardInput ? 1 : 0) +
                                  (flags.notes_file == kStandardInput ? 1 : 0);
  if (from_standard_input > 1) return absl::InvalidArgumentError("standard input can be read once");
  personal.set_case_ref(flags.case_ref);
  if (!flags.case_ref_file.empty()) {
    auto case_ref = ReadLineFile(console, flags.case_ref_file);
    if (!case_ref.ok()) return case_ref.status();
    personal.set_case_ref(*std::move(case_ref));
  }
  if (!flags.narrative_file.empty()) {
    auto narrative = ReadTextFile(console, flags.narrative_file, limits::kNarrativeBytes);
    if (!narrative.ok()) return narrative.status();
    personal.set_narrative(*std::move(narrative));
  }
  if (!flags.notes_file.empty()) {
    auto notes = ReadTextFile(console, flags.notes_file, limits::kNarrativeBytes);
    if (!notes.ok()) return notes.status();
    personal.set_notes(*std::move(notes));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Audit> FromFlags(const Console& console, const SubmitFlags& flags) {
  v1::Audit audit = flags.audit;
  if (absl::Status words = SetWords(flags, audit); !words.ok()) return words;
  if (absl::Status personal = SetPersonal(console, flags, *audit.mutable_personal()); !personal.ok()) return personal;
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
  auto audit = flags.json_file.empty() ? FromFlags(session.console, flags) : FromJson(session.console, flags.json_file);
  if (!audit.ok()) return audit.status();
  if (absl::Status named = SetName(session, flags.id, *audit); !named.ok()) return named;
  v1::SubmitAuditRequest request;
  *request.mutable_audit() = *std::move(audit);
  const auto response = session.client.SubmitAudit(request);
  if (!response.ok()) return response.status();
  WriteReceipt(session, request.audit().name(), *response);
  return ExitCode::kAnswered;
}

}  // namespace

void AddAuditSubmit(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<SubmitFlags>();
  CLI::App* submit = AddVerb(line, noun, "submit",
                             {"Record one audit",
                              "assay audit submit plan-0233 --practice-area assessment --audit-date 2014-03-05"
                              " --scale ofsted-2013 --grade good --case-ref-file ref.txt\n"
                              "assay audit submit --json plan-0233.json"},
                             [flags](Session& session) { return Submit(session, *flags); });
  submit->add_option("ID", flags->id, "Its id, which must not identify a person");
  CLI::Option* json =
      submit->add_option("--json", flags->json_file, "The whole audit, as proto JSON")->type_name("FILE|-");
  const auto add = [&](const char* name, std::string* value, const char* description, const char* type) {
    return submit->add_option(name, *value, description)->type_name(type)->excludes(json);
  };
  v1::Audit& audit = flags->audit;
  add("--practice-area", audit.mutable_practice_area(), "What was audited", "CODE");
  add("--audit-date", audit.mutable_audit_date(), "The day the audit was done", "DATE");
  add("--scale", audit.mutable_scale(), "The scale the grade is on", "ID[@VERSION]");
  CLI::Option* grade = add("--grade", audit.mutable_grade(), "The grade", "CODE");
  add("--ungraded-reason", audit.mutable_ungraded_reason(), "Why there is no grade", "CODE")->excludes(grade);
  add("--audit-type", &flags->audit_type, "planned, dip-sample, thematic, multi-agency or re-audit", "CODE");
  add("--sampling", &flags->sampling, "census, random, stratified, targeted or self-selected", "CODE");
  add("--practice-period", &flags->practice_period, "The days the audit looks at", "FIRST..LAST");
  add("--team", audit.mutable_team(), "The team of that time", "TEAM");
  add("--auditor", audit.mutable_auditor(), "Who judged: an opaque id", "ID");
  submit->add_option("--action", flags->actions, "What is to be done, by whom and when; may be repeated")
      ->type_name("OWNER:DATE")
      ->allow_extra_args(false)
      ->excludes(json);
  add("--no-action-reason", audit.mutable_no_action_reason(), "Why a grade that calls for an action has none", "CODE");
  CLI::Option* file = add("--case-ref-file", &flags->case_ref_file, "Holds the case reference", "FILE|-");
  add("--case-ref", &flags->case_ref, "The case reference; others may see it in the list of processes", "TEXT")
      ->excludes(file);
  add("--narrative-file", &flags->narrative_file, "Holds the narrative", "FILE|-");
  add("--notes-file", &flags->notes_file, "Holds the notes", "FILE|-");
}

}  // namespace assay
