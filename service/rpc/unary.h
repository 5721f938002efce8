// Unary calls: read, admitted, put to an adapter, answered.
#ifndef ASSAY_SERVICE_RPC_UNARY_H_
#define ASSAY_SERVICE_RPC_UNARY_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/domain/limits.h"
#include "service/rpc/adapter.h"
#include "service/rpc/admission.h"
#include "service/rpc/call.h"
#include "service/usecases/house.h"

namespace assay {

// A unary call under way. It lives until it has been ended, which whoever is given it does, once.
template <typename Request, typename Response>
class Unary final : public Conversation {
 public:
  using Adapter = std::function<void(Unary& asked)>;

  // `adapter` outlives the call.
  Unary(Call& call, const Adapter& adapter) : call_(call), adapter_(adapter) {}

  const RpcHost& host() const { return call_.host(); }
  const House& house() const { return call_.host().house; }
  Call& call() const { return call_; }
  // Who calls, and for whom they work: admitted before the adapter is called.
  const Caller& caller() const { return caller_; }
  const Request& request() const { return request_; }
  Response& response() { return response_; }

  // How a write of this call is to be made.
  WriteContext Writing(WriteMode mode) const {
    // A token may have ended while the write waited for its group.
    return {.actor = caller_.actor, .whose = caller_.whose, .mode = mode, .check_awaited = [this] {
              const absl::Status gone = call_.CheckAwaited();
              return gone.ok() ? StillAs(caller_, Admit(host(), call_.context(), request_)) : gone;
            }};
  }

  // A use case's `done`, which the committer calls: has `answer` run where the call is served. A receipt is signed
  // there, and the committer has the next group to write.
  template <typename Made, typename Answer>
  std::function<void(absl::StatusOr<Made>)> Answering(Answer answer) const {
    return [&call = call_, answer = std::move(answer)](absl::StatusOr<Made> made) {
      call.Post([answer, made = std::move(made)] { answer(made); });
    };
  }

  // For what waited for a thread: whether its caller still waits for it, and may still ask for it. As somebody with
  // fewer rights perhaps: caller() is what they are by then.
  absl::Status CheckStillAsked() {
    if (absl::Status gone = call_.CheckAwaited(); !gone.ok()) return gone;
    absl::StatusOr<Caller> caller = Admit(host(), call_.context(), request_);
    if (!caller.ok()) return caller.status();
    caller->check_awaited = std::move(caller_.check_awaited);
    caller_ = *std::move(caller);
    return absl::OkStatus();
  }

  // Ends the call with the response as it is then, or with what went wrong. From any thread, which a long answer takes
  // its time of; nothing of this may be touched afterwards.
  void End(const absl::Status& status) {
    grpc::ByteBuffer answer = status.ok() ? Serialize(response_) : grpc::ByteBuffer();
    // They may be large, and the caller slow.
    request_ = Request();
    response_ = Response();
    if (!status.ok()) return call_.Run([this, status] { call_.Finish(status); });
    call_.Run([this, answer = std::move(answer)] { call_.FinishWith(answer); });
  }

  void OnRead(grpc::ByteBuffer* message) override {
    const size_t size = message == nullptr ? 0 : message->Length();
    if (absl::Status status = Parse(message, request_); !status.ok()) return call_.Finish(status);
    if (size > limits::kUnknownBytes) {
      if (absl::Status status = CheckKnown(request_); !status.ok()) return call_.Finish(status);
    }
    absl::StatusOr<Caller> caller = Admit(host(), call_.context(), request_);
    if (!caller.ok()) return call_.Finish(caller.status());
    caller_ = *std::move(caller);
    caller_.check_awaited = [&call = call_] { return call.CheckAwaited(); };
    call_.SetCaller(caller_.actor);
    adapter_(*this);
  }

 private:
  Call& call_;
  const Adapter& adapter_;
  Caller caller_;
  Request request_;
  Response response_;
};

// A row of a service's table, for an adapter that takes a Unary of the method's request and response.
template <typename Request, typename Response>
Method UnaryMethod(std::string_view name, typename Unary<Request, Response>::Adapter adapter) {
  return {.name = name, .begin = [adapter = std::move(adapter)](Call& call) -> std::unique_ptr<Conversation> {
            absl::Status status = CheckHasDeadline(call.context());
            if (status.ok()) status = call.CheckCaller();
            if (!status.ok()) {
              call.Finish(status);
              return nullptr;
            }
            return std::make_unique<Unary<Request, Response>>(call, adapter);
          }};
}

// The same, where the adapter says for itself what it takes.
template <typename Request, typename Response>
Method UnaryMethod(std::string_view name, void (*adapter)(Unary<Request, Response>& asked)) {
  return UnaryMethod<Request, Response>(name, typename Unary<Request, Response>::Adapter(adapter));
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_UNARY_H_
