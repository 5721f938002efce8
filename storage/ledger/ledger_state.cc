#include "storage/ledger/ledger_state.h"

#include <algorithm>
#include <cstdlib>
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

std::vector<KnownCase> LedgerState::CasesOf(uint64_t hash) const {
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

absl::Status LedgerState::AwaitGroup() {
  MutexLock lock(&mutex_);
  const uint64_t under_way = groups_;
  while (undecided_us_ != kNone && groups_ == under_way && !abandoned_) decided_.Wait(&mutex_);
  return abandoned_ ? absl::UnavailableError("what was written last is not known until a restart") : absl::OkStatus();
}

int64_t LedgerState::FirstStamp(int64_t now_us) {
  MutexLock lock(&mutex_);
  ++groups_;
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
  // What a group replaces it found here.
  if (!File(growth.entries)) std::abort();
  for (const IndexedEntry& entry : growth.entries) recent_ids_.push_back(entry.ids);
  counters_ = growth.counters;
  for (const CaseEntry& entry : growth.erased) {
    cases_.Erase(entry);
    ForgetCase(entry.revision);
  }
  // They are on disk.
  tree_.ForgetFullTiles();
  undecided_us_ = kNone;
  decided_.NotifyAll();
}

void LedgerState::ForgetCase(uint32_t revision) {
  const size_t first = counters_.size - recent_ids_.size() + 1;
  if (revision < first) return;
  EntryIds& ids = recent_ids_[revision - first];
  ids.case_hash = 0;
  ids.case_number = 0;
}

bool LedgerState::HasFullTiles() const {
  MutexLock lock(&mutex_);
  return recent_ids_.size() >= kTileLeaves;
}

std::vector<FullTile> LedgerState::TakeFullTiles() {
  MutexLock lock(&mutex_);
  std::vector<FullTile> tiles;
  const size_t first_tile = (counters_.size - recent_ids_.size()) / kTileLeaves;
  size_t taken = 0;
  for (; recent_ids_.size() - taken >= kTileLeaves; taken += kTileLeaves) {
    const auto begin = recent_ids_.begin() + static_cast<ptrdiff_t>(taken);
    const auto number = static_cast<uint32_t>(first_tile + tiles.size());
    tiles.push_back({.number = number,
                     .hash = *tree_.Find({.level = kTileLevel, .index = number}),
                     .ids = {begin, begin + static_cast<ptrdiff_t>(kTileLeaves)}});
  }
  // A new one, which has no room for the many entries of a burst.
  recent_ids_ = std::vector<EntryIds>(recent_ids_.begin() + static_cast<ptrdiff_t>(taken), recent_ids_.end());
  return tiles;
}

bool LedgerState::File(const std::vector<IndexedEntry>& entries) {
  // Where they go is spread over megabytes: asked for first, it is fetched for all of them at once.
  for (const auto& [revision, ids] : entries) {
    if (ids.name_hash != 0) names_.Prefetch(ids.name_hash);
    if (ids.case_hash != 0) cases_.Prefetch(ids.case_hash);
  }
  for (const auto& [revision, ids] : entries) {
    if (ids.name_hash != 0 && ids.replaced_revision == 0) {
      names_.Insert(ids.name_hash, revision);
    } else if (ids.name_hash != 0 && !names_.Replace(ids.name_hash, {.from = ids.replaced_revision, .to = revision})) {
      return false;
    }
    if (ids.case_hash == 0) continue;
    if (!cases_.Add({.hash = ids.case_hash, .case_number = ids.case_number, .revision = revision})) return false;
  }
  return true;
}

void LedgerState::Reserve(const Counters& counters) {
  MutexLock lock(&mutex_);
  names_.Reserve(counters.size);
  cases_.Reserve(counters.last_case_number);
}

absl::Status LedgerState::Restore(const std::vector<IndexedEntry>& entries) {
  MutexLock lock(&mutex_);
  return File(entries) ? absl::OkStatus() : absl::DataLossError("an id is that of an entry which has another");
}

void LedgerState::Restore(TiledTree tree, const Counters& counters, std::vector<EntryIds> ids_after_tiles) {
  MutexLock lock(&mutex_);
  tree_ = std::move(tree);
  counters_ = counters;
  counters_.root = tree_.Root();
  recent_ids_ = std::move(ids_after_tiles);
}

void LedgerState::Abandon() {
  MutexLock lock(&mutex_);
  abandoned_ = true;
  decided_.NotifyAll();
}

}  // namespace assay
