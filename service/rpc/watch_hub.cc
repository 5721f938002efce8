#include "service/rpc/watch_hub.h"

namespace assay {

bool WatchHub::Add(std::string_view subject, Watcher* watcher) {
  MutexLock lock(&mutex_);
  if (stopped_) return false;
  by_subject_[std::string(subject)].insert(watcher);
  ++watchers_;
  return true;
}

void WatchHub::Remove(std::string_view subject, Watcher* watcher) {
  MutexLock lock(&mutex_);
  const auto found = by_subject_.find(subject);
  if (found == by_subject_.end() || found->second.erase(watcher) == 0) return;
  --watchers_;
  if (found->second.empty()) by_subject_.erase(found);
}

void WatchHub::Notify(std::string_view subject) {
  if (watchers_ == 0) return;
  MutexLock lock(&mutex_);
  const auto found = by_subject_.find(subject);
  if (found == by_subject_.end()) return;
  for (Watcher* watcher : found->second) watcher->OnNews();
}

void WatchHub::Stop() {
  MutexLock lock(&mutex_);
  stopped_ = true;
  for (const auto& [subject, watchers] : by_subject_) {
    for (Watcher* watcher : watchers) watcher->OnStop();
  }
}

}  // namespace assay
