// The flags that put a compliance question; `statement get` and `statement explain` share them.
#ifndef ASSAY_CLIENT_CLI_MEASURE_FLAGS_H_
#define ASSAY_CLIENT_CLI_MEASURE_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "client/cli/command.h"

namespace assay {

struct MeasureFlags {
  std::string threshold;
  std::string at_least;
  std::string at_most;
  std::string scale;
  std::string on;
  std::string at;
  std::string from;
  std::string to;
  uint32_t rolling_months = 0;  // 0: not given
  std::vector<std::string> practice_areas;
  std::vector<std::string> audit_types;
  std::vector<std::string> sampling_methods;
  std::vector<std::string> teams;
  std::string ungraded;
  uint32_t minimum_graded = 0;
};

// Hangs the flags on a verb. `flags` must outlive the parsing.
void AddMeasureFlags(CLI::App* verb, MeasureFlags& flags);

// INVALID_ARGUMENT, naming the flag, for a value that cannot be used.
absl::StatusOr<v1::StatementQuery> ToQuery(const MeasureFlags& flags, const std::string& authority_name);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_MEASURE_FLAGS_H_
