// A record written as proto JSON, read as strictly as an audit is: see audit_json.h.
#ifndef ASSAY_CLIENT_CLI_RECORD_JSON_H_
#define ASSAY_CLIENT_CLI_RECORD_JSON_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "client/cli/console.h"

namespace assay {

// Fills `message` from the file, or from standard input for "-". INVALID_ARGUMENT, naming the file and the field, for
// what json_check refuses and for a number out of range; no error quotes a value.
absl::Status ReadRecordJson(const Console& console, const std::string& path, google::protobuf::Message& message);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_RECORD_JSON_H_
