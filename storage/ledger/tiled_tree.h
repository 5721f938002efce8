// The Merkle tree of one ledger, with the tiles that are about to be written.
//
// A Tree lets go of a tile's leaf hashes when the tile is full: then they belong on disk. Between the two they are kept
// here. Not thread-safe.
#ifndef ASSAY_STORAGE_LEDGER_TILED_TREE_H_
#define ASSAY_STORAGE_LEDGER_TILED_TREE_H_

#include <cstdint>
#include <map>
#include <optional>

#include "storage/ledger/tile.h"
#include "storage/merkle/tree.h"

namespace assay {

class TiledTree {
 public:
  void Append(const Hash& leaf_hash);

  // As Tree::AppendTile: the tile is on disk.
  void AppendTile(const Hash& tile_hash) { tree_.AppendTile(tile_hash); }

  uint64_t size() const { return tree_.size(); }
  Hash Root() const { return tree_.Root(); }

  // Tiles that became full and were not forgotten yet, by number.
  const std::map<uint32_t, Tile>& full_tiles() const { return full_tiles_; }
  void ForgetFullTiles() { full_tiles_.clear(); }

  // The hash of a subtree, which must be complete. nullopt: it lies within a tile that was forgotten.
  std::optional<Hash> Find(const Subtree& subtree) const;

 private:
  Tree tree_;
  std::map<uint32_t, Tile> full_tiles_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_TILED_TREE_H_
