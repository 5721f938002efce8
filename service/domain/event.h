// What one ledger entry says, in the domain's words. Decoded from a leaf by service/records; folded by service/facts.
#ifndef ASSAY_SERVICE_DOMAIN_EVENT_H_
#define ASSAY_SERVICE_DOMAIN_EVENT_H_

#include <cstdint>
#include <string>
#include <variant>

#include "service/domain/audit.h"
#include "service/domain/authority.h"
#include "service/domain/change_kind.h"
#include "service/domain/epoch.h"
#include "service/domain/record.h"
#include "service/domain/scale.h"
#include "service/domain/token.h"

namespace assay {

struct Event {
  uint32_t revision = 0;             // place in its ledger, counted from 1
  int64_t recorded_at_us = 0;        // microseconds since 1970-01-01 UTC
  uint32_t case_number = 0;          // 0: none
  uint32_t superseded_revision = 0;  // 0: none
  std::string actor;                 // the authenticated principal
  std::string personal_commitment;   // audits only; 32 bytes
  ChangeKind kind = ChangeKind::kNone;
  std::string reason;  // of a change or of a record that takes another's place: a public code
  // An Audit has no personal part here: it is not in the leaf.
  std::variant<Authority, Scale, Audit, Record, Token, PersonalRead, Epoch> what;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_EVENT_H_
