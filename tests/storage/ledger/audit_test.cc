#include "storage/ledger/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/ledger/commit_chain.h"
#include "storage/ledger/keys.h"
#include "tests/storage/ledger/directory_testing.h"
#include "tests/storage/merkle/naive_tree.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

class AuditTest : public LedgerTest {
 protected:
  // 600 entries of somerset, the first with a personal part, and one of devon; closed.
  void SetUp() override {
    LedgerTest::SetUp();
    std::vector<Proposal> proposals = {Append({"a", "", "x"})};
    for (int i = 1; i < 600; ++i) proposals.push_back(Append({std::to_string(i), "", ""}));
    CommitAll(*ledger_, RequestOf(std::move(proposals)));
    WriteRequest devon = RequestOf({Append({"d", "", "y"})});
    devon.ledger = "devon";
    CommitAll(*ledger_, std::move(devon));
    somerset_root_ = ledger_->Head(kToyLedger, 0)->root;
    ledger_.reset();
  }

  RawDatabase Raw() { return RawDatabase("/data", env_.get()); }
  absl::StatusOr<DirectoryReport> Verify() { return VerifyDirectory("/data", {}, env_.get()); }
  absl::StatusOr<RebuildReport> Rebuild() { return RebuildDirectory("/data", env_.get()); }

  void FlipInLeaf(uint32_t revision) {
    RawDatabase raw = Raw();
    const std::string key = Encode(EntryKey{.ledger_number = 1, .revision = revision});
    std::string leaf = raw.Rows(Family::kLeaves).at(key);
    leaf.back() = static_cast<char>(leaf.back() ^ 1);
    raw.Put(Family::kLeaves, key, leaf);
  }

  std::string somerset_root_;
};

const std::string kFirstTile = Encode(TileKey{.ledger_number = 1, .tile = 0});
const std::string kSecondTile = Encode(TileKey{.ledger_number = 1, .tile = 1});

TEST_F(AuditTest, FindsAWholeDirectoryWhole) {
  const absl::StatusOr<DirectoryReport> report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->problem, absl::OkStatus());
  EXPECT_EQ(report->deployment_id.size(), 16u);
  EXPECT_EQ(report->commits, 2u);
  EXPECT_EQ(report->entries, 601u);
  EXPECT_EQ(report->personal_parts, 2u);
  ASSERT_EQ(report->ledgers.size(), 2u);
  EXPECT_EQ(report->ledgers[0].name, "somerset");
  EXPECT_EQ(report->ledgers[0].head.size, 600u);
  EXPECT_EQ(report->ledgers[0].head.root, somerset_root_);
  EXPECT_EQ(report->ledgers[1].name, "devon");
}

TEST_F(AuditTest, ChecksContentAsItsCallerSays) {
  const ContentCheck check = [](const VerifiedEntry& entry) {
    return entry.personal == ToyPersonal({"", "", "y"}) ? absl::DataLossError("not what it committed to")
                                                        : absl::OkStatus();
  };
  const absl::StatusOr<DirectoryReport> report = VerifyDirectory("/data", {.content = check}, env_.get());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->problem.code(), StatusCode::kDataLoss);
  EXPECT_EQ(report->problem.message(), "ledger devon revision 1: not what it committed to");
}

TEST_F(AuditTest, RefusesWhileTheDirectoryIsOpen) {
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(Verify().status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Rebuild().status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(AuditTest, MakesNothingWhereNothingIs) {
  EXPECT_EQ(VerifyDirectory("/nothing", {}, env_.get()).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(RebuildDirectory("/nothing", env_.get()).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_FALSE(env_->FileExists("/nothing").ok());
}

TEST_F(AuditTest, NamesAChangedLeafAndRebuildsNothingFromIt) {
  FlipInLeaf(300);
  const absl::StatusOr<DirectoryReport> report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->problem.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(report->problem.message()), HasSubstr("ledger somerset"));
  EXPECT_THAT(std::string(report->problem.message()), HasSubstr("revision 300 is the first that was changed"));
  EXPECT_EQ(Rebuild().status().message(), report->problem.message());
  EXPECT_EQ(Verify()->problem.message(), report->problem.message());
}

TEST_F(AuditTest, NamesALeafChangedBeyondTheLastTile) {
  FlipInLeaf(600);
  EXPECT_THAT(std::string(Verify()->problem.message()),
              HasSubstr("its entries are not those that the head row counts"));
  EXPECT_EQ(Rebuild().status().code(), StatusCode::kDataLoss);
}

TEST_F(AuditTest, RebuildsTilesThatAreMissingDamagedOrTooMany) {
  std::map<std::string, std::string> tiles;
  {
    RawDatabase raw = Raw();
    tiles = raw.Rows(Family::kTiles);
    ASSERT_EQ(tiles.size(), 2u);
    raw.Delete(Family::kTiles, kFirstTile);
    raw.Put(Family::kTiles, kSecondTile, std::string(8192, 'x'));
    raw.Put(Family::kTiles, Encode(TileKey{.ledger_number = 1, .tile = 2}), std::string(8192, 'x'));
    raw.Put(Family::kTiles, Encode(TileKey{.ledger_number = 0, .tile = 0}), "");
    raw.Put(Family::kTiles, Encode(TileKey{.ledger_number = 7, .tile = 0}), tiles.at(kFirstTile));
    raw.Put(Family::kTiles, "odd", "");
  }
  EXPECT_THAT(std::string(Verify()->problem.message()), HasSubstr("the tile row of revisions 1 to 256 is missing"));
  EXPECT_EQ(Reopen().code(), StatusCode::kDataLoss);
  const absl::StatusOr<RebuildReport> rebuilt = Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(rebuilt->tiles_written, 2u);
  EXPECT_EQ(rebuilt->tiles_deleted, 4u);
  EXPECT_EQ(Raw().Rows(Family::kTiles), tiles);
  EXPECT_EQ(Verify()->problem, absl::OkStatus());
  EXPECT_EQ(Rebuild()->tiles_written, 0u);
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(ledger_->Head(kToyLedger, 0)->root, somerset_root_);
}

TEST_F(AuditTest, RebuildsATileRowThatIsEmpty) {
  Raw().Put(Family::kTiles, kFirstTile, "");
  EXPECT_FALSE(Verify()->problem.ok());
  EXPECT_EQ(Rebuild()->tiles_written, 1u);
  EXPECT_EQ(Verify()->problem, absl::OkStatus());
}

TEST_F(AuditTest, NamesADatabaseBehindItsMark) {
  store::v1::Commit commit = NoCommit();
  commit.set_number(1);
  Raw().Put(Family::kDefault, "commit", commit.SerializeAsString());
  const absl::StatusOr<DirectoryReport> report = Verify();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(std::string(report->problem.message()), HasSubstr("1 commit behind its mark"));
  EXPECT_EQ(Rebuild().status().code(), StatusCode::kDataLoss);
}

class AuditDirectoryTest : public LedgerDirectoryTest {};

TEST_F(AuditDirectoryTest, ChangesNoFileOfADirectoryItVerifies) {
  AppendEntries(3);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  AppendEntries(3);
  ledger_.reset();
  const auto contents = [this] {
    std::map<std::string, std::string> files;
    for (const auto& file : std::filesystem::recursive_directory_iterator(directory())) {
      files[file.path()] = file.is_regular_file() ? ReadBytes(file.path()) : "";
    }
    return files;
  };
  const auto before = contents();
  const absl::StatusOr<DirectoryReport> report = VerifyDirectory(directory(), {}, nullptr);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->problem, absl::OkStatus());
  EXPECT_EQ(report->entries, 6u);
  EXPECT_TRUE(contents() == before);
}

TEST_F(AuditDirectoryTest, NamesADeletedLog) {
  AppendEntries(3);
  ledger_.reset();
  std::filesystem::remove(Log());
  const absl::StatusOr<DirectoryReport> report = VerifyDirectory(directory(), {}, nullptr);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(std::string(report->problem.message()), HasSubstr("reached commit 3"));
}

}  // namespace
}  // namespace assay
