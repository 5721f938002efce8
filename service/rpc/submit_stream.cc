#include "service/rpc/submit_stream.h"

#include <google/protobuf/arena.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/v1/audit_service.pb.h"
#include "service/domain/limits.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/rpc/admission.h"
#include "service/rpc/principal.h"
#include "service/usecases/notary.h"
#include "service/usecases/submit.h"

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

// Who calls, if they may submit for some authority.
absl::StatusOr<Principal> SomeSubmitter(const Call& call) {
  absl::StatusOr<Principal> known = Authenticate(call.host(), call.context());
  if (known.ok() && known->Anywhere(NeededFor(Request())) == Extent::kNone) return PermissionDenied();
  return known;
}

absl::Status MaySubmit(const Call& call, const std::string& authority, const Caller& before) {
  return StillAs(before, AdmitTo(call.host(), call.context(), NeededFor(Request()), {.authority = authority}));
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

// One stream. It is told of everything on the call's thread; what a batch takes, taking it apart and putting its answer
// together, is done by the pool for batches. One batch is taken apart at a time, so they are submitted as they came.
class SubmitStream final : public Conversation {
 public:
  SubmitStream(Call& call, std::string actor) : call_(call), actor_(std::move(actor)) {}

  void OnRead(grpc::ByteBuffer* message) override {
    reading_ = false;
    if (message == nullptr) return EndReading(absl::OkStatus());
    if (ended_) return Advance();
    Slot* const slot = &slots_.emplace_back();
    taking_ = true;
    call_.host().batches.Do(actor_, [this, slot, bytes = *message]() mutable {
      absl::Status taken = Take(bytes, slot);
      call_.Post([this, taken = std::move(taken)] { OnTaken(taken); });
    });
    message->Clear();
  }

  void OnWritten(bool ok) override {
    call_.Release(*slots_.front().answer);
    slots_.pop_front();
    writing_ = false;
    if (!ok) broken_ = true;
    Advance();
  }

  // A token may end while no batch comes.
  void OnTick() override {
    const absl::StatusOr<Principal> known = SomeSubmitter(call_);
    if (!known.ok()) EndReading(known.status());
  }

  void OnCancelled() override {
    broken_ = true;
    EndReading(absl::CancelledError("the caller has gone"));
  }

 private:
  // A batch under way; slots leave in the order they came.
  struct Slot {
    std::optional<grpc::ByteBuffer> answer;
  };

  // From here on by the pool.

  // Each batch is admitted by itself: it names its authority, and a token may have ended since the one before.
  absl::StatusOr<Caller> AdmitBatch(grpc::ByteBuffer& bytes, Request& request) {
    const size_t size = bytes.Length();
    if (absl::Status status = Parse(&bytes, request, limits::kBatchElements); !status.ok()) return status;
    if (size > limits::kUnknownBytes + request.audits_size() * limits::kUsualAuditBytes) {
      if (absl::Status status = CheckKnown(request); !status.ok()) return status;
    }
    absl::StatusOr<Caller> caller = Admit(call_.host(), call_.context(), request);
    if (!caller.ok()) return caller;
    if (absl::Status status = CheckShape(request); !status.ok()) return status;
    return caller;
  }

  absl::Status Take(grpc::ByteBuffer& bytes, Slot* slot) {
    google::protobuf::Arena arena;  // so that nothing of a batch outlives its being taken apart
    auto& request = *google::protobuf::Arena::CreateMessage<Request>(&arena);
    const absl::StatusOr<Caller> caller = AdmitBatch(bytes, request);
    if (!caller.ok()) return caller.status();
    const std::string authority = *ParseAuthorityName(request.parent());
    const WriteMode mode = ModeOf(request.validate_only());
    std::vector<Submission> submissions(request.audits_size());
    for (int i = 0; i < request.audits_size(); ++i) {
      CheckServerFieldsEmpty(request.audits(i), submissions[i].shape);
      submissions[i].audit = FromProto(request.audits(i), submissions[i].shape);
    }
    auto done = [this, slot, authority, mode,
                 omit = request.omit_receipt()](std::vector<absl::StatusOr<Submitted>> results) {
      call_.host().batches.Do(actor_, [this, slot, authority, mode, omit, results = std::move(results)] {
        Answer(results, {.ledger = authority, .mode = mode, .omit_proof = omit}, slot);
      });
    };
    // The batches in flight bound what a stream asks for; the rest waits in the client.
    const WriteContext context{.actor = caller->actor,
                               .whose = caller->whose,
                               .mode = mode,
                               .when_behind = WhenBehind::kWait,
                               .check_awaited = [this, authority, before = *caller] {
                                 const absl::Status gone = call_.CheckAwaited();
                                 return gone.ok() ? MaySubmit(call_, authority, before) : gone;
                               }};
    SubmitAudits(call_.host().house, authority, std::move(submissions), context, std::move(done));
    return absl::OkStatus();
  }

  void Answer(const std::vector<absl::StatusOr<Submitted>>& results, const ReceiptFor& what, Slot* slot) {
    for (const auto& result : results) {
      if (!result.ok()) ReportFailure(call_.host(), result.status());
    }
    google::protobuf::Arena arena;  // three messages for each receipt
    auto* response = google::protobuf::Arena::CreateMessage<Response>(&arena);
    FillResponse(call_.host(), results, what, *response);
    call_.Post([this, slot, bytes = Serialize(*response)] {
      slot->answer = bytes;
      if (!call_.Hold(bytes)) {
        // Whoever reads what they are told has a few at most that wait.
        slot->answer = grpc::ByteBuffer();
        broken_ = true;
        call_.GiveUp();
      }
      Advance();
    });
  }

  // From here on the call's thread.

  void OnTaken(const absl::Status& taken) {
    taking_ = false;
    if (taken.ok()) return Advance();
    slots_.pop_back();
    EndReading(taken);
  }

  // No more batches: the stream ends with this status once those under way are answered. The first one stands.
  void EndReading(const absl::Status& status) {
    if (!ended_) final_ = status;
    ended_ = true;
    Advance();
  }

  // Writes the oldest answer if it is there, reads on where there is room, and ends when nothing is left to answer.
  void Advance() {
    // A caller that has gone is written nothing more, but batches under way keep their slots until decided.
    while (broken_ && !writing_ && !slots_.empty() && slots_.front().answer) slots_.pop_front();
    if (!writing_ && !slots_.empty() && slots_.front().answer) {
      writing_ = true;
      call_.Write(*slots_.front().answer);
    }
    if (taking_ || finished_) return;
    if (ended_) {
      if (slots_.empty() && !std::exchange(finished_, true)) call_.Finish(final_);
      return;
    }
    if (reading_ || slots_.size() == limits::kBatchesInFlight) return;
    reading_ = true;
    call_.Read();
  }

  Call& call_;
  const std::string actor_;  // whoever calls
  std::deque<Slot> slots_;   // a deque: slots stay where they are while others come and go
  bool reading_ = true;
  bool taking_ = false;
  bool writing_ = false;
  bool ended_ = false;   // no more batches will be read
  bool broken_ = false;  // nothing more can be written
  bool finished_ = false;
  absl::Status final_;
};

}  // namespace

std::unique_ptr<Conversation> NewSubmitStream(Call& call) {
  // For which authority is not known before the first batch is there.
  const absl::StatusOr<Principal> known = SomeSubmitter(call);
  if (!known.ok()) {
    call.Finish(known.status());
    return nullptr;
  }
  call.SetCaller(known->actor());
  if (absl::Status asked = call.AskForTicks(); !asked.ok()) {
    call.Finish(asked);
    return nullptr;
  }
  return std::make_unique<SubmitStream>(call, known->actor());
}

}  // namespace assay
