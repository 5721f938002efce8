#include "service/domain/verdict.h"

#include <algorithm>
#include <cstdlib>

namespace assay {
namespace {

bool Holds(const Rule& rule, Ratio ratio) {
  return rule.comparator == Comparator::kAtLeast ? AtLeast(ratio, rule.target) : AtMost(ratio, rule.target);
}

Verdict MetWhere(const Rule& rule, Ratio ratio) { return Holds(rule, ratio) ? Verdict::kMet : Verdict::kNotMet; }

uint32_t MinimumGraded(const Rule& rule) { return std::max(rule.minimum_graded, 1u); }

// What no share can overrule: nothing audited, or too few graded. nullopt: the share decides.
std::optional<Verdict> WithoutShare(const Rule& rule, const Counts& counts) {
  if (counts.graded == 0 && counts.ungraded == 0) return Verdict::kNoEvidence;
  if (counts.graded < MinimumGraded(rule)) return Verdict::kInsufficient;
  return std::nullopt;
}

Bounds BoundsOf(const Counts& counts) {
  const uint32_t audited = counts.graded + counts.ungraded;
  return {{counts.hits, audited}, {counts.hits + counts.ungraded, audited}};
}

// The bounds from the service's side: its worst case makes AT_LEAST smallest and AT_MOST greatest.
Ratio Worst(const Rule& rule, const Bounds& bounds) {
  return rule.comparator == Comparator::kAtLeast ? bounds.low : bounds.high;
}
Ratio Best(const Rule& rule, const Bounds& bounds) {
  return rule.comparator == Comparator::kAtLeast ? bounds.high : bounds.low;
}

Figure MakeFigure(const Rule& rule, Ratio ratio, std::optional<Verdict> without_share) {
  Figure figure;
  figure.ratio = ratio;
  if (rule.comparator == Comparator::kAtLeast) {
    figure.required = LeastCount(ratio.total, rule.target);
    figure.shortfall = figure.required - std::min(figure.required, ratio.count);
  } else {
    figure.required = GreatestCount(ratio.total, rule.target);
    figure.shortfall = ratio.count - std::min(ratio.count, figure.required);
  }
  figure.verdict = without_share.has_value() ? *without_share : MetWhere(rule, ratio);
  figure.interval = WilsonInterval(ratio);
  return figure;
}

// The verdict by the measure's policy, once there is enough to decide on.
Verdict ByPolicy(const Rule& rule, const Counts& counts, const Bounds& bounds) {
  switch (rule.ungraded_policy) {
    case UngradedPolicy::kAgainst:
      return MetWhere(rule, Worst(rule, bounds));
    case UngradedPolicy::kExcluded:
      return MetWhere(rule, {counts.hits, counts.graded});
    case UngradedPolicy::kUndecided:
      if (Holds(rule, Worst(rule, bounds))) return Verdict::kMet;
      return Holds(rule, Best(rule, bounds)) ? Verdict::kIndeterminate : Verdict::kNotMet;
  }
  std::abort();
}

}  // namespace

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNoEvidence:
      return "NO_EVIDENCE";
    case Verdict::kInsufficient:
      return "INSUFFICIENT";
    case Verdict::kMet:
      return "MET";
    case Verdict::kNotMet:
      return "NOT_MET";
    case Verdict::kIndeterminate:
      return "INDETERMINATE";
  }
  std::abort();
}

Judgement Judge(const Rule& rule, const Counts& counts) {
  const std::optional<Verdict> without_share = WithoutShare(rule, counts);
  const Bounds bounds = BoundsOf(counts);
  Judgement judgement;
  judgement.audited = MakeFigure(rule, {counts.hits, counts.graded + counts.ungraded}, without_share);
  judgement.graded = MakeFigure(rule, {counts.hits, counts.graded}, without_share);
  judgement.bounds = bounds;
  judgement.verdict = without_share.has_value() ? *without_share : ByPolicy(rule, counts, bounds);
  return judgement;
}

Security JudgeSecurity(const Rule& rule, const Judgement& judgement, Coverage coverage) {
  if (judgement.verdict != Verdict::kMet) return Security::kNotAsked;
  if (coverage == Coverage::kCensus) return Security::kNotApplicable;
  constexpr uint32_t kOneInHundredths = 10'000;
  const bool at_least = rule.comparator == Comparator::kAtLeast;
  const bool over_graded = rule.ungraded_policy == UngradedPolicy::kExcluded;
  const Ratio worst = at_least ? judgement.bounds.low : judgement.bounds.high;
  const Ratio deciding = over_graded ? judgement.graded.ratio : worst;
  const Interval interval = *WilsonInterval(deciding);  // a MET share has a denominator
  const uint32_t end = at_least ? interval.low_hundredths : interval.high_hundredths;
  return Holds(rule, {end, kOneInHundredths}) ? Security::kSecure : Security::kNotSecure;
}

bool UngradedCannotChangeIt(const Rule& rule, const Counts& counts) {
  if (counts.ungraded == 0) return true;
  const uint32_t minimum = MinimumGraded(rule);
  if (counts.graded < minimum) return counts.graded + counts.ungraded < minimum;
  const Bounds bounds = BoundsOf(counts);
  return Holds(rule, bounds.low) == Holds(rule, bounds.high);
}

}  // namespace assay
