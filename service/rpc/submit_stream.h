// The bidirectional SubmitAudits stream: batches in, one answer a batch, in order.
#ifndef ASSAY_SERVICE_RPC_SUBMIT_STREAM_H_
#define ASSAY_SERVICE_RPC_SUBMIT_STREAM_H_

#include <memory>

#include "service/rpc/call.h"

namespace assay {

// It takes limits::kBatchesInFlight batches at a time and reads no further until one of them is answered and written:
// the rest waits in the client, held back by flow control.
std::unique_ptr<Conversation> NewSubmitStream(Call& call);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_SUBMIT_STREAM_H_
