#include "client/cli/record_json.h"

#include <google/protobuf/util/json_util.h>

#include <string_view>

#include "client/cli/json_check.h"
#include "client/cli/text_file.h"
#include "service/domain/limits.h"

namespace assay {
namespace {

absl::Status Parse(std::string_view text, google::protobuf::Message& message) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (absl::Status checked = CheckJson(text, *message.GetDescriptor()); !checked.ok()) return checked;
  // What the check lets through and protobuf does not is named without its value.
  if (!google::protobuf::util::JsonStringToMessage(std::string(text), &message).ok()) {
    return absl::InvalidArgumentError("a number or a time is out of range, or two fields exclude one another");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadRecordJson(const Console& console, const std::string& path, google::protobuf::Message& message) {
  const auto text = ReadTextFile(console, path, limits::kMessageBytes);
  if (!text.ok()) return text.status();
  const absl::Status parsed = Parse(*text, message);
  if (parsed.ok()) return parsed;
  return absl::InvalidArgumentError((path == kStandardInput ? "standard input" : path) + ": " +
                                    std::string(parsed.message()));
}

}  // namespace assay
