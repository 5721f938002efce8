#include "storage/ledger/ledger_state.h"

#include <algorithm>

#include "absl/status/status.h"

namespace assay {
namespace {

// One microsecond later; the last one there is has none.
int64_t After(int64_t time_us) { return time_us == std::numeric_limits<int64_t>::max() ? time_us : time_us + 1; }

}  // namespace

Counters LedgerState::counters() const {
  MutexLock lock(&mutex_);
  return counters_;
}

std::vector<uint32_t> LedgerState::RevisionsNamed(uint64_t hash) const {
  MutexLock lock(&mutex_);
  return names_.Find(hash);
}

std::vector<uint32_t> LedgerState::RevisionsOfCase(uint64_t hash) const {
  MutexLock lock(&mutex_);
  return cases_.Find(hash);
}

absl::StatusOr<Counters> LedgerState::AnswerAsOf(int64_t time_us, int64_t now_us) {
  MutexLock lock(&mutex_);
  // A clock that was set back does not take back what was recorded or answered before.
  if (time_us > std::max({now_us, answered_us_, counters_.last_recorded_at_us})) {
    return absl::InvalidArgumentError("the time lies in the future");
  }
  while (undecided_us_ <= time_us && !abandoned_) decided_.Wait(&mutex_);
  if (undecided_us_ <= time_us) return absl::UnavailableError("what was recorded by then is not known until a restart");
  answered_us_ = std::max(answered_us_, time_us);
  return counters_;
}

int64_t LedgerState::FirstStamp(int64_t now_us) {
  MutexLock lock(&mutex_);
  undecided_us_ = std::max({now_us, After(counters_.last_recorded_at_us), After(answered_us_)});
  return undecided_us_;
}

void LedgerState::Publish(const std::vector<IndexedEntry>& entries, const Counters& counters) {
  MutexLock lock(&mutex_);
  for (const IndexedEntry& entry : entries) {
    if (entry.name_hash.has_value()) {
      if (entry.replaced_revision == 0) {
        names_.Insert(*entry.name_hash, entry.revision);
      } else {
        names_.Replace(*entry.name_hash, {.from = entry.replaced_revision, .to = entry.revision});
      }
    }
    if (entry.case_hash.has_value()) cases_.Insert(*entry.case_hash, entry.revision);
  }
  counters_ = counters;
  undecided_us_ = kNone;
  decided_.NotifyAll();
}

void LedgerState::Abandon() {
  MutexLock lock(&mutex_);
  abandoned_ = true;
  decided_.NotifyAll();
}

}  // namespace assay
