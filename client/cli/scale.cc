// assay scale create|get|list

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "client/cli/command.h"
#include "client/cli/flag_values.h"
#include "client/cli/paging.h"
#include "service/domain/text.h"
#include "service/records/names.h"

namespace assay {
namespace {

// The grade that calls for an action where nobody says which do (DOMAIN rule 3).
constexpr char kUsuallyRequiresAction[] = "inadequate";

std::string IdOf(const v1::Scale& scale) {
  const std::optional<ScaleRef> ref = ParseScaleName(scale.name());
  return ref.has_value() ? FormatScaleRef(*ref) : scale.name();
}

std::string FormatGrades(const v1::Scale& scale) {
  std::string text;
  for (const auto& grade : scale.grades()) text += (text.empty() ? "" : " < ") + grade.code();
  return text;
}

std::string FormatRequiresAction(const v1::Scale& scale) {
  std::string text;
  for (const auto& grade : scale.grades()) {
    if (grade.requires_action()) text += (text.empty() ? "" : ",") + grade.code();
  }
  return text;
}

const Layout<v1::Scale>& ScaleLayout() {
  static const auto* const layout = [] {
    std::vector<Column<v1::Scale>> columns = {
        {"scale", Align::kLeft, IdOf},
        {"title", Align::kLeft, [](const v1::Scale& scale) { return scale.title(); }},
        {"grades", Align::kLeft, FormatGrades},
        {"requires-action", Align::kLeft, FormatRequiresAction},
    };
    return new Layout<v1::Scale>{columns, columns, IdOf};
  }();
  return *layout;
}

struct CreateFlags {
  std::string id;
  std::string title;
  std::vector<std::string> grades;  // CODE or CODE=Label, worst first
  std::vector<std::string> requires_action;
  CLI::Option* requires_action_option = nullptr;
};

absl::Status MarkRequiresAction(const std::vector<std::string>& codes, v1::Scale& scale) {
  for (const std::string& code : codes) {
    const auto grade = std::find_if(scale.mutable_grades()->begin(), scale.mutable_grades()->end(),
                                    [&](const v1::Grade& grade) { return grade.code() == code; });
    if (grade == scale.mutable_grades()->end()) {
      std::vector<std::string> known;
      for (const auto& other : scale.grades()) known.push_back(other.code());
      const std::string near_miss = NearestMatch(code, known);
      return absl::InvalidArgumentError("--requires-action \"" + code + "\" is not one of the grades" +
                                        (near_miss.empty() ? "" : "; did you mean " + near_miss + "?"));
    }
    grade->set_requires_action(true);
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Create(Session& session, const CreateFlags& flags) {
  v1::CreateScaleRequest request;
  v1::Scale& scale = *request.mutable_scale();
  scale.set_name("scales/" + flags.id + (flags.id.find('@') == std::string::npos ? "@1" : ""));
  scale.set_title(flags.title);
  for (const std::string& text : flags.grades) {
    v1::Grade& grade = *scale.add_grades();
    const size_t equals = text.find('=');
    grade.set_code(text.substr(0, equals));
    if (equals != std::string::npos) grade.set_label(text.substr(equals + 1));
    if (flags.requires_action_option->empty()) grade.set_requires_action(grade.code() == kUsuallyRequiresAction);
  }
  if (absl::Status marked = MarkRequiresAction(flags.requires_action, scale); !marked.ok()) return marked;
  const auto response = session.client.CreateScale(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), ScaleLayout(), response->scale());
  return ExitCode::kAnswered;
}

void WriteRevision(const Session& session, uint32_t revision) {
  if (!session.quiet()) session.console.err << "registry revision " << revision << '\n';
}

struct GetFlags {
  std::string id;
  std::string at;
};

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  v1::GetScaleRequest request;
  request.set_name("scales/" + flags.id);
  *request.mutable_read_at() = *std::move(read_at);
  const auto response = session.client.GetScale(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), ScaleLayout(), response->scale());
  WriteRevision(session, response->revision());
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session, const std::string& at) {
  auto read_at = ParseReadAt(at);
  if (!read_at.ok()) return read_at.status();
  v1::ListScalesRequest request;
  *request.mutable_read_at() = *std::move(read_at);
  uint32_t revision = 0;
  ListWriter<v1::Scale> writer(session.console.out, session.output(), ScaleLayout());
  const absl::Status listed =
      ForEachPage(session.client, &Client::ListScales, request, [&](const v1::ListScalesResponse& page) {
        revision = page.revision();
        for (const auto& scale : page.scales()) writer.Add(scale);
        return session.console.out ? Continue::kNextPage : Continue::kEnough;
      });
  if (!listed.ok()) return listed;
  writer.Finish();
  WriteRevision(session, revision);
  return ExitCode::kAnswered;
}

}  // namespace

void AddScale(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "scale",
                           {"Ordered scales of grades",
                            "assay scale create ofsted-2013 --title \"Ofsted to 2013\""
                            " --grades inadequate,adequate,good,outstanding\n"
                            "assay scale list"});
  auto flags = std::make_shared<CreateFlags>();
  CLI::App* create = AddVerb(line, noun, "create",
                             {"Create a scale, or the next version of one",
                              "assay scale create ofsted-2014 --title \"Ofsted from 2014\""
                              " --grades \"inadequate,requires-improvement=Requires improvement,good,outstanding\"\n"
                              "assay scale create ofsted-2014@2 --title \"Ofsted from 2014\" --grades poor,fair,good"
                              " --requires-action poor,fair"},
                             [flags](Session& session) { return Create(session, *flags); });
  create->add_option("ID[@VERSION]", flags->id, "Its id; version 1 unless another is named")->required();
  create->add_option("--title", flags->title, "Its name for people")->required()->type_name("TEXT");
  create->add_option("--grades", flags->grades, "Its grades, the worst first")
      ->required()
      ->type_name("CODE[=LABEL],...")
      ->delimiter(',')
      ->allow_extra_args(false);
  flags->requires_action_option =
      create
          ->add_option("--requires-action", flags->requires_action,
                       "The grades that call for an action; \"inadequate\" where it is one, unless this says otherwise")
          ->type_name("CODE,...")
          ->delimiter(',')
          ->allow_extra_args(false);

  auto asked = std::make_shared<GetFlags>();
  CLI::App* get = AddVerb(line, noun, "get",
                          {"Show one scale: its newest version unless one is named", "assay scale get ofsted-2013@1"},
                          [asked](Session& session) { return Get(session, *asked); });
  get->add_option("ID[@VERSION]", asked->id, "Its id")->required();
  get->add_option("--at", asked->at, "As the registry stood then")->type_name("REVISION|TIME");
  auto at = std::make_shared<std::string>();
  CLI::App* list = AddVerb(line, noun, "list", {"List all versions of all scales", "assay scale list -o json"},
                           [at](Session& session) { return List(session, *at); });
  list->add_option("--at", *at, "As the registry stood then")->type_name("REVISION|TIME");
}

}  // namespace assay
