// How the adapters change audits: the same way for every kind of change.
#ifndef ASSAY_SERVICE_RPC_AUDIT_CHANGE_H_
#define ASSAY_SERVICE_RPC_AUDIT_CHANGE_H_

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/audit_service.pb.h"
#include "service/domain/change.h"
#include "service/records/convert.h"
#include "service/rpc/adapter.h"
#include "service/rpc/admission.h"
#include "service/usecases/changes.h"

namespace assay {

// Makes the change, answers it as `response` and, for an erasure, only once the bytes are gone. `shape` holds what the
// converter already found wrong.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* ChangeAndAnswer(const RpcHost& host, grpc::CallbackServerContext* context,
                                          const Request& request, const AuditChange& change, Violations shape,
                                          Response* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host, *context, request);
  if (!caller.ok()) {
    Finish(host, reactor, caller.status());
    return reactor;
  }
  const WriteMode mode = ModeOf(request.change().validate_only());
  const bool erases = change.kind == ChangeKind::kErased && mode == WriteMode::kCommit;
  auto answer = [&host, reactor, response, mode, authority = change.authority,
                 omit = request.change().omit_receipt()](const Submitted& made) {
    *response->mutable_receipt() =
        ToReceipt(host, made.committed, {.ledger = authority, .mode = mode, .omit_proof = omit});
    if (mode == WriteMode::kCommit) *response->mutable_audit() = ToRecordedAudit(*made.event);
    Finish(host, reactor, absl::OkStatus());
  };
  auto done = [&host, reactor, erases, answer](absl::StatusOr<Submitted> made) {
    if (!made.ok()) return Finish(host, reactor, made.status());
    if (!erases) return answer(*made);
    absl::Status queued = host.readers.Run([&host, reactor, answer, made = *std::move(made)] {
      absl::Status purged = host.house.ledger.Purge();
      if (!purged.ok()) return Finish(host, reactor, purged);
      answer(made);
    });
    if (!queued.ok()) Finish(host, reactor, queued);
  };
  ChangeAudit(host.house, change, std::move(shape), WriteContextOf(context, *caller, mode), std::move(done));
  return reactor;
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_AUDIT_CHANGE_H_
