#include "service/rpc/ledger_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/watch_stream.h"
#include "service/usecases/proofs.h"

namespace assay {

grpc::ServerUnaryReactor* LedgerServiceAdapter::GetCheckpoint(grpc::CallbackServerContext* context,
                                                              const v1::GetCheckpointRequest* request,
                                                              v1::GetCheckpointResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetCheckpoint);
}

grpc::ServerUnaryReactor* LedgerServiceAdapter::GetInclusionProof(grpc::CallbackServerContext* context,
                                                                  const v1::GetInclusionProofRequest* request,
                                                                  v1::GetInclusionProofResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetInclusionProof);
}

grpc::ServerUnaryReactor* LedgerServiceAdapter::GetConsistencyProof(grpc::CallbackServerContext* context,
                                                                    const v1::GetConsistencyProofRequest* request,
                                                                    v1::GetConsistencyProofResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetConsistencyProof);
}

grpc::ServerWriteReactor<v1::WatchLedgerResponse>* LedgerServiceAdapter::WatchLedger(
    grpc::CallbackServerContext* context, const v1::WatchLedgerRequest* request) {
  return NewWatchStream(host_, context, *request);
}

}  // namespace assay
