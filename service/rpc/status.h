// The one mapper from absl::Status to what gRPC sends: code, message, and google.rpc details for machines.
#ifndef ASSAY_SERVICE_RPC_STATUS_H_
#define ASSAY_SERVICE_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace assay {

// Details hold ErrorInfo{reason, domain "assay"} first, then BadRequest where fields are at fault. An INTERNAL,
// DATA_LOSS or UNKNOWN status loses its message on the way: the log has it, a client has no use for it.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_STATUS_H_
