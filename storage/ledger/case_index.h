// Which entries of one ledger carry which case reference, for as long as their personal parts are there.
//
// A hash of the reference leads to the newest entry of its case; the entries of a case are a chain from the newest to
// the oldest: 4 bytes an entry and what IdMap takes a case. A hash proves nothing: whoever asks compares what the
// entry's personal part itself says. Not thread-safe.
#ifndef ASSAY_STORAGE_LEDGER_CASE_INDEX_H_
#define ASSAY_STORAGE_LEDGER_CASE_INDEX_H_

#include <cstdint>
#include <deque>
#include <vector>

#include "storage/ledger/id_map.h"

namespace assay {

// An entry that carries a case reference.
struct CaseEntry {
  uint64_t hash = 0;      // of the reference
  uint32_t revision = 0;  // at least 1
};

class CaseIndex {
 public:
  // As IdMap::Reserve, for so many cases.
  void Reserve(size_t cases) { newest_.Reserve(cases); }

  // `entry.revision` is higher than all before. `before` is the newest entry of the same case; 0: it is the case's
  // first. False: that entry is not the newest of a case under this hash, and nothing was done.
  [[nodiscard]] bool Add(const CaseEntry& entry, uint32_t before);

  // An entry that was added, once. The case goes with its last entry.
  void Erase(const CaseEntry& entry);

  // The newest entry of each case under this hash, and perhaps under others, in no order.
  std::vector<uint32_t> Find(uint64_t hash) const { return newest_.Find(hash); }

  // The entry before this one of the same case; 0: none. An erased entry still leads on, so that whoever came upon one
  // that was erased meanwhile finds the others.
  uint32_t Before(uint32_t revision) const { return revision <= before_.size() ? before_[revision - 1] : 0; }

  // As IdMap::Prefetch.
  void Prefetch(uint64_t hash) const { newest_.Prefetch(hash); }

 private:
  // The entry of the chain from this one on that comes right after the revision; 0: it is not in the chain.
  uint32_t After(uint32_t newest, uint32_t revision) const;

  IdMap newest_;                 // by hash
  std::deque<uint32_t> before_;  // by revision - 1; a deque, because it grows without slack
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_CASE_INDEX_H_
