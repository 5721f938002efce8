// Adapter of LedgerService.
#ifndef ASSAY_SERVICE_RPC_LEDGER_SERVICE_H_
#define ASSAY_SERVICE_RPC_LEDGER_SERVICE_H_

#include "assay/v1/ledger_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class LedgerServiceAdapter final : public v1::LedgerService::CallbackService {
 public:
  explicit LedgerServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* GetCheckpoint(grpc::CallbackServerContext* context, const v1::GetCheckpointRequest* request,
                                          v1::GetCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* GetInclusionProof(grpc::CallbackServerContext* context,
                                              const v1::GetInclusionProofRequest* request,
                                              v1::GetInclusionProofResponse* response) override;
  grpc::ServerUnaryReactor* GetConsistencyProof(grpc::CallbackServerContext* context,
                                                const v1::GetConsistencyProofRequest* request,
                                                v1::GetConsistencyProofResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchLedgerResponse>* WatchLedger(grpc::CallbackServerContext* context,
                                                                 const v1::WatchLedgerRequest* request) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_LEDGER_SERVICE_H_
