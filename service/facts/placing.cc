#include "service/facts/placing.h"

namespace assay {

Placed Place(const Classified& classified, const Measure& measure, Basis basis) {
  const bool at_least = measure.comparator == static_cast<int>(Comparator::kAtLeast);
  switch (classified.standing) {
    case Standing::kHit:
      return {.bucket = at_least ? Bucket::kFor : Bucket::kAgainst};
    case Standing::kMiss:
      return {.bucket = at_least ? Bucket::kAgainst : Bucket::kFor};
    case Standing::kUngraded:
      if (basis == Basis::kGraded) return {.exclusion = Exclusion::kUngraded};
      return {.bucket = Bucket::kAgainst};
    case Standing::kOutside:
      break;
  }
  return {.exclusion = classified.exclusion};
}

Ratio RatioOf(const Counts& counts, Basis basis) {
  return {.count = counts.hits, .total = counts.graded + (basis == Basis::kAudited ? counts.ungraded : 0)};
}

void AddStanding(Standing standing, Counts& counts) {
  switch (standing) {
    case Standing::kHit:
      ++counts.hits;
      ++counts.graded;
      break;
    case Standing::kMiss:
      ++counts.graded;
      break;
    case Standing::kUngraded:
      ++counts.ungraded;
      break;
    case Standing::kOutside:
      break;
  }
}

}  // namespace assay
