// The bidirectional SubmitAudits stream: batches in, one answer a batch, in order.
#ifndef ASSAY_SERVICE_RPC_SUBMIT_STREAM_H_
#define ASSAY_SERVICE_RPC_SUBMIT_STREAM_H_

#include "assay/v1/audit_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

// The reactor of one stream. It takes limits::kBatchesInFlight batches at a time and reads no further until one of them
// is answered and written: the rest waits in the client, held back by flow control. Deletes itself when the call is
// over.
grpc::ServerBidiReactor<v1::SubmitAuditsRequest, v1::SubmitAuditsResponse>* NewSubmitStream(
    const RpcHost& host, grpc::CallbackServerContext* context);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_SUBMIT_STREAM_H_
