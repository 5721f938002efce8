#include "storage/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay {
namespace {

using testing::ElementsAre;

std::vector<int> Drain(FairQueue<int>& queue) {
  std::vector<int> items;
  while (!queue.empty()) items.push_back(queue.Pop());
  return items;
}

TEST(FairQueueTest, EachHasTurnsOfSoMuch) {
  FairQueue<int> queue(/*turn=*/3);
  for (int item = 1; item <= 5; ++item) queue.Push("a", 1, item);
  for (int item = 11; item <= 13; ++item) queue.Push("b", 2, item);
  queue.Push("c", 9, 21);
  EXPECT_EQ(queue.size(), 9u);
  EXPECT_EQ(queue.front(), 1);
  EXPECT_THAT(Drain(queue), ElementsAre(1, 2, 3, 11, 12, 21, 4, 5, 13));
  EXPECT_EQ(queue.size(), 0u);
}

TEST(FairQueueTest, ATurnThatEndedEarlyLeavesNothingToTheNext) {
  FairQueue<int> queue(/*turn=*/2);
  queue.Push("a", 1, 1);
  queue.Push("b", 1, 11);
  queue.Push("b", 1, 12);
  queue.Push("b", 1, 13);
  queue.Push("c", 1, 21);
  EXPECT_THAT(Drain(queue), ElementsAre(1, 11, 12, 21, 13));
}

TEST(FairQueueTest, KnowsWhatWaitsForEach) {
  FairQueue<int> queue(/*turn=*/1);
  EXPECT_EQ(queue.CostOf("a"), 0u);
  EXPECT_EQ(queue.OldestOf("a"), nullptr);
  queue.Push("a", 2, 1);
  queue.Push("a", 3, 2);
  EXPECT_EQ(queue.CostOf("a"), 5u);
  EXPECT_EQ(*queue.OldestOf("a"), 1);
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.CostOf("a"), 3u);
  EXPECT_EQ(*queue.OldestOf("a"), 2);
  EXPECT_EQ(queue.Pop(), 2);
  EXPECT_EQ(queue.CostOf("a"), 0u);
  EXPECT_EQ(queue.OldestOf("a"), nullptr);
}

}  // namespace
}  // namespace assay
