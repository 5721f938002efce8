#include "storage/ledger/committer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace assay {
namespace {

using absl::StatusCode;
using std::chrono::milliseconds;
using testing::ElementsAre;

// A committer whose groups are written when the test says so, and whose requests are known by their ledger.
class CommitterTest : public testing::Test {
 protected:
  void Start(const QueueBounds& bounds) {
    committer_.emplace(bounds, [this](const std::vector<WriteRequest>& group) {
      std::vector<WriteResults> results;
      {
        MutexLock lock(&mutex_);
        groups_.emplace_back();
        for (const WriteRequest& request : group) {
          groups_.back().push_back(request.ledger);
          results.emplace_back(request.proposals.size(), Committed());
        }
        changed_.NotifyAll();
        while (groups_.size() > allowed_) changed_.Wait(&mutex_);
      }
      return absl::StatusOr<std::vector<WriteResults>>(std::move(results));
    });
  }
  void TearDown() override {
    Allow(1'000);
    committer_.reset();
  }

  absl::Status Submit(const std::string& actor, const std::string& name, size_t proposals = 1,
                      WhenBehind when_behind = WhenBehind::kWait) {
    WriteRequest request{.actor = actor, .ledger = name, .when_behind = when_behind};
    request.proposals.resize(proposals);
    request.done = [](const WriteResults&) {};
    return committer_->Submit(std::move(request));
  }
  void Allow(size_t groups) {
    MutexLock lock(&mutex_);
    allowed_ = groups;
    changed_.NotifyAll();
  }
  // The groups so far, once there are so many.
  std::vector<std::vector<std::string>> Groups(size_t count) {
    MutexLock lock(&mutex_);
    while (groups_.size() < count) changed_.Wait(&mutex_);
    return groups_;
  }
  // Something is being written, and will be until it is allowed.
  void HoldUp() {
    ASSERT_TRUE(Submit("", "first").ok());
    Groups(1);
  }

  Mutex mutex_;
  Condition changed_;
  std::vector<std::vector<std::string>> groups_ ABSL_GUARDED_BY(mutex_);
  size_t allowed_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<Committer> committer_;
};

const QueueBounds kWide = {.proposals_max = 100'000, .bytes_max = 1u << 30, .time_max = milliseconds(60'000)};

TEST_F(CommitterTest, WhoAsksForMuchTakesTurnsWithTheOthers) {
  Start(kWide);
  HoldUp();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Submit("much", "much", 1'000).ok());
  ASSERT_TRUE(Submit("little", "a").ok());
  ASSERT_TRUE(Submit("little", "b").ok());
  Allow(2);
  // A group has room for eight batches.
  const std::vector<std::string> second = Groups(2).at(1);
  EXPECT_THAT(std::vector<std::string>(second.begin(), second.begin() + 4), ElementsAre("much", "a", "b", "much"));
}

TEST_F(CommitterTest, WhatOneAsksForIsDecidedInItsOrder) {
  Start(kWide);
  HoldUp();
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(Submit("one", name, 700).ok());
  ASSERT_TRUE(Submit("other", "x", 700).ok());
  Allow(2);
  EXPECT_THAT(Groups(2).at(1), ElementsAre("a", "b", "x", "c"));
}

TEST_F(CommitterTest, NobodyFillsTheQueueAlone) {
  Start({.proposals_max = 10, .bytes_max = 10'000, .time_max = milliseconds(60'000)});
  HoldUp();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Submit("much", "m").ok());
  EXPECT_EQ(Submit("much", "m").code(), StatusCode::kResourceExhausted);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Submit("little", "l").ok());
  EXPECT_EQ(Submit("third", "t").code(), StatusCode::kResourceExhausted) << "it is full";
}

TEST_F(CommitterTest, LargeRequestsCountAsSeveral) {
  Start({.proposals_max = 10, .bytes_max = 10'000, .time_max = milliseconds(60'000)});
  HoldUp();
  WriteRequest large{.actor = "much", .bytes = 4'500};
  large.proposals.resize(1);
  large.done = [](const WriteResults&) {};
  ASSERT_TRUE(committer_->Submit(std::move(large)).ok());
  EXPECT_EQ(Submit("much", "m").code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(Submit("little", "l").ok());
}

TEST_F(CommitterTest, IsBehindForWhoHasWaitedAndForAllWhereAGroupTakesLong) {
  QueueBounds bounds = kWide;
  bounds.time_max = milliseconds(1'000);
  Start(bounds);
  HoldUp();
  // Each makes a group of its own.
  ASSERT_TRUE(Submit("much", "m1", 8'192).ok());
  ASSERT_TRUE(Submit("much", "m2", 8'192).ok());
  std::this_thread::sleep_for(milliseconds(800));
  Allow(1);
  Groups(2);
  std::this_thread::sleep_for(milliseconds(400));
  EXPECT_EQ(Submit("much", "m3", 1, WhenBehind::kRefuse).code(), StatusCode::kResourceExhausted) << "m2 waits";
  EXPECT_TRUE(Submit("much", "m3", 1, WhenBehind::kWait).ok());
  EXPECT_TRUE(Submit("little", "l", 1, WhenBehind::kRefuse).ok());
  std::this_thread::sleep_for(milliseconds(800));
  EXPECT_EQ(Submit("new", "n", 1, WhenBehind::kRefuse).code(), StatusCode::kResourceExhausted) << "the group";
}

}  // namespace
}  // namespace assay
