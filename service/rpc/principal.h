// Who calls, and what they were granted.
//
// A principal is the bearer of a token, the client a certificate names, or anybody on this machine where local callers
// need not say who they are. Looked up anew at every call, so that a token's end takes effect at once.
#ifndef ASSAY_SERVICE_RPC_PRINCIPAL_H_
#define ASSAY_SERVICE_RPC_PRINCIPAL_H_

#include <grpcpp/grpcpp.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "service/rpc/adapter.h"
#include "service/rpc/permissions.h"
#include "service/usecases/tokens.h"

namespace assay {

class Principal {
 public:
  // Somebody on this machine who may do everything.
  static Principal Local();
  // Who may do what these tokens grant.
  Principal(std::string actor, GoodTokens tokens) : actor_(std::move(actor)), tokens_(std::move(tokens)) {}

  // As it stands in the entries this principal writes.
  const std::string& actor() const { return actor_; }

  // For one authority; for kEveryAuthority: what was granted for all of them.
  Extent On(std::string_view authority, v1::Permission permission) const;
  // The most for any authority.
  Extent Anywhere(v1::Permission permission) const;

 private:
  std::string actor_;
  bool may_all_ = false;
  GoodTokens tokens_;
};

// UNAUTHENTICATED, always in the same words: no token and no certificate with a name, or a token that is unknown,
// expired or revoked. A certificate that no token names is a principal that may do nothing.
absl::StatusOr<Principal> Authenticate(const RpcHost& host, const grpc::ServerContext& context);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PRINCIPAL_H_
