#include "storage/merkle/proof.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace assay {
namespace {

// The leaves from `begin` to before `end`, which stand together as one node of some tree: `begin` is a multiple of the
// largest power of two in their count.
struct Leaves {
  uint64_t begin = 0;
  uint64_t end = 0;

  uint64_t count() const { return end - begin; }
  // Where a node over more than one leaf is split: the left child has the largest power of two below the count.
  uint64_t split() const { return begin + std::bit_floor(count() - 1); }
};

absl::StatusOr<Hash> HashOf(Leaves leaves, const SubtreeReader& read) {
  // One for each power of two in the count at most; of a proof's siblings, all but one are complete.
  std::array<Hash, 64> hashes;
  size_t count = 0;
  while (leaves.count() > 0) {
    const uint32_t level = static_cast<uint32_t>(std::bit_width(leaves.count())) - 1;
    const absl::StatusOr<Hash> hash = read({.level = level, .index = leaves.begin >> level});
    if (!hash.ok()) return hash.status();
    hashes[count++] = *hash;
    leaves.begin += uint64_t{1} << level;
  }
  Hash right = hashes[count - 1];
  for (size_t i = count - 1; i > 0; --i) right = NodeHash({.left = hashes[i - 1], .right = right});
  return right;
}

// Descends from the root, noting the sibling at each step; a proof lists them from below.
absl::StatusOr<std::vector<Hash>> HashesFromBelow(const std::vector<Leaves>& siblings, const SubtreeReader& read) {
  std::vector<Hash> hashes;
  hashes.reserve(siblings.size());
  for (auto sibling = siblings.rbegin(); sibling != siblings.rend(); ++sibling) {
    const absl::StatusOr<Hash> hash = HashOf(*sibling, read);
    if (!hash.ok()) return hash.status();
    hashes.push_back(*hash);
  }
  return hashes;
}

// The last node of a tree and of its path: both halved on the way up.
struct Climb {
  uint64_t node = 0;
  uint64_t last = 0;

  bool is_at_root() const { return last == 0; }
  // Whether the next hash of the proof stands on the left.
  bool has_left_sibling() const { return (node & 1) == 1 || node == last; }
  void Up() {
    node >>= 1;
    last >>= 1;
  }
  // A last node without a right sibling is its own parent's value: up until it is a right child.
  void SkipLevelsWithoutSibling() {
    while ((node & 1) == 0 && node != 0) Up();
  }
};

absl::Status TooLong() { return absl::InvalidArgumentError("the proof is too long"); }
absl::Status TooShort() { return absl::InvalidArgumentError("the proof is too short"); }

}  // namespace

absl::StatusOr<Hash> RootAt(uint64_t size, const SubtreeReader& read) {
  if (size == 0) return EmptyRoot();
  return HashOf({.begin = 0, .end = size}, read);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(const Inclusion& inclusion, const SubtreeReader& read) {
  if (inclusion.index >= inclusion.size) return absl::InvalidArgumentError("the tree has no such leaf");
  std::vector<Leaves> siblings;
  Leaves node = {.begin = 0, .end = inclusion.size};
  while (node.count() > 1) {
    const uint64_t split = node.split();
    if (inclusion.index < split) {
      siblings.push_back({.begin = split, .end = node.end});
      node.end = split;
    } else {
      siblings.push_back({.begin = node.begin, .end = split});
      node.begin = split;
    }
  }
  return HashesFromBelow(siblings, read);
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(const Consistency& consistency, const SubtreeReader& read) {
  if (consistency.old_size > consistency.new_size) return absl::InvalidArgumentError("the tree does not shrink");
  std::vector<Leaves> siblings;
  if (consistency.old_size == 0) return HashesFromBelow(siblings, read);
  Leaves node = {.begin = 0, .end = consistency.new_size};
  while (node.end != consistency.old_size) {
    const uint64_t split = node.split();
    if (consistency.old_size <= split) {
      siblings.push_back({.begin = split, .end = node.end});
      node.end = split;
    } else {
      siblings.push_back({.begin = node.begin, .end = split});
      node.begin = split;
    }
  }
  // The old tree itself is known to who asks; a part of it is not.
  if (node.begin != 0) siblings.push_back(node);
  return HashesFromBelow(siblings, read);
}

absl::Status VerifyInclusion(const InclusionClaim& claim, const std::vector<Hash>& proof) {
  if (claim.inclusion.index >= claim.inclusion.size) return absl::InvalidArgumentError("the tree has no such leaf");
  Climb climb = {.node = claim.inclusion.index, .last = claim.inclusion.size - 1};
  Hash hash = claim.leaf_hash;
  for (const Hash& sibling : proof) {
    if (climb.is_at_root()) return TooLong();
    if (climb.has_left_sibling()) {
      hash = NodeHash({.left = sibling, .right = hash});
      climb.SkipLevelsWithoutSibling();
    } else {
      hash = NodeHash({.left = hash, .right = sibling});
    }
    climb.Up();
  }
  if (!climb.is_at_root()) return TooShort();
  if (hash != claim.root) return absl::InvalidArgumentError("the proof leads to another root");
  return absl::OkStatus();
}

absl::Status VerifyConsistency(const ConsistencyClaim& claim, const std::vector<Hash>& proof) {
  const auto& [old_size, new_size] = claim.consistency;
  if (old_size > new_size) return absl::InvalidArgumentError("the tree does not shrink");
  if (old_size == 0 || old_size == new_size) {
    if (!proof.empty()) return TooLong();
    const Hash& expected = old_size == 0 ? EmptyRoot() : claim.new_root;
    return claim.old_root == expected ? absl::OkStatus() : absl::InvalidArgumentError("the roots differ");
  }
  Climb climb = {.node = old_size - 1, .last = new_size - 1};
  while ((climb.node & 1) == 1) climb.Up();
  // Where the old tree is one complete subtree, its root begins the climb; otherwise the proof brings what does.
  auto sibling = proof.begin();
  if (!std::has_single_bit(old_size) && sibling == proof.end()) return TooShort();
  Hash old_hash = std::has_single_bit(old_size) ? claim.old_root : *sibling++;
  Hash new_hash = old_hash;
  for (; sibling != proof.end(); ++sibling) {
    if (climb.is_at_root()) return TooLong();
    if (climb.has_left_sibling()) {
      old_hash = NodeHash({.left = *sibling, .right = old_hash});
      new_hash = NodeHash({.left = *sibling, .right = new_hash});
      climb.SkipLevelsWithoutSibling();
    } else {
      new_hash = NodeHash({.left = new_hash, .right = *sibling});
    }
    climb.Up();
  }
  if (!climb.is_at_root()) return TooShort();
  if (old_hash != claim.old_root) return absl::InvalidArgumentError("the proof leads to another old root");
  if (new_hash != claim.new_root) return absl::InvalidArgumentError("the proof leads to another new root");
  return absl::OkStatus();
}

}  // namespace assay
