#include "storage/ledger/keys.h"

#include <limits>

#include "storage/merkle/big_endian.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

constexpr std::string_view kHeadPrefix = "head";
constexpr size_t kIndexBytes = 8;

}  // namespace

TileKey TileOf(const EntryKey& key) {
  return {.ledger_number = key.ledger_number, .tile = static_cast<uint32_t>((key.revision - 1) / kTileLeaves)};
}

std::string HeadKey(uint32_t ledger_number) {
  std::string bytes(kHeadPrefix);
  AppendBigEndian<uint32_t>(ledger_number, &bytes);
  return bytes;
}

std::string Encode(const EntryKey& key) {
  std::string bytes;
  AppendBigEndian<uint32_t>(key.ledger_number, &bytes);
  AppendBigEndian<uint64_t>(key.revision - 1, &bytes);
  return bytes;
}

std::string Encode(const TileKey& key) {
  std::string bytes;
  AppendBigEndian<uint32_t>(key.ledger_number, &bytes);
  AppendBigEndian<uint64_t>(key.tile, &bytes);
  return bytes;
}

std::optional<uint32_t> DecodeHeadKey(std::string_view bytes) {
  if (bytes.size() != kHeadPrefix.size() + kLedgerPrefixBytes || !bytes.starts_with(kHeadPrefix)) return std::nullopt;
  return ReadBigEndian<uint32_t>(bytes.substr(kHeadPrefix.size()));
}

std::optional<EntryKey> DecodeEntryKey(std::string_view bytes) {
  if (bytes.size() != kLedgerPrefixBytes + kIndexBytes) return std::nullopt;
  const uint64_t index = ReadBigEndian<uint64_t>(bytes.substr(kLedgerPrefixBytes));
  if (index >= std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return EntryKey{.ledger_number = ReadBigEndian<uint32_t>(bytes), .revision = static_cast<uint32_t>(index + 1)};
}

std::optional<TileKey> DecodeTileKey(std::string_view bytes) {
  // As an entry's, with the tile's number for the index.
  const std::optional<EntryKey> key = DecodeEntryKey(bytes);
  if (!key.has_value()) return std::nullopt;
  return TileKey{.ledger_number = key->ledger_number, .tile = key->revision - 1};
}

}  // namespace assay
