#include "service/rpc/admission.h"

#include <grpc/support/time.h>

#include <utility>

#include "service/records/refusal.h"
#include "service/rpc/principal.h"

namespace assay {

absl::Status StillAs(const Caller& before, const absl::StatusOr<Caller>& now) {
  if (!now.ok()) return now.status();
  return before.whose == Whose::kAll && now->whose == Whose::kOwn ? PermissionDenied() : absl::OkStatus();
}

absl::Status CheckHasDeadline(const grpc::ServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) != 0) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, reason::kDeadlineRequired,
                "the call has no deadline: set one, so that the server knows how long its answer is waited for");
}

absl::StatusOr<Caller> AdmitTo(const RpcHost& host, const grpc::ServerContext& context, v1::Permission permission,
                               const Scope& scope) {
  absl::StatusOr<Principal> principal = Authenticate(host, context);
  if (!principal.ok()) return principal.status();
  const Extent extent = scope.across ? principal->Anywhere(permission) : principal->On(scope.authority, permission);
  if (extent == Extent::kNone) return PermissionDenied();
  Caller caller{.actor = principal->actor(), .whose = extent == Extent::kOwn ? Whose::kOwn : Whose::kAll};
  if (scope.across) {
    caller.may_see = [principal = *std::move(principal), permission](std::string_view authority) {
      return principal.On(authority, permission) == Extent::kAll;
    };
  }
  return caller;
}

}  // namespace assay
