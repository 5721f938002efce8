// The bytes of the mark file: how far the database beside it must reach.
//
// Two slots of 4,096 bytes. The commit of an even number is in the first, of an odd one in the second, so that a write
// that is cut short spoils only the newer of the two.
//
//   offset bytes
//   0      8     "assaymrk"
//   8      16    deployment id
//   24     8     commit number, big-endian
//   32     32    commit digest
//   64     8     the first 8 bytes of the SHA-256 of the 64 before
//   72     ..    zero
//
// DO NOT CHANGE THESE VALUES. Pure functions. See storage/FORMAT.md.
#ifndef ASSAY_STORAGE_LEDGER_MARK_SLOT_H_
#define ASSAY_STORAGE_LEDGER_MARK_SLOT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "assay/store/v1/store.pb.h"

namespace assay {

inline constexpr size_t kMarkSlotBytes = 4096;
inline constexpr size_t kMarkFileBytes = 2 * kMarkSlotBytes;

struct Mark {
  std::string deployment_id;  // 16 bytes
  store::v1::Commit commit;
};

// Where in the file the slot of a commit begins.
uint64_t SlotOffset(uint64_t commit_number);

// The first 72 bytes of the slot.
std::string EncodeSlot(const Mark& mark);

// The file with this mark in its slot, and the other one empty.
std::string EncodeMarkFile(const Mark& mark);

// The newer mark among the slots that are whole. nullopt: none is.
std::optional<Mark> DecodeMarkFile(std::string_view bytes);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_MARK_SLOT_H_
