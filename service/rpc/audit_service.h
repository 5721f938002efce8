// Adapter of AuditService.
#ifndef ASSAY_SERVICE_RPC_AUDIT_SERVICE_H_
#define ASSAY_SERVICE_RPC_AUDIT_SERVICE_H_

#include "assay/v1/audit_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class AuditServiceAdapter final : public v1::AuditService::CallbackService {
 public:
  explicit AuditServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* SubmitAudit(grpc::CallbackServerContext* context, const v1::SubmitAuditRequest* request,
                                        v1::SubmitAuditResponse* response) override;
  grpc::ServerBidiReactor<v1::SubmitAuditsRequest, v1::SubmitAuditsResponse>* SubmitAudits(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetAudit(grpc::CallbackServerContext* context, const v1::GetAuditRequest* request,
                                     v1::GetAuditResponse* response) override;
  grpc::ServerUnaryReactor* ListAudits(grpc::CallbackServerContext* context, const v1::ListAuditsRequest* request,
                                       v1::ListAuditsResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_AUDIT_SERVICE_H_
