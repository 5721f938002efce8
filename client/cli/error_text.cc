#include "client/cli/error_text.h"

#include <algorithm>

#include "client/cli/text_cell.h"
#include "client/sdk/error.h"

namespace assay {

std::string ErrorText(const absl::Status& status) {
  std::string message(status.message());
  if (message.empty()) message = absl::StatusCodeToString(status.code());
  const Violations violations = ViolationsOf(status);
  std::string text = "assay: ";
  for (size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
    end = message.find('\n', begin);
    if (begin > 0) text += "\n  ";
    text += TextCell(message.substr(begin, end == std::string::npos ? end : end - begin));
  }
  const std::string reason = ReasonOf(status);
  if (violations.empty() && !reason.empty()) text += "  [" + TextCell(reason) + "]";
  text += '\n';
  size_t width = 0;
  for (const Violation& violation : violations) width = std::max(width, DisplayWidth(TextCell(violation.field)));
  for (const Violation& violation : violations) {
    text += "  " + PadRight(TextCell(violation.field), width) + "  " + TextCell(violation.description) + "  [" +
            TextCell(violation.reason) + "]\n";
  }
  return text;
}

}  // namespace assay
