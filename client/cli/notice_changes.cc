// assay notice amend|lift|escalate
//
// Each records the version that follows the newest one. Without --expect that one is read first, and said.

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/notice_service.pb.h"
#include "client/cli/civil_text.h"
#include "client/cli/confirm.h"
#include "client/cli/flag_values.h"
#include "client/cli/notice_commands.h"
#include "client/cli/notice_flags.h"
#include "client/cli/record_command.h"
#include "client/cli/record_json.h"
#include "service/domain/record.h"

namespace assay {
namespace {

struct ChangeFlags {
  std::string id;
  uint32_t expect = 0;  // 0: whatever is current
  std::string reason;
  std::string effective_on;
  bool dry_run = false;
};

// The notice in its newest version and how the change of it is to be written.
struct Prepared {
  v1::Notice newest;
  v1::RecordWrite write;
};

absl::StatusOr<Prepared> Prepare(const Session& session, const ChangeFlags& flags) {
  if (absl::Status day = CheckDateFlag({"--effective-on", flags.effective_on}); !day.ok()) return day;
  const auto name = RecordNameOf(session, kCollection<Notice>, flags.id);
  if (!name.ok()) return name.status();
  v1::GetNoticeRequest request;
  request.set_name(*name);
  const auto response = session.client.GetNotice(request);
  if (!response.ok()) return response.status();
  if (response->versions().empty()) return absl::InternalError("the server answers a notice without a version");
  Prepared prepared;
  prepared.newest = *response->versions().rbegin();
  const uint32_t current = prepared.newest.stamp().revision();
  if (flags.expect == 0 && !session.quiet()) {
    session.console.err << flags.id << " is at revision " << current << ", version " << prepared.newest.version()
                        << ": --expect " << current << " is taken as said\n";
  }
  prepared.write.set_expected_revision(flags.expect == 0 ? current : flags.expect);
  prepared.write.set_reason(flags.reason);
  prepared.write.set_validate_only(flags.dry_run);
  return prepared;
}

template <typename Response>
void WriteChanged(const Session& session, const ChangeFlags& flags, const char* what, const Response& response) {
  std::string lines;
  if (response.has_notice()) {
    lines = "  version " + std::to_string(response.notice().version()) + " " + what + " from " +
            LongDate(response.notice().effective_on()) + ": " + flags.reason + '\n';
  }
  WriteRecorded(session, {flags.id, response.receipt(), lines}, response);
}

struct AmendFlags {
  ChangeFlags change;
  std::string file;
  NoticeFlags notice;
};

// The notice as a client may send it: without what the server sets.
v1::Notice WithoutServerFields(v1::Notice notice) {
  notice.clear_state();
  notice.clear_version();
  notice.clear_effective_on();
  notice.clear_stamp();
  return notice;
}

absl::StatusOr<v1::Notice> Amended(const Session& session, const AmendFlags& flags, const v1::Notice& newest) {
  v1::Notice notice;
  if (!flags.file.empty()) {
    if (absl::Status read = ReadRecordJson(session.console, flags.file, notice); !read.ok()) return read;
  } else {
    notice = WithoutServerFields(newest);
    if (absl::Status applied = ApplyNoticeFlags(session, flags.notice, notice); !applied.ok()) return applied;
  }
  if (absl::Status named = SetNoticeName(session, flags.change.id, notice); !named.ok()) return named;
  return notice;
}

absl::StatusOr<ExitCode> Amend(Session& session, const AmendFlags& flags) {
  const auto prepared = Prepare(session, flags.change);
  if (!prepared.ok()) return prepared.status();
  auto notice = Amended(session, flags, prepared->newest);
  if (!notice.ok()) return notice.status();
  v1::AmendNoticeRequest request;
  *request.mutable_notice() = *std::move(notice);
  request.set_effective_on(flags.change.effective_on);
  *request.mutable_write() = prepared->write;
  const auto response = SendRecord(session, &Client::AmendNotice, request, request.notice().name());
  if (!response.ok()) return response.status();
  WriteChanged(session, flags.change, "holds", *response);
  return ExitCode::kAnswered;
}

template <typename Request, typename Response>
absl::StatusOr<ExitCode> End(const Session& session, const ChangeFlags& flags,
                             absl::StatusOr<Response> (Client::*method)(const Request&) const, const char* what) {
  const auto prepared = Prepare(session, flags);
  if (!prepared.ok()) return prepared.status();
  Request request;
  request.set_name(prepared->newest.name());
  request.set_effective_on(flags.effective_on);
  *request.mutable_write() = prepared->write;
  const auto response = SendRecord(session, method, request, request.name());
  if (!response.ok()) return response.status();
  WriteChanged(session, flags, what, *response);
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Lift(Session& session, const ChangeFlags& flags) {
  const std::string question =
      "Record that " + flags.id + " is in force no more from " + LongDate(flags.effective_on) + " on?";
  if (!flags.dry_run) {
    if (absl::Status confirmed = Confirm(session, question); !confirmed.ok()) return confirmed;
  }
  return End(session, flags, &Client::LiftNotice, "is lifted");
}

absl::StatusOr<ExitCode> Escalate(Session& session, const ChangeFlags& flags) {
  const std::string question =
      "Record that a statutory direction took " + flags.id + " up on " + LongDate(flags.effective_on) + "?";
  if (!flags.dry_run) {
    if (absl::Status confirmed = Confirm(session, question); !confirmed.ok()) return confirmed;
  }
  return End(session, flags, &Client::EscalateNotice, "is escalated");
}

void AddChangeFlags(CLI::App* verb, ChangeFlags& flags) {
  verb->add_option("ID", flags.id, "Its id")->required();
  verb->add_option("--effective-on", flags.effective_on, "The first day on which the change holds")
      ->required()
      ->type_name("DATE");
  verb->add_option("--reason", flags.reason, "Why: a code, which is public")->required()->type_name("CODE");
  verb->add_option("--expect", flags.expect, "The revision that is meant, as get shows it (default: the current one)")
      ->check(AboveZero())
      ->type_name("REVISION");
  verb->add_flag("--dry-run", flags.dry_run, "Check everything, change nothing");
}

}  // namespace

void AddNoticeChanges(CommandLine& line, CLI::App* noun) {
  auto amendment = std::make_shared<AmendFlags>();
  CLI::App* amend = AddLedgerVerb(
      line, noun, "amend",
      {"Record the next version of a notice; what no flag speaks of stays as it was",
       "assay notice amend in-2013 --effective-on 2014-06-01 --reason target-raised --at-least 80%\n"
       "assay notice amend in-2013 --expect 12 --effective-on 2014-06-01 --reason reissued --file notice.json"},
      [amendment](Session& session) { return Amend(session, *amendment); });
  AddChangeFlags(amend, amendment->change);
  CLI::Option* file =
      amend->add_option("--file", amendment->file, "The whole notice, as proto JSON")->type_name("FILE|-");
  for (CLI::Option* option : AddNoticeFlags(amend, amendment->notice)) option->excludes(file);

  auto lifting = std::make_shared<ChangeFlags>();
  AddChangeFlags(AddLedgerVerb(line, noun, "lift",
                               {"Record that a notice was lifted",
                                "assay notice lift in-2013 --effective-on 2016-03-01 --reason met --yes"},
                               [lifting](Session& session) { return Lift(session, *lifting); }),
                 *lifting);

  auto escalation = std::make_shared<ChangeFlags>();
  AddChangeFlags(AddLedgerVerb(line, noun, "escalate",
                               {"Record that a statutory direction took a notice up; its measures stay in force",
                                "assay notice escalate in-2013 --effective-on 2015-11-06"
                                " --reason statutory-direction --yes"},
                               [escalation](Session& session) { return Escalate(session, *escalation); }),
                 *escalation);
}

}  // namespace assay
