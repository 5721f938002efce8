#include "storage/ledger/tiled_tree.h"

namespace assay {

void TiledTree::Append(const Hash& leaf_hash) {
  const uint64_t index = tree_.size();
  if (index % kTileLeaves == kTileLeaves - 1) {
    Tile& tile = full_tiles_[static_cast<uint32_t>(index / kTileLeaves)];
    tile.reserve(kTileLeaves);
    for (uint64_t earlier = index - (kTileLeaves - 1); earlier < index; ++earlier) {
      tile.push_back(*tree_.Find({.level = 0, .index = earlier}));
    }
    tile.push_back(leaf_hash);
  }
  tree_.Append(leaf_hash);
}

std::optional<Hash> TiledTree::Find(const Subtree& subtree) const {
  if (const std::optional<Hash> hash = tree_.Find(subtree); hash.has_value()) return hash;
  const auto tile = full_tiles_.find(static_cast<uint32_t>(subtree.index >> (kTileLevel - subtree.level)));
  if (tile == full_tiles_.end()) return std::nullopt;
  return HashWithinTile(subtree, tile->second);
}

}  // namespace assay
