// A statement by group.
#ifndef ASSAY_CLIENT_CLI_STATEMENT_GROUPS_H_
#define ASSAY_CLIENT_CLI_STATEMENT_GROUPS_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "client/cli/output.h"

namespace assay {

// "team", "month", "practice-area", "auditor", "domain" or "sampling"; empty: not grouped. INVALID_ARGUMENT, with the
// nearest, for anything else.
absl::StatusOr<v1::Dimension> ParseDimension(const std::string& text);

// A row a group under a header that names the dimension and the threshold, "adequate+" for AT_LEAST and "inadequate-"
// for AT_MOST; below them the pooled whole, or that the groups overlap.
std::string GroupTable(const v1::GetStatementResponse& response, v1::Dimension dimension, Headers headers);

// A line a group, both figures; the whole is left out.
std::string GroupCsv(const v1::GetStatementResponse& response, v1::Dimension dimension, Headers headers);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_STATEMENT_GROUPS_H_
