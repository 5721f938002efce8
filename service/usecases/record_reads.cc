#include "service/usecases/record_reads.h"

#include "service/domain/civil_date.h"
#include "service/records/refusal.h"
#include "service/usecases/read_at.h"

namespace assay {

absl::StatusOr<ReadScope> OpenScope(const House& house, const std::string& authority, const v1::ReadAt& read_at) {
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, authority);
  if (!facts.ok()) return facts.status();
  absl::StatusOr<uint32_t> revision = ResolveReadAt(house, authority, read_at);
  if (!revision.ok()) return revision.status();
  return ReadScope{.authority = authority, .facts = *facts, .revision = *revision};
}

absl::StatusOr<ReadScope> OpenParent(const House& house, const std::string& parent, const v1::ReadAt& read_at) {
  return OpenScope(house, ParseAuthorityName(parent).value_or(""), read_at);
}

absl::StatusOr<absl::CivilDay> DayAsked(const House& house, const std::string& on) {
  Violations violations;
  const std::optional<absl::CivilDay> day = CheckOptionalDate({"on", on}, violations);
  if (!violations.empty()) return RefuseFields(violations);
  return day.value_or(Today(house));
}

}  // namespace assay
