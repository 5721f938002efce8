// One SubmitAudits stream: batches in, one answer a batch, in order.
//
// At most kBatchesInFlight batches wait for their answers, so memory stays bounded and neither side can block the
// other. A stream does not reconnect: after an error every batch without an answer may or may not be recorded, and may
// safely be sent again on a new stream, where what is recorded already is answered ALREADY_THERE.
//
// Not thread-safe.
#ifndef ASSAY_CLIENT_SDK_SUBMIT_STREAM_H_
#define ASSAY_CLIENT_SDK_SUBMIT_STREAM_H_

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/support/async_stream.h>

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>

#include "absl/status/statusor.h"
#include "assay/v1/audit_service.pb.h"
#include "client/sdk/client.h"
#include "service/domain/limits.h"

namespace assay {

class SubmitStream {
 public:
  // Opens the stream; the first Send or Receive tells whether that went well. `client` and `interrupted` must outlive
  // the stream. Setting `*interrupted`, from any thread or from a signal handler, ends a wait with CANCELLED within 0.1
  // s.
  SubmitStream(const Client& client, const std::atomic<bool>* interrupted);
  // Cancels what is still under way.
  ~SubmitStream();
  SubmitStream(const SubmitStream&) = delete;
  SubmitStream& operator=(const SubmitStream&) = delete;

  // Batches sent and not yet received the answer of.
  size_t in_flight() const { return in_flight_; }

  // Returns once the connection has taken the batch. in_flight() must be below limits::kBatchesInFlight. Any error is
  // final for the stream: the server's, or DEADLINE_EXCEEDED where the client's timeout passed without progress.
  absl::Status Send(const v1::SubmitAuditsRequest& batch);

  // The answer of the oldest batch in flight; in_flight() must not be 0. Errors as Send.
  absl::StatusOr<v1::SubmitAuditsResponse> Receive();

  // Ends the stream in good order once every answer was received: in_flight() must be 0.
  absl::Status Finish();

 private:
  // What gRPC is asked to do; at most one of each is under way.
  enum Operation : size_t { kOpen, kWrite, kRead, kWritesDone, kFinish, kOperations };

  void Begin(Operation operation);
  // Handles completed operations until `done` is no longer under way, or an answer has come where kRead is awaited.
  absl::Status Await(Operation done);
  void Complete(Operation operation, bool ok);
  // Asks gRPC, once, why the stream broke.
  absl::Status Fail();
  // Waits until nothing is under way any more.
  void Drain();

  const Client& client_;
  const std::atomic<bool>* interrupted_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<v1::SubmitAuditsRequest, v1::SubmitAuditsResponse>> stream_;
  bool under_way_[kOperations] = {};
  bool broken_ = false;  // gRPC completed something with failure: only the status is still to come
  bool closed_ = false;  // the status has come: it is finished_
  size_t in_flight_ = 0;
  v1::SubmitAuditsResponse reading_;
  std::deque<v1::SubmitAuditsResponse> answers_;
  grpc::Status finished_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_SUBMIT_STREAM_H_
