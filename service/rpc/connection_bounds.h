// What a caller can make a connection cost: see limits.h.
#ifndef ASSAY_SERVICE_RPC_CONNECTION_BOUNDS_H_
#define ASSAY_SERVICE_RPC_CONNECTION_BOUNDS_H_

#include <grpcpp/grpcpp.h>

namespace assay {

// Of messages, metadata, streams and time. Compressed messages are refused (UNIMPLEMENTED): few bytes would unpack to
// many.
void BoundConnections(grpc::ServerBuilder& builder);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_CONNECTION_BOUNDS_H_
