#include "service/usecases/house.h"

#include "absl/time/time.h"
#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/records/refusal.h"

namespace assay {

absl::CivilDay Today(const House& house) {
  return absl::ToCivilDay(absl::FromUnixMicros(house.now_us()), absl::UTCTimeZone());
}

absl::Status UnknownAuthority(std::string_view authority) {
  Violations malformed;
  CheckAuthorityId({.path = "authority", .value = authority}, malformed);
  return Refuse(absl::StatusCode::kNotFound, reason::kUnknownAuthority,
                malformed.empty() ? "no authority " + std::string(authority) : "no such authority");
}

absl::StatusOr<const LedgerFacts*> FindAuthority(const House& house, std::string_view authority) {
  const LedgerFacts* facts = house.facts.Find(authority);
  if (facts == nullptr || !facts->authority()) return UnknownAuthority(authority);
  return facts;
}

Schema LeafSchema() { return {.name = LeafName, .case_ref = LeafCaseRef}; }

}  // namespace assay
