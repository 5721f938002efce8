// What a request reaches for: which authority's, or more than one's. Thread-safe: pure functions.
//
// A request that no function here fits does not compile into an adapter, so no RPC can forget to say whose it is.
#ifndef ASSAY_SERVICE_RPC_SCOPE_H_
#define ASSAY_SERVICE_RPC_SCOPE_H_

#include <string_view>

#include "assay/v1/authority_service.pb.h"
#include "assay/v1/backup_service.pb.h"
#include "assay/v1/crosswalk_service.pb.h"
#include "assay/v1/inspection_service.pb.h"
#include "assay/v1/ledger_service.pb.h"
#include "assay/v1/scale_service.pb.h"
#include "assay/v1/statement_service.pb.h"
#include "assay/v1/token_service.pb.h"
#include "service/domain/token.h"
#include "service/records/names.h"
#include "service/rpc/permissions.h"

namespace assay {

struct Scope {
  // An id, as the request writes it; kEveryAuthority: what is common to all. Lives as long as the request.
  std::string_view authority;
  // The answer is put together from whatever the caller may see; `authority` means nothing.
  bool across = false;
};

inline Scope Across() { return {.across = true}; }

// The resource's authority, wherever the request names it.
template <typename Request>
Scope ScopeOf(const Request& request) {
  if constexpr (requires { request.parent(); }) {
    return {.authority = AuthorityIn(request.parent())};
  } else if constexpr (requires { request.change(); }) {
    return {.authority = AuthorityIn(request.change().name())};
  } else if constexpr (requires { request.query(); }) {
    return {.authority = AuthorityIn(request.query().authority())};
  } else if constexpr (requires { request.name(); }) {
    return {.authority = AuthorityIn(request.name())};
  } else if constexpr (requires { request.audit(); }) {
    return {.authority = AuthorityIn(request.audit().name())};
  } else if constexpr (requires { request.notice(); }) {
    return {.authority = AuthorityIn(request.notice().name())};
  } else if constexpr (requires { request.review(); }) {
    return {.authority = AuthorityIn(request.review().name())};
  } else if constexpr (requires { request.sample(); }) {
    return {.authority = AuthorityIn(request.sample().name())};
  } else if constexpr (requires { request.inspection(); }) {
    return {.authority = AuthorityIn(request.inspection().name())};
  } else if constexpr (requires { request.tally(); }) {
    return {.authority = AuthorityIn(request.tally().name())};
  } else {
    return {.authority = AuthorityIn(request.item().name())};
  }
}

inline Scope ScopeOf(const v1::CreateAuthorityRequest& request) {
  return {.authority = AuthorityIn(request.authority().name())};
}
inline Scope ScopeOf(const v1::DiffStatementsRequest& request) {
  return {.authority = AuthorityIn(request.authority())};
}

// The registry is everybody's to read, who may read anything, and whoever administers all authorities writes it.
inline Scope ScopeOf(const v1::GetScaleRequest&) { return Across(); }
inline Scope ScopeOf(const v1::ListScalesRequest&) { return Across(); }
inline Scope ScopeOf(const v1::GetCrosswalkRequest&) { return Across(); }
inline Scope ScopeOf(const v1::ListCrosswalksRequest&) { return Across(); }
inline Scope ScopeOf(const v1::CreateScaleRequest&) { return {.authority = kEveryAuthority}; }
inline Scope ScopeOf(const v1::CreateCrosswalkRequest&) { return {.authority = kEveryAuthority}; }

// A backup is of the whole deployment.
inline Scope ScopeOf(const v1::CreateBackupRequest&) { return {.authority = kEveryAuthority}; }
inline Scope ScopeOf(const v1::ListBackupsRequest&) { return {.authority = kEveryAuthority}; }
inline Scope ScopeOf(const v1::VerifyBackupRequest&) { return {.authority = kEveryAuthority}; }
inline Scope ScopeOf(const v1::DeleteBackupRequest&) { return {.authority = kEveryAuthority}; }

// The use case leaves out, or refuses, what the caller may not see.
inline Scope ScopeOf(const v1::ListAuthoritiesRequest&) { return Across(); }
inline Scope ScopeOf(const v1::CompareStatementsRequest&) { return Across(); }
inline Scope ScopeOf(const v1::CreateTokenRequest&) { return Across(); }
inline Scope ScopeOf(const v1::ListTokensRequest&) { return Across(); }
inline Scope ScopeOf(const v1::RevokeTokenRequest&) { return Across(); }
inline Scope ScopeOf(const v1::ListInspectionsRequest& request) {
  const std::string_view authority = AuthorityIn(request.parent());
  return authority == kEveryAuthority ? Across() : Scope{.authority = authority};
}

// What the method declares; more for an authority's second ledger, of which not even the size is for everybody.
template <typename Request>
v1::Permission NeededFor(const Request&) {
  return PermissionOf<Request>();
}
inline bool IsAccessLedger(std::string_view parent) {
  const auto name = ParseLedgerName(parent);
  return name.has_value() && name->ledger != name->authority;
}
inline v1::Permission NeededFor(const v1::GetCheckpointRequest& request) {
  return IsAccessLedger(request.parent()) ? v1::PERMISSION_READ_LEDGER : v1::PERMISSION_READ_CHECKPOINTS;
}
inline v1::Permission NeededFor(const v1::GetConsistencyProofRequest& request) {
  return IsAccessLedger(request.parent()) ? v1::PERMISSION_READ_LEDGER : v1::PERMISSION_READ_CHECKPOINTS;
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_SCOPE_H_
