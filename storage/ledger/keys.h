// Where everything lives in RocksDB: the one file that owns column families and keys. DO NOT CHANGE THESE VALUES.
//
//   family     key                                        value
//   default    "format"                                   assay.store.v1.Format
//   default    "head" ‖ ledger number, 4 bytes            assay.store.v1.Head
//   default    "commit"                                   assay.store.v1.Commit
//   default    "purge"                                    empty
//   leaves     ledger number, 4 bytes ‖ index, 8 bytes    the leaf: storage/merkle/leaf.h
//   personal   the leaf's key                             salt, 32 bytes ‖ assay.v1.PersonalPart
//   tiles      ledger number, 4 bytes ‖ tile, 8 bytes     the hashes of 256 leaves, 32 bytes each
//   summaries  the tile's key                             what a start needs of the 256: storage/ledger/summary.h
//
// Numbers are big-endian and of fixed width, so that bytewise order is the order of ledgers and of entries within one.
// Ledgers are numbered from 1 in order of their first entry. An entry's index is its revision - 1. Tile 0 holds the
// first 256 entries; one that is not full has no row.
#ifndef ASSAY_STORAGE_LEDGER_KEYS_H_
#define ASSAY_STORAGE_LEDGER_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// Version of everything above and of the values. A higher one is refused.
inline constexpr uint32_t kFormatVersion = 2;

inline constexpr std::string_view kLeavesFamily = "leaves";
inline constexpr std::string_view kPersonalFamily = "personal";
inline constexpr std::string_view kTilesFamily = "tiles";
inline constexpr std::string_view kSummariesFamily = "summaries";

inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kCommitKey = "commit";
inline constexpr std::string_view kPurgeKey = "purge";
inline constexpr size_t kDeploymentIdBytes = 16;

// Bytes of an entry's key that name its ledger.
inline constexpr size_t kLedgerPrefixBytes = 4;

// Which entry of which ledger.
struct EntryKey {
  uint32_t ledger_number = 0;
  uint32_t revision = 0;  // at least 1

  auto operator<=>(const EntryKey&) const = default;
};

// Which 256 entries of which ledger.
struct TileKey {
  uint32_t ledger_number = 0;
  uint32_t tile = 0;

  auto operator<=>(const TileKey&) const = default;
};

// The tile that the entry belongs to.
TileKey TileOf(const EntryKey& key);

std::string HeadKey(uint32_t ledger_number);
std::string Encode(const EntryKey& key);
std::string Encode(const TileKey& key);

// nullopt where the bytes are not a key of this kind.
std::optional<uint32_t> DecodeHeadKey(std::string_view bytes);
std::optional<EntryKey> DecodeEntryKey(std::string_view bytes);
std::optional<TileKey> DecodeTileKey(std::string_view bytes);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_KEYS_H_
