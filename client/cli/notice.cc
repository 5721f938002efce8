// assay notice issue|get|list; the other verbs have a file of their own.

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/notice_service.pb.h"
#include "client/cli/notice_commands.h"
#include "client/cli/notice_flags.h"
#include "client/cli/notice_text.h"
#include "client/cli/record_command.h"
#include "client/cli/record_json.h"
#include "service/domain/record.h"

namespace assay {
namespace {

// Formal reviews are held every six months unless the notice says otherwise (DOMAIN rule 5).
constexpr uint32_t kUsualReviewMonths = 6;

struct IssueFlags {
  std::string id;
  std::string file;
  std::string subject;
  std::string issued_on;
  std::string supersedes;
  NoticeFlags notice;
  bool dry_run = false;
};

absl::Status CheckRequired(const IssueFlags& flags) {
  struct Required {
    const char* name;
    bool given;
  };
  for (const Required& required :
       {Required{"--subject", !flags.subject.empty()}, Required{"--issuer", flags.notice.issuer.has_value()},
        Required{"--issued-on", !flags.issued_on.empty()}, Required{"--measure", !flags.notice.measure_id.empty()}}) {
    if (!required.given) {
      return absl::InvalidArgumentError(std::string(required.name) + " is required, unless --file says everything");
    }
  }
  return CheckDateFlag({"--issued-on", flags.issued_on});
}

absl::StatusOr<v1::Notice> ToNotice(const Session& session, const IssueFlags& flags) {
  v1::Notice notice;
  if (!flags.file.empty()) {
    if (absl::Status read = ReadRecordJson(session.console, flags.file, notice); !read.ok()) return read;
  } else {
    if (absl::Status required = CheckRequired(flags); !required.ok()) return required;
    notice.set_subject(flags.subject);
    notice.set_issued_on(flags.issued_on);
    notice.set_supersedes(flags.supersedes);
    notice.set_review_months(kUsualReviewMonths);
    if (absl::Status applied = ApplyNoticeFlags(session, flags.notice, notice); !applied.ok()) return applied;
  }
  if (absl::Status named = SetNoticeName(session, flags.id, notice); !named.ok()) return named;
  return notice;
}

absl::StatusOr<ExitCode> Issue(Session& session, const IssueFlags& flags) {
  auto notice = ToNotice(session, flags);
  if (!notice.ok()) return notice.status();
  v1::IssueNoticeRequest request;
  *request.mutable_notice() = *std::move(notice);
  request.mutable_write()->set_validate_only(flags.dry_run);
  const auto response = SendRecord(session, &Client::IssueNotice, request, request.notice().name());
  if (!response.ok()) return response.status();
  WriteRecorded(session, {flags.id, response->receipt(), ""}, *response);
  return ExitCode::kAnswered;
}

struct GetFlags {
  std::string id;
  AsOfFlags as_of;
};

// One row for each version in CSV, the answer whole in JSON.
void WriteNotice(const Session& session, const v1::GetNoticeResponse& response) {
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kTable:
      out << NoticeText(response);
      break;
    case Format::kJson:
      out << ToJson(response, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    case Format::kJsonl:
      out << ToJson(response, Whitespace::kNone, Defaults::kLeftOut) << '\n';
      break;
    case Format::kCsv: {
      ListWriter<v1::Notice> writer(out, session.output(), NoticeLayout());
      for (const auto& version : response.versions()) writer.Add(version);
      writer.Finish();
      break;
    }
    case Format::kName:
      WriteOne(out, session.output(), NoticeLayout(), response.notice());
      break;
  }
}

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Notice>, flags.id);
  if (!name.ok()) return name.status();
  v1::GetNoticeRequest request;
  request.set_name(*name);
  if (absl::Status as_of = SetAsOf(flags.as_of, request); !as_of.ok()) return as_of;
  const auto response = session.client.GetNotice(request);
  if (!response.ok()) return response.status();
  WriteNotice(session, *response);
  SayRevision(session, response->revision());
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session, const AsOfFlags& as_of) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::ListNoticesRequest request;
  request.set_parent(*authority);
  if (absl::Status at = SetReadAt(as_of, request); !at.ok()) return at;
  const auto response = session.client.ListNotices(request);
  if (!response.ok()) return response.status();
  ListWriter<v1::Notice> writer(session.console.out, session.output(), NoticeLayout());
  for (const auto& notice : response->notices()) writer.Add(notice);
  writer.Finish();
  SayListed(session, {writer.count(), "notice", "notices", response->revision()});
  return ExitCode::kAnswered;
}

void AddIssue(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<IssueFlags>();
  CLI::App* issue =
      AddLedgerVerb(line, noun, "issue",
                    {"Record a notice that was issued",
                     "assay notice issue in-2013 --subject child-protection --issuer \"Department for Education\""
                     " --issued-on 2013-11-21 --measure audits"
                     " --words \"75% of cases judged adequate or better through assessment audits\""
                     " --threshold adequate --at-least 75% --practice-area assessment --due 2014-05-21\n"
                     "assay notice issue in-2013 --file notice.json"},
                    [flags](Session& session) { return Issue(session, *flags); });
  issue->add_option("ID", flags->id, "Its id: lower-case letters, digits and hyphens")->required();
  CLI::Option* file = issue->add_option("--file", flags->file, "The whole notice, as proto JSON; for several measures")
                          ->type_name("FILE|-");
  const auto add = [&](const char* name, std::string& value, const char* description, const char* type) {
    issue->add_option(name, value, description)->type_name(type)->excludes(file);
  };
  add("--subject", flags->subject, "What it is about, such as child-protection", "CODE");
  add("--issued-on", flags->issued_on, "The day it was issued; reviews are counted from it", "DATE");
  add("--supersedes", flags->supersedes, "The notice on the same subject whose place it takes", "ID");
  for (CLI::Option* option : AddNoticeFlags(issue, flags->notice)) option->excludes(file);
  issue->add_flag("--dry-run", flags->dry_run, "Check everything, change nothing");
}

}  // namespace

absl::Status SetNoticeName(const Session& session, const std::string& id, v1::Notice& notice) {
  const auto name = RecordNameOf(session, kCollection<Notice>, id);
  if (!name.ok()) return name.status();
  if (!notice.name().empty() && notice.name() != *name) {
    return absl::InvalidArgumentError("name: is of another notice than " + id);
  }
  notice.set_name(*name);
  return absl::OkStatus();
}

void AddNotice(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "notice",
                           {"Improvement Notices, their measures and reviews",
                            "assay notice issue in-2013 --file notice.json\n"
                            "assay notice get in-2013 --on 2014-03-31"});
  AddIssue(line, noun);
  AddNoticeChanges(line, noun);

  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(line, noun, "get",
                                {"Show a notice as of a day: its measures, its versions, when reviews are due",
                                 "assay notice get in-2013\n"
                                 "assay notice get in-2013 --on 2014-03-31 --at 2014-03-31"},
                                [flags](Session& session) { return Get(session, *flags); });
  get->add_option("ID", flags->id, "Its id")->required();
  AddOnFlag(get, flags->as_of);
  AddAtFlag(get, flags->as_of);

  auto as_of = std::make_shared<AsOfFlags>();
  CLI::App* list =
      AddLedgerVerb(line, noun, "list", {"List all notices, each in its newest version", "assay notice list -o csv"},
                    [as_of](Session& session) { return List(session, *as_of); });
  AddAtFlag(list, *as_of);
}

}  // namespace assay
