// Proofs about a Merkle tree (RFC 6962, sections 2.1.1 and 2.1.2): made by whoever has the tree, checked by whoever
// does not (the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2).
//
// An inclusion proof shows that one leaf is in a tree; a consistency proof, that one tree is the beginning of another.
// Both are lists of hashes, at most 64 and twice 64 of them. Pure functions, safe from any thread.
#ifndef ASSAY_STORAGE_MERKLE_PROOF_H_
#define ASSAY_STORAGE_MERKLE_PROOF_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/merkle/sha256.h"
#include "storage/merkle/tree.h"

namespace assay {

// The hash of a complete subtree: Tree::Find, or HashWithinTile. Its error becomes the error of what asked for it.
using SubtreeReader = std::function<absl::StatusOr<Hash>(const Subtree&)>;

// A leaf and the tree it is in.
struct Inclusion {
  uint64_t index = 0;
  uint64_t size = 0;
};

// A tree and what it has grown to.
struct Consistency {
  uint64_t old_size = 0;
  uint64_t new_size = 0;
};

// The root that the tree had at this size.
absl::StatusOr<Hash> RootAt(uint64_t size, const SubtreeReader& read);

// From the leaf's sibling upwards. INVALID_ARGUMENT: the tree of this size has no such leaf.
absl::StatusOr<std::vector<Hash>> InclusionProof(const Inclusion& inclusion, const SubtreeReader& read);

// Empty where the sizes are equal or the old one is 0. INVALID_ARGUMENT: the old size is the larger.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(const Consistency& consistency, const SubtreeReader& read);

struct InclusionClaim {
  Inclusion inclusion;
  Hash leaf_hash;
  Hash root;
};

struct ConsistencyClaim {
  Consistency consistency;
  Hash old_root;
  Hash new_root;
};

// OK only where the proof proves the claim; else INVALID_ARGUMENT, saying what is wrong.
absl::Status VerifyInclusion(const InclusionClaim& claim, const std::vector<Hash>& proof);
absl::Status VerifyConsistency(const ConsistencyClaim& claim, const std::vector<Hash>& proof);

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_PROOF_H_
