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
  grpc::ServerUnaryReactor* CorrectAudit(grpc::CallbackServerContext* context, const v1::CorrectAuditRequest* request,
                                         v1::CorrectAuditResponse* response) override;
  grpc::ServerUnaryReactor* ModerateAudit(grpc::CallbackServerContext* context, const v1::ModerateAuditRequest* request,
                                          v1::ModerateAuditResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawAudit(grpc::CallbackServerContext* context, const v1::WithdrawAuditRequest* request,
                                          v1::WithdrawAuditResponse* response) override;
  grpc::ServerUnaryReactor* EraseAudit(grpc::CallbackServerContext* context, const v1::EraseAuditRequest* request,
                                       v1::EraseAuditResponse* response) override;
  grpc::ServerUnaryReactor* GetAuditHistory(grpc::CallbackServerContext* context,
                                            const v1::GetAuditHistoryRequest* request,
                                            v1::GetAuditHistoryResponse* response) override;
  grpc::ServerUnaryReactor* GetAudit(grpc::CallbackServerContext* context, const v1::GetAuditRequest* request,
                                     v1::GetAuditResponse* response) override;
  grpc::ServerUnaryReactor* ListAudits(grpc::CallbackServerContext* context, const v1::ListAuditsRequest* request,
                                       v1::ListAuditsResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_AUDIT_SERVICE_H_
