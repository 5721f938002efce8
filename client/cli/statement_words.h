// The words that texts and tables of statements share. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_STATEMENT_WORDS_H_
#define ASSAY_CLIENT_CLI_STATEMENT_WORDS_H_

#include <string>
#include <string_view>

#include "assay/v1/statement.pb.h"
#include "assay/v1/statement_analysis.pb.h"
#include "client/cli/output.h"

namespace assay {

// A figure's share as people read it: "55.1%", and where it takes more decimals to tell it from the target, both:
// "75.0% (75.05%)".
std::string ShareWords(const v1::Figure& figure);

// "NOT_MET"
std::string NameOf(v1::Verdict verdict);
// "AUDITED"
std::string NameOf(v1::Basis basis);
// "UNDECIDED"
std::string NameOf(v1::UngradedPolicy policy);

// "before the window"; empty for what this program does not know.
std::string_view WordsOf(v1::Exclusion exclusion);
// "latest per case"
std::string_view WordsOf(v1::ReAuditPolicy policy);
// "final, the moderator's where there is one"
std::string_view WordsOf(v1::GradeBasis basis);

// An enumerator's name without its type's prefix, in lower case: "at-least" of "COMPARATOR_AT_LEAST".
std::string CodeOfEnumerator(const std::string& name, std::string_view prefix);

// "adequate or better"; "inadequate or worse" for AT_MOST.
std::string SideOf(const v1::AdHocMeasure& measure);
// "75%"; empty where there is none.
std::string TargetOf(const v1::AdHocMeasure& measure);

// "in-2013/audits" where a notice's measure was asked about; else empty.
std::string MeasureOf(const v1::Statement& statement);

// The figure of a statement: GRADED for BASIS_GRADED, else AUDITED.
const v1::Figure& FigureOf(const v1::Statement& statement, v1::Basis basis);
// The basis on which the measure's verdict is judged: GRADED where the ungraded do not count.
v1::Basis BasisOf(const v1::AdHocMeasure& measure);

// "39/64"; "39/64 = 60.9%".
std::string RatioOf(const v1::Figure& figure);
std::string RatioAndShareOf(const v1::Figure& figure);
// "48.69 to 71.94"; "[x]" where there is none.
std::string IntervalOf(const std::string& low, const std::string& high);

// The text in the colour of the verdict, where colours are wanted.
std::string Colored(v1::Verdict verdict, const std::string& text, Color color);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_STATEMENT_WORDS_H_
