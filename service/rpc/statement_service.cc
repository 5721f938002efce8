#include "service/rpc/statement_service.h"

#include "service/rpc/answer.h"
#include "service/usecases/analysis.h"
#include "service/usecases/comparison.h"
#include "service/usecases/publication.h"
#include "service/usecases/statement_diff.h"
#include "service/usecases/statements.h"

namespace assay {

grpc::ServerUnaryReactor* StatementServiceAdapter::GetStatement(grpc::CallbackServerContext* context,
                                                                const v1::GetStatementRequest* request,
                                                                v1::GetStatementResponse* response) {
  if (IsQuick(host_.house, *request)) return AnswerHere(host_, context, request, response, assay::GetStatement);
  return AnswerOnPool(host_, context, request, response, assay::GetStatement);
}

grpc::ServerUnaryReactor* StatementServiceAdapter::ExplainStatement(grpc::CallbackServerContext* context,
                                                                    const v1::ExplainStatementRequest* request,
                                                                    v1::ExplainStatementResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ExplainStatement);
}

grpc::ServerUnaryReactor* StatementServiceAdapter::DiffStatements(grpc::CallbackServerContext* context,
                                                                  const v1::DiffStatementsRequest* request,
                                                                  v1::DiffStatementsResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::DiffStatements);
}

grpc::ServerUnaryReactor* StatementServiceAdapter::GetTrend(grpc::CallbackServerContext* context,
                                                            const v1::GetTrendRequest* request,
                                                            v1::GetTrendResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetTrend);
}

grpc::ServerUnaryReactor* StatementServiceAdapter::GetModeration(grpc::CallbackServerContext* context,
                                                                 const v1::GetModerationRequest* request,
                                                                 v1::GetModerationResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetModeration);
}

grpc::ServerUnaryReactor* StatementServiceAdapter::CompareStatements(grpc::CallbackServerContext* context,
                                                                     const v1::CompareStatementsRequest* request,
                                                                     v1::CompareStatementsResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::CompareStatements);
}

grpc::ServerUnaryReactor* StatementServiceAdapter::PublishStatement(grpc::CallbackServerContext* context,
                                                                    const v1::PublishStatementRequest* request,
                                                                    v1::PublishStatementResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::PublishStatement);
}

}  // namespace assay
