// How many of the next audits must be good enough for a target to hold.
#ifndef ASSAY_SERVICE_DOMAIN_HEADROOM_H_
#define ASSAY_SERVICE_DOMAIN_HEADROOM_H_

#include <cstdint>

#include "service/domain/verdict.h"

namespace assay {

// See assay.v1.Headroom.
struct Headroom {
  uint32_t next = 0;
  bool over_graded =
      false;  // GRADED is carried on, under EXCLUDED; else AUDITED with the ungraded counted the worst way
  int64_t needed = 0;
  bool reachable = false;

  bool operator==(const Headroom&) const = default;
};

// For the measure to be MET over all of them, AT_LEAST: the least of the `next` graded audits that must be hits, 0
// where it holds whatever comes, more than `next` where it cannot be reached. AT_MOST: the greatest number of them that
// may be hits: at most `next`, below 0 where even none is too many. The ungraded count as the policy says, UNDECIDED as
// AGAINST, so that the answer holds however they are graded. Not reachable where there are still fewer graded than the
// measure's minimum: the share holds, but the verdict stays INSUFFICIENT.
Headroom HeadroomOf(const Rule& rule, const Counts& counts, uint32_t next);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_HEADROOM_H_
