// Samples as people read them, and their allocations as files hold them.
#ifndef ASSAY_CLIENT_CLI_SAMPLE_TEXT_H_
#define ASSAY_CLIENT_CLI_SAMPLE_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/sample_service.pb.h"
#include "client/cli/console.h"
#include "client/cli/named_columns.h"
#include "client/cli/output.h"

namespace assay {

// "6 of 25 returned = 24.0%; 1 withdrawn; 18 outstanding"
std::string CoverageText(const v1::SampleCoverage& coverage);

// What the sample is of, how much of it has come back, and who has not returned what: by due date, then auditor. Pure.
std::string SampleText(const v1::GetSampleResponse& response, const OutputOptions& options);

// One allocation and its state. Pure.
const Layout<v1::AllocationStatus>& AllocationLayout();

// The allocations of a CSV file with the columns audit_id, due_date and perhaps auditor; of standard input for "-".
// INVALID_ARGUMENT, naming file and line, for what cannot be one, for an audit that stands twice, for a file without a
// row, and for more than limits::kAllocations.
struct AllocationFile {
  const std::string& path;
  const NamedColumnFlags& columns;
};
absl::StatusOr<std::vector<v1::Allocation>> ReadAllocations(const Console& console, const AllocationFile& file);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_SAMPLE_TEXT_H_
