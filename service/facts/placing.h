// Where an audit stands in one of the two figures, seen from the service. Explain and differences stand on it.
//
// Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_FACTS_PLACING_H_
#define ASSAY_SERVICE_FACTS_PLACING_H_

#include <cstdint>

#include "service/domain/measure.h"
#include "service/domain/statement.h"
#include "service/facts/survey.h"

namespace assay {

// Values equal assay.v1.Basis and assay.v1.Bucket.
enum class Basis : uint8_t { kAudited = 1, kGraded = 2 };
enum class Bucket : uint8_t { kFor = 1, kAgainst = 2, kExcluded = 3 };

struct Placed {
  Bucket bucket = Bucket::kExcluded;
  Exclusion exclusion = Exclusion::kNone;  // set for kExcluded
};

// For AT_MOST the hits are against the service. An ungraded audit is against it under kAudited, excluded under kGraded.
Placed Place(const Classified& classified, const Measure& measure, Basis basis);

// Numerator and denominator of the figure: hits over all audited, or over the graded.
Ratio RatioOf(const Counts& counts, Basis basis);

// Counts one audit that stands there; nothing for one outside.
void AddStanding(Standing standing, Counts& counts);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_PLACING_H_
