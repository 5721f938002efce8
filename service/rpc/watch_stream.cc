#include "service/rpc/watch_stream.h"

#include <string>
#include <utility>

#include "assay/v1/ledger_service.pb.h"
#include "service/records/refusal.h"
#include "service/rpc/admission.h"
#include "service/rpc/live_stream.h"
#include "service/usecases/proofs.h"

namespace assay {
namespace {

class WatchStream final : public LiveStream {
 public:
  explicit WatchStream(Call& call) : LiveStream(call, call.host().watches) {}

  // One request, and the caller sends no more.
  void OnRead(grpc::ByteBuffer* message) override {
    if (absl::Status status = Begin(message); !status.ok()) return End(status);
    Follow(span_.ledger);
  }

 private:
  absl::Status Begin(grpc::ByteBuffer* message) {
    if (absl::Status status = Parse(message, request_); !status.ok()) return status;
    const absl::StatusOr<Caller> caller = Admit(call().host(), call().context(), request_);
    if (!caller.ok()) return caller.status();
    actor_ = caller->actor;
    call().SetCaller(actor_);
    if (absl::Status asked = call().AskForTicks(); !asked.ok()) return asked;
    absl::StatusOr<std::string> ledger = FindLedger(call().host().house, request_.parent());
    if (!ledger.ok()) return ledger.status();
    if (request_.last_revision() != 0 && request_.last_revision() < request_.after_revision()) {
      return RefuseFields({{.field = "last_revision",
                            .reason = std::string(reason::kOutOfRange),
                            .description = "lies before after_revision"}});
    }
    if (const uint32_t newest = call().host().house.ledger.Size(*ledger); request_.after_revision() > newest) {
      return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNotYet,
                    "the ledger has " + std::to_string(newest) + " entries, not yet " +
                        std::to_string(request_.after_revision()) +
                        "; whoever has seen more has seen history that is lost");
    }
    span_ = {.ledger = *std::move(ledger), .after = request_.after_revision(), .last = request_.last_revision()};
    return absl::OkStatus();
  }

  // What the ledger has next, written out.
  struct Leaves {
    absl::Status status;
    int count = 0;
    grpc::ByteBuffer message;
  };

  void Next() override {
    absl::Status queued = call().host().readers.Run(actor_, [this] {
      const absl::StatusOr<v1::WatchLedgerResponse> found = NextForCaller();
      Leaves next{.status = found.status()};
      if (found.ok()) next = {.count = found->leaves_size(), .message = Serialize(*found)};
      call().Post([this, next = std::move(next)] { Pass(next); });
    });
    if (queued.ok()) return;
    // With the next tick again.
    put_off_ = true;
    Rest();
  }

  // A token may end while there is nothing to tell.
  void OnTick() override {
    const absl::StatusOr<Caller> caller = Admit(call().host(), call().context(), request_);
    if (!caller.ok()) return End(caller.status());
    if (std::exchange(put_off_, false)) OnNews();
  }

  // On the pool. A token may have ended since the message before.
  absl::StatusOr<v1::WatchLedgerResponse> NextForCaller() {
    const absl::StatusOr<Caller> caller = Admit(call().host(), call().context(), request_);
    if (!caller.ok()) return caller.status();
    return NextLeaves(call().host().house, span_);
  }

  void Pass(const Leaves& next) {
    if (next.count > 0) {
      span_.after += next.count;
      return Tell(next.message);
    }
    const bool complete = span_.last != 0 && span_.after >= span_.last;
    if (!next.status.ok() || complete) End(next.status);
    Rest();
  }

  v1::WatchLedgerRequest request_;
  std::string actor_;
  bool put_off_ = false;  // because the readers were busy
  LeafSpan span_;         // its `after` is the cursor; used only while busy
};

}  // namespace

std::unique_ptr<Conversation> NewWatchStream(Call& call) {
  if (absl::Status status = call.CheckCaller(); !status.ok()) {
    call.Finish(status);
    return nullptr;
  }
  return std::make_unique<WatchStream>(call);
}

}  // namespace assay
