// Adapter of SpendService.
#ifndef ASSAY_SERVICE_RPC_SPEND_SERVICE_H_
#define ASSAY_SERVICE_RPC_SPEND_SERVICE_H_

#include "assay/v1/spend_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class SpendServiceAdapter final : public v1::SpendService::CallbackService {
 public:
  explicit SpendServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* RecordSpend(grpc::CallbackServerContext* context, const v1::RecordSpendRequest* request,
                                        v1::RecordSpendResponse* response) override;
  grpc::ServerUnaryReactor* SummarizeSpend(grpc::CallbackServerContext* context,
                                           const v1::SummarizeSpendRequest* request,
                                           v1::SummarizeSpendResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_SPEND_SERVICE_H_
