// Which entries of one ledger carry which case reference, for as long as their personal parts are there.
//
// A hash of the reference leads to the case's number, the number to the newest entry of the case, and each entry to the
// one before it: 4 bytes an entry, 4 bytes a case, and what IdMap takes a case. A hash proves nothing: whoever asks
// compares what the personal part of one of the entries itself says. Not thread-safe.
#ifndef ASSAY_STORAGE_LEDGER_CASE_INDEX_H_
#define ASSAY_STORAGE_LEDGER_CASE_INDEX_H_

#include <cstdint>
#include <deque>
#include <vector>

#include "storage/ledger/id_map.h"

namespace assay {

// An entry that carries a case reference. None of it is 0.
struct CaseEntry {
  uint64_t hash = 0;         // of the reference
  uint32_t case_number = 0;  // the case's own for as long as one of its entries is there
  uint32_t revision = 0;
};

// A case that is there.
struct KnownCase {
  uint32_t number = 0;
  uint32_t newest_revision = 0;
};

class CaseIndex {
 public:
  // As IdMap::Reserve, for so many cases.
  void Reserve(size_t cases) { numbers_.Reserve(cases); }

  // `entry.revision` is higher than all before. False: the number is that of a case of another hash, and nothing was
  // done.
  [[nodiscard]] bool Add(const CaseEntry& entry);

  // An entry that was added, once. The case goes with its last entry.
  void Erase(const CaseEntry& entry);

  // The cases under this hash, and perhaps some under others, in no order.
  std::vector<KnownCase> Find(uint64_t hash) const;

  // The entry before this one of the same case; 0: none. An erased entry still leads on, so that whoever came upon one
  // that was erased meanwhile finds the others.
  uint32_t Before(uint32_t revision) const { return revision <= before_.size() ? before_[revision - 1] : 0; }

  // As IdMap::Prefetch.
  void Prefetch(uint64_t hash) const { numbers_.Prefetch(hash); }

 private:
  // The entry of the chain from this one on that comes right after the revision; 0: it is not in the chain.
  uint32_t After(uint32_t newest, uint32_t revision) const;

  IdMap numbers_;                // by hash
  std::deque<uint32_t> newest_;  // by case number - 1; 0: the case is not there
  std::deque<uint32_t> before_;  // by revision - 1; deques, because they grow without slack
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_CASE_INDEX_H_
