#include "storage/merkle/tree.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "tests/storage/merkle/naive_tree.h"

namespace assay {
namespace {

std::string Hex(const Hash& hash) { return absl::BytesToHexString(std::string(BytesOf(hash))); }

// The leaves and roots that implementations of RFC 6962 share.
TEST(TreeTest, HasTheRootsOfTheKnownVectors) {
  const char* const kLeaves[] = {
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const char* const kRoots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Tree tree;
  EXPECT_EQ(Hex(tree.Root()), kRoots[0]);
  for (size_t i = 0; i < std::size(kLeaves); ++i) {
    tree.Append(LeafHash(absl::HexStringToBytes(kLeaves[i])));
    EXPECT_EQ(tree.size(), i + 1);
    EXPECT_EQ(Hex(tree.Root()), kRoots[i + 1]);
  }
}

TEST(TreeTest, AgreesWithTheRecursionAtEverySize) {
  const Leaves leaves = CountingLeaves(600);
  Tree tree;
  EXPECT_EQ(tree.Root(), EmptyRoot());
  for (size_t size = 1; size <= leaves.size(); ++size) {
    tree.Append(LeafHash(leaves[size - 1]));
    ASSERT_EQ(tree.Root(), NaiveRoot(Part(leaves, 0, size))) << size;
  }
}

TEST(TreeTest, GrowsByWholeTilesToTheSame) {
  const Leaves leaves = CountingLeaves(1'100);
  for (size_t tiles = 0; tiles <= 4; ++tiles) {
    Tree tree;
    for (size_t i = 0; i < tiles; ++i) tree.AppendTile(NaiveRoot(Part(leaves, 256 * i, 256 * i + 256)));
    for (size_t i = 256 * tiles; i < leaves.size(); ++i) tree.Append(LeafHash(leaves[i]));
    const ReadableTree readable(leaves);
    ASSERT_EQ(tree.size(), leaves.size());
    EXPECT_EQ(tree.Root(), readable.tree.Root()) << tiles;
    for (uint32_t level = 0; leaves.size() >> level > 0; ++level) {
      for (uint64_t index = 0; index < leaves.size() >> level; ++index) {
        const Subtree subtree = {.level = level, .index = index};
        // It never saw what is within the tiles that came whole.
        const bool is_kept = level >= kTileLevel || index << level >= std::max<uint64_t>(256 * tiles, 768);
        ASSERT_EQ(tree.Find(subtree), is_kept ? readable.tree.Find(subtree) : std::nullopt)
            << tiles << " " << level << " " << index;
      }
    }
  }
}

TEST(TreeTest, FindsEveryCompleteSubtreeOrSaysThatItIsWithinATile) {
  for (size_t size : {1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 769, 1'024, 1'100}) {
    const Leaves leaves = CountingLeaves(size);
    const ReadableTree readable(leaves);
    for (uint32_t level = 0; size >> level > 0; ++level) {
      for (uint64_t index = 0; index < size >> level; ++index) {
        const size_t begin = index << level;
        const size_t end = (index + 1) << level;
        const Subtree subtree = {.level = level, .index = index};
        const size_t full_tiles = size / kTileLeaves;
        const bool is_kept = level >= kTileLevel || full_tiles == 0 || begin >= (full_tiles - 1) * kTileLeaves;
        ASSERT_EQ(readable.tree.Find(subtree).has_value(), is_kept);
        // Wide ones are expensive to recompute, and few.
        ASSERT_EQ(*readable.reader()(subtree), NaiveRoot(Part(leaves, begin, end)))
            << size << " " << level << " " << index;
      }
    }
  }
}

TEST(TreeDeathTest, AbortsOnASubtreeThatIsNotCompleteOrATileThatIsNot) {
  const ReadableTree readable(CountingLeaves(3));
  EXPECT_DEATH(readable.tree.Find({.level = 0, .index = 3}), "");
  EXPECT_DEATH(readable.tree.Find({.level = 1, .index = 1}), "");
  EXPECT_DEATH(readable.tree.Find({.level = 9, .index = 0}), "");
  EXPECT_DEATH(Tree(readable.tree).AppendTile(Hash()), "");
  EXPECT_DEATH(HashWithinTile({.level = 0, .index = 0}, readable.leaf_hashes), "");
}

}  // namespace
}  // namespace assay
