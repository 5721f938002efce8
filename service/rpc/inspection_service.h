// Adapter of InspectionService.
#ifndef ASSAY_SERVICE_RPC_INSPECTION_SERVICE_H_
#define ASSAY_SERVICE_RPC_INSPECTION_SERVICE_H_

#include "assay/v1/inspection_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class InspectionServiceAdapter final : public v1::InspectionService::CallbackService {
 public:
  explicit InspectionServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* RecordInspection(grpc::CallbackServerContext* context,
                                             const v1::RecordInspectionRequest* request,
                                             v1::RecordInspectionResponse* response) override;
  grpc::ServerUnaryReactor* GetInspection(grpc::CallbackServerContext* context, const v1::GetInspectionRequest* request,
                                          v1::GetInspectionResponse* response) override;
  grpc::ServerUnaryReactor* ListInspections(grpc::CallbackServerContext* context,
                                            const v1::ListInspectionsRequest* request,
                                            v1::ListInspectionsResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_INSPECTION_SERVICE_H_
