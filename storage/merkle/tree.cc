#include "storage/merkle/tree.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <string_view>

namespace assay {
namespace {

// Leaves and nodes are told apart by their first byte, so that no leaf can pose as a node.
constexpr std::string_view kLeafPrefix("\x00", 1);
constexpr std::string_view kNodePrefix("\x01", 1);

}  // namespace

Hash LeafHash(std::string_view leaf) { return Sha256Of({kLeafPrefix, leaf}); }

Hash NodeHash(const Children& children) {
  return Sha256Of({kNodePrefix, BytesOf(children.left), BytesOf(children.right)});
}

Hash EmptyRoot() { return Sha256Of({}); }

Hash HashWithinTile(const Subtree& subtree, const std::vector<Hash>& tile) {
  if (subtree.level > kTileLevel || tile.size() != kTileLeaves) std::abort();
  const size_t count = size_t{1} << subtree.level;
  const size_t first = (subtree.index << subtree.level) % kTileLeaves;
  std::vector<Hash> hashes(tile.begin() + static_cast<ptrdiff_t>(first),
                           tile.begin() + static_cast<ptrdiff_t>(first + count));
  for (size_t width = count; width > 1; width /= 2) {
    for (size_t i = 0; i < width / 2; ++i) hashes[i] = NodeHash({.left = hashes[2 * i], .right = hashes[2 * i + 1]});
  }
  return hashes[0];
}

void Tree::Append(const Hash& leaf_hash) {
  ++size_;
  Add(0, leaf_hash);
  if (size_ % kTileLeaves == 0) ForgetBefore(size_ / kTileLeaves - 1);
}

void Tree::AppendTile(const Hash& tile_hash) {
  if (size_ % kTileLeaves != 0) std::abort();
  size_ += kTileLeaves;
  Add(kTileLevel, tile_hash);
  ForgetBefore(size_ / kTileLeaves);
}

void Tree::ForgetBefore(uint64_t tile) {
  for (uint32_t level = 0; level < std::min<size_t>(kTileLevel, levels_.size()); ++level) {
    std::vector<Hash>& hashes = levels_[level];
    const uint64_t forgotten = std::min<uint64_t>(hashes.size(), (tile - first_tile_kept_) << (kTileLevel - level));
    hashes.erase(hashes.begin(), hashes.begin() + static_cast<ptrdiff_t>(forgotten));
  }
  first_tile_kept_ = tile;
}

void Tree::Add(uint32_t level, Hash hash) {
  // One subtree is completed on each level up to the number of times the count of leaves can be halved.
  const uint32_t highest = static_cast<uint32_t>(std::countr_zero(size_));
  if (levels_.size() <= highest) levels_.resize(highest + 1);
  for (;; ++level) {
    std::vector<Hash>& hashes = levels_[level];
    hashes.push_back(hash);
    if (level == highest) return;
    hash = NodeHash({.left = hashes[hashes.size() - 2], .right = hash});
  }
}

uint64_t Tree::Forgotten(uint32_t level) const {
  return level >= kTileLevel ? 0 : first_tile_kept_ << (kTileLevel - level);
}

Hash Tree::Root() const {
  std::optional<Hash> root;
  // From the smallest subtree, which is the rightmost, to the largest.
  for (uint32_t level = 0; level < levels_.size(); ++level) {
    if ((size_ >> level & 1) == 0) continue;
    const Hash& left = levels_[level].back();
    root = root.has_value() ? NodeHash({.left = left, .right = *root}) : left;
  }
  return root.value_or(EmptyRoot());
}

std::optional<Hash> Tree::Find(const Subtree& subtree) const {
  if (subtree.level >= levels_.size() || subtree.index >= size_ >> subtree.level) std::abort();
  const uint64_t forgotten = Forgotten(subtree.level);
  if (subtree.index < forgotten) return std::nullopt;
  return levels_[subtree.level][subtree.index - forgotten];
}

}  // namespace assay
