// The value of a summary row: what memory holds of the 256 entries of a tile, so that a start reads one row in the
// place of 256 leaves and their personal parts.
//
//   offset  size
//   0       1     version of the facts: SummaryCodec::version
//   1       32    hash of the subtree over the 256 leaves
//   33      2048  256 hashes of names, 8 bytes each; 0: none
//   2081    2048  256 hashes of case references; 0: none
//   4129    1024  256 case numbers, 4 bytes each, of those that have a case reference; 0: none
//   5153    2     how many of the entries take the place of an earlier one of the same name, n
//   5155    5n    for each of them its place among the 256, 1 byte, and the earlier revision, 4 bytes; rising
//   5155+5n       the facts: what the observer makes of the entries, in its own words
//   the last 8    the first 8 bytes of the SHA-256 of the row's key and of everything before
//
// A row says nothing that the entries do not say: where it is missing they are read. The hash of a case reference is
// personal, so a row goes, whole, with the first personal part of its entries that is erased. DO NOT CHANGE THESE
// VALUES: see storage/FORMAT.md. Pure functions, safe from any thread.
#ifndef ASSAY_STORAGE_LEDGER_SUMMARY_H_
#define ASSAY_STORAGE_LEDGER_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/ledger/entry_ids.h"
#include "storage/ledger/keys.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/ledger_state.h"
#include "storage/merkle/sha256.h"

namespace assay {

struct Summary {
  uint8_t version = 0;
  Hash tile_hash = {};
  std::vector<EntryIds> ids;  // as many as a tile has leaves
  std::string_view facts;     // not owned
};

std::string EncodeSummary(const TileKey& key, const Summary& summary);

// The row of a full tile of the ledger, of whose entries the observer has been told. An error is the codec's.
absl::StatusOr<std::string> SummaryOf(const SummaryCodec& codec, const LedgerState& state, const FullTile& tile);

// nullopt: these are not bytes that EncodeSummary made for this key. Otherwise `facts` lives as long as they do.
std::optional<Summary> DecodeSummary(const TileKey& key, std::string_view bytes);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_SUMMARY_H_
