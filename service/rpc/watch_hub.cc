#include "service/rpc/watch_hub.h"

namespace assay {

bool WatchHub::Add(const std::string& ledger, const std::shared_ptr<Watcher>& watcher) {
  MutexLock lock(&mutex_);
  if (stopped_) return false;
  by_ledger_[ledger].emplace(watcher.get(), watcher);
  ++watchers_;
  return true;
}

void WatchHub::Remove(const std::string& ledger, const Watcher* watcher) {
  MutexLock lock(&mutex_);
  auto it = by_ledger_.find(ledger);
  if (it == by_ledger_.end() || it->second.erase(watcher) == 0) return;
  --watchers_;
  if (it->second.empty()) by_ledger_.erase(it);
}

void WatchHub::Collect(const Watchers& watchers, std::vector<std::shared_ptr<Watcher>>* out) {
  for (const auto& [address, weak] : watchers) {
    if (std::shared_ptr<Watcher> watcher = weak.lock()) out->push_back(std::move(watcher));
  }
}

void WatchHub::Notify(std::string_view ledger) {
  if (watchers_ == 0) return;
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    MutexLock lock(&mutex_);
    auto it = by_ledger_.find(ledger);
    if (it != by_ledger_.end()) Collect(it->second, &watchers);
  }
  for (const auto& watcher : watchers) watcher->OnGrowth();
}

void WatchHub::Stop() {
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    MutexLock lock(&mutex_);
    stopped_ = true;
    for (const auto& [ledger, here] : by_ledger_) Collect(here, &watchers);
  }
  for (const auto& watcher : watchers) watcher->OnStop();
}

}  // namespace assay
