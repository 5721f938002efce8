#include "service/rpc/watch_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "service/records/refusal.h"
#include "service/rpc/admission.h"
#include "service/rpc/watch_hub.h"
#include "service/usecases/proofs.h"

namespace assay {
namespace {

absl::Status Stopping() {
  return Refuse(absl::StatusCode::kUnavailable, reason::kShuttingDown, "the server is shutting down");
}

// At any moment the stream is either busy (a read on the pool or a write under way) or waits for growth. Every event
// changes that state under the lock and decides what comes next; it is done with the lock released.
class WatchStream final : public grpc::ServerWriteReactor<v1::WatchLedgerResponse>,
                          public Watcher,
                          public std::enable_shared_from_this<WatchStream> {
 public:
  WatchStream(const RpcHost& host, grpc::CallbackServerContext* context, v1::WatchLedgerRequest request, LeafSpan span)
      : host_(host), context_(context), request_(std::move(request)), span_(std::move(span)) {}

  void Start() {
    self_ = shared_from_this();
    if (!host_.watches.Add(span_.ledger, self_)) return End(Stopping());
    OnGrowth();
  }

  void OnGrowth() override {
    Next next;
    {
      MutexLock lock(&mutex_);
      grown_ = true;
      next = Decide();
    }
    Take(next);
  }

  void OnStop() override { End(Stopping()); }
  void OnCancel() override { End(absl::CancelledError("the caller has gone")); }

  void OnWriteDone(bool ok) override {
    if (!ok) End(absl::CancelledError("the caller has gone"));
    Rest(Until::kNow);
  }

  void OnDone() override {
    host_.watches.Remove(span_.ledger, this);
    self_.reset();  // the hub may hold on a moment longer
  }

 private:
  enum class Next { kNothing, kRead, kFinish };
  enum class Until { kGrowth, kNow };

  Next Decide() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (busy_ || finished_) return Next::kNothing;
    if (ending_) {
      finished_ = true;
      return Next::kFinish;
    }
    if (!grown_) return Next::kNothing;
    grown_ = false;
    busy_ = true;
    return Next::kRead;
  }

  void Take(Next next) {
    if (next == Next::kFinish) return Finish(ToGrpc(EndStatus()));
    if (next == Next::kNothing) return;
    if (absl::Status queued = host_.readers.Run([this] { ReadOn(); }); !queued.ok()) {
      End(queued);
      Rest(Until::kGrowth);
    }
  }

  void ReadOn() {
    absl::StatusOr<v1::WatchLedgerResponse> next = NextForCaller();
    if (next.ok() && next->leaves_size() > 0) {
      span_.after += next->leaves_size();
      response_ = *std::move(next);
      return StartWrite(&response_);
    }
    ReportFailure(host_, next.status());
    const bool complete = span_.last != 0 && span_.after >= span_.last;
    if (!next.ok() || complete) End(next.status());
    Rest(Until::kGrowth);
  }

  // A token may have ended since the message before.
  absl::StatusOr<v1::WatchLedgerResponse> NextForCaller() {
    const absl::StatusOr<Caller> caller = Admit(host_, *context_, request_);
    if (!caller.ok()) return caller.status();
    return NextLeaves(host_.house, span_);
  }

  // No longer busy.
  void Rest(Until until) {
    Next next;
    {
      MutexLock lock(&mutex_);
      busy_ = false;
      if (until == Until::kNow) grown_ = true;
      next = Decide();
    }
    Take(next);
  }

  // The stream ends with this status as soon as it is not busy. The first one stands.
  void End(const absl::Status& status) {
    Next next;
    {
      MutexLock lock(&mutex_);
      if (!ending_) ending_ = status;
      next = Decide();
    }
    Take(next);
  }

  absl::Status EndStatus() {
    MutexLock lock(&mutex_);
    return *ending_;
  }

  const RpcHost& host_;
  grpc::CallbackServerContext* const context_;
  const v1::WatchLedgerRequest request_;
  LeafSpan span_;                     // its `after` is the cursor; used only while busy
  v1::WatchLedgerResponse response_;  // of the write under way
  std::shared_ptr<WatchStream> self_;

  Mutex mutex_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool grown_ ABSL_GUARDED_BY(mutex_) = false;  // since the last look
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> ending_ ABSL_GUARDED_BY(mutex_);
};

// A stream that was refused before it began.
class RefusedStream final : public grpc::ServerWriteReactor<v1::WatchLedgerResponse> {
 public:
  explicit RefusedStream(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchLedgerResponse>* NewWatchStream(const RpcHost& host,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::WatchLedgerRequest& request) {
  const absl::StatusOr<Caller> caller = Admit(host, *context, request);
  if (!caller.ok()) return new RefusedStream(caller.status());
  absl::StatusOr<std::string> ledger = FindLedger(host.house, request.parent());
  if (!ledger.ok()) return new RefusedStream(ledger.status());
  if (request.last_revision() != 0 && request.last_revision() < request.after_revision()) {
    return new RefusedStream(RefuseFields({{.field = "last_revision",
                                            .reason = std::string(reason::kOutOfRange),
                                            .description = "lies before after_revision"}}));
  }
  auto stream = std::make_shared<WatchStream>(
      host, context, request,
      LeafSpan{.ledger = *std::move(ledger), .after = request.after_revision(), .last = request.last_revision()});
  stream->Start();
  return stream.get();
}

}  // namespace assay
