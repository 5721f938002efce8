#include "client/sdk/submit_stream.h"

#include <cstdlib>
#include <utility>

#include "absl/time/clock.h"
#include "client/sdk/error.h"

namespace assay {
namespace {

// How often a wait looks whether it was interrupted: a signal handler cannot wake a completion queue.
constexpr absl::Duration kLook = absl::Milliseconds(100);

void* Tag(size_t operation) { return reinterpret_cast<void*>(operation); }  // NOLINT: gRPC's tags are pointers

}  // namespace

SubmitStream::SubmitStream(const Client& client, const std::atomic<bool>* interrupted)
    : client_(client), interrupted_(interrupted) {
  client_.Authorize(context_);
  stream_ = client_.audits().PrepareAsyncSubmitAudits(&context_, &queue_);
  under_way_[kOpen] = true;
  stream_->StartCall(Tag(kOpen));
}

SubmitStream::~SubmitStream() {
  context_.TryCancel();
  Drain();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void SubmitStream::Drain() {
  for (size_t operation = 0; operation < kOperations; ++operation) {
    while (under_way_[operation]) {
      void* tag = nullptr;
      bool ok = false;
      if (!queue_.Next(&tag, &ok)) std::abort();  // the queue is ours and has not been shut down
      const auto completed = static_cast<Operation>(reinterpret_cast<size_t>(tag));
      under_way_[completed] = false;
      if (completed == kRead && ok) answers_.push_back(std::move(reading_));
    }
  }
}

void SubmitStream::Begin(Operation operation) {
  under_way_[operation] = true;
  switch (operation) {
    case kRead:
      return stream_->Read(&reading_, Tag(kRead));
    case kWritesDone:
      return stream_->WritesDone(Tag(kWritesDone));
    case kFinish:
      return stream_->Finish(&finished_, Tag(kFinish));
    default:
      std::abort();  // opened by the constructor, written by Send
  }
}

void SubmitStream::Complete(Operation operation, bool ok) {
  under_way_[operation] = false;
  if (operation == kFinish) return;
  if (!ok) {
    broken_ = true;
  } else if (operation == kOpen) {
    Begin(kRead);
  } else if (operation == kRead) {
    answers_.push_back(std::move(reading_));
    reading_.Clear();
    Begin(kRead);
  }
}

absl::Status SubmitStream::Await(Operation done) {
  const absl::Time deadline = absl::Now() + client_.options().timeout;
  while (!broken_ && (done == kRead ? answers_.empty() : under_way_[done])) {
    if (interrupted_->load()) {
      context_.TryCancel();
      return absl::CancelledError("interrupted");
    }
    const absl::Time now = absl::Now();
    if (now >= deadline) {
      context_.TryCancel();
      return client_.Explain(absl::DeadlineExceededError(""));
    }
    void* tag = nullptr;
    bool ok = false;
    const auto look = absl::ToChronoTime(std::min(deadline, now + kLook));
    if (queue_.AsyncNext(&tag, &ok, look) == grpc::CompletionQueue::GOT_EVENT) {
      Complete(static_cast<Operation>(reinterpret_cast<size_t>(tag)), ok);
    }
  }
  if (done == kRead && !answers_.empty()) return absl::OkStatus();  // what came before the break still counts
  return broken_ ? Fail() : absl::OkStatus();
}

absl::Status SubmitStream::Fail() {
  if (!closed_) {
    closed_ = true;
    Drain();  // on a broken stream whatever is still under way completes at once
    Begin(kFinish);
    Drain();
  }
  const absl::Status status = ToStatus(finished_, context_);
  if (status.ok()) return absl::UnavailableError("the server ended the stream before it had answered");
  return client_.Explain(status);
}

absl::Status SubmitStream::Send(const v1::SubmitAuditsRequest& batch) {
  if (in_flight_ >= limits::kBatchesInFlight) std::abort();
  if (absl::Status opened = Await(kOpen); !opened.ok()) return opened;
  under_way_[kWrite] = true;
  ++in_flight_;
  stream_->Write(batch, Tag(kWrite));
  return Await(kWrite);
}

absl::StatusOr<v1::SubmitAuditsResponse> SubmitStream::Receive() {
  if (in_flight_ == 0) std::abort();
  if (absl::Status come = Await(kRead); !come.ok()) return come;
  v1::SubmitAuditsResponse answer = std::move(answers_.front());
  answers_.pop_front();
  --in_flight_;
  return answer;
}

absl::Status SubmitStream::Finish() {
  if (in_flight_ != 0) std::abort();
  if (absl::Status opened = Await(kOpen); !opened.ok()) return opened;
  Begin(kWritesDone);
  absl::Status status = Await(kWritesDone);
  // The server answers the end of the batches by ending the stream: the read under way completes with nothing.
  if (status.ok()) status = Await(kRead);
  if (status.ok()) return absl::InternalError("the server sent an answer too many");
  return closed_ && finished_.ok() ? absl::OkStatus() : status;
}

}  // namespace assay
