// Heads and proofs: against the tree of RFC 6962 built from the leaves that the ledger hands out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "storage/ledger/keys.h"
#include "storage/merkle/proof.h"
#include "tests/storage/ledger/faulty_env.h"
#include "tests/storage/ledger/testing.h"
#include "tests/storage/merkle/naive_tree.h"

namespace assay {
namespace {

using absl::StatusCode;

class LedgerProofTest : public LedgerTest {
 protected:
  void AppendCounting(uint32_t count) {
    std::vector<Proposal> proposals;
    for (uint32_t i = 0; i < count; ++i) proposals.push_back(Append({std::to_string(i), "", ""}));
    for (const absl::StatusOr<Committed>& result : CommitAll(*ledger_, RequestOf(std::move(proposals)))) {
      ASSERT_TRUE(result.ok()) << result.status();
    }
  }

  Leaves AllLeaves() const {
    Leaves leaves;
    for (uint32_t revision = 1; revision <= ledger_->Size(kToyLedger); ++revision) {
      leaves.push_back(ledger_->Read(kToyLedger, revision)->leaf);
    }
    return leaves;
  }

  Hash Root(uint32_t size) const {
    const absl::StatusOr<TreeHead> head = ledger_->Head(kToyLedger, size);
    EXPECT_TRUE(head.ok()) << head.status();
    EXPECT_EQ(head->size, size);
    return ToHash(head->root);
  }

  void ExpectInclusion(const Leaves& leaves, const Inclusion& inclusion) const {
    const absl::StatusOr<std::vector<Hash>> proof = ledger_->InclusionProof(
        kToyLedger, static_cast<uint32_t>(inclusion.index + 1), static_cast<uint32_t>(inclusion.size));
    ASSERT_TRUE(proof.ok()) << proof.status();
    const InclusionClaim claim = {.inclusion = inclusion,
                                  .leaf_hash = LeafHash(leaves[inclusion.index]),
                                  .root = Root(static_cast<uint32_t>(inclusion.size))};
    EXPECT_EQ(VerifyInclusion(claim, *proof), absl::OkStatus()) << inclusion.index << ' ' << inclusion.size;
  }

  void ExpectConsistency(const Consistency& consistency) const {
    const absl::StatusOr<std::vector<Hash>> proof = ledger_->ConsistencyProof(
        kToyLedger, static_cast<uint32_t>(consistency.old_size), static_cast<uint32_t>(consistency.new_size));
    ASSERT_TRUE(proof.ok()) << proof.status();
    const ConsistencyClaim claim = {.consistency = consistency,
                                    .old_root = Root(static_cast<uint32_t>(consistency.old_size)),
                                    .new_root = Root(static_cast<uint32_t>(consistency.new_size))};
    EXPECT_EQ(VerifyConsistency(claim, *proof), absl::OkStatus())
        << consistency.old_size << ' ' << consistency.new_size;
  }
};

TEST_F(LedgerProofTest, HasNoHeadBeforeTheFirstEntry) {
  EXPECT_EQ(ledger_->Head(kToyLedger, 0).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ledger_->InclusionProof(kToyLedger, 1, 1).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ledger_->ConsistencyProof(kToyLedger, 1, 1).status().code(), StatusCode::kNotFound);
}

TEST_F(LedgerProofTest, AnswersTheNewestHeadForSizeZero) {
  AppendCounting(3);
  const absl::StatusOr<TreeHead> head = ledger_->Head(kToyLedger, 0);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->size, 3u);
  EXPECT_EQ(ToHash(head->root), NaiveRoot(AllLeaves()));
}

TEST_F(LedgerProofTest, RefusesSizesAndRevisionsThatAreNotThere) {
  AppendCounting(3);
  EXPECT_EQ(ledger_->Head(kToyLedger, 4).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ledger_->InclusionProof(kToyLedger, 1, 4).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ledger_->InclusionProof(kToyLedger, 0, 3).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ledger_->InclusionProof(kToyLedger, 3, 2).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ledger_->InclusionProof(kToyLedger, 1, 0).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ledger_->ConsistencyProof(kToyLedger, 1, 4).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ledger_->ConsistencyProof(kToyLedger, 0, 3).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ledger_->ConsistencyProof(kToyLedger, 3, 2).status().code(), StatusCode::kInvalidArgument);
}

// Groups of many sizes, so that tiles are filled within a group, by it, and over several; with restarts between.
TEST_F(LedgerProofTest, ProvesEverythingAtEverySizeThatItEverHad) {
  for (uint32_t group : {1, 2, 252, 1, 1, 300, 455, 11, 1, 512, 3}) {
    AppendCounting(group);
    if (group != 300 && group != 512) continue;
    ASSERT_EQ(Reopen(), absl::OkStatus());
  }
  const Leaves leaves = AllLeaves();
  ASSERT_EQ(leaves.size(), 1539u);
  const uint32_t sizes[] = {1, 2, 3, 255, 256, 257, 511, 512, 513, 600, 1023, 1024, 1025, 1536, 1538, 1539};
  for (uint32_t size : sizes) {
    EXPECT_EQ(Root(size), NaiveRoot(Part(leaves, 0, size))) << size;
    for (uint32_t index : sizes) {
      if (index <= size) ExpectInclusion(leaves, {.index = index - 1, .size = size});
      if (index <= size) ExpectConsistency({.old_size = index, .new_size = size});
    }
  }
  EXPECT_EQ(*ledger_->InclusionProof(kToyLedger, 300, 1539), NaivePath(299, leaves));
  EXPECT_EQ(*ledger_->ConsistencyProof(kToyLedger, 300, 1539), NaiveSubproof(300, leaves, IsOldTree::kYes));
}

TEST_F(LedgerProofTest, KeepsTheTreesOfLedgersApart) {
  WriteRequest devon = RequestOf({Append({"d", "", ""})});
  devon.ledger = "devon";
  CommitAll(*ledger_, std::move(devon));
  AppendCounting(300);
  EXPECT_EQ(Root(300), NaiveRoot(AllLeaves()));
  EXPECT_EQ(ToHash(ledger_->Head("devon", 0)->root), LeafHash(ledger_->Read("devon", 1)->leaf));
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(Root(300), NaiveRoot(AllLeaves()));
  ExpectInclusion(AllLeaves(), {.index = 17, .size = 300});
}

TEST_F(LedgerProofTest, RefusesAProofFromATileThatIsDamaged) {
  AppendCounting(300);
  ledger_.reset();
  const std::string tile = Encode(TileKey{.ledger_number = 1, .tile = 0});
  std::string bytes;
  {
    RawDatabase raw("/data", env_.get());
    bytes = raw.Rows(Family::kTiles).at(tile);
    std::string damaged = bytes;
    damaged[32 * 99] = static_cast<char>(damaged[32 * 99] ^ 1);
    raw.Put(Family::kTiles, tile, damaged);
  }
  const absl::Status status = Reopen();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("the tile row of revisions 1 to 256"));
  {
    RawDatabase raw("/data", env_.get());
    raw.Put(Family::kTiles, tile, bytes);
    const std::string leaf = Encode(EntryKey{.ledger_number = 1, .revision = 100});
    raw.Put(Family::kLeaves, leaf, raw.Rows(Family::kLeaves).at(leaf) + "!");
  }
  EXPECT_THAT(std::string(Reopen().message()), testing::HasSubstr("revision 100 is the first that was changed"));
}

// What is proved is on disk: while a group fills a tile and is not yet synced, proofs speak of the sizes before it.
TEST_F(LedgerProofTest, ProvesWhatIsCommittedWhileAGroupIsBeingWritten) {
  FaultyEnv faulty(env_.get());
  LedgerOptions options = Options();
  options.env = &faulty;
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  AppendCounting(250);
  const Leaves leaves = AllLeaves();
  int syncs = 0;
  faulty.on_sync = [&] {
    ++syncs;
    EXPECT_EQ(ledger_->Head(kToyLedger, 0)->size, 250u);
    EXPECT_EQ(ledger_->Head(kToyLedger, 251).status().code(), StatusCode::kNotFound);
    EXPECT_EQ(Root(250), NaiveRoot(leaves));
    EXPECT_EQ(Root(249), NaiveRoot(Part(leaves, 0, 249)));
    ExpectInclusion(leaves, {.index = 7, .size = 250});
    ExpectConsistency({.old_size = 99, .new_size = 250});
  };
  AppendCounting(300);
  EXPECT_EQ(syncs, 1);
  faulty.on_sync = nullptr;
  // And when the write fails, for good.
  faulty.syncs_fail = true;
  const Leaves committed = AllLeaves();
  CommitAll(*ledger_, RequestOf(std::vector<Proposal>(600, Append({"lost", "", ""}))));
  EXPECT_FALSE(ledger_->accepts_writes());
  EXPECT_EQ(ledger_->Head(kToyLedger, 0)->size, 550u);
  EXPECT_EQ(Root(550), NaiveRoot(committed));
  ExpectInclusion(committed, {.index = 540, .size = 550});
  ExpectConsistency({.old_size = 530, .new_size = 550});
  ledger_.reset();
}

TEST_F(LedgerProofTest, ProvesWhileOthersWrite) {
  AppendCounting(1);
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    for (int i = 0; i < 40; ++i) AppendCounting(100);
    is_over = true;
  });
  uint32_t proofs = 0;
  uint32_t before = 1;
  Hash root_before = Root(1);
  while (!is_over || proofs == 0) {
    const absl::StatusOr<TreeHead> head = ledger_->Head(kToyLedger, 0);
    const absl::StatusOr<std::vector<Hash>> proof = ledger_->ConsistencyProof(kToyLedger, before, head->size);
    ASSERT_TRUE(proof.ok()) << proof.status();
    const ConsistencyClaim claim = {.consistency = {.old_size = before, .new_size = head->size},
                                    .old_root = root_before,
                                    .new_root = ToHash(head->root)};
    ASSERT_EQ(VerifyConsistency(claim, *proof), absl::OkStatus()) << before << ' ' << head->size;
    ASSERT_EQ(Root(before), root_before);
    before = head->size;
    root_before = ToHash(head->root);
    ++proofs;
  }
  writer.join();
}

}  // namespace
}  // namespace assay
