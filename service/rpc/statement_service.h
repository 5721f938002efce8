// Adapter of StatementService.
#ifndef ASSAY_SERVICE_RPC_STATEMENT_SERVICE_H_
#define ASSAY_SERVICE_RPC_STATEMENT_SERVICE_H_

#include "assay/v1/statement_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class StatementServiceAdapter final : public v1::StatementService::CallbackService {
 public:
  explicit StatementServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* GetStatement(grpc::CallbackServerContext* context, const v1::GetStatementRequest* request,
                                         v1::GetStatementResponse* response) override;
  grpc::ServerUnaryReactor* ExplainStatement(grpc::CallbackServerContext* context,
                                             const v1::ExplainStatementRequest* request,
                                             v1::ExplainStatementResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_STATEMENT_SERVICE_H_
