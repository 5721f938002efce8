// Adapter of TallyService.
#ifndef ASSAY_SERVICE_RPC_TALLY_SERVICE_H_
#define ASSAY_SERVICE_RPC_TALLY_SERVICE_H_

#include "assay/v1/tally_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class TallyServiceAdapter final : public v1::TallyService::CallbackService {
 public:
  explicit TallyServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* RecordTally(grpc::CallbackServerContext* context, const v1::RecordTallyRequest* request,
                                        v1::RecordTallyResponse* response) override;
  grpc::ServerUnaryReactor* GetTally(grpc::CallbackServerContext* context, const v1::GetTallyRequest* request,
                                     v1::GetTallyResponse* response) override;
  grpc::ServerUnaryReactor* ListTallies(grpc::CallbackServerContext* context, const v1::ListTalliesRequest* request,
                                        v1::ListTalliesResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_TALLY_SERVICE_H_
