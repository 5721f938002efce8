// The flags that put a compliance question: a notice's measure by name, or one made up for the question.
//
// Which flags a verb takes is its own choice; each Add function hangs one kind on it. The .cc beside this turns them
// into messages without asking anybody; question.h does what needs a server.
#ifndef ASSAY_CLIENT_CLI_MEASURE_FLAGS_H_
#define ASSAY_CLIENT_CLI_MEASURE_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "client/cli/command.h"

namespace assay {

// As given; empty or 0: not given.
struct MeasureFlags {
  std::string name;  // NOTICE/MEASURE
  std::string threshold;
  std::string at_least;
  std::string at_most;
  std::string scale;
  std::string on;
  std::string at;
  std::string from;
  std::string to;
  uint32_t rolling_months = 0;
  std::vector<std::string> practice_areas;
  std::vector<std::string> audit_types;
  std::vector<std::string> sampling_methods;
  std::vector<std::string> teams;
  std::string ungraded;
  uint32_t minimum_graded = 0;
  std::string re_audits;
  std::string grade_basis;
  std::string crosswalk;

  bool operator==(const MeasureFlags&) const = default;
};

// Each hangs flags on a verb. `flags` must outlive the parsing.

// NAME, the measure's name.
void AddMeasureName(CLI::App* verb, MeasureFlags& flags);
// What is measured: the threshold, the share, the filters and policies, --rolling.
void AddMeasureDefinition(CLI::App* verb, MeasureFlags& flags);
// --from and --to, the window's days. After AddMeasureDefinition.
void AddWindowFlags(CLI::App* verb, MeasureFlags& flags);
// --on and --at.
void AddPointFlags(CLI::App* verb, MeasureFlags& flags);
// All of them but the name.
void AddMeasureFlags(CLI::App* verb, MeasureFlags& flags);

// INVALID_ARGUMENT, with how to mend it, where the flags neither name a measure nor give the threshold of one.
absl::Status CheckSubject(const MeasureFlags& flags);

// What the definition flags say; a threshold or a policy that was not given is left out, but for the ungraded. A
// crosswalk stands as it was given, with or without its version. INVALID_ARGUMENT, naming the flag, for a value that
// cannot be used, and where the share is missing.
absl::StatusOr<v1::AdHocMeasure> ToMeasure(const MeasureFlags& flags);

// The question the flags put to an authority. With a name, its subject is that measure, whatever --re-audits says:
// see question.h. INVALID_ARGUMENT, naming the flag, for a value that cannot be used, and for a name beside flags that
// make a measure.
absl::StatusOr<v1::StatementQuery> ToQuery(const MeasureFlags& flags, const std::string& authority_name);

// "latest", "every" or "original"; empty is UNSPECIFIED.
absl::StatusOr<v1::ReAuditPolicy> ParseReAudits(const std::string& text);
// "audited" or "graded"; empty is the default, audited.
absl::StatusOr<v1::Basis> ParseBasis(const std::string& text);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_MEASURE_FLAGS_H_
