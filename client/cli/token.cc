// assay token create|list|revoke

#include "service/domain/token.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "assay/v1/token_service.pb.h"
#include "client/cli/audit_layout.h"
#include "client/cli/command.h"
#include "client/cli/confirm.h"
#include "client/cli/paging.h"
#include "client/cli/partial_file.h"
#include "client/sdk/call.h"
#include "service/records/convert_token.h"
#include "service/records/names.h"

namespace assay {
namespace {

std::string IdOf(const v1::Token& token) { return ParseTokenName(token.name()).value_or(token.name()); }

// "auditor=somerset", as --grant takes it.
std::string GrantsOf(const v1::Token& token) {
  std::string text;
  for (const v1::Grant& grant : token.grants()) {
    const std::string authority = ParseAuthorityName(grant.authority()).value_or(grant.authority());
    text += (text.empty() ? "" : " ") + std::string(RoleName(static_cast<Role>(grant.role()))) + "=" + authority;
  }
  return text;
}

std::string BearerOf(const v1::Token& token) { return token.certificate().empty() ? "secret" : token.certificate(); }

std::string ExpiryOf(const v1::Token& token) {
  return token.has_expire_time() ? FormatTime(token.expire_time()) : std::string();
}

std::string StateOf(const v1::Token& token) {
  if (token.revoked()) return "revoked";
  const absl::Time expiry = absl::FromUnixSeconds(token.expire_time().seconds());
  return token.has_expire_time() && expiry <= absl::Now() ? "expired" : "good";
}

const Layout<v1::Token>& TokenLayout() {
  using T = v1::Token;
  static const auto* const layout = [] {
    std::vector<Column<T>> columns = {
        {"token", Align::kLeft, IdOf},
        {"state", Align::kLeft, StateOf},
        {"grants", Align::kLeft, GrantsOf},
        {"bearer", Align::kLeft, BearerOf},
        {"expires", Align::kLeft, ExpiryOf},
        {"recorded_at", Align::kLeft, [](const T& token) { return FormatTime(token.recorded_at()); }},
        {"by", Align::kLeft, [](const T& token) { return token.actor(); }},
    };
    return new Layout<T>{columns, columns, IdOf};
  }();
  return *layout;
}

struct CreateFlags {
  std::string id;
  std::vector<std::string> grants;
  std::string certificate;
  std::string expires;
  std::string out;
};

absl::StatusOr<v1::Token> ToToken(const CreateFlags& flags) {
  Token token{.id = flags.id, .certificate = flags.certificate};
  for (const std::string& text : flags.grants) {
    const std::optional<Grant> grant = ParseGrant(text);
    if (!grant) {
      return absl::InvalidArgumentError("--grant \"" + text +
                                        "\" is not ROLE=AUTHORITY; the roles are auditor, moderator, reader, "
                                        "examiner, regulator and administrator, and \"-\" is every authority");
    }
    token.grants.push_back(*grant);
  }
  if (!flags.expires.empty()) {
    const std::optional<int64_t> expiry = ParseExpiry(flags.expires, absl::ToUnixMicros(absl::Now()));
    if (!expiry) {
      return absl::InvalidArgumentError("--expires \"" + flags.expires +
                                        "\" is neither days, 90d, nor a day, 2015-03-31");
    }
    token.expires_at_us = *expiry;
  }
  return ToProto(token);
}

// A token may be made before its authority is; one of an authority whose name was misspelt is of no use to anybody.
void SayWhatIsNotThere(Session& session, const v1::Token& token) {
  if (session.quiet()) return;
  for (const v1::Grant& grant : token.grants()) {
    const std::string id = ParseAuthorityName(grant.authority()).value_or(std::string(kEveryAuthority));
    if (id == kEveryAuthority) continue;
    v1::GetAuthorityRequest request;
    request.set_name(grant.authority());
    const absl::Status found = session.client.GetAuthority(request).status();
    if (absl::IsUnavailable(found) || absl::IsDeadlineExceeded(found)) return;
    if (!absl::IsNotFound(found)) continue;
    session.console.err << "there is no authority " << id << " yet: " << RoleName(static_cast<Role>(grant.role()))
                        << " of it may do nothing until there is\n";
  }
}

absl::StatusOr<ExitCode> Send(Session& session, const v1::Token& token) {
  v1::CreateTokenRequest request;
  *request.mutable_token() = token;
  const auto response = session.client.CreateToken(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), TokenLayout(), response->token());
  SayWhatIsNotThere(session, response->token());
  return ExitCode::kAnswered;
}

// Whether the server may have made the token all the same: only a refusal of its own says that it did not.
bool MayBeMade(const absl::Status& status) {
  const bool is_refused = absl::IsInvalidArgument(status) || absl::IsAlreadyExists(status) ||
                          absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status) ||
                          absl::IsFailedPrecondition(status) || absl::IsResourceExhausted(status) ||
                          absl::IsNotFound(status) || absl::IsUnimplemented(status);
  return !is_refused || status.GetPayload(kTriedBefore).has_value();
}

absl::StatusOr<ExitCode> Create(Session& session, const CreateFlags& flags) {
  auto token = ToToken(flags);
  if (!token.ok()) return token.status();
  if (!flags.certificate.empty()) return Send(session, *token);
  if (flags.out.empty())
    return absl::InvalidArgumentError("where does the secret go? Give --out FILE, or --certificate");
  std::error_code absent;
  if (std::filesystem::exists(flags.out, absent)) return absl::AlreadyExistsError(flags.out + " is there already");
  const Secret secret = NewSecret();
  token->set_secret_sha256(secret.sha256);
  // First the file: a token whose secret nobody has is of no use.
  if (absl::Status written = ReplaceFile(flags.out, secret.text + "\n"); !written.ok()) return written;
  absl::StatusOr<ExitCode> sent = Send(session, *token);
  if (sent.ok()) return sent;
  if (MayBeMade(sent.status())) {
    session.console.err << "the token may have been created all the same (assay token list says so): " << flags.out
                        << " keeps its secret\n";
  } else {
    std::filesystem::remove(flags.out, absent);
  }
  return sent;
}

absl::StatusOr<ExitCode> List(Session& session) {
  ListWriter<v1::Token> writer(session.console.out, session.output(), TokenLayout());
  const absl::Status listed = ForEachPage(session.client, &Client::ListTokens, v1::ListTokensRequest(),
                                          [&](const v1::ListTokensResponse& page) {
                                            for (const auto& token : page.tokens()) writer.Add(token);
                                            return session.console.out ? Continue::kNextPage : Continue::kEnough;
                                          });
  if (!listed.ok()) return listed;
  writer.Finish();
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Revoke(Session& session, const std::string& id) {
  if (absl::Status confirmed = Confirm(session, "Revoke the token " + id + " for good?"); !confirmed.ok()) {
    return confirmed;
  }
  v1::RevokeTokenRequest request;
  request.set_name(TokenName(id));
  const auto response = session.client.RevokeToken(request);
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), TokenLayout(), response->token());
  return ExitCode::kAnswered;
}

}  // namespace

void AddToken(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "token",
                           {"Who may call the server, and do what",
                            "assay token create importer --grant auditor=somerset --expires 90d --out importer.token\n"
                            "assay token list\n"
                            "assay token revoke importer --yes"});
  auto flags = std::make_shared<CreateFlags>();
  CLI::App* create = AddVerb(
      line, noun, "create",
      {"Create a token: a secret of its own, or rights for a certificate",
       "assay token create importer --grant auditor=somerset --expires 90d --out importer.token\n"
       "assay token create board --grant reader=somerset --grant reader=devon --expires 365d --out board.token\n"
       "assay token create qa-manager --grant moderator=somerset --certificate uri:spiffe://somerset/qa-manager"},
      [flags](Session& session) { return Create(session, *flags); });
  create->add_option("ID", flags->id, "Its id, for ever: lower-case letters, digits and hyphens")->required();
  create->add_option("--grant", flags->grants, "A role for an authority, or for all with \"-\"; may be repeated")
      ->required()
      ->type_name("ROLE=AUTHORITY")
      ->allow_extra_args(false);
  create->add_option("--expires", flags->expires, "When it ends: in so many days, or with a day in UTC; a secret must")
      ->type_name("90d|DATE");
  CLI::Option* out = create->add_option("--out", flags->out, "A new file for the secret, which is shown nowhere else")
                         ->type_name("FILE");
  create->add_option("--certificate", flags->certificate, "In place of a secret: uri:… or dns:…, a certificate's name")
      ->type_name("NAME")
      ->excludes(out);

  AddVerb(line, noun, "list", {"List all tokens, those that have ended too", "assay token list -o csv"}, List);
  auto id = std::make_shared<std::string>();
  CLI::App* revoke = AddVerb(line, noun, "revoke", {"End a token at once", "assay token revoke importer --yes"},
                             [id](Session& session) { return Revoke(session, *id); });
  revoke->add_option("ID", *id, "Its id")->required();
}

}  // namespace assay
