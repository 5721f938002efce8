#include "service/usecases/house.h"

#include <utility>

#include "absl/time/time.h"
#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/records/refusal.h"

namespace assay {

WriteRequest RequestOf(std::string ledger, const WriteContext& context) {
  return {.actor = context.actor,
          .ledger = std::move(ledger),
          .mode = context.mode,
          .when_behind = context.when_behind,
          .check_awaited = context.check_awaited};
}

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
  if (facts == nullptr || !facts->has_authority()) return UnknownAuthority(authority);
  return facts;
}

bool Sees(const Caller& caller, std::string_view authority) { return !caller.may_see || caller.may_see(authority); }

std::vector<std::string> AuthoritiesSeen(const House& house, const Caller& caller, std::string_view after,
                                         size_t limit) {
  std::vector<std::string> seen;
  std::vector<std::string> ids = house.facts.AuthorityIds(after, limit);
  while (!ids.empty() && seen.size() < limit) {
    for (const std::string& id : ids) {
      if (seen.size() < limit && Sees(caller, id)) seen.push_back(id);
    }
    ids = house.facts.AuthorityIds(ids.back(), limit);
  }
  return seen;
}

absl::Status PermissionDenied() {
  return Refuse(absl::StatusCode::kPermissionDenied, reason::kPermissionDenied,
                "this is not permitted, whether it is there or not");
}

Schema LeafSchema() { return {.name = LeafName, .case_ref = LeafCaseRef}; }

}  // namespace assay
