// A compliance answer for people. Every number is the server's; nothing is computed here but what can be read off them.
// Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_STATEMENT_TEXT_H_
#define ASSAY_CLIENT_CLI_STATEMENT_TEXT_H_

#include <string>

#include "assay/v1/statement.pb.h"
#include "assay/v1/statement_analysis.pb.h"
#include "client/cli/output.h"
#include "client/cli/statement_words.h"

namespace assay {

// Of a measure given with the question: the distribution by grade, the question, both figures, and what the ungraded
// could change.
std::string StatementText(const v1::Statement& statement, Color color);

// Of a notice's measure: its words, version and dates, both figures, what the ungraded could change, how the cases were
// chosen with the interval and what was returned of the samples, and when it is due.
std::string MeasureText(const v1::Statement& statement, Color color);

// "of the next 300, 290 must be adequate or better to reach 75% (EXCLUDED: over graded)", and its kin: one line.
std::string HeadroomText(const v1::Headroom& headroom, const v1::AdHocMeasure& measure);

// What a careful reader also wants to know: the verdict and the policies, intervals, margins, what was left out and
// why, how the cases were chosen, samples, the window, and the revision. Ends the texts above.
std::string StatementNotes(const v1::Statement& statement);

// Whether every way of grading the ungraded leads to the same side of the target.
bool UngradedCannotChangeIt(const v1::Statement& statement);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_STATEMENT_TEXT_H_
