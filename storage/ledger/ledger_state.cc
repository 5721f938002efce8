#include "storage/ledger/ledger_state.h"

#include <algorithm>
#include <utility>

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

uint32_t LedgerState::BeforeOfCase(uint32_t revision) const {
  MutexLock lock(&mutex_);
  return cases_.Before(revision);
}

std::optional<Hash> LedgerState::FindSubtree(const Subtree& subtree) const {
  MutexLock lock(&mutex_);
  return tree_.Find(subtree);
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

Extension LedgerState::Extend(const std::vector<Hash>& leaf_hashes) {
  MutexLock lock(&mutex_);
  for (const Hash& hash : leaf_hashes) tree_.Append(hash);
  return {.root = tree_.Root(), .full_tiles = tree_.full_tiles()};
}

void LedgerState::Publish(const Growth& growth) {
  MutexLock lock(&mutex_);
  for (const IndexedEntry& entry : growth.entries) {
    if (entry.name_hash.has_value()) {
      if (entry.replaced_revision == 0) {
        names_.Insert(*entry.name_hash, entry.revision);
      } else {
        names_.Replace(*entry.name_hash, {.from = entry.replaced_revision, .to = entry.revision});
      }
    }
    if (entry.case_entry.has_value()) cases_.Add(*entry.case_entry);
  }
  for (const CaseEntry& entry : growth.erased) cases_.Erase(entry);
  counters_ = growth.counters;
  // They are on disk.
  tree_.ForgetFullTiles();
  undecided_us_ = kNone;
  decided_.NotifyAll();
}

void LedgerState::SetTree(TiledTree tree) {
  MutexLock lock(&mutex_);
  tree_ = std::move(tree);
  counters_.root = tree_.Root();
}

void LedgerState::Abandon() {
  MutexLock lock(&mutex_);
  abandoned_ = true;
  decided_.NotifyAll();
}

}  // namespace assay
