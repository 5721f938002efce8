// assay measure get|list

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/notice_service.pb.h"
#include "client/cli/command.h"
#include "client/cli/notice_text.h"
#include "client/cli/record_command.h"
#include "service/records/names.h"

namespace assay {
namespace {

struct GetFlags {
  std::string name;  // NOTICE/MEASURE
  AsOfFlags as_of;
};

absl::StatusOr<std::string> NameOf(const Session& session, const std::string& text) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  const size_t slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size() ||
      text.find('/', slash + 1) != std::string::npos) {
    return absl::InvalidArgumentError("\"" + text + "\" is not NOTICE/MEASURE, such as in-2013/audits");
  }
  return MeasureResourceName(
      {ParseAuthorityName(*authority).value_or(""), text.substr(0, slash), text.substr(slash + 1)});
}

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto name = NameOf(session, flags.name);
  if (!name.ok()) return name.status();
  v1::GetMeasureRequest request;
  request.set_name(*name);
  if (absl::Status as_of = SetAsOf(flags.as_of, request); !as_of.ok()) return as_of;
  const auto response = session.client.GetMeasure(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), MeasureLayout(), response->measure());
  if (!session.quiet())
    session.console.err << "on " << response->on() << " at revision " << response->revision() << '\n';
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session, const AsOfFlags& as_of) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::ListMeasuresRequest request;
  request.set_parent(*authority);
  if (absl::Status set = SetAsOf(as_of, request); !set.ok()) return set;
  const auto response = session.client.ListMeasures(request);
  if (!response.ok()) return response.status();
  ListWriter<v1::MeasureInForce> writer(session.console.out, session.output(), MeasureLayout());
  for (const auto& measure : response->measures()) writer.Add(measure);
  writer.Finish();
  const std::string one = "measure in force on " + response->on();
  const std::string many = "measures in force on " + response->on();
  SayListed(session, {writer.count(), one.c_str(), many.c_str(), response->revision()});
  return ExitCode::kAnswered;
}

}  // namespace

void AddMeasure(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "measure",
                           {"What notices demand; they come with notice issue and amend",
                            "assay measure get in-2013/audits --on 2014-05-21\n"
                            "assay measure list"});
  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(
      line, noun, "get",
      {"Show one measure in the version in force on a day", "assay measure get in-2013/audits --on 2014-05-21"},
      [flags](Session& session) { return Get(session, *flags); });
  get->add_option("NOTICE/MEASURE", flags->name, "Its notice's id and its own")->required();
  AddOnFlag(get, flags->as_of);
  AddAtFlag(get, flags->as_of);

  auto as_of = std::make_shared<AsOfFlags>();
  CLI::App* list = AddLedgerVerb(line, noun, "list",
                                 {"List the measures in force on a day", "assay measure list --on 2014-05-21 -o csv"},
                                 [as_of](Session& session) { return List(session, *as_of); });
  AddOnFlag(list, *as_of);
  AddAtFlag(list, *as_of);
}

}  // namespace assay
