// The Merkle tree as RFC 6962 defines it: by recursion over the list of leaves. Slow, and nothing to get wrong.
#ifndef ASSAY_TESTS_STORAGE_MERKLE_NAIVE_TREE_H_
#define ASSAY_TESTS_STORAGE_MERKLE_NAIVE_TREE_H_

#include <string>
#include <vector>

#include "storage/merkle/commitment.h"
#include "storage/merkle/proof.h"
#include "storage/merkle/tree.h"

namespace assay {

using Leaves = std::vector<std::string>;

inline Hash ToHash(const std::string& bytes) {
  Hash hash = {};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

// Distinct leaves: "0", "1", ...
inline Leaves CountingLeaves(size_t count) {
  Leaves leaves;
  for (size_t i = 0; i < count; ++i) leaves.push_back(std::to_string(i));
  return leaves;
}

inline Leaves Part(const Leaves& leaves, size_t begin, size_t end) {
  return Leaves(leaves.begin() + static_cast<ptrdiff_t>(begin), leaves.begin() + static_cast<ptrdiff_t>(end));
}

// The largest power of two below a count of at least 2.
inline size_t NaiveSplit(size_t count) {
  size_t split = 1;
  while (2 * split < count) split *= 2;
  return split;
}

// MTH(D[n]) of section 2.1.
inline Hash NaiveRoot(const Leaves& leaves) {
  const size_t count = leaves.size();
  if (count == 0) return ToHash(Sha256(""));
  if (count == 1) return ToHash(Sha256(std::string(1, '\0') + leaves[0]));
  const size_t split = NaiveSplit(count);
  const Hash left = NaiveRoot(Part(leaves, 0, split));
  const Hash right = NaiveRoot(Part(leaves, split, count));
  return ToHash(Sha256("\x01" + std::string(left.begin(), left.end()) + std::string(right.begin(), right.end())));
}

// PATH(m, D[n]) of section 2.1.1.
inline std::vector<Hash> NaivePath(size_t index, const Leaves& leaves) {
  if (leaves.size() == 1) return {};
  const size_t split = NaiveSplit(leaves.size());
  const Leaves left = Part(leaves, 0, split);
  const Leaves right = Part(leaves, split, leaves.size());
  std::vector<Hash> path = index < split ? NaivePath(index, left) : NaivePath(index - split, right);
  path.push_back(NaiveRoot(index < split ? right : left));
  return path;
}

enum class IsOldTree { kYes, kNo };

// SUBPROOF(m, D[n], b) of section 2.1.2.
inline std::vector<Hash> NaiveSubproof(size_t old_size, const Leaves& leaves, IsOldTree is_old_tree) {
  if (old_size == leaves.size()) {
    return is_old_tree == IsOldTree::kYes ? std::vector<Hash>() : std::vector<Hash>{NaiveRoot(leaves)};
  }
  const size_t split = NaiveSplit(leaves.size());
  const Leaves left = Part(leaves, 0, split);
  const Leaves right = Part(leaves, split, leaves.size());
  std::vector<Hash> proof = old_size <= split ? NaiveSubproof(old_size, left, is_old_tree)
                                              : NaiveSubproof(old_size - split, right, IsOldTree::kNo);
  proof.push_back(NaiveRoot(old_size <= split ? right : left));
  return proof;
}

// A tree over the leaves, and how to read all of it.
struct ReadableTree {
  explicit ReadableTree(const Leaves& leaves) {
    for (const std::string& leaf : leaves) {
      leaf_hashes.push_back(LeafHash(leaf));
      tree.Append(leaf_hashes.back());
    }
  }

  SubtreeReader reader() const {
    return [this](const Subtree& subtree) -> absl::StatusOr<Hash> {
      const std::optional<Hash> kept = tree.Find(subtree);
      if (kept.has_value()) return *kept;
      const size_t first = (subtree.index << subtree.level) / kTileLeaves * kTileLeaves;
      const auto begin = leaf_hashes.begin() + static_cast<ptrdiff_t>(first);
      return HashWithinTile(subtree, std::vector<Hash>(begin, begin + static_cast<ptrdiff_t>(kTileLeaves)));
    };
  }

  std::vector<Hash> leaf_hashes;
  Tree tree;
};

}  // namespace assay

#endif  // ASSAY_TESTS_STORAGE_MERKLE_NAIVE_TREE_H_
