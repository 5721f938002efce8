// assay crosswalk create|get|list

#include <google/protobuf/util/message_differencer.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "assay/v1/crosswalk_service.pb.h"
#include "client/cli/audit_layout.h"
#include "client/cli/command.h"
#include "client/cli/paging.h"
#include "client/cli/record_command.h"
#include "service/records/names.h"

namespace assay {
namespace {

std::string IdOf(const v1::Crosswalk& crosswalk) { return LastPart(crosswalk.name()); }

// "adequate=requires-improvement,good=good", as --pair takes them.
std::string FormatPairs(const v1::Crosswalk& crosswalk) {
  std::string text;
  for (const auto& pair : crosswalk.pairs()) {
    text += (text.empty() ? "" : ",") + pair.from_grade() + "=" + pair.to_grade();
  }
  return text;
}

const Layout<v1::Crosswalk>& CrosswalkLayout() {
  using C = v1::Crosswalk;
  static const auto* const layout = [] {
    std::vector<Column<C>> table = {
        {"crosswalk", Align::kLeft, IdOf},
        {"title", Align::kLeft, [](const C& crosswalk) { return crosswalk.title(); }},
        {"from", Align::kLeft, [](const C& crosswalk) { return crosswalk.from_scale(); }},
        {"to", Align::kLeft, [](const C& crosswalk) { return crosswalk.to_scale(); }},
        {"pairs", Align::kLeft, FormatPairs},
        {"approver", Align::kLeft, [](const C& crosswalk) { return crosswalk.approver(); }},
        {"approved_on", Align::kLeft, [](const C& crosswalk) { return crosswalk.approved_on(); }},
    };
    std::vector<Column<C>> csv = table;
    csv.push_back({"source", Align::kLeft, [](const C& crosswalk) { return crosswalk.source(); }});
    csv.push_back(
        {"recorded_at", Align::kLeft, [](const C& crosswalk) { return FormatTime(crosswalk.stamp().recorded_at()); }});
    csv.push_back({"recorded_by", Align::kLeft, [](const C& crosswalk) { return crosswalk.stamp().actor(); }});
    return new Layout<C>{std::move(table), std::move(csv), IdOf};
  }();
  return *layout;
}

struct CreateFlags {
  std::string id;
  std::string title;
  std::string from;
  std::string to;
  std::vector<std::string> pairs;
  std::string approver;
  std::string approved_on;
  std::string source;
  bool dry_run = false;
};

// "ofsted-2013@1": the newest version where none is named.
absl::StatusOr<std::string> ScaleMeant(const Session& session, const std::string& text) {
  if (text.find('@') != std::string::npos) return text;
  v1::GetScaleRequest request;
  request.set_name("scales/" + text);
  const auto response = session.client.GetScale(request);
  if (!response.ok()) return response.status();
  return LastPart(response->scale().name());
}

// Whether both say the same, whatever they are called.
bool SayTheSame(v1::Crosswalk one, v1::Crosswalk other) {
  for (v1::Crosswalk* crosswalk : {&one, &other}) {
    crosswalk->clear_name();
    crosswalk->clear_stamp();
  }
  return google::protobuf::util::MessageDifferencer::Equals(one, other);
}

// Version 1, or the one after the newest; the newest itself where it says the same, so that a create can be repeated.
absl::StatusOr<std::string> VersionMeant(const Session& session, const std::string& id, const v1::Crosswalk& content) {
  v1::GetCrosswalkRequest request;
  request.set_name("crosswalks/" + id);
  const auto newest = session.client.GetCrosswalk(request);
  if (absl::IsNotFound(newest.status())) return request.name() + "@1";
  if (!newest.ok()) return newest.status();
  if (SayTheSame(newest->crosswalk(), content)) return newest->crosswalk().name();
  const auto ref = ParseCrosswalkName(newest->crosswalk().name());
  if (!ref.has_value()) return absl::InternalError("the server answers a crosswalk without a version");
  return CrosswalkName({id, ref->version + 1});
}

absl::StatusOr<v1::Crosswalk> ToCrosswalk(const Session& session, const CreateFlags& flags) {
  if (absl::Status day = CheckDateFlag({"--approved-on", flags.approved_on}); !day.ok()) return day;
  v1::Crosswalk crosswalk;
  crosswalk.set_title(flags.title);
  crosswalk.set_approver(flags.approver);
  crosswalk.set_approved_on(flags.approved_on);
  crosswalk.set_source(flags.source);
  for (const std::string& text : flags.pairs) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return absl::InvalidArgumentError("--pair \"" + text +
                                        "\" is not FROM=TO, such as adequate=requires-improvement");
    }
    v1::CrosswalkPair& pair = *crosswalk.add_pairs();
    pair.set_from_grade(text.substr(0, equals));
    pair.set_to_grade(text.substr(equals + 1));
  }
  auto from = ScaleMeant(session, flags.from);
  if (!from.ok()) return from.status();
  crosswalk.set_from_scale(*std::move(from));
  auto to = ScaleMeant(session, flags.to);
  if (!to.ok()) return to.status();
  crosswalk.set_to_scale(*std::move(to));
  if (flags.id.find('@') != std::string::npos) {
    crosswalk.set_name("crosswalks/" + flags.id);
    return crosswalk;
  }
  auto name = VersionMeant(session, flags.id, crosswalk);
  if (!name.ok()) return name.status();
  crosswalk.set_name(*std::move(name));
  return crosswalk;
}

absl::StatusOr<ExitCode> Create(Session& session, const CreateFlags& flags) {
  auto crosswalk = ToCrosswalk(session, flags);
  if (!crosswalk.ok()) return crosswalk.status();
  v1::CreateCrosswalkRequest request;
  *request.mutable_crosswalk() = *std::move(crosswalk);
  request.set_validate_only(flags.dry_run);
  const auto response = session.client.CreateCrosswalk(request);
  if (!response.ok()) return response.status();
  const v1::Crosswalk& recorded = response->has_crosswalk() ? response->crosswalk() : request.crosswalk();
  WriteRecorded(session, {IdOf(recorded), response->receipt(), "  " + FormatPairs(recorded) + '\n'}, *response);
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Get(Session& session, const std::string& id) {
  v1::GetCrosswalkRequest request;
  request.set_name("crosswalks/" + id);
  const auto response = session.client.GetCrosswalk(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), CrosswalkLayout(), response->crosswalk());
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session) {
  ListWriter<v1::Crosswalk> writer(session.console.out, session.output(), CrosswalkLayout());
  const absl::Status listed = ForEachPage(session.client, &Client::ListCrosswalks, v1::ListCrosswalksRequest(),
                                          [&](const v1::ListCrosswalksResponse& page) {
                                            for (const auto& crosswalk : page.crosswalks()) writer.Add(crosswalk);
                                            return session.console.out ? Continue::kNextPage : Continue::kEnough;
                                          });
  if (!listed.ok()) return listed;
  writer.Finish();
  return ExitCode::kAnswered;
}

void AddCreate(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<CreateFlags>();
  CLI::App* create =
      AddVerb(line, noun, "create",
              {"Record an approved mapping from one scale to another, or its next version",
               "assay crosswalk create plain-2014 --title \"To the 2014 scale\" --from ofsted-2013 --to ofsted-2014"
               " --pair inadequate=inadequate --pair adequate=requires-improvement --pair good=good"
               " --pair outstanding=outstanding --approver \"Improvement Board\" --approved-on 2014-01-20"
               " --source \"Board minutes, item 4\""},
              [flags](Session& session) { return Create(session, *flags); });
  create->add_option("ID[@VERSION]", flags->id, "Its id; the next version unless one is named")->required();
  const auto add = [&](const char* name, std::string& value, const char* description, const char* type) {
    return create->add_option(name, value, description)->type_name(type);
  };
  add("--title", flags->title, "Its name for people", "TEXT")->required();
  add("--from", flags->from, "The scale whose grades are mapped", "ID[@VERSION]")->required();
  add("--to", flags->to, "The scale they are read on", "ID[@VERSION]")->required();
  create->add_option("--pair", flags->pairs, "A grade and what it counts as; may be repeated")
      ->required()
      ->delimiter(',')
      ->type_name("FROM=TO")
      ->allow_extra_args(false);
  add("--approver", flags->approver, "Who approved it: an office rather than a name", "TEXT")->required();
  add("--approved-on", flags->approved_on, "The day it was approved", "DATE")->required();
  add("--source", flags->source, "Where it is set down", "TEXT");
  create->add_flag("--dry-run", flags->dry_run, "Check everything, change nothing");
}

}  // namespace

void AddCrosswalk(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "crosswalk",
                           {"Approved mappings between scales",
                            "assay crosswalk get plain-2014\n"
                            "assay crosswalk list"});
  AddCreate(line, noun);
  auto id = std::make_shared<std::string>();
  CLI::App* get =
      AddVerb(line, noun, "get",
              {"Show one crosswalk: its newest version unless one is named", "assay crosswalk get plain-2014@1"},
              [id](Session& session) { return Get(session, *id); });
  get->add_option("ID[@VERSION]", *id, "Its id")->required();
  AddVerb(line, noun, "list", {"List all versions of all crosswalks", "assay crosswalk list -o csv"}, List);
}

}  // namespace assay
