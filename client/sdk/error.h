// Errors as a client meets them: an absl::Status whose payload keeps the server's reason and the fields at fault.
//
// Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_SDK_ERROR_H_
#define ASSAY_CLIENT_SDK_ERROR_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "service/domain/violation.h"

namespace assay {

// The same code and message. Where the trailer `grpc-status-details-bin` holds a google.rpc.Status that can be read,
// its ErrorInfo and BadRequest are kept for the functions below; what cannot be read is left out. `context` is that of
// the call, which has ended.
absl::Status ToStatus(const grpc::Status& status, const grpc::ClientContext& context);

// By which the server's log knows the call; empty where the server said none.
std::string RequestIdOf(const absl::Status& status);

// A name from assay/v1/reason.proto without its prefix, "GRADE_NOT_ON_SCALE"; empty where the server named none, as for
// an error of the transport.
std::string ReasonOf(const absl::Status& status);

// The fields at fault, as paths from the request; empty where the server named none.
Violations ViolationsOf(const absl::Status& status);

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_ERROR_H_
