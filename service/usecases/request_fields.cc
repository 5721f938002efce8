#include "service/usecases/request_fields.h"

#include <string>
#include <utility>

#include "service/records/refusal.h"

namespace assay {

void AddUnder(std::string_view parent, const Violations& found, Violations& all) {
  for (Violation violation : found) {
    violation.field = std::string(parent) + "." + violation.field;
    all.push_back(std::move(violation));
  }
}

Violations AllViolations(std::string_view parent, const Violations& shape, Violations found) {
  if (!shape.empty()) std::erase_if(found, [](const Violation& violation) { return violation.field == "name"; });
  Violations all;
  AddUnder(parent, shape, all);
  AddUnder(parent, found, all);
  return all;
}

absl::Status ToStatus(const Refused& refused) {
  if (refused.field.empty()) return Refuse(absl::StatusCode::kFailedPrecondition, refused.reason, refused.message);
  const Violations violations = {{.field = refused.field, .reason = refused.reason, .description = refused.message}};
  if (refused.reason != reason::kAlreadyExists) return RefuseFields(violations);
  return Refuse(absl::StatusCode::kAlreadyExists, refused.reason, refused.message, violations);
}

}  // namespace assay
