// The fake server's answers about statements beside GetStatement and ExplainStatement: see fake_server.h.

#include <algorithm>

#include "tests/client/fake_server.h"

namespace assay {

grpc::Status FakeServer::DiffStatements(grpc::ServerContext*, const v1::DiffStatementsRequest* request,
                                        v1::DiffStatementsResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  diff_asked = *request;
  *response = diff;
  response->clear_deltas();
  const int begin = request->page_token().empty() ? 0 : std::stoi(request->page_token());
  const int end = std::min(diff.deltas_size(), begin + request->page_size());
  for (int i = begin; i < end; ++i) *response->add_deltas() = diff.deltas(i);
  if (end < diff.deltas_size()) response->set_next_page_token(std::to_string(end));
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetTrend(grpc::ServerContext*, const v1::GetTrendRequest* request,
                                  v1::GetTrendResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  trend_asked = *request;
  *response = trend;
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetModeration(grpc::ServerContext*, const v1::GetModerationRequest* request,
                                       v1::GetModerationResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  moderation_asked = *request;
  *response = moderation;
  return grpc::Status::OK;
}

grpc::Status FakeServer::CompareStatements(grpc::ServerContext*, const v1::CompareStatementsRequest* request,
                                           v1::CompareStatementsResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  compare_asked = *request;
  *response = comparison;
  return grpc::Status::OK;
}

grpc::Status FakeServer::PublishStatement(grpc::ServerContext*, const v1::PublishStatementRequest* request,
                                          v1::PublishStatementResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  publish_asked = *request;
  *response = published;
  return grpc::Status::OK;
}

}  // namespace assay
