// What one ledger entry says, in the domain's words. Decoded from a leaf by service/records; folded by service/facts.
#ifndef ASSAY_SERVICE_DOMAIN_EVENT_H_
#define ASSAY_SERVICE_DOMAIN_EVENT_H_

#include <cstdint>
#include <string>
#include <variant>

#include "service/domain/audit.h"
#include "service/domain/authority.h"
#include "service/domain/scale.h"

namespace assay {

// What kind of entry a revision of an audit is; values equal assay.v1.ChangeKind. kNone: the entry is of no audit.
enum class ChangeKind : uint8_t {
  kNone = 0,
  kSubmitted = 1,
  kCorrected = 2,
  kModerated = 3,
  kWithdrawn = 4,
  kErased = 5,
};

struct Event {
  uint32_t revision = 0;             // place in its ledger, counted from 1
  int64_t recorded_at_us = 0;        // microseconds since 1970-01-01 UTC
  uint32_t case_number = 0;          // 0: none
  uint32_t superseded_revision = 0;  // 0: none
  std::string actor;                 // the authenticated principal
  std::string personal_commitment;   // audits only; 32 bytes
  ChangeKind kind = ChangeKind::kNone;
  std::string reason;  // of a change: a public code
  // An Audit has no personal part here: it is not in the leaf.
  std::variant<Authority, Scale, Audit> what;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_EVENT_H_
