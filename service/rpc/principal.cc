#include "service/rpc/principal.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "service/domain/token.h"
#include "service/records/refusal.h"
#include "service/rpc/peer.h"

namespace assay {
namespace {

constexpr char kAuthorization[] = "authorization";
constexpr std::string_view kBearer = "Bearer ";
constexpr char kLocalActor[] = "local";

absl::Status Unauthenticated() {
  return Refuse(absl::StatusCode::kUnauthenticated, reason::kUnauthenticated,
                "no valid token and no known certificate");
}

absl::StatusOr<Principal> Bearer(const RpcHost& host, std::string_view authorization) {
  if (!authorization.starts_with(kBearer)) return Unauthenticated();
  GoodTokens tokens = TokensOfBearer(host.house, authorization.substr(kBearer.size()));
  if (tokens.empty()) return Unauthenticated();
  std::string actor = TokenActor(std::get<Token>(tokens[0]->what).id);
  return Principal(std::move(actor), std::move(tokens));
}

}  // namespace

Principal Principal::Local() {
  Principal principal(kLocalActor, {});
  principal.may_all_ = true;
  return principal;
}

Extent Principal::On(std::string_view authority, v1::Permission permission) const {
  if (may_all_) return Extent::kAll;
  Extent extent = Extent::kNone;
  for (const auto& event : tokens_) {
    for (const Grant& grant : std::get<Token>(event->what).grants) {
      if (grant.authority != authority && grant.authority != kEveryAuthority) continue;
      extent = std::max(extent, ExtentOf(grant.role, permission));
    }
  }
  return extent;
}

Extent Principal::Anywhere(v1::Permission permission) const {
  if (may_all_) return Extent::kAll;
  Extent extent = Extent::kNone;
  for (const auto& event : tokens_) {
    for (const Grant& grant : std::get<Token>(event->what).grants) {
      extent = std::max(extent, ExtentOf(grant.role, permission));
    }
  }
  return extent;
}

absl::StatusOr<Principal> Authenticate(const RpcHost& host, const grpc::ServerContext& context) {
  const auto [first, last] = context.client_metadata().equal_range(kAuthorization);
  if (first != last) {
    if (std::next(first) != last) return Unauthenticated();
    return Bearer(host, {first->second.data(), first->second.size()});
  }
  const std::shared_ptr<const grpc::AuthContext> connection = context.auth_context();
  if (IsLocal(*connection)) {
    if (host.local_callers == LocalCallers::kTrusted) return Principal::Local();
    return Unauthenticated();
  }
  std::string name = CertificateIdentity(*connection);
  if (name.empty()) return Unauthenticated();
  GoodTokens tokens = TokensOfCertificate(host.house, name);
  return Principal(std::move(name), std::move(tokens));
}

}  // namespace assay
