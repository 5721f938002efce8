#include "service/rpc/statement_service.h"

#include "service/usecases/statements.h"

namespace assay {

grpc::ServerUnaryReactor* StatementServiceAdapter::GetStatement(grpc::CallbackServerContext* context,
                                                                const v1::GetStatementRequest* request,
                                                                v1::GetStatementResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetStatement);
}

grpc::ServerUnaryReactor* StatementServiceAdapter::ExplainStatement(grpc::CallbackServerContext* context,
                                                                    const v1::ExplainStatementRequest* request,
                                                                    v1::ExplainStatementResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ExplainStatement);
}

}  // namespace assay
