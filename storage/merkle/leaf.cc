#include "storage/merkle/leaf.h"

#include "absl/status/status.h"
#include "storage/merkle/big_endian.h"

namespace assay {
namespace {

constexpr uint8_t kLeafVersion = 1;

constexpr size_t kKindOffset = 1;
constexpr size_t kReservedOffset = 2;
constexpr size_t kCaseNumberOffset = 4;
constexpr size_t kRecordedAtOffset = 8;
constexpr size_t kSupersededOffset = 16;

// A switch without a default, so that a new kind that is forgotten here does not compile.
bool IsKnown(LeafKind kind) {
  switch (kind) {
    case LeafKind::kAuthority:
    case LeafKind::kScale:
    case LeafKind::kAudit:
    case LeafKind::kCorrection:
    case LeafKind::kModeration:
    case LeafKind::kWithdrawal:
    case LeafKind::kErasure:
    case LeafKind::kActionAdded:
    case LeafKind::kActionCompleted:
    case LeafKind::kRiskAcknowledged:
    case LeafKind::kRecord:
    case LeafKind::kPersonalRead:
    case LeafKind::kToken:
    case LeafKind::kEpoch:
      return true;
  }
  return false;
}

}  // namespace

std::string EncodeLeaf(const LeafHeader& header, std::string_view body) {
  std::string bytes;
  bytes.reserve(kLeafHeaderBytes + body.size());
  AppendBigEndian<uint8_t>(kLeafVersion, &bytes);
  AppendBigEndian<uint8_t>(static_cast<uint8_t>(header.kind), &bytes);
  AppendBigEndian<uint16_t>(0, &bytes);
  AppendBigEndian<uint32_t>(header.case_number, &bytes);
  AppendBigEndian<uint64_t>(static_cast<uint64_t>(header.recorded_at_us), &bytes);
  AppendBigEndian<uint32_t>(header.superseded_revision, &bytes);
  bytes.append(body);
  return bytes;
}

absl::StatusOr<Leaf> DecodeLeaf(std::string_view bytes) {
  if (bytes.size() < kLeafHeaderBytes) return absl::DataLossError("the entry is shorter than its header");
  if (ReadBigEndian<uint8_t>(bytes) != kLeafVersion) return absl::DataLossError("the entry's version is unknown");
  if (ReadBigEndian<uint16_t>(bytes.substr(kReservedOffset)) != 0) {
    return absl::DataLossError("the entry's reserved bytes are not zero");
  }
  Leaf leaf;
  leaf.header.kind = static_cast<LeafKind>(ReadBigEndian<uint8_t>(bytes.substr(kKindOffset)));
  if (!IsKnown(leaf.header.kind)) return absl::DataLossError("the entry's kind is unknown");
  leaf.header.case_number = ReadBigEndian<uint32_t>(bytes.substr(kCaseNumberOffset));
  leaf.header.recorded_at_us = static_cast<int64_t>(ReadBigEndian<uint64_t>(bytes.substr(kRecordedAtOffset)));
  leaf.header.superseded_revision = ReadBigEndian<uint32_t>(bytes.substr(kSupersededOffset));
  leaf.body = bytes.substr(kLeafHeaderBytes);
  return leaf;
}

}  // namespace assay
