// Spending as people read it. Nothing is ever inferred of one of several. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_SPEND_TEXT_H_
#define ASSAY_CLIENT_CLI_SPEND_TEXT_H_

#include <string>

#include "assay/v1/spend_service.pb.h"
#include "client/cli/output.h"

namespace assay {

// "actual"; the number for a basis this program does not know.
std::string CodeOf(v1::SpendBasis basis);

// "others together £400,000 for 2; each alone unknown": what a total's parts leave. Empty where there is nothing to
// say: without a part, or without an amount to take parts from.
std::string RemainderText(const v1::SpendTotal& total);

// Each total with its parts and what they leave, then the sums by basis.
std::string SpendText(const v1::SummarizeSpendResponse& response);

// A total or a part of one: one row of a file.
const Layout<v1::SpendItem>& SpendLayout();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_SPEND_TEXT_H_
