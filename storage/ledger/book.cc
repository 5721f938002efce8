#include "storage/ledger/book.h"

#include <algorithm>

namespace assay {

LedgerState* Book::Find(std::string_view name) const {
  MutexLock lock(&mutex_);
  const auto found = states_.find(name);
  return found == states_.end() ? nullptr : found->second.get();
}

LedgerState* Book::FindAsOf(std::string_view name, int64_t time_us) {
  MutexLock lock(&mutex_);
  const auto found = states_.find(name);
  if (found != states_.end()) return found->second.get();
  answered_us_ = std::max(answered_us_, time_us);
  return nullptr;
}

int64_t Book::LatestTime() const {
  MutexLock lock(&mutex_);
  int64_t latest_us = answered_us_;
  for (const auto& [name, state] : states_) latest_us = std::max(latest_us, state->counters().last_recorded_at_us);
  return latest_us;
}

std::vector<LedgerState*> Book::AllAsOf(int64_t time_us) {
  MutexLock lock(&mutex_);
  answered_us_ = std::max(answered_us_, time_us);
  std::vector<LedgerState*> states;
  for (const auto& [name, state] : states_) states.push_back(state.get());
  return states;
}

LedgerState* Book::FindOrAdd(std::string_view name) {
  MutexLock lock(&mutex_);
  const auto found = states_.find(name);
  if (found != states_.end()) return found->second.get();
  // Ledgers are never removed, so their count is the highest number.
  const uint32_t number = static_cast<uint32_t>(states_.size()) + 1;
  auto state = std::make_unique<LedgerState>(std::string(name), number, answered_us_);
  return states_.emplace(name, std::move(state)).first->second.get();
}

std::vector<std::string> Book::Names() const {
  MutexLock lock(&mutex_);
  std::vector<std::string> names;
  for (const auto& [name, state] : states_) {
    if (state->counters().size > 0) names.push_back(name);
  }
  return names;
}

}  // namespace assay
