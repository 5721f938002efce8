// What streams that tell of changes share.
#ifndef ASSAY_SERVICE_RPC_LIVE_STREAM_H_
#define ASSAY_SERVICE_RPC_LIVE_STREAM_H_

#include <atomic>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "service/rpc/call.h"
#include "service/rpc/watch_hub.h"

namespace assay {

// A stream that is at any moment either busy, with one message, or waits for news of its subject. What it makes of news
// is the derived class's; all of it happens on the call's thread.
class LiveStream : public Conversation, public Watcher {
 public:
  ~LiveStream() override;

  void OnNews() final;
  void OnStop() final;
  void OnWritten(bool ok) final;
  void OnCancelled() final;

 protected:
  LiveStream(Call& call, WatchHub& hub) : call_(call), hub_(hub) {}

  Call& call() { return call_; }

  // Begins to listen, and to tell.
  void Follow(const std::string& subject);
  // Makes the next message: ends, now or later, with Tell, or with Rest where there is nothing to tell.
  virtual void Next() = 0;
  void Tell(const grpc::ByteBuffer& message);
  void Rest();
  // The stream ends with this status as soon as it is not busy. The first one stands.
  void End(const absl::Status& status);

 private:
  void Knock();
  void Advance();

  Call& call_;
  WatchHub& hub_;
  std::string subject_;
  grpc::ByteBuffer told_;  // held until it is written
  bool busy_ = false;
  bool news_ = false;     // since the last look
  bool stopped_ = false;  // one more look, and it ends
  bool finished_ = false;
  std::optional<absl::Status> ending_;
  // Whether a look has been posted and not yet been run: until then the call must live.
  std::atomic<bool> knocked_ = false;
  std::atomic<bool> stopping_ = false;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_LIVE_STREAM_H_
