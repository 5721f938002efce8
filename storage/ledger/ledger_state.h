// What memory holds of one ledger: its counters and tree, where ids are found, and which times have been answered.
//
// Thread-safety: the committer alone calls the methods marked so; all others may be called from any thread. The mutex
// is held for memory only, never while a row is read, but AnswerAsOf and AwaitGroup may wait for the group that is
// being written.
#ifndef ASSAY_STORAGE_LEDGER_LEDGER_STATE_H_
#define ASSAY_STORAGE_LEDGER_LEDGER_STATE_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "storage/ledger/case_index.h"
#include "storage/ledger/entry_ids.h"
#include "storage/ledger/id_map.h"
#include "storage/ledger/keys.h"
#include "storage/ledger/tiled_tree.h"
#include "storage/mutex.h"

namespace assay {

// What the head row keeps.
struct Counters {
  uint32_t size = 0;
  int64_t last_recorded_at_us = std::numeric_limits<int64_t>::min();
  uint32_t last_case_number = 0;
  Hash root = {};
};

// What a group adds to a ledger, and takes out of it.
struct Growth {
  std::vector<IndexedEntry> entries;
  std::vector<CaseEntry> erased;  // were added by an earlier group
  Counters counters;
};

// What leaf hashes make of a tree.
struct Extension {
  Hash root = {};
  std::map<uint32_t, Tile> full_tiles;  // by number
};

class LedgerState {
 public:
  // `answered_us`: no entry may be recorded at or before this time.
  LedgerState(std::string name, uint32_t number, int64_t answered_us)
      : name_(std::move(name)), number_(number), answered_us_(answered_us) {}
  LedgerState(const LedgerState&) = delete;
  LedgerState& operator=(const LedgerState&) = delete;

  const std::string& name() const { return name_; }
  EntryKey KeyOf(uint32_t revision) const { return {.ledger_number = number_, .revision = revision}; }
  uint32_t number() const { return number_; }

  Counters counters() const;

  // Revisions that may carry the name of this hash: compare before use.
  std::vector<uint32_t> RevisionsNamed(uint64_t hash) const;

  // As CaseIndex::Find and CaseIndex::Before.
  std::vector<KnownCase> CasesOf(uint64_t hash) const;
  uint32_t BeforeOfCase(uint32_t revision) const;

  // The hash of a subtree that is complete at the committed size. nullopt: it lies within a tile that is on disk.
  std::optional<Hash> FindSubtree(const Subtree& subtree) const;

  // The committed counters, with the promise that no entry will ever be recorded at or before this time. Waits for a
  // group under way whose entries could be. INVALID_ARGUMENT: the time lies in the future. UNAVAILABLE: the outcome of
  // such a group is unknown.
  absl::StatusOr<Counters> AnswerAsOf(int64_t time_us, int64_t now_us);

  // Waits for the group under way, if it writes to this ledger: what it has put on disk can then be seen. UNAVAILABLE:
  // its outcome is unknown.
  absl::Status AwaitGroup();

  // Committer only. The stamp of a group's first entry: now, unless the clock is behind what was recorded or answered.
  // Until Publish, times from this one on are not answered.
  int64_t FirstStamp(int64_t now_us);

  // Committer only. Appends to the tree, ahead of Publish: nobody asks for what is beyond the committed size.
  Extension Extend(const std::vector<Hash>& leaf_hashes);

  // Committer only.
  void Publish(const Growth& growth);

  // Committer only. Whether there are tiles that became full and were not taken.
  bool HasFullTiles() const;

  // Committer only. Those; each once.
  std::vector<FullTile> TakeFullTiles();

  // While opening only, first: how many entries and cases are to come.
  void Reserve(const Counters& counters);

  // While opening only: entries as they come from disk. DATA_LOSS: one takes the place of another that is not there.
  absl::Status Restore(const std::vector<IndexedEntry>& entries);

  // While opening only, after all entries: their tree, the counters but for its root, and the ids of the entries after
  // the last full tile.
  void Restore(TiledTree tree, const Counters& counters, std::vector<EntryIds> ids_after_tiles);

  // Committer only. The group that took FirstStamp may or may not be on disk.
  void Abandon();

 private:
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

  // False: an entry takes the place of another that is not there.
  bool File(const std::vector<IndexedEntry>& entries) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // That a committed entry carries a case reference.
  void ForgetCase(uint32_t revision) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string name_;
  const uint32_t number_;

  mutable Mutex mutex_;
  Condition decided_;
  Counters counters_ ABSL_GUARDED_BY(mutex_);
  IdMap names_ ABSL_GUARDED_BY(mutex_);
  CaseIndex cases_ ABSL_GUARDED_BY(mutex_);
  TiledTree tree_ ABSL_GUARDED_BY(mutex_);
  // Of the committed entries that are in no tile that was taken: from the beginning of a tile to the last.
  std::vector<EntryIds> recent_ids_ ABSL_GUARDED_BY(mutex_);
  int64_t answered_us_ ABSL_GUARDED_BY(mutex_);
  // First stamp of the group being written; kNone: there is none.
  int64_t undecided_us_ ABSL_GUARDED_BY(mutex_) = kNone;
  uint64_t groups_ ABSL_GUARDED_BY(mutex_) = 0;  // that took a first stamp
  // The group of undecided_us_ was abandoned, and will stay undecided.
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_LEDGER_STATE_H_
