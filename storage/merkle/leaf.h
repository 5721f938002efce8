// The bytes of one ledger entry: a fixed header and a body.
//
//   offset size
//   0      1    format version, 1
//   1      1    kind (LeafKind)
//   2      2    reserved, zero
//   4      4    case number, big-endian; 0: none
//   8      8    recorded_at, microseconds since 1970-01-01 UTC, big-endian, two's complement
//   16     4    revision superseded by this entry, big-endian; 0: none
//   20     ..   body: the serialised assay.v1 message of the kind
//
// These bytes are hashed as the Merkle leaf, stored and exported verbatim, for ever: DO NOT CHANGE THESE VALUES.
// Pure functions, safe from any thread. See storage/FORMAT.md.
#ifndef ASSAY_STORAGE_MERKLE_LEAF_H_
#define ASSAY_STORAGE_MERKLE_LEAF_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

enum class LeafKind : uint8_t {
  kAuthority = 1,  // assay.v1.AuthorityLeaf
  kScale = 2,      // assay.v1.ScaleLeaf
  kAudit = 3,      // assay.v1.AuditLeaf
  // assay.v1.AuditChangeLeaf each; the header names the revision superseded.
  kCorrection = 4,
  kModeration = 5,
  kWithdrawal = 6,
  kErasure = 7,
  kActionAdded = 8,
  kActionCompleted = 9,
  kRiskAcknowledged = 10,
  kRecord = 11,        // assay.v1.RecordLeaf; the header names the revision whose place it takes
  kPersonalRead = 12,  // assay.v1.PersonalReadLeaf
  kToken = 13,         // assay.v1.TokenLeaf; the header of a revocation names the revision that created it
  kEpoch = 14,         // assay.v1.EpochLeaf
};

inline constexpr size_t kLeafHeaderBytes = 20;

struct LeafHeader {
  LeafKind kind = LeafKind::kAuthority;
  uint32_t case_number = 0;
  int64_t recorded_at_us = 0;
  uint32_t superseded_revision = 0;

  bool operator==(const LeafHeader&) const = default;
};

// A decoded leaf. `body` points into the bytes that were decoded and lives as long as they do.
struct Leaf {
  LeafHeader header;
  std::string_view body;
};

// The leaf's bytes.
std::string EncodeLeaf(const LeafHeader& header, std::string_view body);

// DATA_LOSS where the bytes are too short, of an unknown version or kind, or have reserved bytes set.
absl::StatusOr<Leaf> DecodeLeaf(std::string_view bytes);

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_LEAF_H_
