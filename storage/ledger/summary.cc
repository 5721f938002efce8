#include "storage/ledger/summary.h"

#include <cstdlib>
#include <cstring>

#include "storage/merkle/big_endian.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

constexpr size_t kHashOffset = 1;
constexpr size_t kNamesOffset = kHashOffset + kHashBytes;
constexpr size_t kCasesOffset = kNamesOffset + kTileLeaves * sizeof(uint64_t);
constexpr size_t kNumbersOffset = kCasesOffset + kTileLeaves * sizeof(uint64_t);
constexpr size_t kReplacedCountOffset = kNumbersOffset + kTileLeaves * sizeof(uint32_t);
constexpr size_t kReplacedOffset = kReplacedCountOffset + sizeof(uint16_t);
constexpr size_t kReplacedBytes = sizeof(uint8_t) + sizeof(uint32_t);
constexpr size_t kChecksumBytes = 8;

uint64_t ChecksumOf(const TileKey& key, std::string_view bytes) {
  return ReadBigEndian<uint64_t>(BytesOf(Sha256Of({Encode(key), bytes})));
}

// False: not in rising order, or a revision that is not before its entry.
bool ReadReplaced(const TileKey& key, std::string_view bytes, std::vector<EntryIds>* ids) {
  int last = -1;
  for (; !bytes.empty(); bytes.remove_prefix(kReplacedBytes)) {
    const int place = ReadBigEndian<uint8_t>(bytes);
    const uint32_t revision = ReadBigEndian<uint32_t>(bytes.substr(sizeof(uint8_t)));
    if (place <= last || revision == 0 || revision > uint64_t{key.tile} * kTileLeaves + place) return false;
    (*ids)[place].replaced_revision = revision;
    last = place;
  }
  return true;
}

}  // namespace

std::string EncodeSummary(const TileKey& key, const Summary& summary) {
  if (summary.ids.size() != kTileLeaves) std::abort();
  std::string bytes;
  bytes.reserve(kReplacedOffset + summary.facts.size() + kChecksumBytes);
  AppendBigEndian<uint8_t>(summary.version, &bytes);
  bytes.append(BytesOf(summary.tile_hash));
  for (const EntryIds& ids : summary.ids) AppendBigEndian<uint64_t>(ids.name_hash, &bytes);
  for (const EntryIds& ids : summary.ids) AppendBigEndian<uint64_t>(ids.case_hash, &bytes);
  for (const EntryIds& ids : summary.ids) AppendBigEndian<uint32_t>(ids.case_number, &bytes);
  std::string replaced;
  for (size_t place = 0; place < kTileLeaves; ++place) {
    if (summary.ids[place].replaced_revision == 0) continue;
    AppendBigEndian<uint8_t>(static_cast<uint8_t>(place), &replaced);
    AppendBigEndian<uint32_t>(summary.ids[place].replaced_revision, &replaced);
  }
  AppendBigEndian<uint16_t>(static_cast<uint16_t>(replaced.size() / kReplacedBytes), &bytes);
  bytes.append(replaced).append(summary.facts);
  AppendBigEndian<uint64_t>(ChecksumOf(key, bytes), &bytes);
  return bytes;
}

absl::StatusOr<std::string> SummaryOf(const SummaryCodec& codec, const LedgerState& state, const FullTile& tile) {
  const absl::StatusOr<std::string> facts =
      codec.encode({.ledger = state.name(),
                    .first_revision = static_cast<uint32_t>(tile.number * kTileLeaves + 1),
                    .count = static_cast<uint32_t>(kTileLeaves)});
  if (!facts.ok()) return facts.status();
  return EncodeSummary({.ledger_number = state.number(), .tile = tile.number},
                       {.version = codec.version, .tile_hash = tile.hash, .ids = tile.ids, .facts = *facts});
}

std::optional<Summary> DecodeSummary(const TileKey& key, std::string_view bytes) {
  if (bytes.size() < kReplacedOffset + kChecksumBytes) return std::nullopt;
  const std::string_view checksum = bytes.substr(bytes.size() - kChecksumBytes);
  bytes.remove_suffix(kChecksumBytes);
  if (ReadBigEndian<uint64_t>(checksum) != ChecksumOf(key, bytes)) return std::nullopt;
  Summary summary = {.version = ReadBigEndian<uint8_t>(bytes)};
  std::memcpy(summary.tile_hash.data(), bytes.data() + kHashOffset, kHashBytes);
  summary.ids.resize(kTileLeaves);
  for (size_t i = 0; i < kTileLeaves; ++i) {
    EntryIds& ids = summary.ids[i];
    ids.name_hash = ReadBigEndian<uint64_t>(bytes.substr(kNamesOffset + i * sizeof(uint64_t)));
    ids.case_hash = ReadBigEndian<uint64_t>(bytes.substr(kCasesOffset + i * sizeof(uint64_t)));
    ids.case_number = ReadBigEndian<uint32_t>(bytes.substr(kNumbersOffset + i * sizeof(uint32_t)));
    if ((ids.case_hash == 0) != (ids.case_number == 0)) return std::nullopt;
  }
  const size_t replaced = ReadBigEndian<uint16_t>(bytes.substr(kReplacedCountOffset)) * kReplacedBytes;
  if (bytes.size() < kReplacedOffset + replaced) return std::nullopt;
  if (!ReadReplaced(key, bytes.substr(kReplacedOffset, replaced), &summary.ids)) return std::nullopt;
  summary.facts = bytes.substr(kReplacedOffset + replaced);
  return summary;
}

}  // namespace assay
