#include "client/cli/error_text.h"

#include <algorithm>
#include <string_view>

#include "client/cli/text_cell.h"
#include "client/sdk/error.h"

namespace assay {
namespace {

// Whether the message says what the violation says: alone, or after its field, of whose path the beginning may lack.
bool Repeats(std::string_view message, const Violation& violation) {
  if (!message.ends_with(violation.description)) return false;
  message.remove_suffix(violation.description.size());
  if (message.empty()) return true;
  if (!message.ends_with(": ")) return false;
  message.remove_suffix(2);
  return message == violation.field || violation.field.ends_with("." + std::string(message));
}

// What nobody who reads it can mend by themselves: whoever runs the server finds it in the log.
bool IsForTheLog(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown ||
         status.code() == absl::StatusCode::kDataLoss;
}

std::string Bracketed(const std::string& reason) { return "  [" + TextCell(reason) + "]"; }

}  // namespace

std::string ErrorText(const absl::Status& status) {
  std::string message(status.message());
  if (message.empty()) message = absl::StatusCodeToString(status.code());
  Violations violations = ViolationsOf(status);
  std::string reason = violations.empty() ? ReasonOf(status) : "";
  if (!violations.empty() && Repeats(message, violations.front())) {
    message = violations.front().field + ": " + violations.front().description;
    reason = violations.front().reason;
    violations.erase(violations.begin());
  }
  std::string text = "assay: ";
  for (size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
    end = message.find('\n', begin);
    if (begin > 0) text += "\n  ";
    text += TextCell(message.substr(begin, end == std::string::npos ? end : end - begin));
  }
  if (!reason.empty()) text += Bracketed(reason);
  text += '\n';
  if (const std::string id = RequestIdOf(status); !id.empty() && IsForTheLog(status)) {
    text += "  the server's log has more, as request " + TextCell(id) + "\n";
  }
  size_t width = 0;
  for (const Violation& violation : violations) width = std::max(width, DisplayWidth(TextCell(violation.field)));
  for (const Violation& violation : violations) {
    text += "  " + PadRight(TextCell(violation.field), width) + "  " + TextCell(violation.description) +
            Bracketed(violation.reason) + "\n";
  }
  return text;
}

}  // namespace assay
