// Refusals: an absl::Status that carries a machine-readable reason and the fields at fault, inside one process.
//
// service/rpc turns one into google.rpc details on the wire, or into a Refusal in a stream. Thread-safe: pure
// functions.
#ifndef ASSAY_SERVICE_RECORDS_REFUSAL_H_
#define ASSAY_SERVICE_RECORDS_REFUSAL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "assay/v1/write.pb.h"
#include "service/domain/violation.h"

namespace assay {

// A status with a reason of assay.v1.Reason (without prefix) and, where fields are at fault, which.
absl::Status Refuse(absl::StatusCode code, std::string_view reason, std::string_view message,
                    const Violations& violations = {});

// ABORTED (STALE_REVISION): the audit or record has been changed since the revision expected.
absl::Status RefuseStale(uint32_t current_revision);

// INVALID_ARGUMENT for a request whose fields are at fault: the message and reason are the first violation's.
// `violations` must not be empty.
absl::Status RefuseFields(const Violations& violations);

// The refusal within a status. A status made elsewhere gets the reason its code implies. OK is a programmer's error.
v1::Refusal ToRefusal(const absl::Status& status);

}  // namespace assay

#endif  // ASSAY_SERVICE_RECORDS_REFUSAL_H_
