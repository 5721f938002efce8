// One unary call with its retries: what every method of Client does. For the client's own files.
#ifndef ASSAY_CLIENT_SDK_CALL_H_
#define ASSAY_CLIENT_SDK_CALL_H_

#include <grpcpp/client_context.h>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "assay/v1/write.pb.h"
#include "client/sdk/backoff.h"
#include "client/sdk/client.h"
#include "client/sdk/error.h"

namespace assay {

// Five tries span about a second and a half: a person who mistyped an endpoint should not wait longer to hear of it.
inline constexpr int kCallTries = 5;
// The payload of an error before which other tries went unanswered: one of those may have done what was asked.
inline constexpr char kTriedBefore[] = "assay/tried-before";

// Calls `once(context, response)` until it succeeds, fails for good, or time or tries run out.
template <typename Response, typename Once>
absl::StatusOr<Response> Retry(const Client& client, Once once) {
  const absl::Time deadline = absl::Now() + client.options().timeout;
  Backoff backoff;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    client.Authorize(context);
    Response response;
    const absl::Status status = ToStatus(once(context, response), context);
    if (status.ok()) return response;
    const absl::Duration pause = backoff.Next();
    if (!absl::IsUnavailable(status) || attempt == kCallTries || absl::Now() + pause >= deadline) {
      absl::Status explained = client.Explain(status);
      if (attempt > 1) explained.SetPayload(kTriedBefore, absl::Cord());
      return explained;
    }
    absl::SleepFor(pause);
  }
}

// What a server says that has done what it was asked. That it would be valid is an answer to a trial alone.
inline bool Acknowledges(const v1::Receipt& receipt, bool is_trial) {
  const bool is_recorded =
      receipt.outcome() == v1::WRITE_OUTCOME_ADDED || receipt.outcome() == v1::WRITE_OUTCOME_ALREADY_THERE;
  return (is_trial && receipt.outcome() == v1::WRITE_OUTCOME_VALID) || (is_recorded && receipt.revision() > 0);
}

template <typename Request>
bool IsTrial(const Request& request) {
  if constexpr (requires { request.validate_only(); }) {
    return request.validate_only();
  } else if constexpr (requires { request.change().validate_only(); }) {
    return request.change().validate_only();
  } else if constexpr (requires { request.write().validate_only(); }) {
    return request.write().validate_only();
  } else {
    return false;
  }
}

// Of a write: DATA_LOSS where the answer acknowledges nothing.
template <typename Response>
absl::StatusOr<Response> CheckAcknowledged(absl::StatusOr<Response> response, bool is_trial) {
  if constexpr (requires { response->receipt(); }) {
    if (response.ok() && !Acknowledges(response->receipt(), is_trial)) {
      return absl::DataLossError("the server's answer acknowledges nothing");
    }
  }
  return response;
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(const Client& client, Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request) {
  return CheckAcknowledged(
      Retry<Response>(client, [&](grpc::ClientContext& context,
                                  Response& response) { return (stub.*method)(&context, request, &response); }),
      IsTrial(request));
}

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_CALL_H_
