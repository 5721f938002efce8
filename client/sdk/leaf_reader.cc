#include "client/sdk/leaf_reader.h"

#include <grpcpp/client_context.h>

#include <memory>

#include "absl/time/clock.h"
#include "client/sdk/backoff.h"
#include "client/sdk/error.h"

namespace assay {
namespace {

constexpr int kTries = 5;

class Reader {
 public:
  Reader(const Client& client, const LeafRange& range, const std::function<absl::Status(std::string_view)>& use)
      : client_(client), range_(range), use_(use) {}

  // One stream, from where the one before ended. What `use` and the checks here say is kept apart from what the
  // connection says: only the latter may be tried again.
  absl::Status Stream() {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + client_.options().timeout));
    client_.Authorize(context);
    v1::WatchLedgerRequest request;
    request.set_parent(range_.parent);
    request.set_after_revision(received_);
    request.set_last_revision(range_.last_revision);
    const auto stream = client_.ledgers().WatchLedger(&context, request);
    v1::WatchLedgerResponse response;
    while (refused_.ok() && stream->Read(&response)) refused_ = Take(response);
    if (!refused_.ok()) context.TryCancel();
    const grpc::Status ended = stream->Finish();
    return ToStatus(ended, context);
  }

  uint32_t received() const { return received_; }
  const absl::Status& refused() const { return refused_; }

 private:
  absl::Status Take(const v1::WatchLedgerResponse& response) {
    const auto count = static_cast<uint32_t>(response.leaves_size());
    if (response.first_revision() != received_ + 1 || count == 0 || count > range_.last_revision - received_) {
      return absl::DataLossError("the server sends other entries than those from " + std::to_string(received_ + 1) +
                                 " to " + std::to_string(range_.last_revision));
    }
    for (const std::string& leaf : response.leaves()) {
      if (absl::Status used = use_(leaf); !used.ok()) return used;
      ++received_;
    }
    return absl::OkStatus();
  }

  const Client& client_;
  const LeafRange& range_;
  const std::function<absl::Status(std::string_view)>& use_;
  uint32_t received_ = 0;
  absl::Status refused_;
};

}  // namespace

absl::Status ReadLeaves(const Client& client, const LeafRange& range,
                        const std::function<absl::Status(std::string_view leaf)>& use) {
  Reader reader(client, range, use);
  Backoff backoff;
  for (int attempt = 1;; ++attempt) {
    const uint32_t before = reader.received();
    const absl::Status ended = reader.Stream();
    if (!reader.refused().ok()) return reader.refused();
    if (reader.received() == range.last_revision) return absl::OkStatus();
    if (ended.ok()) {
      return absl::DataLossError("the server ended the stream after entry " + std::to_string(reader.received()) +
                                 " of " + std::to_string(range.last_revision));
    }
    if (!absl::IsUnavailable(ended) && !absl::IsDeadlineExceeded(ended)) return client.Explain(ended);
    if (reader.received() != before) {
      attempt = 0;
      backoff = Backoff();
    } else if (absl::IsDeadlineExceeded(ended) || attempt == kTries) {
      return client.Explain(ended);
    }
    absl::SleepFor(backoff.Next());
  }
}

}  // namespace assay
