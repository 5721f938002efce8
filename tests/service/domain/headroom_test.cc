#include "service/domain/headroom.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <optional>

#include "tests/service/domain/counts_generators.h"

namespace assay {
namespace {

constexpr std::array kPolicies = {UngradedPolicy::kAgainst, UngradedPolicy::kExcluded, UngradedPolicy::kUndecided};

constexpr Rule AtLeastThreeQuarters(UngradedPolicy policy) { return {Comparator::kAtLeast, {75, 100}, policy, 1}; }
constexpr Rule AtMostATenth(UngradedPolicy policy) { return {Comparator::kAtMost, {10, 100}, policy, 1}; }

TEST(Questions, Q30TwoHundredAndNinetyOfTheNextThreeHundred) {
  const Rule rule = AtLeastThreeQuarters(UngradedPolicy::kExcluded);
  EXPECT_EQ(HeadroomOf(rule, {250, 420, 33}, 300), (Headroom{300, true, 290, true}));
  EXPECT_EQ(HeadroomOf(rule, {250, 420, 33}, 100), (Headroom{100, true, 140, false}));
}

TEST(Headroom, CountsTheUngradedAgainstTheServiceUnlessExcluded) {
  for (const UngradedPolicy policy : {UngradedPolicy::kAgainst, UngradedPolicy::kUndecided}) {
    // 565 of 753 is 75.03%.
    EXPECT_EQ(HeadroomOf(AtLeastThreeQuarters(policy), {250, 420, 33}, 300), (Headroom{300, false, 315, false}));
    // 10 and 33 of 53 and 400 keep to 45.
    EXPECT_EQ(HeadroomOf(AtMostATenth(policy), {10, 20, 33}, 400), (Headroom{400, false, 2, true}));
  }
  EXPECT_EQ(HeadroomOf(AtMostATenth(UngradedPolicy::kExcluded), {10, 20, 33}, 400), (Headroom{400, true, 32, true}));
}

TEST(Headroom, NeedsNothingWhereTheTargetHoldsWhateverComes) {
  const Rule rule = AtLeastThreeQuarters(UngradedPolicy::kUndecided);
  EXPECT_EQ(HeadroomOf(rule, {90, 100, 0}, 20), (Headroom{20, false, 0, true}));
  EXPECT_EQ(HeadroomOf(rule, {90, 100, 0}, 21), (Headroom{21, false, 1, true}));
  EXPECT_EQ(HeadroomOf(AtMostATenth(UngradedPolicy::kUndecided), {0, 1'000, 0}, 50), (Headroom{50, false, 50, true}));
}

TEST(Headroom, IsNegativeWhereEvenNoneIsTooMany) {
  const Rule rule = AtMostATenth(UngradedPolicy::kExcluded);
  EXPECT_EQ(HeadroomOf(rule, {170, 420, 33}, 100), (Headroom{100, true, -118, false}));
  EXPECT_EQ(HeadroomOf(rule, {10, 10, 0}, 90), (Headroom{90, true, 0, true}));
  EXPECT_EQ(HeadroomOf(rule, {10, 10, 0}, 89), (Headroom{89, true, -1, false}));
}

TEST(Headroom, IsOutOfReachWhileTooFewAreGraded) {
  Rule rule = AtLeastThreeQuarters(UngradedPolicy::kUndecided);
  rule.minimum_graded = 10;
  EXPECT_EQ(HeadroomOf(rule, {5, 5, 0}, 4), (Headroom{4, false, 2, false}));
  EXPECT_EQ(HeadroomOf(rule, {5, 5, 0}, 5), (Headroom{5, false, 3, true}));
  rule.minimum_graded = 0;
  EXPECT_EQ(HeadroomOf(rule, {}, 0), (Headroom{0, false, 0, false}));
}

TEST(Headroom, TakesCountsOfThirtyTwoBits) {
  constexpr uint32_t kMax = UINT32_MAX;
  const Rule all = {Comparator::kAtLeast, {1, 1}, UngradedPolicy::kUndecided, 1};
  EXPECT_EQ(HeadroomOf(all, {kMax, kMax, 0}, kMax), (Headroom{kMax, false, kMax, true}));
  EXPECT_EQ(HeadroomOf(all, {0, 1, kMax - 1}, kMax), (Headroom{kMax, false, int64_t{2} * kMax, false}));
  const Rule none = {Comparator::kAtMost, {0, 1}, UngradedPolicy::kUndecided, 1};
  EXPECT_EQ(HeadroomOf(none, {kMax, kMax, 0}, kMax), (Headroom{kMax, false, -int64_t{kMax}, false}));
}

// The answer by judging every number of hits among the next: nullopt where none of them is MET.
std::optional<int64_t> NaiveNeeded(const Rule& rule, const Counts& counts, uint32_t next) {
  std::optional<int64_t> needed;
  for (uint32_t hits = 0; hits <= next; ++hits) {
    const Counts then = {counts.hits + hits, counts.graded + next, counts.ungraded};
    if (Judge(rule, then).verdict != Verdict::kMet) continue;
    if (rule.comparator == Comparator::kAtMost || !needed.has_value()) needed = hits;
  }
  return needed;
}

void ExpectTheNaiveAnswer(const Rule& rule, const Counts& counts, uint32_t next) {
  const Headroom headroom = HeadroomOf(rule, counts, next);
  const std::optional<int64_t> naive = NaiveNeeded(rule, counts, next);
  ASSERT_EQ(headroom.reachable, naive.has_value());
  if (naive.has_value()) {
    ASSERT_EQ(headroom.needed, *naive);
  }
}

TEST(HeadroomByEnumeration, IsWhatJudgingEachNumberOfHitsSays) {
  for (const Comparator comparator : {Comparator::kAtLeast, Comparator::kAtMost}) {
    for (const UngradedPolicy policy : kPolicies) {
      for (const Fraction target : {Fraction{0, 1}, Fraction{1, 10}, Fraction{2, 3}, Fraction{3, 4}, Fraction{1, 1}}) {
        const Rule rule = {comparator, target, policy, 3};
        for (uint32_t graded = 0; graded <= 8; ++graded) {
          for (uint32_t hits = 0; hits <= graded; ++hits) {
            for (uint32_t ungraded = 0; ungraded <= 3; ++ungraded) {
              for (uint32_t next = 0; next <= 9; ++next) {
                ASSERT_NO_FATAL_FAILURE(ExpectTheNaiveAnswer(rule, {hits, graded, ungraded}, next))
                    << hits << '/' << graded << " and " << ungraded << ", next " << next;
              }
            }
          }
        }
      }
    }
  }
}

Rule AnyRule() {
  Rule rule;
  rule.comparator = *rc::gen::element(Comparator::kAtLeast, Comparator::kAtMost);
  rule.target = *AnyTarget();
  rule.ungraded_policy = *rc::gen::elementOf(kPolicies);
  rule.minimum_graded = *rc::gen::inRange<uint32_t>(0, 50);
  return rule;
}

// Halves, so that what there is and what comes fit 32 bits together.
Counts AnyCounts() {
  const Ratio audited = *AnyRatio();
  const Ratio graded = {audited.count / 2, audited.total / 2};
  const uint32_t hits = static_cast<uint32_t>(uint64_t{graded.count} * *rc::gen::inRange(0, 101) / 100);
  return {hits, graded.count, graded.total - graded.count};
}

RC_GTEST_PROP(HeadroomProperty, WhatIsNeededIsMetAndOneWorseIsNot, ()) {
  const Rule rule = AnyRule();
  const Counts counts = AnyCounts();
  const uint32_t next = *AnyCount() / 2;
  const Headroom headroom = HeadroomOf(rule, counts, next);
  RC_PRE(headroom.reachable);
  const auto verdict_with = [&](int64_t hits) {
    const auto then = static_cast<uint32_t>(counts.hits + hits);
    return Judge(rule, {then, counts.graded + next, counts.ungraded}).verdict;
  };
  const bool at_least = rule.comparator == Comparator::kAtLeast;
  RC_ASSERT(verdict_with(headroom.needed) == Verdict::kMet);
  const int64_t worse = headroom.needed + (at_least ? -1 : 1);
  if (worse >= 0 && worse <= next) RC_ASSERT(verdict_with(worse) != Verdict::kMet);
}

RC_GTEST_PROP(HeadroomProperty, OutOfReachNotEvenTheBestIsMet, ()) {
  const Rule rule = AnyRule();
  const Counts counts = AnyCounts();
  const uint32_t next = *AnyCount() / 2;
  RC_PRE(!HeadroomOf(rule, counts, next).reachable);
  const uint32_t best = rule.comparator == Comparator::kAtLeast ? next : 0;
  RC_ASSERT(Judge(rule, {counts.hits + best, counts.graded + next, counts.ungraded}).verdict != Verdict::kMet);
}

}  // namespace
}  // namespace assay
