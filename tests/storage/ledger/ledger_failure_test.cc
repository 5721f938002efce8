// What happens when the disk fails under a ledger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/storage/ledger/faulty_env.h"
#include "tests/storage/ledger/testing.h"

namespace assay {
namespace {

using absl::StatusCode;

class LedgerFailureTest : public LedgerTest {
 protected:
  LedgerFailureTest() : faulty_(env_.get()) {}
  ~LedgerFailureTest() override { ledger_.reset(); }

  void SetUp() override { ASSERT_EQ(Reopen(FaultyOptions()), absl::OkStatus()); }

  LedgerOptions FaultyOptions() {
    LedgerOptions options = Options();
    options.env = &faulty_;
    return options;
  }

  FaultyEnv faulty_;
};

TEST_F(LedgerFailureTest, SyncsOnceForAWholeGroupAndNotAtAllForRefusals) {
  Gate gate(*ledger_);
  std::vector<Sent> sent;
  for (int i = 0; i < 100; ++i) sent.push_back(Send(*ledger_, RequestOf({Append({std::to_string(i), "", "child"})})));
  faulty_.syncs = 0;
  gate.Open();
  for (Sent& one : sent) one.results.wait();
  EXPECT_EQ(faulty_.syncs, 1);
  EXPECT_FALSE(CommitOne(*ledger_, Refuse()).ok());
  EXPECT_EQ(faulty_.syncs, 1);
}

TEST_F(LedgerFailureTest, AnswersAndShowsNothingBeforeTheSync) {
  std::atomic<bool> is_done = false;
  std::atomic<bool> was_done_in_sync = false;
  std::atomic<uint32_t> size_in_sync = 99;
  faulty_.on_sync = [&] {
    was_done_in_sync = is_done.load();
    size_in_sync = ledger_->Size(kToyLedger);
    EXPECT_EQ(*ledger_->Find(kToyLedger, "a"), std::nullopt);
    EXPECT_EQ(ledger_->Read(kToyLedger, 1).status().code(), StatusCode::kNotFound);
    EXPECT_TRUE(ledger_->Names().empty());
  };
  std::promise<void> done;
  WriteRequest request = RequestOf({Append({"a", "", ""})});
  request.done = [&](WriteResults) {
    is_done = true;
    done.set_value();
  };
  ASSERT_EQ(ledger_->Commit(std::move(request)), absl::OkStatus());
  done.get_future().wait();
  faulty_.on_sync = nullptr;
  EXPECT_FALSE(was_done_in_sync);
  EXPECT_EQ(size_in_sync, 0u);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
}

class LedgerStoppedTest : public LedgerFailureTest, public testing::WithParamInterface<bool> {
 protected:
  void Break() { (GetParam() ? faulty_.syncs_fail : faulty_.appends_fail) = true; }
  void Mend() { (GetParam() ? faulty_.syncs_fail : faulty_.appends_fail) = false; }
};

TEST_P(LedgerStoppedTest, AnswersUnavailableToTheGroupTheQueueAndEverybodyAfter) {
  ASSERT_TRUE(CommitOne(*ledger_, Append({"before", "", "child-1"})).ok());
  std::vector<Sent> sent;
  {
    Gate gate(*ledger_);
    // More than one group.
    for (int i = 0; i < 20; ++i)
      sent.push_back(Send(*ledger_, RequestOf(std::vector<Proposal>(1'000, Append({"a", "", ""})))));
    sent.push_back(Send(*ledger_, RequestOf({Refuse()})));
    Break();
  }
  for (Sent& one : sent) {
    const WriteResults results = one.results.get();
    EXPECT_FALSE(ledger_->accepts_writes());
    for (const absl::StatusOr<Committed>& result : results) EXPECT_EQ(result.status().code(), StatusCode::kUnavailable);
  }
  Mend();
  EXPECT_EQ(Send(*ledger_, RequestOf({Append({"after", "", ""})})).status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
}

TEST_P(LedgerStoppedTest, GoesOnReading) {
  ASSERT_TRUE(CommitOne(*ledger_, Append({"before", "1", "child-1"})).ok());
  Break();
  EXPECT_EQ(CommitOne(*ledger_, Append({"lost", "", "child-2"})).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(BodyOf(*ledger_->Read(kToyLedger, 1)), "before=1");
  EXPECT_EQ(BodyOf(**ledger_->Find(kToyLedger, "before")), "before=1");
  EXPECT_EQ(*ledger_->Find(kToyLedger, "lost"), std::nullopt);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-1"), 1u);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-2"), 0u);
}

TEST_P(LedgerStoppedTest, AnswersNoTimeWithinTheGroupWhoseOutcomeIsUnknown) {
  ASSERT_TRUE(CommitOne(*ledger_, Append({"before", "1", ""})).ok());
  now_us_ += 100;
  Break();
  EXPECT_FALSE(CommitOne(*ledger_, Append({"lost", "", ""})).ok());
  EXPECT_EQ(*ledger_->RevisionAt(kToyLedger, now_us_ - 1), 1u);
  EXPECT_EQ(ledger_->RevisionAt(kToyLedger, now_us_).status().code(), StatusCode::kUnavailable);
}

TEST_P(LedgerStoppedTest, KeepsPathsFromCallersAndTheDetailForTheLog) {
  Break();
  const absl::Status status = CommitOne(*ledger_, Append({"plan-1", "", "child-1"})).status();
  EXPECT_EQ(status.message().find("/"), absl::string_view::npos) << status;
  EXPECT_THAT(ledger_->last_error(), testing::HasSubstr("the disk is gone"));
  EXPECT_THAT(ledger_->last_error(), testing::Not(testing::HasSubstr("child-1")));
}

// The outcome of the failed write is open, but it is one of the two, and everything before it is there.
TEST_P(LedgerStoppedTest, OpensAgainWithEverythingThatWasAcknowledged) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(CommitOne(*ledger_, Append({std::to_string(i), "", "child"})).ok());
  Break();
  EXPECT_FALSE(CommitOne(*ledger_, Append({"lost", "", ""})).ok());
  Mend();
  ASSERT_EQ(Reopen(FaultyOptions()), absl::OkStatus());
  const uint32_t size = ledger_->Size(kToyLedger);
  EXPECT_TRUE(size == 10 || size == 11) << size;
  EXPECT_EQ((*ledger_->Find(kToyLedger, "lost")).has_value(), size == 11);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE((*ledger_->Find(kToyLedger, std::to_string(i))).has_value());
  EXPECT_EQ(CommitOne(*ledger_, Append({"next", "", "child"}))->revision, size + 1);
}

INSTANTIATE_TEST_SUITE_P(Faults, LedgerStoppedTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "FailingSync" : "FailingAppend"; });

}  // namespace
}  // namespace assay
