#include "service/rpc/submit_stream.h"

#include <google/protobuf/arena.h>

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "service/domain/limits.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/rpc/admission.h"
#include "service/rpc/principal.h"
#include "service/usecases/notary.h"
#include "service/usecases/submit.h"
#include "storage/mutex.h"

namespace assay {
namespace {

using Request = v1::SubmitAuditsRequest;
using Response = v1::SubmitAuditsResponse;

absl::Status CheckShape(const Request& request) {
  if (!ParseAuthorityName(request.parent())) {
    return RefuseFields({{.field = "parent",
                          .reason = std::string(reason::kBadFormat),
                          .description = "must be written authorities/{authority}, in every batch"}});
  }
  if (request.audits_size() == 0 || request.audits_size() > static_cast<int>(limits::kBatchAudits)) {
    return RefuseFields({{.field = "audits",
                          .reason = std::string(reason::kOutOfRange),
                          .description = "holds " + std::to_string(request.audits_size()) + " audits; 1 to " +
                                         std::to_string(limits::kBatchAudits) + " make a batch"}});
  }
  return absl::OkStatus();
}

// One answer for a batch: a receipt without a proof for each item, and one checkpoint for all of them.
void FillResponse(const RpcHost& host, const std::vector<absl::StatusOr<Submitted>>& results, const ReceiptFor& what,
                  Response& response) {
  bool any_there = false;
  for (const absl::StatusOr<Submitted>& result : results) {
    v1::SubmitResult* out = response.add_results();
    if (result.ok()) {
      any_there = any_there || result->committed.revision != 0;
      FillReceipt(result->committed, what.mode, *out->mutable_receipt());
    } else {
      *out->mutable_refusal() = ToRefusal(result.status());
    }
  }
  if (!any_there || what.omit_proof) return;
  absl::StatusOr<SignedCheckpoint> checkpoint = host.house.notary.Sign(what.ledger, 0);
  if (checkpoint.ok()) response.set_checkpoint(std::move(checkpoint->note));
  ReportFailure(host, checkpoint.status());
}

// One stream. gRPC calls its reactions one at a time for reads and one at a time for writes, the committer answers
// batches from its own thread: the mutex orders them. gRPC is only ever called with the mutex released.
class SubmitStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  SubmitStream(const RpcHost& host, grpc::CallbackServerContext* context) : host_(host), context_(context) {
    // Whose first batch is awaited is known at least.
    const absl::Status known = Authenticate(host, *context).status();
    if (known.ok()) {
      StartRead(&request_);
      return;
    }
    {
      MutexLock lock(&mutex_);
      reading_ = false;
    }
    EndReading(known);
  }

  void OnReadDone(bool ok) override {
    absl::StatusOr<Caller> caller = ok ? CheckBatch() : Caller();
    const bool end = !ok || !caller.ok();
    if (!end) Submit(*caller);
    {
      MutexLock lock(&mutex_);
      reading_ = false;
    }
    if (end) return EndReading(caller.status());
    ReadOn();
    // Cancelled meanwhile: the last answer may have gone by while this read was still under way.
    Advance();
  }

  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(&mutex_);
      slots_.pop_front();
      writing_ = false;
      if (!ok) broken_ = true;
    }
    ReadOn();
    Advance();
  }

  void OnCancel() override {
    {
      MutexLock lock(&mutex_);
      broken_ = true;
    }
    EndReading(absl::CancelledError("the caller has gone"));
  }

  void OnDone() override { delete this; }

 private:
  // A batch under way; slots leave in the order they came.
  struct Slot {
    google::protobuf::Arena arena;  // of the answer: three messages for each of its receipts
    const Response* response = nullptr;
    // Kept for no reader: a thousand audits are taken apart by the thread that wrote their answer, not by the
    // committer.
    std::vector<absl::StatusOr<Submitted>> results;
  };

  // Each batch is admitted by itself: it names its authority, and a token may have ended since the one before.
  absl::StatusOr<Caller> CheckBatch() const {
    absl::StatusOr<Caller> caller = Admit(host_, *context_, request_);
    if (!caller.ok()) return caller;
    if (absl::Status status = CheckShape(request_); !status.ok()) return status;
    return caller;
  }

  void Submit(const Caller& caller) {
    Slot* slot = nullptr;
    {
      MutexLock lock(&mutex_);
      slot = &slots_.emplace_back();
    }
    const std::string authority = *ParseAuthorityName(request_.parent());
    const WriteMode mode = ModeOf(request_.validate_only());
    std::vector<Submission> submissions(request_.audits_size());
    for (int i = 0; i < request_.audits_size(); ++i) {
      CheckServerFieldsEmpty(request_.audits(i), submissions[i].shape);
      submissions[i].audit = FromProto(request_.audits(i), submissions[i].shape);
    }
    auto done = [this, slot, authority, mode,
                 omit = request_.omit_receipt()](std::vector<absl::StatusOr<Submitted>> results) {
      for (const auto& result : results) {
        if (!result.ok()) ReportFailure(host_, result.status());
      }
      auto* response = google::protobuf::Arena::CreateMessage<Response>(&slot->arena);
      FillResponse(host_, results, {.ledger = authority, .mode = mode, .omit_proof = omit}, *response);
      Step step;
      {
        // One critical section: once the answer can be seen, another thread may write it and end the stream.
        MutexLock lock(&mutex_);
        slot->response = response;
        slot->results = std::move(results);
        step = NextStep();
      }
      Take(step);
    };
    WriteContext context = WriteContextOf(context_, caller, mode);
    // The batches in flight bound what a stream asks for; the rest waits in the client.
    context.when_behind = WhenBehind::kWait;
    SubmitAudits(host_.house, authority, std::move(submissions), context, std::move(done));
  }

  // Reads the next batch if there is room for it and no read is under way.
  void ReadOn() {
    {
      MutexLock lock(&mutex_);
      if (reading_ || ended_ || slots_.size() >= limits::kBatchesInFlight) return;
      reading_ = true;
    }
    StartRead(&request_);
  }

  // No more batches: the stream ends with this status once those under way are answered. The first one stands.
  void EndReading(const absl::Status& status) {
    {
      MutexLock lock(&mutex_);
      if (!ended_) final_ = status;
      ended_ = true;
    }
    Advance();
  }

  // What gRPC is to be asked next, decided under the lock and done outside it. At most one of the two is set.
  struct Step {
    const Response* write = nullptr;
    std::optional<absl::Status> finish;
  };

  // The oldest answer if it is ready, or the end of the call when nothing is left to answer.
  Step NextStep() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_) return {};
    // A caller that has gone is written nothing more, but batches under way keep their slots until decided.
    while (broken_ && !slots_.empty() && slots_.front().response != nullptr) slots_.pop_front();
    if (!slots_.empty() && slots_.front().response != nullptr) {
      writing_ = true;
      return {.write = slots_.front().response};
    }
    if (!slots_.empty() || !ended_ || reading_ || finished_) return {};
    finished_ = true;
    return {.finish = final_};
  }

  // The stream may be gone when this returns.
  void Take(const Step& step) {
    if (step.write != nullptr) StartWrite(step.write);
    if (step.finish) Finish(ToGrpc(*step.finish));
  }

  void Advance() {
    Step step;
    {
      MutexLock lock(&mutex_);
      step = NextStep();
    }
    Take(step);
  }

  const RpcHost& host_;
  grpc::CallbackServerContext* const context_;
  Request request_;  // of the read under way; used only between reads

  Mutex mutex_;
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);  // a deque: slots stay where they are while others come and go
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;     // request_ is in use
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;   // no more batches will be read
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;  // nothing more can be written
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status final_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<v1::SubmitAuditsRequest, v1::SubmitAuditsResponse>* NewSubmitStream(
    const RpcHost& host, grpc::CallbackServerContext* context) {
  return new SubmitStream(host, context);
}

}  // namespace assay
