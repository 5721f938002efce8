// Which entries of one ledger carry which case reference, for as long as their personal parts are there.
//
// A case is found by a 64-bit hash of its reference; its entries are a chain from the newest to the oldest, so that
// many entries of one case cost no more than many cases do: 4 bytes an entry and 20 to 40 a case. A hash proves
// nothing: whoever asks compares what the entry's personal part itself says. Not thread-safe.
#ifndef ASSAY_STORAGE_LEDGER_CASE_INDEX_H_
#define ASSAY_STORAGE_LEDGER_CASE_INDEX_H_

#include <cstdint>
#include <vector>

#include "storage/ledger/id_map.h"

namespace assay {

// An entry that carries a case reference.
struct CaseEntry {
  uint64_t hash = 0;         // of the reference
  uint32_t case_number = 0;  // at least 1; the same for every entry of one reference
  uint32_t revision = 0;     // at least 1
};

class CaseIndex {
 public:
  // `entry.revision` is higher than all before.
  void Add(const CaseEntry& entry);

  // An entry that was added, once. The case goes with its last entry.
  void Erase(const CaseEntry& entry);

  // The newest entry of each case under this hash, in no order.
  std::vector<uint32_t> Find(uint64_t hash) const;

  // The entry before this one of the same case; 0: none. An erased entry still leads on, so that whoever came upon one
  // that was erased meanwhile finds the others.
  uint32_t Before(uint32_t revision) const { return revision <= before_.size() ? before_[revision - 1] : 0; }

 private:
  IdMap case_numbers_;            // by hash
  std::vector<uint32_t> newest_;  // by case number - 1; 0: the case is not known
  std::vector<uint32_t> before_;  // by revision - 1
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_CASE_INDEX_H_
