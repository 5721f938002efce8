// The value of a tile row: the hashes of 256 leaves, 32 bytes each, in order. See storage/FORMAT.md.
#ifndef ASSAY_STORAGE_LEDGER_TILE_H_
#define ASSAY_STORAGE_LEDGER_TILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/ledger/entry_ids.h"
#include "storage/merkle/sha256.h"

namespace assay {

// As many hashes as a tile has.
using Tile = std::vector<Hash>;

// A tile whose row is on disk, and under what its entries are found.
struct FullTile {
  uint32_t number = 0;
  Hash hash = {};             // of its subtree
  std::vector<EntryIds> ids;  // as many; of an entry whose personal part was erased, the name alone
};

std::string EncodeTile(const Tile& tile);

// nullopt: of another length.
std::optional<Tile> DecodeTile(std::string_view bytes);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_TILE_H_
