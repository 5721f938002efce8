// An audit's revisions as people count them: 1 the submission, 2 the first change of it, and so on. The API counts
// entries of the whole ledger instead.
#ifndef ASSAY_CLIENT_CLI_AUDIT_PAST_H_
#define ASSAY_CLIENT_CLI_AUDIT_PAST_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/audit_service.pb.h"
#include "client/cli/command.h"

namespace assay {

// "authorities/{authority}/audits/{id}". INVALID_ARGUMENT where no authority was given.
absl::StatusOr<std::string> AuditNameOf(const Session& session, const std::string& id);

// Every entry of the audit, at least one, oldest first.
absl::StatusOr<v1::GetAuditHistoryResponse> ReadPast(const Session& session, const v1::GetAuditHistoryRequest& request);

// What one entry changed: "adequate -> inadequate", "team, auditor changed", "withdrawn: duplicate". `before` is the
// entry it superseded.
struct Step {
  const v1::Audit& before;
  const v1::Audit& after;
};
std::string WordsOf(v1::ChangeKind kind, const Step& step);

// "corrected"; the number for a kind this program does not know.
std::string CodeOf(v1::ChangeKind kind);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_AUDIT_PAST_H_
