// How errors read.
#ifndef ASSAY_CLIENT_CLI_ERROR_TEXT_H_
#define ASSAY_CLIENT_CLI_ERROR_TEXT_H_

#include <string>

#include "absl/status/status.h"

namespace assay {

// "assay: MESSAGE", further lines of it indented, and a line "  FIELD  DESCRIPTION  [REASON]" for each field at fault.
// Where the message only says what the first of them says, it is that line: nothing is said twice.
// Control characters are left out: the text came over a network and goes to a terminal.
std::string ErrorText(const absl::Status& status);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_ERROR_TEXT_H_
