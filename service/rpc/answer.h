// How the adapters read: put the question to its use case, answer. Each function here makes a row of a service's table.
//
// A use case takes the house, the request and, if who calls makes a difference, the caller.
#ifndef ASSAY_SERVICE_RPC_ANSWER_H_
#define ASSAY_SERVICE_RPC_ANSWER_H_

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/rpc/adapter.h"
#include "service/rpc/call.h"
#include "service/rpc/principal.h"
#include "service/rpc/unary.h"

namespace assay {

template <typename Request, typename Response, typename... Who>
using UseCase = absl::StatusOr<Response> (*)(const House&, const Request&, const Who&... caller);

// Ends the call with the use case's answer. A use case that does not ask who calls serves only those who may have the
// whole answer.
template <typename Request, typename Response, typename... Who>
void EndWith(Unary<Request, Response>& asked, UseCase<Request, Response, Who...> use_case) {
  absl::StatusOr<Response> answer = PermissionDenied();
  if constexpr (sizeof...(Who) > 0) {
    answer = use_case(asked.house(), asked.request(), asked.caller());
  } else if (asked.caller().whose != Whose::kOwn) {
    answer = use_case(asked.house(), asked.request());
  }
  if (!answer.ok()) return asked.End(answer.status());
  asked.response() = *std::move(answer);
  asked.End(absl::OkStatus());
}

// The same on a thread of the pool, where it is still asked for by then.
template <typename Request, typename Response, typename... Who>
void EndOn(ReaderPool& pool, Unary<Request, Response>& asked, UseCase<Request, Response, Who...> use_case) {
  absl::Status queued = pool.Run(asked.caller().actor, [&asked, use_case] {
    if (absl::Status gone = asked.CheckStillAsked(); !gone.ok()) return asked.End(gone);
    EndWith(asked, use_case);
  });
  if (!queued.ok()) asked.End(queued);
}

// Answers a read that scans.
template <typename Request, typename Response, typename... Who>
Method AnswerOnPool(std::string_view name,
                    absl::StatusOr<Response> (*use_case)(const House&, const Request&, const Who&...)) {
  return UnaryMethod<Request, Response>(name,
                                        [use_case](auto& asked) { EndOn(asked.host().readers, asked, use_case); });
}

// Answers what takes minutes: one after another, on a thread that keeps nobody else waiting.
template <typename Request, typename Response, typename... Who>
Method AnswerAsChore(std::string_view name,
                     absl::StatusOr<Response> (*use_case)(const House&, const Request&, const Who&...)) {
  return UnaryMethod<Request, Response>(name, [use_case](auto& asked) { EndOn(asked.host().chores, asked, use_case); });
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_ANSWER_H_
