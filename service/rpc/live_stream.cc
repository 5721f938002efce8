#include "service/rpc/live_stream.h"

#include "service/records/refusal.h"

namespace assay {
namespace {

absl::Status Stopping() {
  return Refuse(absl::StatusCode::kUnavailable, reason::kShuttingDown, "the server is shutting down");
}

}  // namespace

LiveStream::~LiveStream() { hub_.Remove(subject_, this); }

void LiveStream::OnNews() { Knock(); }

void LiveStream::OnStop() {
  stopping_ = true;
  Knock();
}

void LiveStream::OnWritten(bool ok) {
  call_.Release(told_);
  told_.Clear();
  if (!ok) End(absl::CancelledError("the caller has gone"));
  // There may be more than a message holds. What comes after the last look does not matter.
  if (!stopped_) news_ = true;
  Rest();
}

void LiveStream::OnCancelled() { End(absl::CancelledError("the caller has gone")); }

void LiveStream::Follow(const std::string& subject) {
  subject_ = subject;
  if (!hub_.Add(subject_, this)) return End(Stopping());
  news_ = true;
  Advance();
}

void LiveStream::Tell(const grpc::ByteBuffer& message) {
  if (call_.Hold(message)) {
    told_ = message;
  } else {
    call_.GiveUp();
  }
  call_.Write(message);
}

void LiveStream::Rest() {
  busy_ = false;
  Advance();
}

void LiveStream::End(const absl::Status& status) {
  if (!ending_) ending_ = status;
  hub_.Remove(subject_, this);
  Advance();
}

void LiveStream::Knock() {
  if (knocked_.exchange(true)) return;
  call_.Post([this] {
    knocked_ = false;
    news_ = true;
    stopped_ = stopping_;
    Advance();
  });
}

void LiveStream::Advance() {
  if (busy_ || finished_) return;
  if (ending_) {
    // No knock can follow: the hub knows the stream no more.
    if (knocked_) return;
    finished_ = true;
    return call_.Finish(*ending_);
  }
  if (!news_) {
    if (stopped_) End(Stopping());
    return;
  }
  news_ = false;
  busy_ = true;
  Next();
}

}  // namespace assay
