// Whether a JSON text says what a protobuf message can hold. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_JSON_CHECK_H_
#define ASSAY_CLIENT_CLI_JSON_CHECK_H_

#include <google/protobuf/descriptor.h>

#include <string_view>

#include "absl/status/status.h"

namespace assay {

// OK where `text` is UTF-8 and one JSON object whose keys are fields of `type`, by either of their names and each at
// most once, with values of the right kind, at every depth. INVALID_ARGUMENT, naming the field or the line, otherwise;
// no error quotes a value. Maps and google.protobuf types other than Timestamp are not known to it: the API has none.
absl::Status CheckJson(std::string_view text, const google::protobuf::Descriptor& type);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_JSON_CHECK_H_
