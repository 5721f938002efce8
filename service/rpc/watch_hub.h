// Tells the streams that watch a ledger that it has grown.
#ifndef ASSAY_SERVICE_RPC_WATCH_HUB_H_
#define ASSAY_SERVICE_RPC_WATCH_HUB_H_

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/mutex.h"

namespace assay {

// Someone who waits for a ledger to grow.
class Watcher {
 public:
  virtual ~Watcher() = default;
  // From the thread that made it grow: must not block.
  virtual void OnGrowth() = 0;
  // No more growth will be told: the server is shutting down.
  virtual void OnStop() = 0;
};

// Thread-safe. With no watchers a notification is one atomic read.
class WatchHub {
 public:
  // False, and nothing is added, once the hub has stopped. A watcher that is gone is told nothing.
  bool Add(const std::string& ledger, const std::shared_ptr<Watcher>& watcher);
  void Remove(const std::string& ledger, const Watcher* watcher);

  void Notify(std::string_view ledger);
  void Stop();

 private:
  using Watchers = std::map<const Watcher*, std::weak_ptr<Watcher>>;

  // Those still there, held so that they can be called with the lock released.
  static void Collect(const Watchers& watchers, std::vector<std::shared_ptr<Watcher>>* out);

  Mutex mutex_;
  std::atomic<size_t> watchers_ = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, Watchers, std::less<>> by_ledger_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_WATCH_HUB_H_
