#include "service/records/refusal.h"

#include "absl/strings/cord.h"

namespace assay {
namespace {

constexpr char kPayload[] = "assay.v1.Refusal";

// The reason of a status that the ledger or the runtime made, which know no reasons.
std::string_view ReasonOfCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kResourceExhausted:
      return reason::kOverloaded;
    case absl::StatusCode::kUnavailable:
      return reason::kWritesStopped;
    default:
      return reason::kInternal;
  }
}

}  // namespace

absl::Status Refuse(absl::StatusCode code, std::string_view reason, std::string_view message,
                    const Violations& violations) {
  absl::Status status(code, std::string(message));
  v1::Refusal refusal;
  refusal.set_reason(std::string(reason));
  for (const Violation& violation : violations) {
    v1::FieldViolation* out = refusal.add_violations();
    out->set_field(violation.field);
    out->set_reason(violation.reason);
    out->set_description(violation.description);
  }
  status.SetPayload(kPayload, absl::Cord(refusal.SerializeAsString()));
  return status;
}

absl::Status RefuseStale(uint32_t current_revision) {
  absl::Status status(absl::StatusCode::kAborted,
                      "it has been changed since; its current revision is " + std::to_string(current_revision));
  v1::Refusal refusal;
  refusal.set_reason(std::string(reason::kStaleRevision));
  refusal.set_current_revision(current_revision);
  status.SetPayload(kPayload, absl::Cord(refusal.SerializeAsString()));
  return status;
}

absl::Status RefuseFields(const Violations& violations) {
  const Violation& first = violations.front();
  return Refuse(absl::StatusCode::kInvalidArgument, first.reason, first.field + ": " + first.description, violations);
}

v1::Refusal ToRefusal(const absl::Status& status) {
  v1::Refusal refusal;
  if (auto payload = status.GetPayload(kPayload)) refusal.ParseFromString(std::string(*payload));
  if (refusal.reason().empty()) refusal.set_reason(std::string(ReasonOfCode(status.code())));
  refusal.set_code(static_cast<int32_t>(status.code()));
  refusal.set_message(std::string(status.message()));
  return refusal;
}

}  // namespace assay
