// The one way in: every adapter asks here before it does anything, and only what is answered here tells a use case for
// whom it works.
#ifndef ASSAY_SERVICE_RPC_ADMISSION_H_
#define ASSAY_SERVICE_RPC_ADMISSION_H_

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "service/rpc/adapter.h"
#include "service/rpc/permissions.h"
#include "service/rpc/scope.h"
#include "service/usecases/house.h"

namespace assay {

// UNAUTHENTICATED where it is not known who calls; PERMISSION_DENIED, always in the same words and before anything is
// looked up, where they lack the permission. Thread-safe.
absl::StatusOr<Caller> AdmitTo(const RpcHost& host, const grpc::ServerContext& context, v1::Permission permission,
                               const Scope& scope);

// As AdmitTo, for what the request's method declares.
template <typename Request>
absl::StatusOr<Caller> Admit(const RpcHost& host, const grpc::ServerContext& context, const Request& request) {
  return AdmitTo(host, context, NeededFor(request), ScopeOf(request));
}

// For a write that has waited: the new admission's status; PERMISSION_DENIED too where the caller has fewer rights than
// the write was prepared with.
absl::Status StillAs(const Caller& before, const absl::StatusOr<Caller>& now);

// INVALID_ARGUMENT where the call has no deadline. Asked of a unary call first of all, before it is looked up who
// calls: it costs nothing, and the answer is the same to everybody.
absl::Status CheckHasDeadline(const grpc::ServerContext& context);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_ADMISSION_H_
