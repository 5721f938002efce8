// Tells the streams that watch something that it has changed: a ledger that it has grown.
#ifndef ASSAY_SERVICE_RPC_WATCH_HUB_H_
#define ASSAY_SERVICE_RPC_WATCH_HUB_H_

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "storage/mutex.h"

namespace assay {

// Someone who waits for news. Told from any thread with the hub locked: must not block, nor call the hub.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void OnNews() = 0;
  // No more will be told: the server is shutting down.
  virtual void OnStop() = 0;
};

// Thread-safe. With no watchers a notification is one atomic read.
class WatchHub {
 public:
  // False, and nothing is added, once the hub has stopped.
  bool Add(std::string_view subject, Watcher* watcher);
  // Once this returns the watcher is told nothing more. It need not have been added.
  void Remove(std::string_view subject, Watcher* watcher);

  void Notify(std::string_view subject);
  void Stop();

 private:
  Mutex mutex_;
  std::atomic<size_t> watchers_ = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, std::set<Watcher*>, std::less<>> by_subject_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_WATCH_HUB_H_
