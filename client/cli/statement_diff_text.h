// What changed between two answers, for people. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_STATEMENT_DIFF_TEXT_H_
#define ASSAY_CLIENT_CLI_STATEMENT_DIFF_TEXT_H_

#include <string>

#include "assay/v1/statement_service.pb.h"
#include "client/cli/output.h"

namespace assay {

// Both figures with their difference, and a line for each way in which audits changed their place, with the reasons
// where they are few. `diff` holds every delta.
std::string DiffText(const v1::DiffStatementsResponse& diff, v1::Basis basis);

// Which days and revisions were compared, and whether the measure itself changed between them.
std::string DiffNotes(const v1::DiffStatementsResponse& diff, v1::Basis basis);

// An audit, how its place changed, where it stood at each end, and why.
const Layout<v1::AuditDelta>& AuditDeltaLayout();

// "withdrawn: duplicate", "moderated adequate -> inadequate"; empty for an audit that was not there before.
std::string WhyOf(const v1::AuditDelta& delta);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_STATEMENT_DIFF_TEXT_H_
