// assay action add|complete|list
//
// An action is part of its audit, so that a change of it names the audit's revision as `assay audit` does: counted from
// 1. Without --expect the current one is meant.

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/action_service.pb.h"
#include "client/cli/action_layout.h"
#include "client/cli/audit_past.h"
#include "client/cli/civil_text.h"
#include "client/cli/command.h"
#include "client/cli/flag_values.h"
#include "client/cli/paging.h"
#include "client/cli/record_command.h"
#include "client/sdk/error.h"
#include "service/domain/violation.h"

namespace assay {
namespace {

struct ChangeFlags {
  uint32_t expect = 0;  // 0: whatever is current
  std::string reason;
  bool dry_run = false;
};

absl::StatusOr<v1::GetAuditHistoryResponse> ReadPastOf(const Session& session, const std::string& name) {
  v1::GetAuditHistoryRequest request;
  request.set_name(name);
  return ReadPast(session, request);
}

absl::Status Stale(const std::string& name, int count) {
  const std::string audit = LastPart(name);
  return absl::InvalidArgumentError(audit + " is at revision " + std::to_string(count) +
                                    ", not the one expected; see assay audit history " + audit);
}

absl::StatusOr<v1::Change> ToChange(const Session& session, const std::string& audit, const ChangeFlags& flags) {
  const auto name = AuditNameOf(session, audit);
  if (!name.ok()) return name.status();
  const auto past = ReadPastOf(session, *name);
  if (!past.ok()) return past.status();
  const auto count = static_cast<uint32_t>(past->revisions_size());
  if (flags.expect > count) return Stale(*name, past->revisions_size());
  const uint32_t meant = flags.expect == 0 ? count : flags.expect;
  if (flags.expect == 0 && !session.quiet()) {
    session.console.err << audit << " is at revision " << count << ": --expect " << count << " is taken as said\n";
  }
  v1::Change change;
  change.set_name(*name);
  change.set_expected_revision(past->revisions(static_cast<int>(meant) - 1).audit().revision());
  change.set_reason(flags.reason);
  change.set_validate_only(flags.dry_run);
  return change;
}

// Makes the change; one that is too late is told by revisions as people count them.
template <typename Request, typename Response>
absl::StatusOr<Response> Send(const Session& session, absl::StatusOr<Response> (Client::*method)(const Request&) const,
                              const Request& request) {
  const std::string& name = request.change().name();
  absl::StatusOr<Response> response = (session.client.*method)(request);
  if (ReasonOf(response.status()) == reason::kStaleRevision) {
    const auto past = ReadPastOf(session, name);
    return past.ok() ? Stale(name, past->revisions_size()) : response.status();
  }
  if (!response.ok()) return response;
  if (absl::Status proved = CheckReceipt(session, {name, response->receipt()}); !proved.ok()) return proved;
  return response;
}

struct AddFlags {
  std::string audit;
  v1::Action action;
  ChangeFlags change{.reason = "action-added"};
};

absl::StatusOr<ExitCode> Add(Session& session, const AddFlags& flags) {
  if (absl::Status due = CheckDateFlag({"--due", flags.action.due_date()}); !due.ok()) return due;
  auto change = ToChange(session, flags.audit, flags.change);
  if (!change.ok()) return change.status();
  v1::AddActionRequest request;
  *request.mutable_change() = *std::move(change);
  *request.mutable_action() = flags.action;
  const auto response = Send(session, &Client::AddAction, request);
  if (!response.ok()) return response.status();
  ActionRef ref{flags.audit, static_cast<uint32_t>(response->audit().actions_size())};
  const std::string id = response->has_audit() ? FormatActionRef(ref) : flags.audit;
  const std::string lines = "  " + flags.action.owner() + ", due " + LongDate(flags.action.due_date()) + '\n';
  WriteRecorded(session, {id, response->receipt(), lines}, *response);
  return ExitCode::kAnswered;
}

struct CompleteFlags {
  std::string ref;
  v1::ActionCompletion completion;
  ChangeFlags change;
};

absl::StatusOr<ExitCode> AcknowledgeRisk(Session& session, const CompleteFlags& flags, v1::Change change) {
  v1::AcknowledgeRiskRequest request;
  *request.mutable_change() = std::move(change);
  if (request.change().reason().empty()) request.mutable_change()->set_reason("risk-acknowledged");
  request.set_acknowledged_by(flags.completion.completed_by());
  request.set_acknowledged_on(flags.completion.completed_on());
  const auto response = Send(session, &Client::AcknowledgeRisk, request);
  if (!response.ok()) return response.status();
  const std::string lines =
      "  acknowledged by " + request.acknowledged_by() + " on " + LongDate(request.acknowledged_on()) + '\n';
  WriteRecorded(session, {flags.ref, response->receipt(), lines}, *response);
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> CompleteAction(Session& session, const CompleteFlags& flags, const ActionRef& ref,
                                        v1::Change change) {
  v1::CompleteActionRequest request;
  *request.mutable_change() = std::move(change);
  if (request.change().reason().empty()) request.mutable_change()->set_reason("action-completed");
  request.set_number(ref.number);
  *request.mutable_completion() = flags.completion;
  const auto response = Send(session, &Client::CompleteAction, request);
  if (!response.ok()) return response.status();
  const std::string lines =
      "  completed by " + flags.completion.completed_by() + " on " + LongDate(flags.completion.completed_on()) + '\n';
  WriteRecorded(session, {flags.ref, response->receipt(), lines}, *response);
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Complete(Session& session, const CompleteFlags& flags) {
  const auto ref = ParseActionRef(flags.ref);
  if (!ref.ok()) return ref.status();
  if (absl::Status on = CheckDateFlag({"--on", flags.completion.completed_on()}); !on.ok()) return on;
  const bool evidence = !flags.completion.evidence().empty();
  if (ref->number == 0 && evidence) {
    return absl::InvalidArgumentError("--evidence is of a completed action; a risk is only acknowledged");
  }
  if (ref->number != 0 && !evidence) {
    return absl::InvalidArgumentError("--evidence is required: where does the evidence lie?");
  }
  auto change = ToChange(session, ref->audit, flags.change);
  if (!change.ok()) return change.status();
  if (ref->number == 0) return AcknowledgeRisk(session, flags, *std::move(change));
  return CompleteAction(session, flags, *ref, *std::move(change));
}

struct ListFlags {
  v1::ActionFilter filter;
  AsOfFlags as_of;
};

absl::StatusOr<ExitCode> List(Session& session, const ListFlags& flags) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::ListActionsRequest request;
  request.set_parent(*authority);
  *request.mutable_filter() = flags.filter;
  if (absl::Status as_of = SetAsOf(flags.as_of, request); !as_of.ok()) return as_of;
  ListWriter<v1::ActionItem> writer(session.console.out, session.output(), ActionLayout());
  size_t risks = 0;
  std::string on;
  uint32_t revision = 0;
  const absl::Status listed =
      ForEachPage(session.client, &Client::ListActions, request, [&](const v1::ListActionsResponse& page) {
        on = page.on();
        revision = page.revision();
        for (const auto& item : page.items()) {
          risks += item.number() == 0 ? 1 : 0;
          writer.Add(item);
        }
        return session.console.out ? Continue::kNextPage : Continue::kEnough;
      });
  if (!listed.ok()) return listed;
  writer.Finish();
  if (!session.quiet()) {
    session.console.err << Counted(risks, "risk not acknowledged", "risks not acknowledged") << ", "
                        << Counted(writer.count() - risks, "action", "actions") << ", on " << on << " at revision "
                        << revision << '\n';
  }
  return ExitCode::kAnswered;
}

CLI::Option* AddField(CLI::App* verb, const std::string& name, std::string* field, const std::string& description,
                      const std::string& type) {
  return verb->add_option(name, *field, description)->type_name(type);
}

void AddChangeFlags(CLI::App* verb, ChangeFlags& flags) {
  verb->add_option("--expect", flags.expect, "The revision of the audit that is meant, counted from 1")
      ->check(AboveZero())
      ->type_name("N");
  verb->add_option("--reason", flags.reason, "Why, where another code than the usual one says it better")
      ->type_name("CODE");
  verb->add_flag("--dry-run", flags.dry_run, "Check everything, change nothing");
}

void AddAddVerb(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<AddFlags>();
  CLI::App* add = AddLedgerVerb(
      line, noun, "add",
      {"Add an action to an audit", "assay action add plan-0233 --owner worker-7 --due 2014-04-01 --code update-plan"},
      [flags](Session& session) { return Add(session, *flags); });
  add->add_option("AUDIT", flags->audit, "The audit's id")->required();
  AddField(add, "--owner", flags->action.mutable_owner(), "Who does it: an opaque id", "ID")->required();
  AddField(add, "--due", flags->action.mutable_due_date(), "By when", "DATE")->required();
  AddField(add, "--code", flags->action.mutable_code(), "What is to be done: a code, which is public", "CODE");
  AddChangeFlags(add, flags->change);
}

void AddCompleteVerb(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<CompleteFlags>();
  CLI::App* complete =
      AddLedgerVerb(line, noun, "complete",
                    {"Record that an action was done, or an immediate risk taken up, by somebody else than its owner",
                     "assay action complete plan-0233/1 --by manager-2 --on 2014-03-28 --evidence file-note-88\n"
                     "assay action complete plan-0233/risk --by duty-manager --on 2014-03-05"},
                    [flags](Session& session) { return Complete(session, *flags); });
  complete->add_option("AUDIT/NUMBER", flags->ref, "The action, as action list shows it; AUDIT/risk is the risk")
      ->required();
  v1::ActionCompletion& completion = flags->completion;
  AddField(complete, "--by", completion.mutable_completed_by(), "Who says so: an opaque id", "ID")->required();
  AddField(complete, "--on", completion.mutable_completed_on(), "The day", "DATE")->required();
  AddField(complete, "--evidence", completion.mutable_evidence(), "Where the evidence lies: an opaque reference",
           "REF");
  AddChangeFlags(complete, flags->change);
}

void AddListVerb(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<ListFlags>();
  CLI::App* list = AddLedgerVerb(line, noun, "list",
                                 {"List risks nobody took up, then actions by due date",
                                  "assay action list --overdue\n"
                                  "assay action list --open --owner worker-7 --on 2014-03-31"},
                                 [flags](Session& session) { return List(session, *flags); });
  list->add_flag_callback(
      "--overdue", [flags] { flags->filter.set_overdue_only(true); }, "Only actions not done and past their day");
  list->add_flag_callback(
      "--open", [flags] { flags->filter.set_open_only(true); }, "Only actions not done");
  AddField(list, "--owner", flags->filter.mutable_owner(), "Only this owner's", "ID");
  AddOnFlag(list, flags->as_of);
  AddAtFlag(list, flags->as_of);
}

}  // namespace

void AddAction(CommandLine& line) {
  CLI::App* noun =
      AddNoun(line, "action",
              {"What is to be done because of audits, and risks nobody took up",
               "assay action list --overdue\n"
               "assay action complete plan-0233/1 --by manager-2 --on 2014-03-28 --evidence file-note-88"});
  AddAddVerb(line, noun);
  AddCompleteVerb(line, noun);
  AddListVerb(line, noun);
}

}  // namespace assay
