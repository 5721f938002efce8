// A call under way, as an adapter sees it.
//
// What gRPC is asked for a call, and what it tells of it, passes on one thread, that of the call's queue
// (call_queue.h). There an adapter is called, and must not block; what it says from elsewhere is handed over.
#ifndef ASSAY_SERVICE_RPC_CALL_H_
#define ASSAY_SERVICE_RPC_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "service/domain/limits.h"
#include "service/rpc/adapter.h"
#include "service/rpc/call_observer.h"

namespace assay {

class Call;
class CallQueue;

// What an adapter keeps of a call. All of it is called on the queue's thread, and destroyed there.
class Conversation {
 public:
  virtual ~Conversation() = default;
  // The message that was asked for; null: there is none, for the caller sends no more, or has gone.
  virtual void OnRead(grpc::ByteBuffer* message) = 0;
  // The message that was given has left, or never will.
  virtual void OnWritten(bool) {}
  // Nobody waits for the answer any more. The call is still to be finished.
  virtual void OnCancelled() {}
  // About once a second, if it asked for that.
  virtual void OnTick() {}
};

// A method of a service, by its name within it ("GetAudit"), and what begins a call of it. Whoever begins it may
// finish it at once, and give null.
struct Method {
  std::string_view name;
  std::function<std::unique_ptr<Conversation>(Call& call)> begin;
};
using Methods = std::vector<Method>;

class Call {
 public:
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const RpcHost& host() const;
  const grpc::ServerContext& context() const { return context_; }

  // Whether anybody still waits for the answer: OK; DEADLINE_EXCEEDED: its time is up; CANCELLED: the caller has gone.
  // From any thread, while the call is not finished.
  absl::Status CheckAwaited() const;

  // Has the task run on the queue's thread, after those that came before. From any thread, while the call is not
  // finished.
  void Post(std::function<void()> task);
  // The same, and at once where this is the queue's thread.
  void Run(std::function<void()> task);

  // The rest is for the queue's thread.

  // UNAUTHENTICATED where nobody has shown on this connection, with this call at the latest, who they are: not worth
  // waiting for a message that may be large.
  absl::Status CheckCaller() const;
  // More calls than a few are under way here, streams aside, which whatever this one does at once keeps waiting.
  bool HasCompany() const;
  // Who was admitted, for the log.
  void SetCaller(std::string_view actor) { caller_ = actor; }

  // Asks for ticks, until it is finished: for a stream, once it is set who calls, if anybody is to be known.
  // RESOURCE_EXHAUSTED: they have as many as may be.
  absl::Status AskForTicks();

  // One reading and one writing at a time; nothing once it is finished, which it may be while something is being read.
  void Read();
  void Write(const grpc::ByteBuffer& message);
  // For streams: counts a message that is ready, as long as it waits to be written; see Peers::Hold. False: it is not
  // counted, and not to be given. FinishWith does it for itself.
  bool Hold(const grpc::ByteBuffer& message);
  // It is written, or never will be. The end of the call releases what is left.
  void Release(const grpc::ByteBuffer& message);
  // Cuts the stream off: its caller does not read what is sent.
  void GiveUp() { context_.TryCancel(); }
  // Ends the call, telling the log where the fault is ours.
  void Finish(const absl::Status& status);
  // Ends it as gRPC's own services do, without details.
  void Finish(const grpc::Status& status);
  // Ends it with its one answer.
  void FinishWith(const grpc::ByteBuffer& answer);

 private:
  friend class CallQueue;

  // What a completion queue gives back when what was asked for is done.
  struct Event {
    Call* call;
    void (Call::*happened)(bool ok);
  };

  // Of a queue, which it has gRPC give the next call.
  explicit Call(CallQueue& queue);

  void OnArrived(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnEnded(bool ok);

  // False: the connection has too many calls.
  bool BeginOnConnection();

  // Counts what gRPC has been asked for and not yet given back. The call goes when all has come back.
  void* Ask(Event& event);
  void CameBack();
  // The call is over, for the log and the figures.
  void Conclude(const grpc::Status& status);

  CallQueue& queue_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_{&context_};
  Event arrived_{this, &Call::OnArrived};
  Event read_{this, &Call::OnRead};
  Event written_{this, &Call::OnWritten};
  Event answered_{this, &Call::OnFinished};
  Event ended_{this, &Call::OnEnded};
  int asked_ = 0;
  bool finished_ = false;
  bool has_read_ = false;
  std::atomic<bool> cancelled_ = false;
  std::string peer_;  // empty: it has not arrived
  size_t held_ = 0;   // bytes of answers that gRPC has not written yet, small ones left out
  bool is_known_ = false;
  CallObserver::Begun begun_ = {};
  std::string caller_;
  grpc::ByteBuffer message_;  // of the reading under way
  std::unique_ptr<Conversation> conversation_;
};

// Reads a request. INVALID_ARGUMENT: the bytes are no such message, or there are none (null), or it would hold more
// messages and repeated values than that, which is found out before they are made.
absl::Status Parse(grpc::ByteBuffer* bytes, google::protobuf::Message& message,
                   size_t elements_max = limits::kElements);
// INVALID_ARGUMENT: more than limits::kUnknownBytes of it are fields that it does not have. Walks all of it.
absl::Status CheckKnown(const google::protobuf::Message& message);
grpc::ByteBuffer Serialize(const google::protobuf::MessageLite& message);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_CALL_H_
