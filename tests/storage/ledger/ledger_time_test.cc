// Stamps that only rise, and past questions whose answers never change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <limits>
#include <thread>

#include "tests/storage/ledger/faulty_env.h"
#include "tests/storage/ledger/testing.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;

class LedgerTimeTest : public LedgerTest {
 protected:
  int64_t AppendAt(int64_t now_us) {
    now_us_ = now_us;
    const absl::StatusOr<Committed> committed = CommitOne(*ledger_, Append({"a", "", ""}));
    EXPECT_TRUE(committed.ok()) << committed.status();
    return committed.ok() ? committed->recorded_at_us : 0;
  }
  absl::StatusOr<Committed> CommitTo(const std::string& ledger, Proposal proposal) {
    WriteRequest request = RequestOf({std::move(proposal)});
    request.ledger = ledger;
    return CommitAll(*ledger_, std::move(request)).front();
  }
  uint32_t RevisionAt(int64_t time_us) {
    const absl::StatusOr<uint32_t> revision = ledger_->RevisionAt(kToyLedger, time_us);
    EXPECT_TRUE(revision.ok()) << revision.status();
    return revision.value_or(0);
  }
};

TEST_F(LedgerTimeTest, StampsWithTheClock) {
  EXPECT_EQ(AppendAt(5'000), 5'000);
  EXPECT_EQ(AppendAt(6'000), 6'000);
}

TEST_F(LedgerTimeTest, StampsAMicrosecondLaterWhileTheClockStandsStillOrGoesBack) {
  EXPECT_EQ(AppendAt(5'000), 5'000);
  EXPECT_EQ(AppendAt(5'000), 5'001);
  EXPECT_EQ(AppendAt(1), 5'002);
  EXPECT_EQ(AppendAt(5'003), 5'003);
}

TEST_F(LedgerTimeTest, StampsTheEntriesOfOneGroupApart) {
  now_us_ = 5'000;
  const WriteResults results =
      CommitAll(*ledger_, RequestOf({Append({"a", "", ""}), Append({"b", "", ""}), Append({"c", "", ""})}));
  for (int64_t i = 0; i < 3; ++i) EXPECT_EQ(results[i]->recorded_at_us, 5'000 + i);
}

TEST_F(LedgerTimeTest, KeepsRisingAcrossARestartWithTheClockSetBack) {
  EXPECT_EQ(AppendAt(5'000), 5'000);
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(AppendAt(10), 5'001);
}

TEST_F(LedgerTimeTest, FindsTheNewestRevisionOfEveryTime) {
  for (int64_t time_us = 10; time_us <= 300; time_us += 10) AppendAt(time_us);
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(RevisionAt(std::numeric_limits<int64_t>::min()), 0u);
    EXPECT_EQ(RevisionAt(0), 0u);
    for (int64_t time_us = 0; time_us <= 300; ++time_us) EXPECT_EQ(RevisionAt(time_us), time_us / 10) << time_us;
    ASSERT_EQ(Reopen(), absl::OkStatus());
  }
}

TEST_F(LedgerTimeTest, RefusesATimeInTheFuture) {
  AppendAt(1'000);
  EXPECT_EQ(ledger_->RevisionAt(kToyLedger, 1'001).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ledger_->RevisionAt("devon", 1'001).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ledger_->RevisionAt(kToyLedger, std::numeric_limits<int64_t>::max()).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_F(LedgerTimeTest, NeverRecordsAtOrBeforeATimeThatWasAnswered) {
  AppendAt(1'000);
  now_us_ = 9'000;
  EXPECT_EQ(RevisionAt(9'000), 1u);
  EXPECT_EQ(AppendAt(2'000), 9'001);  // the clock was set back
  EXPECT_EQ(RevisionAt(9'000), 1u);
  EXPECT_EQ(RevisionAt(9'001), 2u);
}

TEST_F(LedgerTimeTest, IsNotPutForwardByAQuestionAboutThePast) {
  AppendAt(1'000);
  now_us_ = 9'000;
  EXPECT_EQ(RevisionAt(3'000), 1u);
  EXPECT_EQ(AppendAt(9'000), 9'000);
}

TEST_F(LedgerTimeTest, KeepsItsWordForALedgerThatDidNotExistYet) {
  now_us_ = 9'000;
  EXPECT_EQ(RevisionAt(9'000), 0u);
  EXPECT_EQ(AppendAt(1'000), 9'001);
  EXPECT_EQ(RevisionAt(9'000), 0u);
}

TEST_F(LedgerTimeTest, NamesTheLedgersOfEveryTime) {
  now_us_ = 5'000;
  ASSERT_TRUE(CommitTo("somerset", Append({"a", "", ""})).ok());
  now_us_ = 6'000;
  ASSERT_TRUE(CommitTo("devon", Append({"a", "", ""})).ok());
  now_us_ = 7'000;
  ASSERT_TRUE(CommitTo("somerset", Append({"b", "", ""})).ok());
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_THAT(*ledger_->NamesAt(std::numeric_limits<int64_t>::min()), IsEmpty());
    EXPECT_THAT(*ledger_->NamesAt(4'999), IsEmpty());
    EXPECT_THAT(*ledger_->NamesAt(5'000), ElementsAre("somerset"));
    EXPECT_THAT(*ledger_->NamesAt(5'999), ElementsAre("somerset"));
    EXPECT_THAT(*ledger_->NamesAt(6'000), ElementsAre("devon", "somerset"));
    EXPECT_THAT(*ledger_->NamesAt(7'000), ElementsAre("devon", "somerset"));
    EXPECT_EQ(ledger_->NamesAt(7'001).status().code(), StatusCode::kInvalidArgument);
    ASSERT_EQ(Reopen(), absl::OkStatus());
  }
}

TEST_F(LedgerTimeTest, NeverAddsALedgerToThoseItNamedForATime) {
  now_us_ = 9'000;
  EXPECT_THAT(*ledger_->NamesAt(9'000), IsEmpty());
  EXPECT_EQ(AppendAt(1'000), 9'001);  // the clock was set back
  EXPECT_THAT(*ledger_->NamesAt(9'000), IsEmpty());
  EXPECT_THAT(*ledger_->NamesAt(9'001), ElementsAre(kToyLedger));
}

// A stamp may be given before its group is on disk; who asks for that time must get the answer that will stand.
TEST_F(LedgerTimeTest, WaitsForAGroupThatCouldChangeTheAnswer) {
  ledger_.reset();
  FaultyEnv faulty(env_.get());
  LedgerOptions options = Options();
  options.env = &faulty;
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  AppendAt(1'000);
  now_us_ = 5'000;
  std::future<absl::StatusOr<uint32_t>> asked;
  std::future<absl::StatusOr<std::vector<std::string>>> names_asked;
  faulty.on_sync = [&] {
    EXPECT_EQ(RevisionAt(4'999), 1u);
    asked = std::async(std::launch::async, [this] { return ledger_->RevisionAt(kToyLedger, 5'000); });
    EXPECT_EQ(asked.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  };
  EXPECT_EQ(CommitOne(*ledger_, Append({"b", "", ""}))->recorded_at_us, 5'000);
  EXPECT_EQ(*asked.get(), 2u);
  now_us_ = 6'000;
  faulty.on_sync = [&] {
    EXPECT_THAT(*ledger_->NamesAt(5'999), ElementsAre(kToyLedger));
    names_asked = std::async(std::launch::async, [this] { return ledger_->NamesAt(6'000); });
    EXPECT_EQ(names_asked.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  };
  EXPECT_EQ(CommitTo("devon", Append({"b", "", ""}))->recorded_at_us, 6'000);
  EXPECT_THAT(*names_asked.get(), ElementsAre("devon", kToyLedger));
  faulty.on_sync = nullptr;
  ledger_.reset();
}

TEST_F(LedgerTimeTest, NeverChangesAnAnswerWhileOthersWrite) {
  std::atomic<bool> is_over = false;
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] {
      while (!is_over) CommitOne(*ledger_, Append({"a", "", ""})).IgnoreError();
    });
  }
  std::vector<std::pair<int64_t, uint32_t>> answers;
  for (int i = 0; i < 3'000; ++i) {
    const int64_t time_us = i % 3 == 0 ? ++now_us_ : now_us_.load();
    const absl::StatusOr<uint32_t> revision = ledger_->RevisionAt(kToyLedger, time_us);
    ASSERT_TRUE(revision.ok()) << revision.status();
    answers.emplace_back(time_us, *revision);
  }
  is_over = true;
  for (std::thread& writer : writers) writer.join();
  for (const auto& [time_us, revision] : answers) ASSERT_EQ(RevisionAt(time_us), revision);
}

}  // namespace
}  // namespace assay
