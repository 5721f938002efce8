// Adapter of ActionService.
#ifndef ASSAY_SERVICE_RPC_ACTION_SERVICE_H_
#define ASSAY_SERVICE_RPC_ACTION_SERVICE_H_

#include "assay/v1/action_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class ActionServiceAdapter final : public v1::ActionService::CallbackService {
 public:
  explicit ActionServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* AddAction(grpc::CallbackServerContext* context, const v1::AddActionRequest* request,
                                      v1::AddActionResponse* response) override;
  grpc::ServerUnaryReactor* CompleteAction(grpc::CallbackServerContext* context,
                                           const v1::CompleteActionRequest* request,
                                           v1::CompleteActionResponse* response) override;
  grpc::ServerUnaryReactor* AcknowledgeRisk(grpc::CallbackServerContext* context,
                                            const v1::AcknowledgeRiskRequest* request,
                                            v1::AcknowledgeRiskResponse* response) override;
  grpc::ServerUnaryReactor* ListActions(grpc::CallbackServerContext* context, const v1::ListActionsRequest* request,
                                        v1::ListActionsResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_ACTION_SERVICE_H_
