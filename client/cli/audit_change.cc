// assay audit correct|moderate|withdraw|erase
//
// Each is told which revision of the audit it is meant for, as people count them, so that nobody changes what they have
// not seen.

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/audit_commands.h"
#include "client/cli/audit_flags.h"
#include "client/cli/audit_past.h"
#include "client/cli/confirm.h"
#include "client/cli/ledger_guard.h"
#include "client/cli/text_file.h"
#include "client/sdk/error.h"
#include "service/domain/limits.h"
#include "service/domain/violation.h"

namespace assay {
namespace {

struct ChangeFlags {
  std::string id;
  uint32_t expect = 0;
  std::string reason;
  std::string note_file;
};

// A change made ready: the entry it supersedes, and what every request says.
struct Prepared {
  v1::Audit before;
  v1::Change change;
};

absl::StatusOr<int> CountOf(const Session& session, const std::string& name) {
  v1::GetAuditHistoryRequest request;
  request.set_name(name);
  const auto past = ReadPast(session, request);
  if (!past.ok()) return past.status();
  return past->revisions_size();
}

absl::Status Stale(const ChangeFlags& flags, int count) {
  return absl::InvalidArgumentError(flags.id + " is at revision " + std::to_string(count) + ", not " +
                                    std::to_string(flags.expect) + "; see assay audit history " + flags.id);
}

absl::StatusOr<Prepared> Prepare(const Session& session, const ChangeFlags& flags) {
  const auto name = AuditNameOf(session, flags.id);
  if (!name.ok()) return name.status();
  v1::GetAuditHistoryRequest request;
  request.set_name(*name);
  const auto past = ReadPast(session, request);
  if (!past.ok()) return past.status();
  // An earlier revision than the current one is the server's to judge: it may be a change whose answer was lost.
  if (flags.expect > static_cast<uint32_t>(past->revisions_size())) return Stale(flags, past->revisions_size());
  Prepared prepared;
  prepared.before = past->revisions(static_cast<int>(flags.expect) - 1).audit();
  prepared.change.set_name(*name);
  prepared.change.set_expected_revision(prepared.before.revision());
  prepared.change.set_reason(flags.reason);
  if (!flags.note_file.empty()) {
    auto note = ReadTextFile(session.console, flags.note_file, limits::kNarrativeBytes);
    if (!note.ok()) return note.status();
    prepared.change.set_note(*std::move(note));
  }
  return prepared;
}

// What is printed of a change that was made.
struct Made {
  v1::ChangeKind kind;
  const v1::Audit& before;
  const v1::Audit& after;
  const v1::Receipt& receipt;
};

void WriteMade(const Session& session, const ChangeFlags& flags, const Made& made,
               const google::protobuf::Message& response) {
  std::ostream& out = session.console.out;
  const std::string count = std::to_string(flags.expect + 1);
  const std::string entry = std::to_string(made.receipt.revision());
  const bool there = made.receipt.outcome() == v1::WRITE_OUTCOME_ALREADY_THERE;
  switch (session.settings.format) {
    case Format::kJson:
      out << ToJson(response, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    case Format::kJsonl:
      out << ToJson(response, Whitespace::kNone, Defaults::kLeftOut) << '\n';
      break;
    case Format::kCsv:
      if (session.settings.headers == Headers::kShown) out << CsvLine({"audit_id", "outcome", "revision", "ledger"});
      out << CsvLine({flags.id, there ? "already there" : "added", count, entry});
      break;
    case Format::kName:
      out << flags.id << '\n';
      break;
    case Format::kTable:
      out << flags.id << " revision " << count << ": " << WordsOf(made.kind, {made.before, made.after}) << ", by "
          << made.after.actor() << ", ledger " << entry << (there ? ", already there" : "") << '\n';
      break;
  }
}

// Sends the request and says what came of it.
template <typename Request, typename Response>
absl::StatusOr<ExitCode> Send(const Session& session, const ChangeFlags& flags, const Prepared& prepared,
                              absl::StatusOr<Response> (Client::*method)(const Request&) const, const Request& request,
                              v1::ChangeKind kind) {
  const absl::StatusOr<Response> response = (session.client.*method)(request);
  if (ReasonOf(response.status()) == reason::kStaleRevision) {
    const absl::StatusOr<int> count = CountOf(session, prepared.change.name());
    return count.ok() ? Stale(flags, *count) : response.status();
  }
  if (!response.ok()) return response.status();
  const Acknowledged acknowledged = {prepared.change.name(), response->receipt()};
  if (absl::Status proved = CheckReceipt(session, acknowledged); !proved.ok()) return proved;
  WriteMade(session, flags, {kind, prepared.before, response->audit(), response->receipt()}, *response);
  return ExitCode::kAnswered;
}

struct CorrectFlags {
  ChangeFlags change;
  AuditFlags audit;
};

// The audit as a client may send it: without what the server sets.
v1::Audit WithoutServerFields(v1::Audit audit) {
  audit.clear_moderation();
  audit.clear_withdrawal_reason();
  audit.clear_erased();
  audit.clear_case_number();
  audit.clear_revision();
  audit.clear_recorded_at();
  audit.clear_actor();
  audit.clear_original_revision();
  audit.clear_independence();
  // What is done and acknowledged stays so: the server keeps it with the actions and the risk it belongs to.
  for (v1::Action& action : *audit.mutable_actions()) action.clear_completion();
  if (audit.has_immediate_risk()) {
    audit.mutable_immediate_risk()->clear_acknowledged_by();
    audit.mutable_immediate_risk()->clear_acknowledged_on();
  }
  return audit;
}

// The personal part goes with a correction whole or not at all.
absl::Status AddPersonalPart(const Session& session, const Prepared& prepared, v1::Audit& audit) {
  v1::GetAuditRequest request;
  request.set_name(prepared.change.name());
  request.set_view(v1::AUDIT_VIEW_PERSONAL);
  request.set_purpose("correction");
  request.mutable_read_at()->set_revision(prepared.before.revision());
  auto response = session.client.GetAudit(request);
  if (!response.ok()) return response.status();
  *audit.mutable_personal() = std::move(*response->mutable_audit()->mutable_personal());
  audit.mutable_personal()->clear_change_note();
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Correct(Session& session, const CorrectFlags& flags) {
  const auto prepared = Prepare(session, flags.change);
  if (!prepared.ok()) return prepared.status();
  v1::CorrectAuditRequest request;
  *request.mutable_change() = prepared->change;
  v1::Audit& audit = *request.mutable_audit();
  audit = WithoutServerFields(prepared->before);
  if (SpeakOfPersonalPart(flags.audit)) {
    if (absl::Status added = AddPersonalPart(session, *prepared, audit); !added.ok()) return added;
  }
  if (absl::Status applied = ApplyAuditFlags(session.console, flags.audit, audit); !applied.ok()) return applied;
  return Send(session, flags.change, *prepared, &Client::CorrectAudit, request, v1::CHANGE_KIND_CORRECTED);
}

struct ModerateFlags {
  ChangeFlags change;
  std::string moderator;
  std::string grade;
};

absl::StatusOr<ExitCode> Moderate(Session& session, const ModerateFlags& flags) {
  const auto prepared = Prepare(session, flags.change);
  if (!prepared.ok()) return prepared.status();
  v1::ModerateAuditRequest request;
  *request.mutable_change() = prepared->change;
  request.mutable_moderation()->set_moderator(flags.moderator);
  request.mutable_moderation()->set_grade(flags.grade);
  return Send(session, flags.change, *prepared, &Client::ModerateAudit, request, v1::CHANGE_KIND_MODERATED);
}

absl::StatusOr<ExitCode> Withdraw(Session& session, const ChangeFlags& flags) {
  const auto prepared = Prepare(session, flags);
  if (!prepared.ok()) return prepared.status();
  v1::WithdrawAuditRequest request;
  *request.mutable_change() = prepared->change;
  return Send(session, flags, *prepared, &Client::WithdrawAudit, request, v1::CHANGE_KIND_WITHDRAWN);
}

absl::StatusOr<ExitCode> Erase(Session& session, const ChangeFlags& flags) {
  const auto prepared = Prepare(session, flags);
  if (!prepared.ok()) return prepared.status();
  const std::string question = "Erase the case reference, narratives and notes of every revision of " + flags.id +
                               "? Nothing can bring them back.";
  if (absl::Status confirmed = Confirm(session, question); !confirmed.ok()) return confirmed;
  v1::EraseAuditRequest request;
  *request.mutable_change() = prepared->change;
  return Send(session, flags, *prepared, &Client::EraseAudit, request, v1::CHANGE_KIND_ERASED);
}

void AddChangeFlags(CLI::App* verb, ChangeFlags& flags) {
  verb->add_option("ID", flags.id, "Its id")->required();
  verb->add_option("--expect", flags.expect, "The revision of the audit that is meant, counted from 1")
      ->required()
      ->check(CLI::Range(1u, 1'000'000'000u))
      ->type_name("N");
  verb->add_option("--reason", flags.reason, "Why: a code, which is public")->required()->type_name("CODE");
}

void AddNoteFlag(CLI::App* verb, ChangeFlags& flags) {
  verb->add_option("--note-file", flags.note_file, "Holds why, in words; kept with the personal part")
      ->type_name("FILE|-");
}

}  // namespace

void AddAuditChanges(CommandLine& line, CLI::App* noun) {
  auto correction = std::make_shared<CorrectFlags>();
  CLI::App* correct = AddLedgerVerb(
      line, noun, "correct",
      {"Correct an audit; what was there before stays readable",
       "assay audit correct plan-0233 --grade inadequate --expect 1 --reason moderation-panel\n"
       "assay audit correct plan-0233 --team North --action \"worker-7:2014-04-01\" --expect 2 --reason typing-error"},
      [correction](Session& session) { return Correct(session, *correction); });
  AddChangeFlags(correct, correction->change);
  AddNoteFlag(correct, correction->change);
  AddAuditFlags(correct, correction->audit);

  auto moderation = std::make_shared<ModerateFlags>();
  CLI::App* moderate = AddLedgerVerb(
      line, noun, "moderate",
      {"Record a second auditor's grade beside the first",
       "assay audit moderate plan-0233 --moderator lead-2 --grade inadequate --expect 1 --reason dip-sample"},
      [moderation](Session& session) { return Moderate(session, *moderation); });
  AddChangeFlags(moderate, moderation->change);
  AddNoteFlag(moderate, moderation->change);
  moderate->add_option("--moderator", moderation->moderator, "Who moderated: an opaque id")->required();
  moderate->add_option("--grade", moderation->grade, "Their grade")->required()->type_name("CODE");

  auto withdrawal = std::make_shared<ChangeFlags>();
  CLI::App* withdraw = AddLedgerVerb(line, noun, "withdraw",
                                     {"Take an audit out of every figure; it stays visible",
                                      "assay audit withdraw plan-0233 --expect 2 --reason duplicate"},
                                     [withdrawal](Session& session) { return Withdraw(session, *withdrawal); });
  AddChangeFlags(withdraw, *withdrawal);
  AddNoteFlag(withdraw, *withdrawal);

  auto erasure = std::make_shared<ChangeFlags>();
  CLI::App* erase = AddLedgerVerb(line, noun, "erase",
                                  {"Erase the personal parts of an audit for good; figures and proofs stay",
                                   "assay audit erase plan-0233 --expect 2 --reason erasure-request --yes"},
                                  [erasure](Session& session) { return Erase(session, *erasure); });
  AddChangeFlags(erase, *erasure);
}

}  // namespace assay
