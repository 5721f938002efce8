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

// AT_LEAST: the least of `next` graded audits that must be hits for the measure to hold over all of them, 0 where it
// holds whatever comes. AT_MOST: the greatest number that may be. The ungraded count as the policy says, UNDECIDED as
// AGAINST: so that the answer holds however they are graded.
Headroom HeadroomOf(const Rule& rule, const Counts& counts, uint32_t next);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_HEADROOM_H_
