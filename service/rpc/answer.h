// How the adapters read: admit the caller, put the question to its use case, answer.
#ifndef ASSAY_SERVICE_RPC_ANSWER_H_
#define ASSAY_SERVICE_RPC_ANSWER_H_

#include <grpcpp/grpcpp.h>

#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/rpc/adapter.h"
#include "service/rpc/admission.h"

namespace assay {

// A use case that does not ask who calls serves only those who may have the whole answer.
template <typename UseCase, typename Request>
auto Ask(const UseCase& use_case, const House& house, const Request& request, const Caller& caller) {
  if constexpr (std::is_invocable_v<UseCase, const House&, const Request&, const Caller&>) {
    return use_case(house, request, caller);
  } else {
    using Answer = std::invoke_result_t<UseCase, const House&, const Request&>;
    if (caller.whose == Whose::kOwn) return Answer(PermissionDenied());
    return use_case(house, request);
  }
}

// Ends the call with the use case's answer.
template <typename Request, typename Response, typename UseCase>
void FinishWith(const RpcHost& host, grpc::ServerUnaryReactor* reactor, const Request& request, Response* response,
                const UseCase& use_case, const Caller& caller) {
  absl::StatusOr<Response> answer = Ask(use_case, host.house, request, caller);
  if (answer.ok()) *response = *std::move(answer);
  Finish(host, reactor, answer.status());
}

// Answers on this thread: a point read, or what takes as little. `use_case` takes the house, the request and, if who
// calls makes a difference, the caller.
template <typename Request, typename Response, typename UseCase>
grpc::ServerUnaryReactor* AnswerHere(const RpcHost& host, grpc::CallbackServerContext* context, const Request* request,
                                     Response* response, const UseCase& use_case) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::optional<Caller> caller = AdmitOrFinish(host, context, *request, reactor);
  if (caller) FinishWith(host, reactor, *request, response, use_case, *caller);
  return reactor;
}

// Answers on a thread of the pool. Request and response live until the reactor has finished. `use_case` by value: clang
// does not call what a lambda has captured of a reference to a function.
template <typename Request, typename Response, typename UseCase>
grpc::ServerUnaryReactor* AnswerOn(ReaderPool& pool, const RpcHost& host, grpc::CallbackServerContext* context,
                                   const Request* request, Response* response, UseCase use_case) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::optional<Caller> caller = AdmitOrFinish(host, context, *request, reactor);
  if (!caller) return reactor;
  absl::Status queued = pool.Run([&host, context, request, response, use_case, reactor, caller = *caller] {
    if (absl::Status gone = CheckAwaited(*context); !gone.ok()) return Finish(host, reactor, gone);
    FinishWith(host, reactor, *request, response, use_case, caller);
  });
  if (!queued.ok()) Finish(host, reactor, queued);
  return reactor;
}

// Answers a read that scans.
template <typename Request, typename Response, typename UseCase>
grpc::ServerUnaryReactor* AnswerOnPool(const RpcHost& host, grpc::CallbackServerContext* context,
                                       const Request* request, Response* response, const UseCase& use_case) {
  return AnswerOn(host.readers, host, context, request, response, use_case);
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_ANSWER_H_
