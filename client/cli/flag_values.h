// Flags whose values are words of the domain, or numbers of things. Every error is INVALID_ARGUMENT and names the flag.
#ifndef ASSAY_CLIENT_CLI_FLAG_VALUES_H_
#define ASSAY_CLIENT_CLI_FLAG_VALUES_H_

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/audit.pb.h"
#include "assay/v1/read.pb.h"

namespace assay {

// The name of a flag, as typed, and the value it was given.
struct Flag {
  const char* name;
  const std::string& value;
};

// What --at means: a bare integer is a revision, a date its last microsecond in Europe/London, anything else a time by
// RFC 3339. Empty: latest.
absl::StatusOr<v1::ReadAt> ParseReadAt(const std::string& text);

// A real date written YYYY-MM-DD, or empty.
absl::Status CheckDateFlag(const Flag& flag);

// "census"; with the nearest method in the error.
absl::StatusOr<v1::SamplingMethod> ParseSamplingFlag(const Flag& flag);
absl::StatusOr<v1::AuditType> ParseAuditTypeFlag(const Flag& flag);

// For an option that is a number of things.
CLI::Validator AboveZero();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_FLAG_VALUES_H_
