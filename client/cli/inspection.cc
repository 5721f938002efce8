// assay inspection record|get|list; import has a file of its own.

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/inspection_service.pb.h"
#include "client/cli/inspection_commands.h"
#include "client/cli/inspection_text.h"
#include "client/cli/paging.h"
#include "client/cli/record_command.h"
#include "service/domain/record.h"

namespace assay {
namespace {

struct RecordFlags {
  std::string id;
  std::string inspectorate = "ofsted";
  std::string framework;
  std::string first_day;
  std::string last_day;
  std::string published_on;
  std::vector<std::string> judgements;
  std::vector<std::string> codes;
  std::string source;
  ReplaceFlags replace;
};

absl::Status SetDates(const RecordFlags& flags, v1::Inspection& inspection) {
  for (const Flag& flag : {Flag{"--first-day", flags.first_day}, Flag{"--last-day", flags.last_day},
                           Flag{"--published-on", flags.published_on}}) {
    if (absl::Status date = CheckDateFlag(flag); !date.ok()) return date;
  }
  inspection.set_first_day(flags.first_day);
  inspection.set_last_day(flags.last_day);
  inspection.set_published_on(flags.published_on);
  return absl::OkStatus();
}

absl::StatusOr<v1::Inspection> ToInspection(const Session& session, const RecordFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Inspection>, flags.id);
  if (!name.ok()) return name.status();
  v1::Inspection inspection;
  inspection.set_name(*name);
  inspection.set_inspectorate(flags.inspectorate);
  inspection.set_framework(flags.framework);
  if (absl::Status dates = SetDates(flags, inspection); !dates.ok()) return dates;
  for (const std::string& text : flags.judgements) {
    auto judgement = ParseJudgement(text);
    if (!judgement.ok()) return judgement.status();
    *inspection.add_judgements() = *std::move(judgement);
  }
  for (const std::string& text : flags.codes) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError("--code \"" + text + "\" is not SCHEME=CODE, such as gss=E10000027");
    }
    v1::AuthorityCode& code = *inspection.add_codes();
    code.set_scheme(text.substr(0, equals));
    code.set_value(text.substr(equals + 1));
  }
  inspection.set_source(flags.source);
  return inspection;
}

absl::StatusOr<ExitCode> Record(Session& session, const RecordFlags& flags) {
  auto write = ToWrite(flags.replace);
  if (!write.ok()) return write.status();
  auto inspection = ToInspection(session, flags);
  if (!inspection.ok()) return inspection.status();
  v1::RecordInspectionRequest request;
  *request.mutable_write() = *std::move(write);
  *request.mutable_inspection() = *std::move(inspection);
  const auto response = SendRecord(session, &Client::RecordInspection, request, request.inspection().name());
  if (!response.ok()) return response.status();
  std::string lines;
  for (const std::string& flag : response->inspection().flags()) lines += "  odd: " + flag + '\n';
  WriteRecorded(session, {flags.id, response->receipt(), lines}, *response);
  return ExitCode::kAnswered;
}

struct GetFlags {
  std::string id;
  AsOfFlags as_of;
};

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Inspection>, flags.id);
  if (!name.ok()) return name.status();
  v1::GetInspectionRequest request;
  request.set_name(*name);
  if (absl::Status at = SetReadAt(flags.as_of, request); !at.ok()) return at;
  const auto response = session.client.GetInspection(request);
  if (!response.ok()) return response.status();
  if (session.settings.format == Format::kTable) {
    session.console.out << InspectionText(response->inspection());
  } else {
    WriteOne(session.console.out, session.output(), InspectionLayout(), response->inspection());
  }
  SayRevision(session, response->revision());
  return ExitCode::kAnswered;
}

struct ListFlags {
  AsOfFlags as_of;
  bool all = false;
};

absl::StatusOr<ExitCode> List(Session& session, const ListFlags& flags) {
  v1::ListInspectionsRequest request;
  if (flags.all) {
    request.set_parent("authorities/-");
  } else {
    const auto authority = session.AuthorityName();
    if (!authority.ok()) return authority.status();
    request.set_parent(*authority);
  }
  if (absl::Status at = SetReadAt(flags.as_of, request); !at.ok()) return at;
  ListWriter<v1::Inspection> writer(session.console.out, session.output(), InspectionLayout());
  const absl::Status listed =
      ForEachPage(session.client, &Client::ListInspections, request, [&](const v1::ListInspectionsResponse& page) {
        for (const auto& inspection : page.inspections()) writer.Add(inspection);
        return session.console.out ? Continue::kNextPage : Continue::kEnough;
      });
  if (!listed.ok()) return listed;
  writer.Finish();
  if (!session.quiet()) {
    session.console.err << writer.count() << (writer.count() == 1 ? " inspection\n" : " inspections\n");
  }
  return ExitCode::kAnswered;
}

void AddRecord(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<RecordFlags>();
  CLI::App* record = AddLedgerVerb(
      line, noun, "record",
      {"Record an outside body's judgements",
       "assay inspection record ofsted-2026 --framework short --first-day 2026-04-27 --last-day 2026-05-01"
       " --published-on 2026-06-17 --judgement \"overall-effectiveness=[z]\""
       " --judgement help-and-protection=requires-improvement --code gss=E10000027 --source \"Ofsted report\""},
      [flags](Session& session) { return Record(session, *flags); });
  record->add_option("ID", flags->id, "Its id")->required();
  const auto add = [&](const char* name, std::string& value, const char* description, const char* type) {
    record->add_option(name, value, description)->type_name(type);
  };
  add("--inspectorate", flags->inspectorate, "Whose judgements they are (default: ofsted)", "CODE");
  add("--framework", flags->framework, "As reported, such as standard or short", "TEXT");
  add("--first-day", flags->first_day, "The first day of the inspection", "DATE");
  add("--last-day", flags->last_day, "The last day of it", "DATE");
  add("--published-on", flags->published_on, "The day it was published", "DATE");
  record
      ->add_option("--judgement", flags->judgements,
                   "A grade by area, or [x] not available, [z] not applicable, [c] suppressed; may be repeated")
      ->required()
      ->type_name("AREA=GRADE|MARKER")
      ->allow_extra_args(false);
  record->add_option("--code", flags->codes, "A code of the authority as the source reports it; may be repeated")
      ->type_name("SCHEME=CODE")
      ->allow_extra_args(false);
  add("--source", flags->source, "Where it was taken from", "TEXT");
  AddReplaceFlags(record, flags->replace);
}

}  // namespace

void AddInspection(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "inspection",
                           {"Outside bodies' judgements: never audits",
                            "assay inspection import ofsted-ilacs-judgements.csv --create-authorities\n"
                            "assay inspection list"});
  AddRecord(line, noun);
  AddInspectionImport(line, noun);

  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(
      line, noun, "get", {"Show one inspection, and every field as reported", "assay inspection get ofsted-2026-06-17"},
      [flags](Session& session) { return Get(session, *flags); });
  get->add_option("ID", flags->id, "Its id")->required();
  AddAtFlag(get, flags->as_of);

  auto list_flags = std::make_shared<ListFlags>();
  CLI::App* list = AddLedgerVerb(line, noun, "list", {"List all inspections", "assay inspection list --all -o csv"},
                                 [list_flags](Session& session) { return List(session, *list_flags); });
  list->add_flag("--all", list_flags->all, "Of every authority");
  AddAtFlag(list, list_flags->as_of);
}

}  // namespace assay
