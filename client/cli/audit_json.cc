#include "client/cli/audit_json.h"

#include <google/protobuf/util/json_util.h>

#include "client/cli/json_check.h"

namespace assay {

absl::StatusOr<v1::Audit> ParseAuditJson(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (absl::Status checked = CheckJson(text, *v1::Audit::descriptor()); !checked.ok()) return checked;
  v1::Audit audit;
  // What the check lets through and protobuf does not, a number or time out of range, is named without its value.
  if (!google::protobuf::util::JsonStringToMessage(std::string(text), &audit).ok()) {
    return absl::InvalidArgumentError("a number or a time is out of range");
  }
  return audit;
}

}  // namespace assay
