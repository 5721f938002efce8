// Adapter of CrosswalkService.
#ifndef ASSAY_SERVICE_RPC_CROSSWALK_SERVICE_H_
#define ASSAY_SERVICE_RPC_CROSSWALK_SERVICE_H_

#include "assay/v1/crosswalk_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class CrosswalkServiceAdapter final : public v1::CrosswalkService::CallbackService {
 public:
  explicit CrosswalkServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* CreateCrosswalk(grpc::CallbackServerContext* context,
                                            const v1::CreateCrosswalkRequest* request,
                                            v1::CreateCrosswalkResponse* response) override;
  grpc::ServerUnaryReactor* GetCrosswalk(grpc::CallbackServerContext* context, const v1::GetCrosswalkRequest* request,
                                         v1::GetCrosswalkResponse* response) override;
  grpc::ServerUnaryReactor* ListCrosswalks(grpc::CallbackServerContext* context,
                                           const v1::ListCrosswalksRequest* request,
                                           v1::ListCrosswalksResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_CROSSWALK_SERVICE_H_
