// The Merkle tree of RFC 6962, section 2.1, grown one leaf at a time.
//
//   leaf hash  SHA-256(0x00 ‖ leaf)        node hash  SHA-256(0x01 ‖ left ‖ right)        empty root  SHA-256("")
//
// A tree of n leaves is complete subtrees side by side. A complete subtree never changes again, however the tree grows,
// so roots and proofs of every size that the tree ever had are put together from the same ones: see proof.h.
//
// A Tree keeps the hashes of all complete subtrees of 256 leaves (a tile) and more: half a byte a leaf. Within a tile
// it keeps those of the last, incomplete one and of the one before, if it saw that grow: receipts are for the newest
// entries. Whoever proves something about an older tile brings its 256 leaf hashes.
//
// Not thread-safe; the free functions are.
#ifndef ASSAY_STORAGE_MERKLE_TREE_H_
#define ASSAY_STORAGE_MERKLE_TREE_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/merkle/sha256.h"

namespace assay {

// Level of the subtrees that are tiles.
inline constexpr uint32_t kTileLevel = 8;
inline constexpr size_t kTileLeaves = size_t{1} << kTileLevel;

// A complete subtree: the 2^level leaves from index * 2^level on. Level 0 is a leaf.
struct Subtree {
  uint32_t level = 0;
  uint64_t index = 0;

  auto operator<=>(const Subtree&) const = default;
};

Hash LeafHash(std::string_view leaf);

// Two children, in order.
struct Children {
  const Hash& left;
  const Hash& right;
};
Hash NodeHash(const Children& children);

// The root of no leaves.
Hash EmptyRoot();

// The hash of a complete subtree of at most a tile, from all leaf hashes of the tile that it lies in.
Hash HashWithinTile(const Subtree& subtree, const std::vector<Hash>& tile);

class Tree {
 public:
  void Append(const Hash& leaf_hash);

  // The next 256 leaves at once, by the hash of the subtree they make. size() must be a multiple of 256.
  void AppendTile(const Hash& tile_hash);

  uint64_t size() const { return size_; }

  Hash Root() const;

  // The subtree's hash, which must be complete at this size. nullopt: it lies within a tile that is complete and not
  // kept, so ask HashWithinTile.
  std::optional<Hash> Find(const Subtree& subtree) const;

 private:
  // A complete subtree and those that it completes; size_ counts its leaves already.
  void Add(uint32_t level, Hash hash);
  // How many of a level's hashes are not kept any more.
  uint64_t Forgotten(uint32_t level) const;
  // Keeps nothing within tiles before this one.
  void ForgetBefore(uint64_t tile);

  uint64_t size_ = 0;
  uint64_t first_tile_kept_ = 0;  // subtrees within it and later ones are kept
  // By level: the hashes of complete subtrees, from the first one kept.
  std::vector<std::vector<Hash>> levels_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_TREE_H_
