// What the process tells its caller. These values are API: scripts depend on them.
#ifndef ASSAY_CLIENT_CLI_EXIT_CODE_H_
#define ASSAY_CLIENT_CLI_EXIT_CODE_H_

#include "absl/status/status.h"

namespace assay {

enum class ExitCode : int {
  kAnswered = 0,
  kError = 1,  // not found included
  kUsage = 2,  // usage or invalid input
  kNotVerified = 3,
  kNotMet = 3,  // with --exit-code
  kDenied = 4,
  kUnavailable = 5,  // or out of time
  kRowsRefused = 6,
  kUndecided = 7,      // with --exit-code: INDETERMINATE, INSUFFICIENT or NO_EVIDENCE
  kSignerUnknown = 7,  // what was checked holds together, but no key is pinned
  kInterrupted = 130,
};

// The exit code of an error, our own or the server's.
inline ExitCode ExitCodeOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return ExitCode::kAnswered;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return ExitCode::kUsage;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kDenied;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return ExitCode::kUnavailable;
    case absl::StatusCode::kDataLoss:
      return ExitCode::kNotVerified;
    case absl::StatusCode::kCancelled:
      return ExitCode::kInterrupted;
    default:
      return ExitCode::kError;
  }
}

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_EXIT_CODE_H_
