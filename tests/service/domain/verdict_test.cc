#include "service/domain/verdict.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

#include "tests/service/domain/counts_generators.h"

namespace assay {
namespace {

constexpr std::array kPolicies = {UngradedPolicy::kAgainst, UngradedPolicy::kExcluded, UngradedPolicy::kUndecided};

constexpr Rule AtLeastThreeQuarters(UngradedPolicy policy = UngradedPolicy::kUndecided, uint32_t minimum_graded = 1) {
  return {Comparator::kAtLeast, {75, 100}, policy, minimum_graded};
}

constexpr Rule AtMostATenth(UngradedPolicy policy = UngradedPolicy::kUndecided, uint32_t minimum_graded = 1) {
  return {Comparator::kAtMost, {10, 100}, policy, minimum_graded};
}

// The 453 child protection plans: 250 adequate or better, 170 inadequate, 33 ungraded.
constexpr Counts kSomersetAdequate = {250, 420, 33};
constexpr Counts kSomersetGood = {60, 420, 33};
constexpr Counts kSomersetInadequate = {170, 420, 33};

Verdict VerdictOf(const Rule& rule, const Counts& counts) { return Judge(rule, counts).verdict; }

std::string Interval95(const Figure& figure) {
  return FormatHundredths(figure.interval->low_hundredths) + " to " +
         FormatHundredths(figure.interval->high_hundredths);
}

TEST(Questions, Q04ThreeQuartersIsNotMetUnderEveryPolicy) {
  for (const UngradedPolicy policy : kPolicies) {
    const Rule rule = AtLeastThreeQuarters(policy);
    const Judgement judgement = Judge(rule, kSomersetAdequate);
    EXPECT_EQ(judgement.verdict, Verdict::kNotMet);
    EXPECT_EQ(judgement.audited.verdict, Verdict::kNotMet);
    EXPECT_EQ(judgement.graded.verdict, Verdict::kNotMet);
    EXPECT_EQ(FormatMarginPoints(judgement.audited.ratio, rule.target), "-19.8");
    EXPECT_EQ(FormatMarginPoints(judgement.graded.ratio, rule.target), "-15.4");
  }
}

TEST(Questions, Q05NinetyOrSixtyFiveCasesShort) {
  const Judgement judgement = Judge(AtLeastThreeQuarters(), kSomersetAdequate);
  EXPECT_EQ(judgement.audited.required, 340u);
  EXPECT_EQ(judgement.audited.shortfall, 90u);
  EXPECT_EQ(judgement.graded.required, 315u);
  EXPECT_EQ(judgement.graded.shortfall, 65u);
}

TEST(Questions, Q06TheUngradedCouldNotChangeIt) {
  const Judgement judgement = Judge(AtLeastThreeQuarters(), kSomersetAdequate);
  EXPECT_EQ(judgement.bounds.low, (Ratio{250, 453}));
  EXPECT_EQ(judgement.bounds.high, (Ratio{283, 453}));
  EXPECT_EQ(FormatShare(judgement.bounds.low), "55.1%");
  EXPECT_EQ(FormatShare(judgement.bounds.high), "62.4%");
  EXPECT_TRUE(UngradedCannotChangeIt(AtLeastThreeQuarters(), kSomersetAdequate));
}

TEST(Questions, Q07GoodOrBetter) {
  const Judgement judgement = Judge(AtLeastThreeQuarters(), kSomersetGood);
  EXPECT_EQ(judgement.audited.ratio, (Ratio{60, 453}));
  EXPECT_EQ(FormatShare(judgement.audited.ratio), "13.2%");
  EXPECT_EQ(judgement.graded.ratio, (Ratio{60, 420}));
  EXPECT_EQ(FormatShare(judgement.graded.ratio), "14.2%");
}

TEST(Questions, Q08TheIntervals) {
  const Judgement judgement = Judge(AtLeastThreeQuarters(), kSomersetAdequate);
  EXPECT_EQ(Interval95(judgement.audited), "50.58 to 59.70");
  EXPECT_EQ(Interval95(judgement.graded), "54.76 to 64.11");
}

TEST(Questions, Q12NothingAuditedIsNoEvidence) {
  for (const UngradedPolicy policy : kPolicies) {
    EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(policy), {}), Verdict::kNoEvidence);
    EXPECT_EQ(VerdictOf(AtMostATenth(policy), {}), Verdict::kNoEvidence);
  }
}

TEST(Questions, Q13TheBoundaryIsExact) {
  for (const UngradedPolicy policy : kPolicies) {
    EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(policy), {314, 420, 0}), Verdict::kNotMet);
    EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(policy), {315, 420, 0}), Verdict::kMet);
  }
}

TEST(Questions, Q14NearlyThreeQuartersNeitherIsNorLooksMet) {
  const Judgement judgement = Judge(AtLeastThreeQuarters(), {339, 453, 0});
  EXPECT_EQ(judgement.verdict, Verdict::kNotMet);
  EXPECT_EQ(FormatShareAgainst(judgement.audited.ratio, {75, 100}), "74.8%");
}

TEST(Questions, Q17UpgradedReAuditsMakeItOnlyWhereEachCaseCountsOnce) {
  const Rule rule = AtLeastThreeQuarters(UngradedPolicy::kAgainst);
  EXPECT_EQ(VerdictOf(rule, {340, 420, 33}), Verdict::kMet);
  EXPECT_EQ(VerdictOf(rule, {340, 510, 33}), Verdict::kNotMet);
  EXPECT_EQ(VerdictOf(rule, kSomersetAdequate), Verdict::kNotMet);
}

TEST(Questions, Q19SixteenOfTwentyIsMetAndNotSecure) {
  const Rule rule = AtLeastThreeQuarters();
  const Judgement judgement = Judge(rule, {16, 20, 0});
  EXPECT_EQ(judgement.verdict, Verdict::kMet);
  EXPECT_EQ(Interval95(judgement.audited), "58.40 to 91.93");
  EXPECT_EQ(JudgeSecurity(rule, judgement, Coverage::kSample), Security::kNotSecure);
}

TEST(Questions, Q26TheUngradedCouldTipIt) {
  const Judgement judgement = Judge(AtLeastThreeQuarters(), {314, 420, 33});
  EXPECT_EQ(judgement.verdict, Verdict::kIndeterminate);
  EXPECT_EQ(judgement.bounds.low, (Ratio{314, 453}));
  EXPECT_EQ(judgement.bounds.high, (Ratio{347, 453}));
  EXPECT_EQ(FormatShare(judgement.bounds.low), "69.3%");
  EXPECT_EQ(FormatShare(judgement.bounds.high), "76.6%");
  EXPECT_FALSE(UngradedCannotChangeIt(AtLeastThreeQuarters(), {314, 420, 33}));
}

TEST(Questions, Q27TooManyInadequate) {
  const Judgement judgement = Judge(AtMostATenth(), kSomersetInadequate);
  EXPECT_EQ(judgement.verdict, Verdict::kNotMet);
  EXPECT_EQ(FormatShare(judgement.audited.ratio), "37.5%");
  EXPECT_EQ(judgement.audited.required, 45u);
  EXPECT_EQ(judgement.audited.shortfall, 125u);
  EXPECT_EQ(FormatShare(judgement.graded.ratio), "40.4%");
  EXPECT_EQ(judgement.graded.required, 42u);
  EXPECT_EQ(judgement.graded.shortfall, 128u);
}

TEST(Verdicts, HaveTheirNames) {
  EXPECT_EQ(Name(Verdict::kNoEvidence), "NO_EVIDENCE");
  EXPECT_EQ(Name(Verdict::kInsufficient), "INSUFFICIENT");
  EXPECT_EQ(Name(Verdict::kMet), "MET");
  EXPECT_EQ(Name(Verdict::kNotMet), "NOT_MET");
  EXPECT_EQ(Name(Verdict::kIndeterminate), "INDETERMINATE");
}

TEST(Verdicts, AreInsufficientBelowTheMinimumWhateverTheShare) {
  for (const UngradedPolicy policy : kPolicies) {
    const Rule rule = AtLeastThreeQuarters(policy, 10);
    EXPECT_EQ(VerdictOf(rule, {9, 9, 0}), Verdict::kInsufficient);
    EXPECT_EQ(VerdictOf(rule, {0, 9, 0}), Verdict::kInsufficient);
    EXPECT_EQ(VerdictOf(rule, {9, 9, 50}), Verdict::kInsufficient);
    EXPECT_EQ(VerdictOf(rule, {10, 10, 0}), Verdict::kMet);
    EXPECT_EQ(VerdictOf(rule, {0, 10, 0}), Verdict::kNotMet);
    EXPECT_EQ(VerdictOf(rule, {}), Verdict::kNoEvidence);
  }
}

TEST(Verdicts, AreInsufficientWithNothingGradedEvenWithoutAMinimum) {
  for (const uint32_t minimum : {0u, 1u}) {
    for (const UngradedPolicy policy : kPolicies) {
      const Judgement judgement = Judge(AtLeastThreeQuarters(policy, minimum), {0, 0, 5});
      EXPECT_EQ(judgement.verdict, Verdict::kInsufficient);
      EXPECT_EQ(judgement.audited.verdict, Verdict::kInsufficient);
      EXPECT_EQ(judgement.graded.verdict, Verdict::kInsufficient);
      EXPECT_EQ(FormatShare(judgement.graded.ratio), "[x]");
      EXPECT_EQ(judgement.graded.interval, std::nullopt);
    }
  }
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(UngradedPolicy::kUndecided, 0), {1, 1, 0}), Verdict::kMet);
}

TEST(Verdicts, WeighTheUngradedByPolicyForAtLeast) {
  const Counts counts = {75, 100, 1};  // exactly 75% of the graded
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(UngradedPolicy::kExcluded), counts), Verdict::kMet);
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(UngradedPolicy::kAgainst), counts), Verdict::kNotMet);
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(UngradedPolicy::kUndecided), counts), Verdict::kIndeterminate);
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(UngradedPolicy::kUndecided), {76, 100, 1}), Verdict::kMet);
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(UngradedPolicy::kUndecided), {74, 100, 1}), Verdict::kNotMet);
}

TEST(Verdicts, WeighTheUngradedByPolicyForAtMost) {
  const Counts counts = {10, 100, 1};  // exactly 10% of the graded
  EXPECT_EQ(VerdictOf(AtMostATenth(UngradedPolicy::kExcluded), counts), Verdict::kMet);
  EXPECT_EQ(VerdictOf(AtMostATenth(UngradedPolicy::kAgainst), counts), Verdict::kNotMet);
  EXPECT_EQ(VerdictOf(AtMostATenth(UngradedPolicy::kUndecided), counts), Verdict::kIndeterminate);
  EXPECT_EQ(VerdictOf(AtMostATenth(UngradedPolicy::kUndecided), {9, 100, 1}), Verdict::kMet);
  EXPECT_EQ(VerdictOf(AtMostATenth(UngradedPolicy::kUndecided), {11, 100, 1}), Verdict::kNotMet);
}

TEST(Verdicts, OfFiguresCountTheUngradedNowhereAboveTheLine) {
  const Judgement judgement = Judge(AtMostATenth(UngradedPolicy::kAgainst), {10, 100, 1});
  EXPECT_EQ(judgement.audited.ratio, (Ratio{10, 101}));
  EXPECT_EQ(judgement.audited.verdict, Verdict::kMet);
  EXPECT_EQ(judgement.graded.ratio, (Ratio{10, 100}));
  EXPECT_EQ(judgement.verdict, Verdict::kNotMet);
}

TEST(Verdicts, HoldAtTheEndsOfTheTarget) {
  for (const UngradedPolicy policy : kPolicies) {
    EXPECT_EQ(VerdictOf({Comparator::kAtLeast, {0, 1}, policy, 1}, {0, 1, 3}), Verdict::kMet);
    EXPECT_EQ(VerdictOf({Comparator::kAtMost, {1, 1}, policy, 1}, {1, 1, 3}), Verdict::kMet);
  }
  EXPECT_EQ(VerdictOf({Comparator::kAtLeast, {1, 1}, UngradedPolicy::kUndecided, 1}, {1, 1, 3}),
            Verdict::kIndeterminate);
  EXPECT_EQ(VerdictOf({Comparator::kAtMost, {0, 1}, UngradedPolicy::kUndecided, 1}, {0, 1, 3}),
            Verdict::kIndeterminate);
}

TEST(Shortfall, IsNothingWhereTheTargetHolds) {
  EXPECT_EQ(Judge(AtLeastThreeQuarters(), {315, 420, 0}).graded.shortfall, 0u);
  EXPECT_EQ(Judge(AtLeastThreeQuarters(), {420, 420, 0}).graded.shortfall, 0u);
  EXPECT_EQ(Judge(AtMostATenth(), {42, 420, 0}).graded.shortfall, 0u);
  EXPECT_EQ(Judge(AtMostATenth(), {43, 420, 0}).graded.shortfall, 1u);
  EXPECT_EQ(Judge(AtMostATenth(), {0, 420, 0}).graded.shortfall, 0u);
}

TEST(Shortfall, OfNothingIsNothing) {
  const Judgement judgement = Judge(AtLeastThreeQuarters(), {});
  EXPECT_EQ(judgement.audited.required, 0u);
  EXPECT_EQ(judgement.audited.shortfall, 0u);
  EXPECT_EQ(judgement.audited.interval, std::nullopt);
}

TEST(Security, IsAskedOnlyOfAMet) {
  const Rule rule = AtLeastThreeQuarters();
  for (const Counts& counts : {Counts{}, Counts{0, 0, 3}, Counts{314, 420, 33}, kSomersetAdequate}) {
    EXPECT_EQ(JudgeSecurity(rule, Judge(rule, counts), Coverage::kSample), Security::kNotAsked);
    EXPECT_EQ(JudgeSecurity(rule, Judge(rule, counts), Coverage::kCensus), Security::kNotAsked);
  }
}

TEST(Security, DoesNotApplyToACensus) {
  const Rule rule = AtLeastThreeQuarters();
  EXPECT_EQ(JudgeSecurity(rule, Judge(rule, {16, 20, 0}), Coverage::kCensus), Security::kNotApplicable);
}

TEST(Security, ComparesTheEndAsItIsShown) {
  // 9 of 12 is 46.77 to 91.11.
  Rule rule = {Comparator::kAtLeast, {4'677, 10'000}, UngradedPolicy::kUndecided, 1};
  EXPECT_EQ(JudgeSecurity(rule, Judge(rule, {9, 12, 0}), Coverage::kSample), Security::kSecure);
  rule.target.numerator = 4'678;
  EXPECT_EQ(JudgeSecurity(rule, Judge(rule, {9, 12, 0}), Coverage::kSample), Security::kNotSecure);
  rule = {Comparator::kAtMost, {9'111, 10'000}, UngradedPolicy::kUndecided, 1};
  EXPECT_EQ(JudgeSecurity(rule, Judge(rule, {9, 12, 0}), Coverage::kSample), Security::kSecure);
  rule.target.numerator = 9'110;
  EXPECT_EQ(JudgeSecurity(rule, Judge(rule, {9, 12, 0}), Coverage::kSample), Security::kNotSecure);
}

TEST(Security, LooksAtTheFigureThatDecides) {
  // GRADED 12 of 12 is 75.75 to 100; AUDITED 12 of 15 reaches lower.
  const Rule excluded = AtLeastThreeQuarters(UngradedPolicy::kExcluded);
  EXPECT_EQ(JudgeSecurity(excluded, Judge(excluded, {12, 12, 3}), Coverage::kSample), Security::kSecure);
  const Rule against = AtLeastThreeQuarters(UngradedPolicy::kAgainst);
  EXPECT_EQ(JudgeSecurity(against, Judge(against, {12, 12, 3}), Coverage::kSample), Security::kNotSecure);
}

TEST(Security, CountsTheUngradedAgainstTheServiceForAtMostToo) {
  // None of 6 as shown, but 5 of 6 at the worst, which reaches past 11 of 12.
  const Rule rule = {Comparator::kAtMost, {11, 12}, UngradedPolicy::kUndecided, 1};
  const Judgement judgement = Judge(rule, {0, 1, 5});
  ASSERT_EQ(judgement.verdict, Verdict::kMet);
  EXPECT_EQ(JudgeSecurity(rule, judgement, Coverage::kSample), Security::kNotSecure);
}

TEST(UngradedCannotChangeIt, IsTrueWithoutUngraded) {
  EXPECT_TRUE(UngradedCannotChangeIt(AtLeastThreeQuarters(), {}));
  EXPECT_TRUE(UngradedCannotChangeIt(AtLeastThreeQuarters(), {3, 4, 0}));
}

TEST(UngradedCannotChangeIt, IsFalseWhereGradingThemMakesEnoughToDecideOn) {
  const Rule rule = AtLeastThreeQuarters(UngradedPolicy::kUndecided, 10);
  EXPECT_TRUE(UngradedCannotChangeIt(rule, {0, 8, 1}));
  EXPECT_FALSE(UngradedCannotChangeIt(rule, {0, 8, 2}));
  EXPECT_FALSE(UngradedCannotChangeIt(AtLeastThreeQuarters(), {0, 0, 5}));
}

struct Question {
  Rule rule;
  Counts counts;
};

// Counts small enough to try every grading of the ungraded.
Question SmallQuestion() {
  Question question;
  question.rule.comparator = *rc::gen::element(Comparator::kAtLeast, Comparator::kAtMost);
  question.rule.target = *rc::gen::element(Fraction{75, 100}, Fraction{1, 10}, Fraction{2, 3}, Fraction{0, 1},
                                           Fraction{1, 1}, Fraction{1, 2});
  question.rule.ungraded_policy = *rc::gen::elementOf(kPolicies);
  question.rule.minimum_graded = *rc::gen::inRange<uint32_t>(0, 8);
  question.counts.graded = *rc::gen::inRange<uint32_t>(0, 25);
  question.counts.ungraded = *rc::gen::inRange<uint32_t>(0, 12);
  question.counts.hits = *rc::gen::inRange<uint32_t>(0, question.counts.graded + 1);
  return question;
}

// Whether the target holds over `total`, in plain integers of numbers this small.
bool NaiveHolds(const Rule& rule, uint32_t hits, uint32_t total) {
  const uint32_t share = hits * rule.target.denominator;
  const uint32_t wanted = rule.target.numerator * total;
  return rule.comparator == Comparator::kAtLeast ? share >= wanted : share <= wanted;
}

// Rule 10 as it is written, trying every grading.
Verdict NaiveVerdict(const Question& question) {
  const auto& [rule, counts] = question;
  if (counts.graded + counts.ungraded == 0) return Verdict::kNoEvidence;
  if (counts.graded == 0 || counts.graded < rule.minimum_graded) return Verdict::kInsufficient;
  if (rule.ungraded_policy == UngradedPolicy::kExcluded) {
    return NaiveHolds(rule, counts.hits, counts.graded) ? Verdict::kMet : Verdict::kNotMet;
  }
  uint32_t gradings_that_hold = 0;
  for (uint32_t hits = 0; hits <= counts.ungraded; ++hits) {
    gradings_that_hold += NaiveHolds(rule, counts.hits + hits, counts.graded + counts.ungraded) ? 1 : 0;
  }
  if (gradings_that_hold == counts.ungraded + 1) return Verdict::kMet;
  if (gradings_that_hold == 0 || rule.ungraded_policy == UngradedPolicy::kAgainst) return Verdict::kNotMet;
  return Verdict::kIndeterminate;
}

RC_GTEST_PROP(VerdictProperty, AgreesWithTryingEveryGradingOfTheUngraded, ()) {
  const Question question = SmallQuestion();
  RC_ASSERT(VerdictOf(question.rule, question.counts) == NaiveVerdict(question));
}

RC_GTEST_PROP(VerdictProperty, TheUngradedCannotChangeItWhereNoGradingOfThemDoes, ()) {
  const auto [rule, counts] = SmallQuestion();
  const Verdict now = Judge(rule, counts).audited.verdict;
  bool changes = false;
  for (uint32_t hits = 0; hits <= counts.ungraded; ++hits) {
    const Counts graded = {counts.hits + hits, counts.graded + counts.ungraded, 0};
    changes = changes || Judge(rule, graded).audited.verdict != now;
  }
  RC_ASSERT(UngradedCannotChangeIt(rule, counts) == !changes);
}

RC_GTEST_PROP(VerdictProperty, TheShortfallIsWhatItTakesToHold, ()) {
  const auto [rule, counts] = SmallQuestion();
  const Judgement judgement = Judge(rule, counts);
  for (const Figure& figure : {judgement.audited, judgement.graded}) {
    const bool at_least = rule.comparator == Comparator::kAtLeast;
    uint32_t naive = 0;
    const auto mended = [&] { return at_least ? figure.ratio.count + naive : figure.ratio.count - naive; };
    while (!NaiveHolds(rule, mended(), figure.ratio.total)) ++naive;
    RC_ASSERT(figure.shortfall == naive);
  }
}

// From the service's side: worse to better. What cannot be ordered is nullopt.
std::optional<int> Favour(Verdict verdict) {
  if (verdict == Verdict::kNotMet) return 0;
  if (verdict == Verdict::kIndeterminate) return 1;
  if (verdict == Verdict::kMet) return 2;
  return std::nullopt;
}

// Counts of any size, their sum within 32 bits.
Question AnyQuestion() {
  Question question = SmallQuestion();
  question.rule.target = *AnyTarget();
  const Ratio audited = *AnyRatio();
  question.counts = {0, audited.count, audited.total - audited.count};
  question.counts.hits = static_cast<uint32_t>(uint64_t{audited.count} * *rc::gen::inRange(0, 101) / 100);
  return question;
}

RC_GTEST_PROP(VerdictProperty, OneMoreHitNeverMovesItAwayFromTheComparatorsSide, ()) {
  const auto [rule, counts] = AnyQuestion();
  RC_PRE(counts.hits < counts.graded);
  const auto fewer = Favour(VerdictOf(rule, counts));
  const auto more = Favour(VerdictOf(rule, {counts.hits + 1, counts.graded, counts.ungraded}));
  RC_ASSERT(fewer.has_value() == more.has_value());
  if (!fewer.has_value()) return;
  RC_ASSERT((rule.comparator == Comparator::kAtLeast ? *more >= *fewer : *more <= *fewer));
}

RC_GTEST_PROP(VerdictProperty, OneMoreMissNeverMovesItToTheComparatorsSide, ()) {
  const auto [rule, counts] = AnyQuestion();
  RC_PRE(counts.hits < counts.graded);
  const auto more = Favour(VerdictOf(rule, counts));
  const auto fewer = Favour(VerdictOf(rule, {counts.hits, counts.graded - 1, counts.ungraded}));
  if (!more.has_value() || !fewer.has_value()) return;
  RC_ASSERT((rule.comparator == Comparator::kAtLeast ? *more <= *fewer : *more >= *fewer));
}

RC_GTEST_PROP(VerdictProperty, OneMoreUngradedNeverMakesUndecidedDecided, ()) {
  auto [rule, counts] = AnyQuestion();
  RC_PRE(counts.ungraded > 0u);
  rule.ungraded_policy = UngradedPolicy::kUndecided;
  const Verdict more = VerdictOf(rule, counts);
  const Verdict fewer = VerdictOf(rule, {counts.hits, counts.graded, counts.ungraded - 1});
  if (more == Verdict::kMet || more == Verdict::kNotMet) RC_ASSERT(fewer == more);
}

RC_GTEST_PROP(VerdictProperty, TheUngradedDoNotMoveAnExcludedVerdict, ()) {
  auto [rule, counts] = AnyQuestion();
  RC_PRE(counts.graded > 0u);
  rule.ungraded_policy = UngradedPolicy::kExcluded;
  RC_ASSERT(VerdictOf(rule, counts) == VerdictOf(rule, {counts.hits, counts.graded, 0}));
}

RC_GTEST_PROP(VerdictProperty, OneMoreUngradedNeverTurnsANotMetAgainstIntoAMet, ()) {
  auto [rule, counts] = AnyQuestion();
  RC_PRE(counts.ungraded > 0u);
  rule.ungraded_policy = UngradedPolicy::kAgainst;
  const auto more = Favour(VerdictOf(rule, counts));
  const auto fewer = Favour(VerdictOf(rule, {counts.hits, counts.graded, counts.ungraded - 1}));
  if (!more.has_value() || !fewer.has_value()) return;
  RC_ASSERT(*more <= *fewer);
}

RC_GTEST_PROP(VerdictProperty, UndecidedIsMetOnlyWhereAgainstAndExcludedAre, ()) {
  auto [rule, counts] = AnyQuestion();
  rule.ungraded_policy = UngradedPolicy::kUndecided;
  const Verdict undecided = VerdictOf(rule, counts);
  rule.ungraded_policy = UngradedPolicy::kAgainst;
  const Verdict against = VerdictOf(rule, counts);
  rule.ungraded_policy = UngradedPolicy::kExcluded;
  const Verdict excluded = VerdictOf(rule, counts);
  RC_ASSERT((undecided == Verdict::kMet) == (against == Verdict::kMet));
  if (undecided == Verdict::kMet) RC_ASSERT(excluded == Verdict::kMet);
  if (undecided == Verdict::kNotMet) RC_ASSERT(excluded == Verdict::kNotMet);
}

TEST(Verdicts, HoldWithAsManyAuditsAsALedgerCanHave) {
  constexpr uint32_t kMax = UINT32_MAX;
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(), {kMax, kMax, 0}), Verdict::kMet);
  EXPECT_EQ(VerdictOf(AtLeastThreeQuarters(), {1, 1, kMax - 1}), Verdict::kIndeterminate);
  EXPECT_EQ(Judge(AtLeastThreeQuarters(), {0, kMax, 0}).audited.shortfall, 3'221'225'472u);
}

}  // namespace
}  // namespace assay
