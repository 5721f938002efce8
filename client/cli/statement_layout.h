// A statement's main numbers as one row, and the audits behind it as a table.
#ifndef ASSAY_CLIENT_CLI_STATEMENT_LAYOUT_H_
#define ASSAY_CLIENT_CLI_STATEMENT_LAYOUT_H_

#include <vector>

#include "assay/v1/statement.pb.h"
#include "assay/v1/statement_service.pb.h"
#include "client/cli/output.h"

namespace assay {

std::vector<Column<v1::Statement>> StatementColumns();

const Layout<v1::ExplainedAudit>& ExplainedAuditLayout();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_STATEMENT_LAYOUT_H_
