#include "service/domain/headroom.h"

#include <algorithm>

namespace assay {
namespace {

__extension__ using Wide = unsigned __int128;

// As LeastCount and GreatestCount, for a total of up to 33 bits.
int64_t LeastOf(uint64_t total, Fraction target) {
  return static_cast<int64_t>((Wide{total} * target.numerator + target.denominator - 1) / target.denominator);
}
int64_t GreatestOf(uint64_t total, Fraction target) {
  return static_cast<int64_t>(Wide{total} * target.numerator / target.denominator);
}

}  // namespace

Headroom HeadroomOf(const Rule& rule, const Counts& counts, uint32_t next) {
  Headroom headroom;
  headroom.next = next;
  headroom.over_graded = rule.ungraded_policy == UngradedPolicy::kExcluded;
  const uint32_t ungraded = headroom.over_graded ? 0 : counts.ungraded;
  const uint64_t graded = uint64_t{counts.graded} + next;
  const uint64_t total = graded + ungraded;
  if (rule.comparator == Comparator::kAtLeast) {
    // The ungraded are no hits.
    headroom.needed = std::max<int64_t>(0, LeastOf(total, rule.target) - counts.hits);
    headroom.reachable = headroom.needed <= next;
  } else {
    // The ungraded are hits.
    const int64_t hits = int64_t{counts.hits} + ungraded;
    headroom.needed = std::min<int64_t>(next, GreatestOf(total, rule.target) - hits);
    headroom.reachable = headroom.needed >= 0;
  }
  if (graded < std::max(rule.minimum_graded, 1u)) headroom.reachable = false;
  return headroom;
}

}  // namespace assay
