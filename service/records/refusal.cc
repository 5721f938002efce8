#include "service/records/refusal.h"

#include <algorithm>
#include <cstddef>

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

// Of a message or a description; and of all the fields at fault, so that a client that asks for no more room than gRPC
// gives by itself, 8 KiB, can read them, and a batch of refusals is a message. What is left out is counted.
constexpr size_t kTextBytes = 512;
constexpr size_t kViolationsBytes = 2'048;
constexpr size_t kFieldBytes = 32;

std::string Clipped(std::string_view text) {
  if (text.size() <= kTextBytes) return std::string(text);
  size_t end = kTextBytes;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

absl::Status Refuse(absl::StatusCode code, std::string_view reason, std::string_view message,
                    const Violations& violations) {
  v1::Refusal refusal;
  refusal.set_reason(std::string(reason));
  std::string text = Clipped(message);
  size_t bytes = 0;
  for (const Violation& violation : violations) {
    // The field counts for as much whatever is put before it.
    bytes += kFieldBytes + violation.reason.size() + std::min(violation.description.size(), kTextBytes);
    if (bytes > kViolationsBytes && refusal.violations_size() > 0) {
      const size_t more = violations.size() - static_cast<size_t>(refusal.violations_size());
      text += " (" + std::to_string(more) + " more are not listed)";
      break;
    }
    v1::FieldViolation* out = refusal.add_violations();
    out->set_field(violation.field);
    out->set_reason(violation.reason);
    out->set_description(Clipped(violation.description));
  }
  absl::Status status(code, text);
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
