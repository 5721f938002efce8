// assay tally record|get|list; import has a file of its own.

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "assay/v1/tally_service.pb.h"
#include "client/cli/record_command.h"
#include "client/cli/tally_commands.h"
#include "client/cli/tally_text.h"
#include "service/domain/record.h"

namespace assay {
namespace {

struct RecordFlags {
  std::string id;
  std::string title;
  std::string practice_area;
  std::string scale;
  std::string counted_on;
  std::vector<std::string> counts;
  std::optional<uint32_t> ungraded;
  uint32_t total = 0;
  std::string source;
  ReplaceFlags replace;
};

absl::StatusOr<v1::Tally> ToTally(const Session& session, const RecordFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Tally>, flags.id);
  if (!name.ok()) return name.status();
  if (absl::Status day = CheckDateFlag({"--counted-on", flags.counted_on}); !day.ok()) return day;
  v1::Tally tally;
  tally.set_name(*name);
  tally.set_title(flags.title);
  tally.set_practice_area(flags.practice_area);
  tally.set_scale(flags.scale);
  tally.set_counted_on(flags.counted_on);
  for (const std::string& text : flags.counts) {
    auto count = ParseTallyCount(text);
    if (!count.ok()) return count.status();
    *tally.add_counts() = *std::move(count);
  }
  if (flags.ungraded.has_value()) tally.set_ungraded_count(*flags.ungraded);
  tally.set_total(flags.total);
  tally.set_source(flags.source);
  return tally;
}

absl::StatusOr<ExitCode> Record(Session& session, const RecordFlags& flags) {
  auto write = ToWrite(flags.replace);
  if (!write.ok()) return write.status();
  auto tally = ToTally(session, flags);
  if (!tally.ok()) return tally.status();
  v1::RecordTallyRequest request;
  *request.mutable_write() = *std::move(write);
  *request.mutable_tally() = *std::move(tally);
  const auto response = SendRecord(session, &Client::RecordTally, request, request.tally().name());
  if (!response.ok()) return response.status();
  const std::string lines = "  " + ReconciliationText(response->reconciliation()) + '\n';
  WriteRecorded(session, {flags.id, response->receipt(), lines}, *response);
  return ExitCode::kAnswered;
}

struct GetFlags {
  std::string id;
  AsOfFlags as_of;
};

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Tally>, flags.id);
  if (!name.ok()) return name.status();
  v1::GetTallyRequest request;
  request.set_name(*name);
  if (absl::Status at = SetReadAt(flags.as_of, request); !at.ok()) return at;
  const auto response = session.client.GetTally(request);
  if (!response.ok()) return response.status();
  if (session.settings.format == Format::kTable) {
    session.console.out << TallyText(*response);
  } else {
    WriteOne(session.console.out, session.output(), TallyLayout(), *response);
  }
  SayRevision(session, response->revision());
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session, const AsOfFlags& as_of) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::ListTalliesRequest request;
  request.set_parent(*authority);
  if (absl::Status at = SetReadAt(as_of, request); !at.ok()) return at;
  const auto response = session.client.ListTallies(request);
  if (!response.ok()) return response.status();
  if (response->tallies_size() != response->reconciliations_size()) {
    return absl::InternalError("the server answers another number of tallies than of reconciliations");
  }
  ListWriter<v1::GetTallyResponse> writer(session.console.out, session.output(), TallyLayout());
  for (int i = 0; i < response->tallies_size(); ++i) {
    v1::GetTallyResponse row;
    *row.mutable_tally() = response->tallies(i);
    *row.mutable_reconciliation() = response->reconciliations(i);
    writer.Add(row);
  }
  writer.Finish();
  SayListed(session, {writer.count(), "tally", "tallies", response->revision()});
  return ExitCode::kAnswered;
}

void AddRecord(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<RecordFlags>();
  CLI::App* record = AddLedgerVerb(
      line, noun, "record",
      {"Record published counts by grade, as published",
       "assay tally record plans-2013 --title \"Child protection plans\" --practice-area child-protection-plan"
       " --scale ofsted-2013 --count inadequate=170 --count adequate=190 --count good=58 --count outstanding=2"
       " --ungraded 33 --total 453 --source \"Report to the board, January 2014\""},
      [flags](Session& session) { return Record(session, *flags); });
  record->add_option("ID", flags->id, "Its id")->required();
  const auto add = [&](const char* name, std::string& value, const char* description, const char* type) {
    return record->add_option(name, value, description)->type_name(type);
  };
  add("--title", flags->title, "Its name for people", "TEXT")->required();
  add("--practice-area", flags->practice_area, "What was counted", "CODE")->required();
  add("--scale", flags->scale, "The scale the grades are on", "ID[@VERSION]")->required();
  add("--counted-on", flags->counted_on, "The day the counts are of", "DATE");
  record
      ->add_option("--count", flags->counts, "How many have a grade; may be repeated, once a grade that was published")
      ->required()
      ->type_name("GRADE=N")
      ->allow_extra_args(false);
  record->add_option("--ungraded", flags->ungraded, "How many have none, where that was published")->type_name("N");
  record->add_option("--total", flags->total, "The total as published, whatever the parts make")
      ->required()
      ->type_name("N");
  add("--source", flags->source, "Where it was published", "TEXT")->required();
  AddReplaceFlags(record, flags->replace);
}

}  // namespace

void AddTally(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "tally",
                           {"Published counts by grade: a baseline, never evidence",
                            "assay tally get plans-2013\n"
                            "assay tally import tallies.csv"});
  AddRecord(line, noun);
  AddTallyImport(line, noun);

  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(line, noun, "get",
                                {"Show one tally, and whether its parts make its total", "assay tally get plans-2013"},
                                [flags](Session& session) { return Get(session, *flags); });
  get->add_option("ID", flags->id, "Its id")->required();
  AddAtFlag(get, flags->as_of);

  auto as_of = std::make_shared<AsOfFlags>();
  CLI::App* list = AddLedgerVerb(line, noun, "list", {"List all tallies", "assay tally list -o csv"},
                                 [as_of](Session& session) { return List(session, *as_of); });
  AddAtFlag(list, *as_of);
}

}  // namespace assay
