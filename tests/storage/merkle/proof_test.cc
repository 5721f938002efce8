#include "storage/merkle/proof.h"

#include <gtest/gtest.h>

#include "tests/storage/merkle/naive_tree.h"

namespace assay {
namespace {

using absl::StatusCode;

constexpr size_t kSizes = 256;        // all pairs up to here
constexpr size_t kBitFlipSizes = 64;  // every bit up to here

Hash WithBitFlipped(Hash hash, size_t bit) {
  hash[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
  return hash;
}

class ProofTest : public testing::Test {
 protected:
  ProofTest() : leaves_(CountingLeaves(kSizes)), tree_(leaves_) {
    for (size_t size = 0; size <= kSizes; ++size) roots_.push_back(NaiveRoot(Part(leaves_, 0, size)));
  }

  std::vector<Hash> PathOf(const Inclusion& inclusion) const { return *InclusionProof(inclusion, tree_.reader()); }
  std::vector<Hash> ProofOf(const Consistency& consistency) const {
    return *ConsistencyProof(consistency, tree_.reader());
  }
  InclusionClaim ClaimOf(const Inclusion& inclusion) const {
    return {.inclusion = inclusion, .leaf_hash = tree_.leaf_hashes[inclusion.index], .root = roots_[inclusion.size]};
  }
  ConsistencyClaim ClaimOf(const Consistency& consistency) const {
    return {
        .consistency = consistency, .old_root = roots_[consistency.old_size], .new_root = roots_[consistency.new_size]};
  }

  const Leaves leaves_;
  const ReadableTree tree_;
  std::vector<Hash> roots_;
};

TEST_F(ProofTest, GivesTheRootOfEverySizeItHad) {
  for (size_t size = 0; size <= kSizes; ++size) EXPECT_EQ(*RootAt(size, tree_.reader()), roots_[size]);
}

TEST_F(ProofTest, ProvesEveryLeafOfEverySizeAsTheRecursionDoes) {
  for (uint64_t size = 1; size <= kSizes; ++size) {
    const Leaves part = Part(leaves_, 0, size);
    for (uint64_t index = 0; index < size; ++index) {
      const Inclusion inclusion = {.index = index, .size = size};
      const std::vector<Hash> proof = PathOf(inclusion);
      ASSERT_EQ(proof, NaivePath(index, part)) << index << "/" << size;
      ASSERT_EQ(VerifyInclusion(ClaimOf(inclusion), proof), absl::OkStatus()) << index << "/" << size;
    }
  }
}

TEST_F(ProofTest, ProvesEveryPairOfSizesAsTheRecursionDoes) {
  for (uint64_t new_size = 1; new_size <= kSizes; ++new_size) {
    const Leaves part = Part(leaves_, 0, new_size);
    for (uint64_t old_size = 1; old_size <= new_size; ++old_size) {
      const Consistency consistency = {.old_size = old_size, .new_size = new_size};
      const std::vector<Hash> proof = ProofOf(consistency);
      ASSERT_EQ(proof, NaiveSubproof(old_size, part, IsOldTree::kYes)) << old_size << "/" << new_size;
      ASSERT_EQ(VerifyConsistency(ClaimOf(consistency), proof), absl::OkStatus()) << old_size << "/" << new_size;
    }
  }
}

TEST_F(ProofTest, ProvesOldAndNewEntriesOfSeveralTiles) {
  const Leaves leaves = CountingLeaves(1'300);
  const ReadableTree tree(leaves);
  for (uint64_t size : {257, 511, 512, 513, 768, 1'024, 1'025, 1'300}) {
    const Hash root = *RootAt(size, tree.reader());
    ASSERT_EQ(root, NaiveRoot(Part(leaves, 0, size)));
    for (uint64_t index = 0; index < size; ++index) {
      const Inclusion inclusion = {.index = index, .size = size};
      const std::vector<Hash> proof = *InclusionProof(inclusion, tree.reader());
      const InclusionClaim claim = {.inclusion = inclusion, .leaf_hash = tree.leaf_hashes[index], .root = root};
      ASSERT_EQ(VerifyInclusion(claim, proof), absl::OkStatus());
    }
    for (uint64_t old_size = 1; old_size <= size; ++old_size) {
      const Consistency consistency = {.old_size = old_size, .new_size = size};
      const std::vector<Hash> proof = *ConsistencyProof(consistency, tree.reader());
      const Hash old_root = *RootAt(old_size, tree.reader());
      ASSERT_EQ(VerifyConsistency({.consistency = consistency, .old_root = old_root, .new_root = root}, proof),
                absl::OkStatus());
    }
  }
}

TEST_F(ProofTest, RefusesEveryBitFlippedInAnInclusionProof) {
  for (uint64_t size = 1; size <= kBitFlipSizes; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const InclusionClaim claim = ClaimOf(Inclusion{.index = index, .size = size});
      const std::vector<Hash> proof = PathOf(claim.inclusion);
      for (size_t bit = 0; bit < 8 * kHashBytes; ++bit) {
        for (size_t i = 0; i < proof.size(); ++i) {
          std::vector<Hash> changed = proof;
          changed[i] = WithBitFlipped(changed[i], bit);
          ASSERT_FALSE(VerifyInclusion(claim, changed).ok());
        }
        InclusionClaim other_leaf = claim;
        other_leaf.leaf_hash = WithBitFlipped(claim.leaf_hash, bit);
        ASSERT_FALSE(VerifyInclusion(other_leaf, proof).ok());
        InclusionClaim other_root = claim;
        other_root.root = WithBitFlipped(claim.root, bit);
        ASSERT_FALSE(VerifyInclusion(other_root, proof).ok());
      }
    }
  }
}

TEST_F(ProofTest, RefusesEveryBitFlippedInAConsistencyProof) {
  for (uint64_t new_size = 1; new_size <= kBitFlipSizes; ++new_size) {
    for (uint64_t old_size = 1; old_size <= new_size; ++old_size) {
      const ConsistencyClaim claim = ClaimOf(Consistency{.old_size = old_size, .new_size = new_size});
      const std::vector<Hash> proof = ProofOf(claim.consistency);
      for (size_t bit = 0; bit < 8 * kHashBytes; ++bit) {
        for (size_t i = 0; i < proof.size(); ++i) {
          std::vector<Hash> changed = proof;
          changed[i] = WithBitFlipped(changed[i], bit);
          ASSERT_FALSE(VerifyConsistency(claim, changed).ok());
        }
        ConsistencyClaim other_old = claim;
        other_old.old_root = WithBitFlipped(claim.old_root, bit);
        ASSERT_FALSE(VerifyConsistency(other_old, proof).ok());
        ConsistencyClaim other_new = claim;
        other_new.new_root = WithBitFlipped(claim.new_root, bit);
        ASSERT_FALSE(VerifyConsistency(other_new, proof).ok());
      }
    }
  }
}

TEST_F(ProofTest, RefusesAHashTooFewTooManyOrInAnotherOrder) {
  for (uint64_t size = 1; size <= kBitFlipSizes; ++size) {
    for (uint64_t i = 0; i < size; ++i) {
      const InclusionClaim inclusion = ClaimOf(Inclusion{.index = i, .size = size});
      const ConsistencyClaim consistency = ClaimOf(Consistency{.old_size = i + 1, .new_size = size});
      const auto refused = [&](const auto& verify, const auto& claim, const std::vector<Hash>& proof) {
        for (size_t at = 0; at <= proof.size(); ++at) {
          std::vector<Hash> longer = proof;
          longer.insert(longer.begin() + static_cast<ptrdiff_t>(at), roots_[size]);
          ASSERT_FALSE(verify(claim, longer).ok());
          if (at == proof.size()) break;
          std::vector<Hash> shorter = proof;
          shorter.erase(shorter.begin() + static_cast<ptrdiff_t>(at));
          ASSERT_FALSE(verify(claim, shorter).ok());
          if (at == 0) continue;
          std::vector<Hash> swapped = proof;
          std::swap(swapped[at - 1], swapped[at]);
          ASSERT_FALSE(verify(claim, swapped).ok());
        }
      };
      refused(VerifyInclusion, inclusion, PathOf(inclusion.inclusion));
      refused(VerifyConsistency, consistency, ProofOf(consistency.consistency));
    }
  }
}

TEST_F(ProofTest, RefusesAProofOfAnotherLeafOrSize) {
  for (uint64_t size = 1; size <= kBitFlipSizes; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const std::vector<Hash> proof = PathOf({.index = index, .size = size});
      for (uint64_t other = 0; other < size; ++other) {
        InclusionClaim claim = ClaimOf(Inclusion{.index = index, .size = size});
        claim.inclusion.index = other;
        ASSERT_EQ(VerifyInclusion(claim, proof).ok(), other == index);
      }
      for (uint64_t old_size = 1; old_size <= size; ++old_size) {
        ConsistencyClaim claim = ClaimOf(Consistency{.old_size = index + 1, .new_size = size});
        claim.consistency.old_size = old_size;
        ASSERT_EQ(VerifyConsistency(claim, ProofOf({.old_size = index + 1, .new_size = size})).ok(),
                  old_size == index + 1)
            << old_size << " for " << index + 1 << " of " << size;
      }
    }
  }
}

TEST_F(ProofTest, RefusesQuestionsWithoutAnAnswer) {
  const SubtreeReader read = tree_.reader();
  EXPECT_EQ(InclusionProof({.index = 5, .size = 5}, read).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(InclusionProof({.index = 0, .size = 0}, read).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ConsistencyProof({.old_size = 6, .new_size = 5}, read).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(VerifyInclusion({.inclusion = {.index = 1, .size = 1}, .leaf_hash = {}, .root = {}}, {}).ok());
  EXPECT_FALSE(VerifyInclusion({.inclusion = {}, .leaf_hash = {}, .root = {}}, {}).ok());
  EXPECT_FALSE(
      VerifyConsistency({.consistency = {.old_size = 2, .new_size = 1}, .old_root = {}, .new_root = {}}, {}).ok());
}

TEST_F(ProofTest, TakesTheEmptyTreeAsTheBeginningOfEveryTree) {
  EXPECT_TRUE(ConsistencyProof({.old_size = 0, .new_size = 5}, tree_.reader())->empty());
  EXPECT_EQ(VerifyConsistency(ClaimOf(Consistency{.old_size = 0, .new_size = 5}), {}), absl::OkStatus());
  EXPECT_EQ(VerifyConsistency(ClaimOf(Consistency{.old_size = 0, .new_size = 0}), {}), absl::OkStatus());
  ConsistencyClaim claim = ClaimOf(Consistency{.old_size = 0, .new_size = 5});
  EXPECT_FALSE(VerifyConsistency(claim, {roots_[5]}).ok());
  claim.old_root = roots_[1];
  EXPECT_FALSE(VerifyConsistency(claim, {}).ok());
}

TEST_F(ProofTest, ClimbsTreesOfTheLargestSizesWithoutEnd) {
  const std::vector<Hash> proof(200, roots_[1]);
  for (uint64_t size : {UINT64_MAX, uint64_t{1} << 63, (uint64_t{1} << 63) + 1}) {
    for (uint64_t index : {uint64_t{0}, size / 2, size - 1}) {
      EXPECT_FALSE(
          VerifyInclusion({.inclusion = {.index = index, .size = size}, .leaf_hash = {}, .root = {}}, proof).ok());
      EXPECT_FALSE(VerifyConsistency(
                       {.consistency = {.old_size = index, .new_size = size}, .old_root = {}, .new_root = {}}, proof)
                       .ok());
    }
  }
}

TEST_F(ProofTest, HandsOnTheErrorOfWhatItReads) {
  const SubtreeReader read = [](const Subtree&) { return absl::DataLossError("the tile is damaged"); };
  EXPECT_EQ(RootAt(3, read).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(InclusionProof({.index = 0, .size = 3}, read).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(ConsistencyProof({.old_size = 2, .new_size = 3}, read).status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace assay
