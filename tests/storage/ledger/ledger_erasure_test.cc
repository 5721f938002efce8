// Erasing personal parts: what is seen of it in a group, afterwards, and after a restart; and that the bytes leave the
// files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "storage/ledger/erasure_list.h"
#include "storage/ledger/keys.h"
#include "tests/storage/ledger/directory_testing.h"
#include "tests/storage/merkle/naive_tree.h"

namespace assay {
namespace {

using absl::StatusCode;

// Appends an entry without a personal part that erases those of others.
Proposal Erase(std::vector<uint32_t> revisions) {
  return [revisions = std::move(revisions)](const View&) {
    Decision decision = DraftOf({"", "erasure", ""});
    decision.draft->kind = LeafKind::kErasure;
    decision.draft->erased_revisions = revisions;
    return decision;
  };
}

Proposal AppendWithCaseNumber(const Toy& toy, uint32_t case_number) {
  return [toy, case_number](const View&) {
    Decision decision = DraftOf(toy);
    decision.draft->case_number = case_number;
    return decision;
  };
}

class LedgerErasureTest : public LedgerTest {
 protected:
  uint32_t NumberOf(const std::string& case_ref) const { return *ledger_->CaseNumber(kToyLedger, case_ref); }
  std::string PersonalOf(uint32_t revision) const { return ledger_->Read(kToyLedger, revision)->personal; }
  uint32_t HeaderNumberOf(uint32_t revision) const {
    return DecodeLeaf(ledger_->Read(kToyLedger, revision)->leaf)->header.case_number;
  }
  void CommitAllOk(std::vector<Proposal> proposals) {
    for (const absl::StatusOr<Committed>& result : CommitAll(*ledger_, RequestOf(std::move(proposals)))) {
      ASSERT_TRUE(result.ok()) << result.status();
    }
  }
};

TEST_F(LedgerErasureTest, ReadsEntriesOfTheLedgerAndOfTheGroupByRevision) {
  CommitAllOk({Append({"a", "1", "x"})});
  std::vector<std::string> seen;
  const Proposal reading = [&seen](const View& view) -> absl::StatusOr<Decision> {
    for (uint32_t revision : {0, 1, 2, 3}) {
      const absl::StatusOr<Entry> entry = view.Read(revision);
      seen.push_back(entry.ok() ? BodyOf(*entry) + entry->personal.substr(kSaltBytes) : entry.status().ToString());
      EXPECT_EQ(entry.ok() ? entry->revision : revision, revision);
    }
    return absl::AbortedError("only a reader");
  };
  CommitAll(*ledger_, RequestOf({Append({"b", "2", "y"}), reading}));
  const std::string not_found = "NOT_FOUND: the ledger has no such revision";
  EXPECT_THAT(seen, testing::ElementsAre(not_found, "a=1x", "b=2y", not_found));
  ASSERT_EQ(ledger_->Size(kToyLedger), 2u);
}

TEST_F(LedgerErasureTest, CarriesACaseNumberOverToAnEntryWithoutAReference) {
  CommitAllOk({Append({"a", "", "x"}), Append({"b", "", "y"})});
  EXPECT_EQ(CommitOne(*ledger_, AppendWithCaseNumber({"c", "", ""}, 1))->case_number, 1u);
  EXPECT_EQ(HeaderNumberOf(3), 1u);
  // The reference has the last word.
  EXPECT_EQ(CommitOne(*ledger_, AppendWithCaseNumber({"d", "", "y"}, 1))->case_number, 2u);
  EXPECT_EQ(CommitOne(*ledger_, AppendWithCaseNumber({"e", "", "z"}, 1))->case_number, 3u);
  EXPECT_EQ(CommitOne(*ledger_, AppendWithCaseNumber({"f", "", ""}, 4)).status().code(), StatusCode::kInternal);
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(HeaderNumberOf(3), 1u);
  EXPECT_EQ(NumberOf("x"), 1u);
}

TEST_F(LedgerErasureTest, TakesThePersonalPartAndLeavesTheLeaf) {
  CommitAllOk({Append({"a", "1", "x"}), Append({"b", "2", "y"})});
  const std::string leaf = ledger_->Read(kToyLedger, 1)->leaf;
  CommitAllOk({Erase({1})});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(PersonalOf(1), "");
    EXPECT_EQ((*ledger_->Find(kToyLedger, "a"))->personal, "");
    EXPECT_EQ(ledger_->Read(kToyLedger, 1)->leaf, leaf);
    EXPECT_EQ(PersonalOf(2), ToyPersonal({"", "", "y"}));
    EXPECT_EQ(NumberOf("x"), 0u);
    EXPECT_EQ(NumberOf("y"), 2u);
    const TreeHead head = *ledger_->Head(kToyLedger, 3);
    EXPECT_EQ(ToHash(head.root),
              NaiveRoot({leaf, ledger_->Read(kToyLedger, 2)->leaf, ledger_->Read(kToyLedger, 3)->leaf}));
    ASSERT_EQ(Reopen(), absl::OkStatus());
  }
}

TEST_F(LedgerErasureTest, KnowsACaseUntilItsLastPersonalPartGoes) {
  CommitAllOk({Append({"a", "", "x"}), Append({"b", "", "x"}), Append({"c", "", "x"})});
  for (uint32_t revision : {3, 1}) {
    CommitAllOk({Erase({revision})});
    EXPECT_EQ(NumberOf("x"), 1u);
    EXPECT_EQ(CommitOne(*ledger_, Refuse()).status().code(), StatusCode::kInvalidArgument);
    ASSERT_EQ(Reopen(), absl::OkStatus());
    EXPECT_EQ(NumberOf("x"), 1u);
  }
  CommitAllOk({Erase({2})});
  EXPECT_EQ(NumberOf("x"), 0u);
}

TEST_F(LedgerErasureTest, GivesACaseSeenAgainANewNumber) {
  CommitAllOk({Append({"a", "", "x"}), Append({"b", "", "y"})});
  CommitAllOk({Erase({1})});
  EXPECT_EQ(CommitOne(*ledger_, Append({"c", "", "x"}))->case_number, 3u);
  EXPECT_EQ(NumberOf("x"), 3u);
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(NumberOf("x"), 3u);
  EXPECT_EQ(NumberOf("y"), 2u);
  EXPECT_EQ(HeaderNumberOf(1), 1u);
}

TEST_F(LedgerErasureTest, ShowsAnErasureToTheProposalsAfterItInTheGroup) {
  CommitAllOk({Append({"a", "", "x"})});
  const Proposal looking = [](const View& view) -> absl::StatusOr<Decision> {
    for (uint32_t revision = 1; revision <= 2; ++revision) EXPECT_EQ(view.Read(revision)->personal, "") << revision;
    EXPECT_EQ((*view.Find("a"))->personal, "");
    EXPECT_EQ((*view.Find("b"))->personal, "");
    return DraftOf({"c", "", "x"});
  };
  const WriteResults results = CommitAll(*ledger_, RequestOf({Append({"b", "", "x"}), Erase({1, 2, 2, 1}), looking}));
  EXPECT_EQ(results[0]->case_number, 1u);
  EXPECT_EQ(results[2]->case_number, 2u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(NumberOf("x"), 2u);
    EXPECT_EQ(PersonalOf(1) + PersonalOf(2), "");
    EXPECT_EQ(PersonalOf(4), ToyPersonal({"", "", "x"}));
    ASSERT_EQ(Reopen(), absl::OkStatus());
  }
}

TEST_F(LedgerErasureTest, KeepsTheNumberOfACaseThatTheErasingEntryItselfCarriesOn) {
  CommitAllOk({Append({"a", "", "x"})});
  const Proposal replacing = [](const View&) {
    Decision decision = DraftOf({"a", "corrected", "x"});
    decision.draft->superseded_revision = 1;
    decision.draft->erased_revisions = {1};
    return decision;
  };
  EXPECT_EQ(CommitOne(*ledger_, replacing)->case_number, 1u);
  EXPECT_EQ(PersonalOf(1), "");
  EXPECT_EQ(NumberOf("x"), 1u);
}

TEST_F(LedgerErasureTest, ErasesTwiceWhatIsErasedAndWhatNeverWas) {
  CommitAllOk({Append({"a", "", "x"}), Append({"b", "", ""})});
  for (int i = 0; i < 3; ++i) CommitAllOk({Erase({1, 2})});
  EXPECT_EQ(NumberOf("x"), 0u);
  EXPECT_EQ(ledger_->Size(kToyLedger), 5u);
}

TEST_F(LedgerErasureTest, RefusesToEraseWhatIsNotThere) {
  CommitAllOk({Append({"a", "", "x"})});
  for (uint32_t revision : {0, 2}) {
    EXPECT_EQ(CommitOne(*ledger_, Erase({1, revision})).status().code(), StatusCode::kInternal);
  }
  EXPECT_EQ(NumberOf("x"), 1u);
}

TEST_F(LedgerErasureTest, ErasesNothingWhenOnlyValidating) {
  CommitAllOk({Append({"a", "", "x"})});
  WriteRequest request = RequestOf({Erase({1})});
  request.mode = WriteMode::kValidateOnly;
  CommitAll(*ledger_, std::move(request));
  EXPECT_EQ(NumberOf("x"), 1u);
  EXPECT_EQ(PersonalOf(1), ToyPersonal({"", "", "x"}));
}

// Every id under one hash, so that erasing one case must leave the others.
TEST_F(LedgerErasureTest, ErasesTheRightCaseWhenAllHashesCollide) {
  LedgerOptions options = Options();
  options.hash_of_id = [](std::string_view) { return 1; };
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  CommitAllOk({Append({"a", "", "x"}), Append({"b", "", "y"}), Append({"c", "", "z"}), Append({"d", "", "y"})});
  CommitAllOk({Erase({2})});
  EXPECT_EQ(NumberOf("x"), 1u);
  EXPECT_EQ(NumberOf("y"), 2u);
  CommitAllOk({Erase({4, 1})});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(NumberOf("x"), 0u);
    EXPECT_EQ(NumberOf("y"), 0u);
    EXPECT_EQ(NumberOf("z"), 3u);
    ASSERT_EQ(Reopen(options), absl::OkStatus());
  }
}

// Between the write and its publication the row is gone, and memory still leads to it.
TEST_F(LedgerErasureTest, FindsACaseByItsOtherEntriesWhileItsNewestIsBeingErased) {
  int asked = 0;
  LedgerOptions options = Options();
  options.observer = [this, &asked](std::string_view, uint32_t, const Leaf& leaf, void*) {
    if (leaf.header.kind != LeafKind::kErasure) return;
    ++asked;
    EXPECT_EQ(PersonalOf(3) + PersonalOf(2), "");
    EXPECT_EQ(NumberOf("x"), 1u);
    EXPECT_EQ(NumberOf("y"), 0u);
  };
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  CommitAllOk({Append({"a", "", "x"}), Append({"b", "", "x"}), Append({"c", "", "x"}), Append({"d", "", "y"})});
  CommitAllOk({Erase({3, 2, 4})});
  EXPECT_EQ(asked, 1);
  ledger_.reset();
}

TEST_F(LedgerErasureTest, NeverLosesALivingCaseWhileOthersAreErased) {
  CommitAllOk({Append({"a", "", "x"})});
  std::atomic<bool> is_over = false;
  std::thread eraser([&] {
    for (int i = 0; i < 200; ++i) {
      CommitAllOk({Append({"b", "", "x"})});
      CommitAllOk({Erase({ledger_->Size(kToyLedger)})});
    }
    is_over = true;
  });
  while (!is_over) EXPECT_EQ(NumberOf("x"), 1u);
  eraser.join();
}

TEST_F(LedgerErasureTest, AsksForAPurgeUntilOneHasSucceeded) {
  const auto is_asked_for = [this] {
    ledger_.reset();
    return RawDatabase("/data", env_.get()).Rows(Family::kDefault).contains("purge");
  };
  CommitAllOk({Append({"a", "", "x"})});
  EXPECT_FALSE(is_asked_for());
  ASSERT_EQ(Reopen(), absl::OkStatus());
  CommitAllOk({Erase({1})});
  EXPECT_TRUE(is_asked_for());
  // Opening purges.
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_FALSE(is_asked_for());
}

TEST_F(LedgerErasureTest, PurgesOnceForAllThatWereErasedBefore) {
  CommitAllOk({Append({"a", "", "x"}), Append({"b", "", "y"})});
  CommitAllOk({Erase({1})});
  CommitAllOk({Erase({2})});
  const auto files = [this] {
    std::vector<std::string> names;
    EXPECT_TRUE(env_->GetChildren("/data/rocksdb", &names).ok());
    return std::set<std::string>(names.begin(), names.end());
  };
  const auto before = files();
  ASSERT_EQ(ledger_->Purge(), absl::OkStatus());
  const auto purged = files();
  EXPECT_NE(purged, before);
  ASSERT_EQ(ledger_->Purge(), absl::OkStatus());
  EXPECT_EQ(files(), purged) << "nothing was left to do";
  const uint64_t mine = ledger_->Erasures();
  EXPECT_EQ(mine, 2u);
  CommitAllOk({Append({"c", "", "z"})});
  CommitAllOk({Erase({5})});
  ASSERT_EQ(ledger_->Purge(mine), absl::OkStatus());
  EXPECT_EQ(files(), purged) << "others' later erasures are theirs to wait for";
  ASSERT_EQ(ledger_->Purge(mine + 1), absl::OkStatus());
  EXPECT_NE(files(), purged);
}

TEST_F(LedgerErasureTest, PurgesWhileOthersWriteAndErase) {
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    for (int i = 0; i < 300; ++i) {
      CommitAllOk({Append({"a", "", "case " + std::to_string(i)})});
      if (i % 10 == 9) CommitAllOk({Erase({ledger_->Size(kToyLedger)})});
    }
    is_over = true;
  });
  while (!is_over) EXPECT_EQ(ledger_->Purge(), absl::OkStatus());
  writer.join();
  EXPECT_EQ(ledger_->Purge(), absl::OkStatus());
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(ledger_->Size(kToyLedger), 330u);
  EXPECT_EQ(NumberOf("case 8"), 9u);
  EXPECT_EQ(NumberOf("case 9"), 0u);
}

constexpr std::string_view kMarker = "erase-me-7f3a";

// On real files, where every byte can be looked at.
class LedgerPurgeTest : public LedgerDirectoryTest {
 protected:
  std::vector<std::string> FilesWith(std::string_view text) const {
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::recursive_directory_iterator(directory())) {
      if (!file.is_regular_file()) continue;
      if (ReadBytes(file.path()).find(text) != std::string::npos) files.push_back(file.path().filename().string());
    }
    return files;
  }

  // Entries with the marker in their personal parts among others, in logs and in several tables.
  void AppendMarked() {
    for (int i = 0; i < 3; ++i) {
      AppendEntries(5);
      ASSERT_TRUE(CommitOne(*ledger_, Append({"marked", "", std::string(kMarker)})).ok());
      // A restart moves the log to tables.
      if (i == 2) continue;
      ASSERT_EQ(OpenDirectory(), absl::OkStatus());
    }
    ASSERT_GE(FilesWith(kMarker).size(), 2u);
  }
};

TEST_F(LedgerPurgeTest, LeavesNoErasedByteInAnyFile) {
  AppendMarked();
  ASSERT_TRUE(CommitOne(*ledger_, Erase({6, 12, 18})).ok());
  EXPECT_THAT(FilesWith(kMarker), testing::Not(testing::IsEmpty()));
  ASSERT_EQ(ledger_->Purge(), absl::OkStatus());
  EXPECT_THAT(FilesWith(kMarker), testing::IsEmpty());
  EXPECT_THAT(FilesWith("case of 17"), testing::Not(testing::IsEmpty()));
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_EQ(ledger_->Read(kToyLedger, 17)->personal, ToyPersonal({"", "", "case of 17"}));
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, kMarker), 0u);
}

TEST_F(LedgerPurgeTest, LeavesNoErasedByteWhenNothingWasEverFlushed) {
  ASSERT_TRUE(CommitOne(*ledger_, Append({"marked", "", std::string(kMarker)})).ok());
  ASSERT_TRUE(CommitOne(*ledger_, Erase({1})).ok());
  ASSERT_EQ(ledger_->Purge(), absl::OkStatus());
  EXPECT_THAT(FilesWith(kMarker), testing::IsEmpty());
}

TEST_F(LedgerPurgeTest, MayBeAskedAgainAndWithNothingToDo) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ledger_->Purge(), absl::OkStatus());
  AppendMarked();
  ASSERT_TRUE(CommitOne(*ledger_, Erase({6, 12, 18})).ok());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ledger_->Purge(), absl::OkStatus());
  EXPECT_THAT(FilesWith(kMarker), testing::IsEmpty());
  AppendEntries(1);
  EXPECT_EQ(OpenDirectory(), absl::OkStatus());
}

constexpr char kDirectoryVariable[] = "ASSAY_TEST_ERASURE_DIRECTORY";

// Runs in the child only: erases, and is killed before it can purge.
TEST(LedgerErasureChild, DISABLED_DiesBetweenErasureAndPurge) {
  const char* directory = getenv(kDirectoryVariable);
  ASSERT_NE(directory, nullptr) << "started by LedgerPurgeTest only";
  LedgerOptions options;
  options.directory = directory;
  options.schema = ToySchema();
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(options);
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  ASSERT_TRUE(CommitOne(**ledger, Erase({6, 12, 18})).ok());
  kill(getpid(), SIGKILL);
}

TEST_F(LedgerPurgeTest, PurgesAtTheNextStartWhatAKilledProcessHadErased) {
  AppendMarked();
  ledger_.reset();
  const pid_t process = fork();
  if (process == 0) {
    setenv(kDirectoryVariable, directory().c_str(), 1);
    execl("/proc/self/exe", "ledger_test", "--gtest_also_run_disabled_tests",
          "--gtest_filter=LedgerErasureChild.DISABLED_DiesBetweenErasureAndPurge", "--gtest_brief=1", nullptr);
    _exit(127);
  }
  int status = 0;
  ASSERT_EQ(waitpid(process, &status, 0), process);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_THAT(FilesWith(kMarker), testing::Not(testing::IsEmpty()));
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  EXPECT_THAT(FilesWith(kMarker), testing::IsEmpty());
  EXPECT_EQ(ledger_->Size(kToyLedger), 19u);
  EXPECT_EQ(ledger_->Read(kToyLedger, 6)->personal, "");
}

TEST_F(LedgerDirectoryTest, WhoWaitedBehindAPurgeThatFailedIsToldTheSame) {
  LedgerOptions options = DirectoryOptions();
  options.erasures_copy = root_ / "elsewhere" / kErasuresFile;
  std::filesystem::create_directory(root_ / "elsewhere");
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  AppendEntries(2);
  std::filesystem::remove_all(root_ / "elsewhere");
  ASSERT_TRUE(CommitOne(*ledger_, Erase({1})).ok());
  const uint64_t erasures = ledger_->Erasures();
  const absl::Status failed = ledger_->Purge(erasures);
  EXPECT_FALSE(failed.ok());
  const auto failed_at = std::chrono::steady_clock::now();
  std::filesystem::create_directory(root_ / "elsewhere");
  const absl::Status told = ledger_->Purge(erasures);
  // On a machine that stands still in between, it is tried again.
  if (std::chrono::steady_clock::now() - failed_at < std::chrono::milliseconds(500)) {
    EXPECT_EQ(told, failed);
  }
  // Whoever comes later, or erased since, has it tried again.
  ASSERT_TRUE(CommitOne(*ledger_, Erase({2})).ok());
  EXPECT_EQ(ledger_->Purge(ledger_->Erasures()), absl::OkStatus());
  EXPECT_FALSE(ledger_->Figures().purge_pending);
}

}  // namespace
}  // namespace assay
