// Backups of an open ledger, and what comes back of them.
#include "storage/ledger/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "storage/ledger/audit.h"
#include "storage/ledger/backup_engine.h"
#include "storage/ledger/erasure_list.h"
#include "storage/merkle/tree.h"
#include "tests/storage/ledger/directory_testing.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class BackupTest : public LedgerDirectoryTest {
 protected:
  std::string backups() const { return root_ / "backups"; }
  std::string restored() const { return root_ / "restored"; }

  uint32_t BackUp() {
    const absl::StatusOr<uint32_t> number = ledger_->BackUp(backups());
    EXPECT_TRUE(number.ok()) << number.status();
    return number.value_or(0);
  }

  // Restores, opens what was restored in the place of the ledger, and checks it whole.
  void RestoreAndOpen(uint32_t number, uint32_t epoch = 0) {
    const auto backup =
        RestoreBackup({.backups = backups(), .number = number, .target = restored(), .epoch = epoch}, nullptr);
    ASSERT_TRUE(backup.ok()) << backup.status();
    const auto report = VerifyDirectory(restored(), {}, nullptr);
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_EQ(report->problem, absl::OkStatus());
    LedgerOptions options = DirectoryOptions();
    options.directory = restored();
    ASSERT_EQ(Reopen(options), absl::OkStatus());
  }

  std::vector<std::filesystem::path> BackedUpTables() const {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::recursive_directory_iterator(backups())) {
      if (file.path().extension() == ".sst") files.push_back(file.path());
    }
    return files;
  }
};

TEST_F(BackupTest, HoldsEverythingAcknowledgedBeforeIt) {
  AppendEntries(300);
  const std::string root = ledger_->Head(kToyLedger, 300)->root;
  const std::string deployment = ledger_->deployment_id();
  EXPECT_EQ(BackUp(), 1u);
  AppendEntries(5);
  const auto listed = ListBackups(backups(), nullptr);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_THAT(*listed, SizeIs(1));
  EXPECT_EQ(listed->front().note.entries(), 300u);
  EXPECT_EQ(listed->front().note.commit().number(), 300u);
  EXPECT_EQ(listed->front().note.epoch(), 1u);
  RestoreAndOpen(1);
  EXPECT_EQ(ledger_->Size(kToyLedger), 300u);
  EXPECT_EQ(ledger_->Head(kToyLedger, 300)->root, root);
  EXPECT_EQ(ledger_->deployment_id(), deployment);
  EXPECT_EQ(ledger_->Read(kToyLedger, 300)->personal, ToyPersonal({"", "", "case of 300"}));
}

TEST_F(BackupTest, OfALogThereIsWhatWasWritten) {
  AppendEntries(1);
  BackUp();
  for (const auto& file : std::filesystem::recursive_directory_iterator(backups())) {
    if (!file.is_regular_file()) continue;
    EXPECT_LT(file.file_size(), 100u << 10) << file.path();
  }
}

TEST_F(BackupTest, WhoseDescriptionsAreAllMissingAreListedAsDamagedAndCanBeDeleted) {
  for (int i = 0; i < 2; ++i) {
    AppendEntries(1);
    BackUp();
  }
  std::filesystem::remove_all(root_ / "backups" / "meta");
  const auto listed = ListBackups(backups(), nullptr);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_THAT(*listed, SizeIs(2));
  EXPECT_TRUE(listed->front().is_damaged && listed->back().is_damaged);
  EXPECT_EQ(ledger_->BackUp(backups()).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(DeleteBackup(backups(), 2, nullptr), absl::OkStatus());
  EXPECT_EQ(DeleteBackup(backups(), 1, nullptr), absl::OkStatus());
  EXPECT_THAT(BackedUpTables(), IsEmpty());
  BackUp();
}

TEST_F(BackupTest, IsWholeThoughOthersWriteMeanwhile) {
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    while (!is_over) AppendEntries(1);
  });
  for (uint32_t number = 1; number <= 5; ++number) EXPECT_EQ(BackUp(), number);
  is_over = true;
  writer.join();
  const auto listed = ListBackups(backups(), nullptr);
  ASSERT_TRUE(listed.ok());
  RestoreAndOpen(5);
  EXPECT_GE(ledger_->Size(kToyLedger), listed->back().note.entries());
}

TEST_F(BackupTest, ARestorationBeginsALaterEpochThanAnyBefore) {
  AppendEntries(1);
  BackUp();
  EXPECT_EQ(ledger_->epoch(), 1u);
  RestoreAndOpen(1, 1'700'000'000);
  EXPECT_EQ(ledger_->epoch(), 1'700'000'000u);
  BackUp();
  ledger_.reset();
  std::filesystem::remove_all(restored());
  RestoreAndOpen(2, 5);  // a clock that went back
  EXPECT_EQ(ledger_->epoch(), 1'700'000'001u);
}

TEST_F(BackupTest, FindsADamagedOrMissingFile) {
  AppendEntries(300);
  BackUp();
  ASSERT_TRUE(VerifyBackup(backups(), 1, nullptr).ok());
  const std::filesystem::path table = BackedUpTables().front();
  FlipBit(table, std::filesystem::file_size(table) / 2);
  EXPECT_EQ(VerifyBackup(backups(), 1, nullptr).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(RestoreBackup({.backups = backups(), .target = restored()}, nullptr).status().code(),
            StatusCode::kDataLoss);
  EXPECT_FALSE(std::filesystem::exists(restored()));
  std::filesystem::remove(table);
  EXPECT_EQ(VerifyBackup(backups(), 1, nullptr).status().code(), StatusCode::kDataLoss);
}

TEST_F(BackupTest, IsDeletedWithTheFilesThatNoOtherNeeds) {
  AppendEntries(3);
  BackUp();
  AppendEntries(3);
  BackUp();
  ASSERT_EQ(DeleteBackup(backups(), 1, nullptr), absl::OkStatus());
  EXPECT_EQ(DeleteBackup(backups(), 1, nullptr).code(), StatusCode::kNotFound);
  ASSERT_TRUE(VerifyBackup(backups(), kLatestBackup, nullptr).ok());
  ASSERT_EQ(DeleteBackup(backups(), 2, nullptr), absl::OkStatus());
  EXPECT_THAT(BackedUpTables(), IsEmpty());
  EXPECT_THAT(*ListBackups(backups(), nullptr), IsEmpty());
}

TEST_F(BackupTest, RefusesWhatIsNotThereAndATargetThatIs) {
  EXPECT_THAT(*ListBackups(backups(), nullptr), IsEmpty());
  EXPECT_EQ(VerifyBackup(backups(), 1, nullptr).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(DeleteBackup(backups(), 1, nullptr).code(), StatusCode::kNotFound);
  BackUp();
  EXPECT_EQ(RestoreBackup({.backups = backups(), .number = 7, .target = restored()}, nullptr).status().code(),
            StatusCode::kNotFound);
  EXPECT_EQ(RestoreBackup({.backups = backups(), .target = directory()}, nullptr).status().code(),
            StatusCode::kFailedPrecondition);
}

// Appends an entry that erases others.
Proposal Erase(std::vector<uint32_t> revisions) {
  return [revisions = std::move(revisions)](const View&) {
    Decision decision = DraftOf({"", "erasure", ""});
    decision.draft->kind = LeafKind::kErasure;
    decision.draft->erased_revisions = revisions;
    return decision;
  };
}

TEST_F(BackupTest, AnErasureIsListedBesideTheMarkAndBesideTheBackups) {
  LedgerOptions options = DirectoryOptions();
  options.erasures_copy = backups() + "/" + kErasuresFile;
  std::filesystem::create_directory(backups());
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  AppendEntries(3);
  BackUp();
  ASSERT_TRUE(CommitOne(*ledger_, Erase({2})).ok());
  const std::string list = directory() / kErasuresFile;
  ASSERT_THAT(*ReadErasures(list, nullptr), SizeIs(1));
  EXPECT_EQ(ReadErasures(list, nullptr)->front().revision, 2u);
  EXPECT_EQ(ReadErasures(list, nullptr)->front().ledger, kToyLedger);
  EXPECT_THAT(*ReadErasures(options.erasures_copy, nullptr), IsEmpty());
  ASSERT_EQ(ledger_->Purge(), absl::OkStatus());
  EXPECT_EQ(*ReadErasures(options.erasures_copy, nullptr), *ReadErasures(list, nullptr));
  RestoreAndOpen(1);
  EXPECT_EQ(*ReadErasures(restored() + "/" + kErasuresFile, nullptr), *ReadErasures(list, nullptr));
}

// Appends an entry that ends another.
Proposal End(uint32_t revision) {
  return [revision](const View&) {
    Decision decision = DraftOf({"", "end", ""});
    decision.draft->superseded_revision = revision;
    decision.draft->ends_superseded = true;
    return decision;
  };
}

TEST_F(BackupTest, WhatIsEndedIsListedAndKeepsItsPersonalPart) {
  LedgerOptions options = DirectoryOptions();
  options.erasures_copy = backups() + "/" + kErasuresFile;
  std::filesystem::create_directory(backups());
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  AppendEntries(3);
  BackUp();
  const std::string personal = ledger_->Read(kToyLedger, 2)->personal;
  ASSERT_TRUE(CommitOne(*ledger_, End(2)).ok());
  EXPECT_FALSE(ledger_->Figures().purge_pending);
  EXPECT_EQ(ledger_->Read(kToyLedger, 2)->personal, personal);
  const std::string list = directory() / kErasuresFile;
  EXPECT_EQ(*ReadErasures(list, nullptr),
            (std::vector<ErasedEntry>{{.ledger = std::string(kToyLedger),
                                       .revision = 2,
                                       .leaf_hash = LeafHash(ledger_->Read(kToyLedger, 2)->leaf)}}));
  EXPECT_THAT(*ReadErasures(options.erasures_copy, nullptr), IsEmpty());
  ASSERT_EQ(ledger_->CopyErasures(), absl::OkStatus());
  EXPECT_EQ(*ReadErasures(options.erasures_copy, nullptr), *ReadErasures(list, nullptr));
  ASSERT_EQ(ledger_->CopyErasures(), absl::OkStatus());
  EXPECT_THAT(*ReadErasures(options.erasures_copy, nullptr), SizeIs(1));
}

TEST_F(BackupTest, WhatWasEndedButNotCopiedIsCopiedAtTheNextStart) {
  AppendEntries(1);
  ASSERT_TRUE(CommitOne(*ledger_, End(1)).ok());
  LedgerOptions options = DirectoryOptions();
  options.erasures_copy = root_ / kErasuresFile;
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  EXPECT_THAT(*ReadErasures(options.erasures_copy, nullptr), SizeIs(1));
}

TEST_F(BackupTest, WhatIsEndedInTheGroupThatMadeItIsInNoBackupAndNotListed) {
  AppendEntries(1);
  std::vector<Proposal> proposals;
  proposals.push_back(Append({"", "made", ""}));
  proposals.push_back(End(2));
  CommitAll(*ledger_, RequestOf(std::move(proposals)));
  EXPECT_EQ(ledger_->Size(kToyLedger), 3u);
  EXPECT_THAT(*ReadErasures(directory() / kErasuresFile, nullptr), IsEmpty());
}

TEST_F(BackupTest, AListThatWasCutShortElsewhereIsDamage) {
  LedgerOptions options = DirectoryOptions();
  options.erasures_copy = backups() + "/" + kErasuresFile;
  std::filesystem::create_directory(backups());
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  AppendEntries(2);
  BackUp();
  ASSERT_TRUE(CommitOne(*ledger_, End(1)).ok());
  ASSERT_EQ(ledger_->CopyErasures(), absl::OkStatus());
  const std::string whole = ReadBytes(options.erasures_copy);
  for (const std::string& damaged : {whole.substr(0, whole.size() - 1), whole.substr(0, 20), std::string("garbage")}) {
    WriteBytes(options.erasures_copy, damaged);
    std::filesystem::remove_all(restored());
    EXPECT_EQ(RestoreBackup({.backups = backups(), .target = restored()}, nullptr).status().code(),
              StatusCode::kDataLoss)
        << damaged;
    // Our own write may have been cut short.
    EXPECT_EQ(ledger_->CopyErasures(), absl::OkStatus());
    EXPECT_EQ(ReadBytes(options.erasures_copy), whole);
  }
}

TEST_F(BackupTest, AnErasureIsNotAnsweredWhereTheBackupsCannotBeTold) {
  LedgerOptions options = DirectoryOptions();
  options.erasures_copy = root_ / "a file" / kErasuresFile;
  std::filesystem::create_directory(root_ / "a file");
  AppendEntries(1);
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  EXPECT_TRUE(std::filesystem::exists(options.erasures_copy)) << "a list of nothing, so that it can be missed";
  std::filesystem::remove_all(root_ / "a file");
  WriteBytes(root_ / "a file", "");
  ASSERT_TRUE(CommitOne(*ledger_, Erase({1})).ok());
  const absl::Status purged = ledger_->Purge();
  // A client is told of no path; whoever starts the server is.
  EXPECT_EQ(purged.message(), "the list of erasures and revocations cannot be brought up to date");
  EXPECT_THAT(ledger_->last_error(), HasSubstr("a file/erasures"));
  EXPECT_TRUE(ledger_->Figures().purge_pending);
  EXPECT_THAT(std::string(Reopen(options).message()), HasSubstr("a file/erasures"));
  options.erasures_copy = root_ / kErasuresFile;
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  EXPECT_FALSE(ledger_->Figures().purge_pending);
  EXPECT_THAT(*ReadErasures(options.erasures_copy, nullptr), SizeIs(1));
}

TEST_F(BackupTest, WritesAreRefusedForAsLongAsToldAndReadsGoOn) {
  AppendEntries(1);
  ledger_->RefuseWrites(absl::UnavailableError("the disk is nearly full"));
  const absl::Status refused = CommitOne(*ledger_, Append({"a", "", ""})).status();
  EXPECT_EQ(refused.code(), StatusCode::kUnavailable);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("nearly full"));
  EXPECT_TRUE(ledger_->accepts_writes());
  EXPECT_TRUE(ledger_->Read(kToyLedger, 1).ok());
  ledger_->RefuseWrites(absl::OkStatus());
  AppendEntries(1);
}

TEST_F(BackupTest, AScrubReadsEverythingBitByBitAndBeginsAgain) {
  AppendEntries(300);
  for (int round = 0; round < 2; ++round) {
    ScrubCursor cursor;
    int steps = 0;
    for (; !cursor.is_done; ++steps) ASSERT_EQ(ledger_->Scrub(2'000, &cursor), absl::OkStatus());
    EXPECT_GT(steps, 10);
  }
}

TEST_F(BackupTest, AScrubFindsADamagedBlock) {
  AppendEntries(300);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());  // from the log to tables
  ledger_.reset();
  std::filesystem::path largest;
  for (const std::filesystem::path& table : Files(".sst")) {
    if (largest.empty() || std::filesystem::file_size(table) > std::filesystem::file_size(largest)) largest = table;
  }
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  FlipBit(largest, 1'000);
  // Past what the start has left in memory.
  ScrubCursor cursor;
  absl::Status found;
  while (found.ok() && !cursor.is_done) found = ledger_->Scrub(1 << 20, &cursor);
  EXPECT_EQ(found.code(), StatusCode::kDataLoss) << found;
}

TEST_F(BackupTest, TheNewestIsNotPassedOverWhereItIsDamaged) {
  AppendEntries(1);
  BackUp();
  AppendEntries(1);
  BackUp();
  const std::filesystem::path meta = root_ / "backups" / "meta" / "2";
  const std::string whole = ReadBytes(meta);
  const auto expect_damage = [&](const std::string& what) {
    EXPECT_EQ(VerifyBackup(backups(), kLatestBackup, nullptr).status().code(), StatusCode::kDataLoss) << what;
    const auto listed = ListBackups(backups(), nullptr);
    ASSERT_TRUE(listed.ok()) << listed.status();
    ASSERT_THAT(*listed, SizeIs(2)) << what;
    EXPECT_FALSE(listed->front().is_damaged) << what;
    EXPECT_TRUE(listed->back().is_damaged) << what;
    EXPECT_EQ(listed->back().number, 2u) << what;
    EXPECT_TRUE(VerifyBackup(backups(), 1, nullptr).ok()) << what;
    EXPECT_EQ(RestoreBackup({.backups = backups(), .target = restored()}, nullptr).status().code(),
              StatusCode::kDataLoss)
        << what;
    EXPECT_EQ(ledger_->BackUp(backups()).status().code(), StatusCode::kDataLoss) << what;
  };
  for (size_t offset = 0; offset < whole.size(); ++offset) {
    WriteBytes(meta, whole);
    FlipBit(meta, offset);
    expect_damage("bit of " + std::to_string(offset));
  }
  WriteBytes(meta, whole.substr(0, whole.size() / 2));
  expect_damage("half of it");
  std::filesystem::remove(meta);
  expect_damage("all of it");
  // RocksDB would delete its files with the other's.
  const absl::Status refused = DeleteBackup(backups(), 1, nullptr);
  EXPECT_EQ(refused.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("delete that backup first (assay backup delete 2)"));
  RestoreAndOpen(1);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
  ledger_.reset();
  std::filesystem::remove_all(restored());
  EXPECT_EQ(DeleteBackup(backups(), 2, nullptr), absl::OkStatus());
  RestoreAndOpen(kLatestBackup);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u) << "by the word of whoever deleted it";
}

TEST_F(BackupTest, OneWhoseTableIsMissingIsListedAsDamagedAndCanBeDeleted) {
  AppendEntries(1);
  BackUp();
  const std::vector<std::filesystem::path> before = BackedUpTables();
  AppendEntries(1);
  BackUp();
  for (const std::filesystem::path& table : BackedUpTables()) {
    if (std::find(before.begin(), before.end(), table) == before.end()) std::filesystem::remove(table);
  }
  const auto listed = ListBackups(backups(), nullptr);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_THAT(*listed, SizeIs(2));
  EXPECT_TRUE(listed->back().is_damaged);
  const absl::Status newest = RestoreBackup({.backups = backups(), .target = restored()}, nullptr).status();
  EXPECT_EQ(newest.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(newest.message()), HasSubstr("backup 2 is damaged; an older one can be named"));
  EXPECT_EQ(DeleteBackup(backups(), 2, nullptr), absl::OkStatus());
  RestoreAndOpen(kLatestBackup);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
}

TEST_F(BackupTest, ItsListIsBroughtUpToDateWhateverBecameOfIt) {
  AppendEntries(2);
  ASSERT_TRUE(CommitOne(*ledger_, Erase({1})).ok());
  BackUp();
  const std::string list = backups() + "/" + kErasuresFile;
  const std::string whole = ReadBytes(list);
  EXPECT_EQ(*ledger_->CountErasures(list), 1u);
  std::filesystem::remove_all(backups());
  EXPECT_EQ(ledger_->CountErasures(list).status().code(), StatusCode::kDataLoss);
  BackUp();
  EXPECT_EQ(ReadBytes(list), whole);
  EXPECT_EQ(ListBackups(backups(), nullptr)->back().note.erasures(), 1u);
  WriteBytes(list, whole.substr(0, whole.size() - 1));
  EXPECT_EQ(ledger_->CountErasures(list).status().code(), StatusCode::kDataLoss);
}

TEST_F(BackupTest, NobodyElseWritesBackupsMeanwhile) {
  AppendEntries(1);
  BackUp();
  {
    const auto other = BackupWriter::Lock(backups(), rocksdb::Env::Default());
    ASSERT_TRUE(other.ok()) << other.status();
    EXPECT_EQ(ledger_->BackUp(backups()).status().code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(DeleteBackup(backups(), 1, nullptr).code(), StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(BackUp(), 2u);
}

TEST_F(BackupTest, AreNotMadeWhereWritesAreRefused) {
  AppendEntries(1);
  ledger_->RefuseWrites(absl::UnavailableError("the disk is nearly full"));
  EXPECT_EQ(ledger_->BackUp(backups()).status(), ledger_->refusal());
  ledger_->RefuseWrites(absl::OkStatus());
  BackUp();
}

// RocksDB takes the rest of a manifest for the torn tail of a crash where a record's length is wrong or missing.
TEST_F(BackupTest, AManifestThatWasCutShortOrDamagedIsNoticedBeforeAnythingIsDeleted) {
  AppendEntries(300);
  ASSERT_EQ(ledger_->Purge(), absl::OkStatus());  // into tables
  AppendEntries(2);
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());  // as after a crash: from the log into tables, a family at a time
  ledger_.reset();
  const std::filesystem::path kept = root_ / "kept";
  std::filesystem::copy(directory(), kept, std::filesystem::copy_options::recursive);
  std::string current = ReadBytes(database() / "CURRENT");
  current.pop_back();
  const std::filesystem::path manifest = database() / current;
  const std::string whole = ReadBytes(manifest);
  const auto expect_damage = [&](const std::string& damaged, size_t offset) {
    WriteBytes(manifest, damaged);
    EXPECT_EQ(OpenDirectory().code(), StatusCode::kDataLoss) << offset;
    const auto report = VerifyDirectory(directory().string(), {}, nullptr);
    EXPECT_EQ((report.ok() ? report->problem : report.status()).code(), StatusCode::kDataLoss) << offset;
  };
  for (size_t offset = 0; offset < whole.size(); ++offset) {
    expect_damage(whole.substr(0, offset), offset);
    std::string flipped = whole;
    flipped[offset] = static_cast<char>(flipped[offset] ^ 0x80);
    expect_damage(flipped, offset);
  }
  std::filesystem::remove(manifest);
  EXPECT_EQ(OpenDirectory().code(), StatusCode::kDataLoss);
  // Put right, everything is as it was.
  WriteBytes(manifest, whole + "torn");
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  for (uint32_t revision = 1; revision <= 302; ++revision) {
    ASSERT_FALSE(ledger_->Read(kToyLedger, revision)->personal.empty()) << revision;
  }
}

TEST_F(BackupTest, AManifestOfWhichNothingIsKnownIsTaken) {
  AppendEntries(3);
  for (const char* guard : {"", "MANIFEST-000001 5 00\n"}) {
    ledger_.reset();
    WriteBytes(directory() / "manifest", guard);
    if (*guard == '\0') {
      EXPECT_EQ(OpenDirectory().code(), StatusCode::kDataLoss);
      std::filesystem::remove(directory() / "manifest");
    }
    ASSERT_EQ(OpenDirectory(), absl::OkStatus()) << guard;
    EXPECT_TRUE(std::filesystem::exists(directory() / "manifest"));
  }
}

TEST_F(BackupTest, AListOfErasuresThatCannotBeWrittenIsNoticedAtTheStart) {
  AppendEntries(1);
  ledger_.reset();
  const std::filesystem::path list = directory() / kErasuresFile;
  std::filesystem::remove(list);
  std::filesystem::create_directory(list);
  EXPECT_THAT(std::string(OpenDirectory().message()), HasSubstr("the list of erasures"));
  std::filesystem::remove(list);
  EXPECT_EQ(OpenDirectory(), absl::OkStatus());
}

}  // namespace
}  // namespace assay
