// The WatchLedger stream: leaves in order from a cursor, live.
#ifndef ASSAY_SERVICE_RPC_WATCH_STREAM_H_
#define ASSAY_SERVICE_RPC_WATCH_STREAM_H_

#include "assay/v1/ledger_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

// The reactor of one stream. It keeps a cursor and at most one message; what the ledger grows by meanwhile stays in the
// ledger, so a slow or silent reader costs no memory. The caller is admitted anew before each message. Deletes itself
// when the call is over.
grpc::ServerWriteReactor<v1::WatchLedgerResponse>* NewWatchStream(const RpcHost& host,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::WatchLedgerRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_WATCH_STREAM_H_
