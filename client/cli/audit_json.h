// An audit written as proto JSON, read strictly.
//
// Protobuf's own reader accepts the same key twice and malformed UTF-8, and its errors quote values. So the text is
// checked against the message's descriptor first, and every error here names the field and never a value.
#ifndef ASSAY_CLIENT_CLI_AUDIT_JSON_H_
#define ASSAY_CLIENT_CLI_AUDIT_JSON_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/audit.pb.h"

namespace assay {

// INVALID_ARGUMENT for what is not exactly one JSON object, and for duplicate keys, unknown keys (with the nearest),
// wrong types, unknown names of enumerations, and text that is not UTF-8.
absl::StatusOr<v1::Audit> ParseAuditJson(std::string_view text);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_AUDIT_JSON_H_
