// Under what an entry is found.
#ifndef ASSAY_STORAGE_LEDGER_ENTRY_IDS_H_
#define ASSAY_STORAGE_LEDGER_ENTRY_IDS_H_

#include <cstdint>

namespace assay {

// 0 stands for none: no id has it as its hash.
struct EntryIds {
  uint64_t name_hash = 0;
  uint32_t replaced_revision = 0;  // the earlier entry of the same name
  // Where the personal part carries a case reference, and as long as it is there.
  uint32_t case_number = 0;
  uint64_t case_hash = 0;

  bool operator==(const EntryIds&) const = default;
};

// An entry to be found from now on.
struct IndexedEntry {
  uint32_t revision = 0;
  EntryIds ids;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_ENTRY_IDS_H_
