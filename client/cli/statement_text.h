// A compliance answer for people.
#ifndef ASSAY_CLIENT_CLI_STATEMENT_TEXT_H_
#define ASSAY_CLIENT_CLI_STATEMENT_TEXT_H_

#include <string>
#include <string_view>

#include "assay/v1/statement.pb.h"
#include "client/cli/output.h"

namespace assay {

// The distribution by grade, the question, both figures, and what the ungraded could change. Every number is the
// server's; nothing is computed here but what can be read off them.
std::string StatementText(const v1::Statement& statement, Color color);

// What a careful reader also wants to know: the verdict and its policy, intervals, margins, what was left out and why,
// how the cases were chosen, the window, and the revision. Ends the text above.
std::string StatementNotes(const v1::Statement& statement);

// "NOT_MET"
std::string NameOf(v1::Verdict verdict);

// "before the window"
std::string_view WordsOf(v1::Exclusion exclusion);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_STATEMENT_TEXT_H_
