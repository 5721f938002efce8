// The WatchLedger stream: leaves in order from a cursor, live.
#ifndef ASSAY_SERVICE_RPC_WATCH_STREAM_H_
#define ASSAY_SERVICE_RPC_WATCH_STREAM_H_

#include <memory>

#include "service/rpc/call.h"

namespace assay {

// It keeps a cursor and at most one message; what the ledger grows by meanwhile stays in the ledger, so a slow or
// silent reader costs no memory. The caller is admitted anew before each message.
std::unique_ptr<Conversation> NewWatchStream(Call& call);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_WATCH_STREAM_H_
