// Real files: who may open them, and that none is lost, cut or changed unnoticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "storage/ledger/mark_file.h"
#include "tests/storage/ledger/directory_testing.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

TEST_F(LedgerDirectoryTest, IsMadeForItsOwnerOnly) {
  for (const std::filesystem::path& path : {directory(), database()}) {
    struct stat found;
    ASSERT_EQ(stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0700u) << path;
  }
}

TEST_F(LedgerDirectoryTest, RefusesASecondOpen) {
  EXPECT_EQ(Ledger::Open(DirectoryOptions()).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(LedgerDirectoryTest, RefusesAParentThatIsNotThere) {
  LedgerOptions options = DirectoryOptions();
  options.directory = (root_ / "no" / "such").string();
  EXPECT_FALSE(Ledger::Open(options).ok());
}

TEST_F(LedgerDirectoryTest, ComesBackFromFiles) {
  AppendEntries(1);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_EQ(BodyOf(*ledger_->Read(kToyLedger, 1)), "1=content of 1");
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "case of 1"), 1u);
}

TEST_F(LedgerDirectoryTest, GroupsAreCountedByTheirSize) {
  AppendEntries(2);
  std::vector<Proposal> proposals;
  for (int i = 0; i < 5; ++i) proposals.push_back(Append({"", std::to_string(i), ""}));
  CommitAll(*ledger_, RequestOf(std::move(proposals)));
  const LedgerFigures figures = ledger_->Figures();
  EXPECT_EQ(figures.commits.groups[0], 2u);
  EXPECT_EQ(figures.commits.groups[3], 1u);
  EXPECT_EQ(figures.commits.grouped_proposals, 7u);
  EXPECT_EQ(figures.commits.queued_proposals, 0u);
  EXPECT_EQ(figures.entries, 7u);
  EXPECT_EQ(figures.ledgers, 1u);
  EXPECT_EQ(figures.database.at("rocksdb.background-errors"), 0u);
}

// Damages a closed directory of ten entries, each its own commit, and opens it.
class LedgerDamagedDirectoryTest : public LedgerDirectoryTest {
 protected:
  void SetUp() override {
    LedgerDirectoryTest::SetUp();
    AppendEntries(10);
    ledger_.reset();
  }

  // As a start does: what was in the log goes to tables.
  void MoveLogToTables() {
    ASSERT_EQ(OpenDirectory(), absl::OkStatus());
    ledger_.reset();
  }

  void ExpectRefusal(StatusCode code, const std::string& message) {
    // Being refused must not make the next try succeed.
    for (int i = 0; i < 2; ++i) {
      const absl::Status status = OpenDirectory();
      EXPECT_EQ(status.code(), code) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr(message));
    }
  }
};

TEST_F(LedgerDamagedDirectoryTest, RefusesADeletedLog) {
  std::filesystem::remove(Log());
  ExpectRefusal(StatusCode::kDataLoss, "the mark says that the database reached commit 10: restore");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesADeletedLogWhereTablesRemain) {
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  AppendEntries(3);
  ledger_.reset();
  std::filesystem::remove(Log());
  ExpectRefusal(
      StatusCode::kDataLoss,
      "the database is 3 commits behind its mark: it reached commit 10, and commit 13 was acknowledged: restore");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesALogThatLostItsTail) {
  const std::filesystem::path log = Log();
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 3);
  ExpectRefusal(StatusCode::kDataLoss, "the database is 1 commit behind its mark");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesALogCutInTheMiddle) {
  const std::filesystem::path log = Log();
  std::filesystem::resize_file(log, std::filesystem::file_size(log) / 2);
  ExpectRefusal(StatusCode::kDataLoss, "behind its mark");
}

// What a power cut leaves of a write that was not acknowledged.
TEST_F(LedgerDamagedDirectoryTest, CutsOffATornWriteThatTheMarkDoesNotKnow) {
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  AppendEntries(1);
  const std::string mark_before = ReadBytes(mark());
  AppendEntries(1);
  ledger_.reset();
  WriteBytes(mark(), mark_before);
  const std::filesystem::path log = Log();
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 3);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_EQ(ledger_->Size(kToyLedger), 11u);
  AppendEntries(1);
  EXPECT_EQ(OpenDirectory(), absl::OkStatus());
}

// What a power cut leaves of groups that the mark does not know: any of the pages of the last one, and zeros.
class LedgerTornGroupTest : public LedgerDamagedDirectoryTest {
 protected:
  static constexpr size_t kPage = 4'096;

  void SetUp() override {
    LedgerDamagedDirectoryTest::SetUp();
    ASSERT_EQ(OpenDirectory(), absl::OkStatus());
    AppendEntries(1);
    mark_before_ = ReadBytes(mark());
  }

  // An entry of many pages. Where it begins in the log, which ends in zeros while it is open.
  size_t AppendLarge() {
    const size_t begin = ReadBytes(Log()).find_last_not_of('\0') + 1;
    EXPECT_TRUE(CommitOne(*ledger_, Append({"large", std::string(100'000, 'x'), ""})).ok());
    return begin;
  }

  // Closes the directory, with the mark of before and this log.
  void LeaveLog(const std::string& bytes) {
    ledger_.reset();
    WriteBytes(Log(), bytes);
    WriteBytes(mark(), mark_before_);
  }

  std::string mark_before_;
};

TEST_F(LedgerTornGroupTest, IsCutOffWhicheverOfItsPagesIsMissing) {
  const size_t begin = AppendLarge();
  ledger_.reset();
  const std::string whole = ReadBytes(Log());
  ASSERT_GT(whole.size(), begin + 20 * kPage);
  const std::filesystem::path copy = root_ / "copy";
  std::filesystem::copy(directory(), copy, std::filesystem::copy_options::recursive);
  for (size_t page = begin / kPage * kPage; page < whole.size(); page += kPage) {
    ledger_.reset();
    std::filesystem::remove_all(directory());
    std::filesystem::copy(copy, directory(), std::filesystem::copy_options::recursive);
    std::string bytes = whole;
    const size_t from = std::max(page, begin);
    std::fill(bytes.begin() + static_cast<ptrdiff_t>(from),
              bytes.begin() + static_cast<ptrdiff_t>(std::min(page + kPage, whole.size())), '\0');
    LeaveLog(bytes);
    ASSERT_EQ(OpenDirectory(), absl::OkStatus()) << "page " << page / kPage;
    EXPECT_EQ(ledger_->Size(kToyLedger), 11u);
    AppendEntries(1);
    ASSERT_EQ(OpenDirectory(), absl::OkStatus());
    EXPECT_EQ(ledger_->Size(kToyLedger), 12u);
  }
}

TEST_F(LedgerTornGroupTest, IsDamageWhereItsBytesAreOthersThanZeros) {
  const size_t begin = AppendLarge();
  ledger_.reset();
  const std::string whole = ReadBytes(Log());
  for (const size_t at : {begin + 20, begin + kPage, whole.size() - 20}) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    LeaveLog(bytes);
    ExpectRefusal(StatusCode::kDataLoss, "restore the database");
  }
}

// RocksDB's reader leaves out the rest of a block.
TEST_F(LedgerTornGroupTest, IsDamageWhereSmallGroupsComeAfterItInItsBlock) {
  AppendEntries(1);
  const size_t begin = ReadBytes(Log()).find_last_not_of('\0') + 1;
  AppendEntries(20);
  ledger_.reset();
  std::string bytes = ReadBytes(Log());
  ASSERT_LT(bytes.size(), 32u << 10);
  bytes[begin + 60] = static_cast<char>(bytes[begin + 60] ^ 1);
  LeaveLog(bytes);
  ExpectRefusal(StatusCode::kDataLoss, "restore the database");
}

TEST_F(LedgerTornGroupTest, SaysThatItWasCutOff) {
  EXPECT_FALSE(ledger_->was_torn());
  const size_t begin = AppendLarge();
  ledger_.reset();
  std::string bytes = ReadBytes(Log());
  bytes.replace(begin + 2 * kPage, kPage, kPage, '\0');
  LeaveLog(bytes);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_TRUE(ledger_->was_torn());
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_FALSE(ledger_->was_torn());
}

TEST_F(LedgerTornGroupTest, ZerosAfterTheLastGroupAreNothing) {
  ledger_.reset();
  LeaveLog(ReadBytes(Log()) + std::string(4u << 20, '\0'));
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_EQ(ledger_->Size(kToyLedger), 11u);
}

TEST_F(LedgerTornGroupTest, IsDamageWhereAnotherGroupComesAfterIt) {
  const size_t begin = AppendLarge();
  AppendLarge();
  ledger_.reset();
  std::string bytes = ReadBytes(Log());
  bytes.replace(begin + kPage, kPage, kPage, '\0');
  LeaveLog(bytes);
  ExpectRefusal(StatusCode::kDataLoss, "restore the database");
}

TEST_F(LedgerTornGroupTest, IsDamageWhereTheMarkKnowsIt) {
  const size_t begin = AppendLarge();
  mark_before_ = ReadBytes(mark());
  ledger_.reset();
  std::string bytes = ReadBytes(Log());
  bytes.replace(begin + kPage, kPage, kPage, '\0');
  LeaveLog(bytes);
  ExpectRefusal(StatusCode::kDataLoss, "restore the database");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAFlippedBitAnywhereInTheLog) {
  const std::filesystem::path log = Log();
  const std::string bytes = ReadBytes(log);
  const std::filesystem::path copy = root_ / "copy";
  std::filesystem::copy(directory(), copy, std::filesystem::copy_options::recursive);
  for (size_t offset = 0; offset < bytes.size(); offset += bytes.size() / 37) {
    std::filesystem::remove_all(directory());
    std::filesystem::copy(copy, directory(), std::filesystem::copy_options::recursive);
    FlipBit(log, offset);
    const absl::Status status = OpenDirectory();
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << offset << ' ' << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("restore the database"));
  }
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAFlippedBitInATable) {
  MoveLogToTables();
  const std::vector<std::filesystem::path> tables = Files(".sst");
  EXPECT_GE(tables.size(), 3u);
  for (const std::filesystem::path& table : tables) {
    const std::string bytes = ReadBytes(table);
    FlipBit(table, 40);
    EXPECT_FALSE(OpenDirectory().ok()) << table;
    ledger_.reset();
    WriteBytes(table, bytes);
  }
  EXPECT_EQ(OpenDirectory(), absl::OkStatus());
}

TEST_F(LedgerDamagedDirectoryTest, RefusesADeletedTable) {
  MoveLogToTables();
  for (const std::filesystem::path& table : Files(".sst")) {
    const std::string bytes = ReadBytes(table);
    std::filesystem::remove(table);
    ExpectRefusal(StatusCode::kDataLoss, "files of the database are damaged or missing");
    WriteBytes(table, bytes);
  }
  EXPECT_EQ(OpenDirectory(), absl::OkStatus());
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAMissingCurrentFile) {
  std::filesystem::remove(database() / "CURRENT");
  ExpectRefusal(StatusCode::kDataLoss, "its CURRENT file is missing");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAMissingManifest) {
  for (const auto& file : std::filesystem::directory_iterator(database())) {
    if (file.path().filename().string().starts_with("MANIFEST")) std::filesystem::remove(file.path());
  }
  ExpectRefusal(StatusCode::kDataLoss, "the manifest of the database is cut short, damaged or missing");
  std::filesystem::remove(directory() / "manifest");
  ExpectRefusal(StatusCode::kDataLoss, "files of the database are damaged or missing");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAMissingDatabase) {
  std::filesystem::remove_all(database());
  ExpectRefusal(StatusCode::kDataLoss, "the database is missing, and its mark says that it reached commit 10");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAnOlderCopyOfTheDatabase) {
  std::filesystem::copy(database(), root_ / "older", std::filesystem::copy_options::recursive);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  AppendEntries(2);
  ledger_.reset();
  std::filesystem::remove_all(database());
  std::filesystem::rename(root_ / "older", database());
  ExpectRefusal(StatusCode::kDataLoss, "2 commits behind its mark");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAnOlderCopyThatWentAnotherWay) {
  std::filesystem::copy(directory(), root_ / "older", std::filesystem::copy_options::recursive);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  ASSERT_TRUE(CommitOne(*ledger_, Append({"a", "one way", ""})).ok());
  ledger_.reset();
  const std::string one_way = ReadBytes(mark());
  std::filesystem::remove_all(directory());
  std::filesystem::rename(root_ / "older", directory());
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  ASSERT_TRUE(CommitOne(*ledger_, Append({"a", "another way", ""})).ok());
  ledger_.reset();
  WriteBytes(mark(), one_way);
  ExpectRefusal(StatusCode::kDataLoss, "another history than its mark");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAMissingMark) {
  std::filesystem::remove(mark());
  ExpectRefusal(StatusCode::kFailedPrecondition, "is missing, so nobody can tell whether the database is whole");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesAMarkDamagedInBothSlots) {
  FlipBit(mark(), 30);
  FlipBit(mark(), 4096 + 30);
  ExpectRefusal(StatusCode::kDataLoss, "is damaged");
  WriteBytes(mark(), "");
  ExpectRefusal(StatusCode::kDataLoss, "is damaged");
}

TEST_F(LedgerDamagedDirectoryTest, RecoversFromOneTornSlot) {
  for (size_t slot : {0, 4096}) {
    std::string bytes = ReadBytes(mark());
    WriteBytes(mark(), bytes.replace(slot, 40, std::string(40, '\0')));
    ASSERT_EQ(OpenDirectory(), absl::OkStatus());
    AppendEntries(2);
    ledger_.reset();
  }
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_EQ(ledger_->Size(kToyLedger), 14u);
}

TEST_F(LedgerDamagedDirectoryTest, StillRefusesALostCommitWhenTheNewerSlotIsTorn) {
  // Commit 10 is in the first slot, commit 9 in the second.
  FlipBit(mark(), 30);
  std::filesystem::remove(Log());
  ExpectRefusal(StatusCode::kDataLoss, "reached commit 9: restore");
}

TEST_F(LedgerDamagedDirectoryTest, RefusesTheMarkOfAnotherDeployment) {
  LedgerOptions options = DirectoryOptions();
  options.directory = (root_ / "other").string();
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  ledger_.reset();
  WriteBytes(mark(), ReadBytes(root_ / "other" / "mark"));
  ExpectRefusal(StatusCode::kFailedPrecondition, "put back the mark that belongs to the database");
}

TEST_F(LedgerDamagedDirectoryTest, OpensWithAMarkThatAPowerCutLeftBehind) {
  const std::string older = ReadBytes(mark());
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  AppendEntries(3);
  ledger_.reset();
  WriteBytes(mark(), older);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_EQ(ledger_->Size(kToyLedger), 13u);
  // And sets it forward.
  ledger_.reset();
  EXPECT_EQ((*ReadMark(mark().string(), rocksdb::Env::Default()))->commit.number(), 13u);
}

TEST_F(LedgerDamagedDirectoryTest, TakesUpAFirstStartThatWasCutShortBeforeItsMark) {
  std::filesystem::remove_all(directory());
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  ledger_.reset();
  std::filesystem::rename(mark(), directory() / "mark.new");
  EXPECT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_FALSE(std::filesystem::exists(directory() / "mark.new"));
}

}  // namespace
}  // namespace assay
