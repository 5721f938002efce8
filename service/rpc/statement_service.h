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
  grpc::ServerUnaryReactor* DiffStatements(grpc::CallbackServerContext* context,
                                           const v1::DiffStatementsRequest* request,
                                           v1::DiffStatementsResponse* response) override;
  grpc::ServerUnaryReactor* GetTrend(grpc::CallbackServerContext* context, const v1::GetTrendRequest* request,
                                     v1::GetTrendResponse* response) override;
  grpc::ServerUnaryReactor* GetModeration(grpc::CallbackServerContext* context, const v1::GetModerationRequest* request,
                                          v1::GetModerationResponse* response) override;
  grpc::ServerUnaryReactor* CompareStatements(grpc::CallbackServerContext* context,
                                              const v1::CompareStatementsRequest* request,
                                              v1::CompareStatementsResponse* response) override;
  grpc::ServerUnaryReactor* PublishStatement(grpc::CallbackServerContext* context,
                                             const v1::PublishStatementRequest* request,
                                             v1::PublishStatementResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_STATEMENT_SERVICE_H_
