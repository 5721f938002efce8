// How the adapters answer what is personal: who may have it, recorded before it is answered.
#ifndef ASSAY_SERVICE_RPC_PERSONAL_ANSWER_H_
#define ASSAY_SERVICE_RPC_PERSONAL_ANSWER_H_

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/rpc/adapter.h"
#include "service/rpc/admission.h"
#include "service/usecases/personal_reads.h"

namespace assay {

// For a unary call: whoever may call the method and, besides, read personal parts; as narrowly as the narrower of the
// two.
template <typename Request>
absl::StatusOr<Caller> AdmitToPersonal(const RpcHost& host, const grpc::CallbackServerContext& context,
                                       const Request& request) {
  absl::StatusOr<Caller> caller = AdmitUnary(host, context, request);
  if (!caller.ok()) return caller;
  absl::StatusOr<Caller> personal = AdmitTo(host, context, v1::PERMISSION_READ_PERSONAL, ScopeOf(request));
  return personal.ok() && personal->whose == Whose::kAll ? caller : personal;
}

// On the reader pool: `prepare` finds what is asked for, which says what is not there, and pins the request to it; the
// read is recorded; then, on the pool again, `use_case` answers.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerRecorded(const RpcHost& host, grpc::CallbackServerContext* context,
                                         const Request* request, Response* response,
                                         absl::StatusOr<PersonalRead> (*prepare)(const House&, Request&, const Caller&),
                                         absl::StatusOr<Response> (*use_case)(const House&, const Request&,
                                                                              const Caller&)) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> admitted = AdmitToPersonal(host, *context, *request);
  if (!admitted.ok()) {
    Finish(host, reactor, admitted.status());
    return reactor;
  }
  auto answer = [&host, context, response, use_case, reactor, caller = *admitted](const Request& asked) {
    if (absl::Status gone = CheckAwaited(*context); !gone.ok()) return Finish(host, reactor, gone);
    absl::StatusOr<Response> found = use_case(host.house, asked, caller);
    if (found.ok()) *response = *std::move(found);
    Finish(host, reactor, found.status());
  };
  auto start = [&host, context, reactor, prepare, answer, caller = *admitted, asked = *request]() mutable {
    if (absl::Status gone = CheckAwaited(*context); !gone.ok()) return Finish(host, reactor, gone);
    const absl::StatusOr<PersonalRead> read = prepare(host.house, asked, caller);
    if (!read.ok()) return Finish(host, reactor, read.status());
    auto recorded = [&host, reactor, answer, asked](const absl::Status& status) {
      if (!status.ok()) return Finish(host, reactor, status);
      absl::Status queued = host.readers.Run([answer, asked] { answer(asked); });
      if (!queued.ok()) Finish(host, reactor, queued);
    };
    RecordPersonalRead(host.house, *read, caller.actor, std::move(recorded));
  };
  if (absl::Status queued = host.readers.Run(std::move(start)); !queued.ok()) Finish(host, reactor, queued);
  return reactor;
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PERSONAL_ANSWER_H_
