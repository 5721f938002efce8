// assay authority create|get|list

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/command.h"
#include "client/cli/flag_values.h"
#include "client/cli/ledger_guard.h"
#include "client/cli/paging.h"
#include "service/records/names.h"

namespace assay {
namespace {

std::string IdOf(const v1::Authority& authority) {
  return ParseAuthorityName(authority.name()).value_or(authority.name());
}

// "gss=E10000027:..2023-03-31", as --code takes it.
std::string FormatCode(const v1::AuthorityCode& code) {
  std::string text = code.scheme() + "=" + code.value();
  if (!code.valid_from().empty() || !code.valid_to().empty()) {
    text += ":" + code.valid_from() + ".." + code.valid_to();
  }
  return text;
}

std::string FormatCodes(const v1::Authority& authority) {
  std::string text;
  for (const auto& code : authority.codes()) text += (text.empty() ? "" : " ") + FormatCode(code);
  return text;
}

const Layout<v1::Authority>& AuthorityLayout() {
  static const auto* const layout = [] {
    std::vector<Column<v1::Authority>> columns = {
        {"authority", Align::kLeft, IdOf},
        {"title", Align::kLeft, [](const v1::Authority& authority) { return authority.title(); }},
        {"codes", Align::kLeft, FormatCodes},
    };
    return new Layout<v1::Authority>{columns, columns, IdOf};
  }();
  return *layout;
}

// Validity follows the last colon, and only where it holds "..": a code itself may hold colons.
absl::StatusOr<v1::AuthorityCode> ParseCode(const std::string& text) {
  v1::AuthorityCode code;
  const size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return absl::InvalidArgumentError("--code \"" + text + "\" is not SCHEME=CODE or SCHEME=CODE:FROM..TO");
  }
  code.set_scheme(text.substr(0, equals));
  std::string value = text.substr(equals + 1);
  const size_t colon = value.rfind(':');
  const size_t dots = colon == std::string::npos ? std::string::npos : value.find("..", colon);
  if (dots != std::string::npos) {
    code.set_valid_from(value.substr(colon + 1, dots - colon - 1));
    code.set_valid_to(value.substr(dots + 2));
    value.resize(colon);
  }
  code.set_value(value);
  return code;
}

struct CreateFlags {
  std::string id;
  std::string title;
  std::vector<std::string> codes;
};

absl::StatusOr<ExitCode> Create(Session& session, const CreateFlags& flags) {
  v1::CreateAuthorityRequest request;
  v1::Authority& authority = *request.mutable_authority();
  authority.set_name(AuthorityName(flags.id));
  authority.set_title(flags.title);
  for (const std::string& text : flags.codes) {
    auto code = ParseCode(text);
    if (!code.ok()) return code.status();
    *authority.add_codes() = *std::move(code);
  }
  const auto response = session.client.CreateAuthority(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), AuthorityLayout(), response->authority());
  return ExitCode::kAnswered;
}

struct GetFlags {
  std::string id;
  std::string at;
};

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  v1::GetAuthorityRequest request;
  request.set_name(AuthorityName(flags.id));
  *request.mutable_read_at() = *std::move(read_at);
  // Whatever authority the context is of: the answer is read from this one's ledger.
  if (absl::Status known = CheckLedger(session, flags.id); !known.ok()) return known;
  const auto response = session.client.GetAuthority(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), AuthorityLayout(), response->authority());
  if (!session.quiet()) session.console.err << "revision " << response->revision() << '\n';
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session, const std::string& at) {
  auto read_at = ParseReadAt(at);
  if (!read_at.ok()) return read_at.status();
  v1::ListAuthoritiesRequest request;
  *request.mutable_read_at() = *std::move(read_at);
  ListWriter<v1::Authority> writer(session.console.out, session.output(), AuthorityLayout());
  const absl::Status listed =
      ForEachPage(session.client, &Client::ListAuthorities, request, [&](const v1::ListAuthoritiesResponse& page) {
        for (const auto& authority : page.authorities()) writer.Add(authority);
        return session.console.out ? Continue::kNextPage : Continue::kEnough;
      });
  if (!listed.ok()) return listed;
  writer.Finish();
  return ExitCode::kAnswered;
}

}  // namespace

void AddAuthority(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "authority",
                           {"The bodies whose cases are audited",
                            "assay authority create somerset --title Somerset\n"
                            "assay authority list"});
  auto flags = std::make_shared<CreateFlags>();
  CLI::App* create = AddVerb(line, noun, "create",
                             {"Create an authority and its ledger",
                              "assay authority create somerset --title Somerset"
                              " --code gss=E10000027:..2023-03-31 --code gss=E06000066:2023-04-01.."},
                             [flags](Session& session) { return Create(session, *flags); });
  create->add_option("ID", flags->id, "Its id: lower-case letters, digits and hyphens")->required();
  create->add_option("--title", flags->title, "Its name for people")->required()->type_name("TEXT");
  create->add_option("--code", flags->codes, "What another system calls it, and when; may be repeated")
      ->type_name("SCHEME=CODE[:FROM..TO]")
      ->allow_extra_args(false);

  auto asked = std::make_shared<GetFlags>();
  CLI::App* get = AddVerb(line, noun, "get", {"Show one authority", "assay authority get somerset"},
                          [asked](Session& session) { return Get(session, *asked); });
  get->add_option("ID", asked->id, "Its id")->required();
  get->add_option("--at", asked->at, "As its ledger stood then")->type_name("REVISION|TIME");
  auto at = std::make_shared<std::string>();
  CLI::App* list = AddVerb(line, noun, "list", {"List all authorities", "assay authority list -o csv"},
                           [at](Session& session) { return List(session, *at); });
  list->add_option("--at", *at, "Those recorded by then")->type_name("TIME");
}

}  // namespace assay
