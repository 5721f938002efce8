#include "tests/client/fake_server.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "service/records/convert.h"
#include "service/records/refusal.h"

namespace assay {
namespace {

grpc::Status NotFound(const std::string& what) {
  return FakeError(grpc::StatusCode::NOT_FOUND, "UNKNOWN_" + what, "no such " + what);
}

// Pages of a sequence: the token is the index to go on from.
template <typename Request, typename Items, typename Add>
std::string Page(const Request& request, const Items& items, Add add) {
  const size_t begin = request.page_token().empty() ? 0 : std::stoul(request.page_token());
  const size_t size = request.page_size() == 0 ? 100 : static_cast<size_t>(request.page_size());
  const size_t end = std::min(items.size(), begin + size);
  for (size_t i = begin; i < end; ++i) add(items[i]);
  return end == items.size() ? "" : std::to_string(end);
}

template <typename Value>
std::vector<Value> ValuesOf(const std::map<std::string, Value>& map) {
  std::vector<Value> values;
  for (const auto& [name, value] : map) values.push_back(value);
  return values;
}

}  // namespace

grpc::Status FakeError(grpc::StatusCode code, const std::string& reason, const std::string& message,
                       const std::string& violation_field, const std::string& violation_description) {
  google::rpc::Status details;
  details.set_code(code);
  details.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("assay");
  details.add_details()->PackFrom(info);
  if (!violation_field.empty()) {
    google::rpc::BadRequest request;
    auto* violation = request.add_field_violations();
    violation->set_field(violation_field);
    violation->set_description(violation_description);
    violation->set_reason(reason);
    details.add_details()->PackFrom(request);
  }
  return grpc::Status(code, message, details.SerializeAsString());
}

FakeServer::FakeServer(const std::string& address) : endpoint_(address) {
  grpc::EnableDefaultHealthCheckService(true);
  Start();
}

FakeServer::~FakeServer() { Stop(); }

void FakeServer::Start() {
  int port = 0;
  grpc::ServerBuilder builder;
  const auto type = endpoint_.starts_with("unix:") ? UDS : LOCAL_TCP;
  builder.AddListeningPort(endpoint_, grpc::experimental::LocalServerCredentials(type), &port);
  builder.RegisterService(static_cast<v1::AuthorityService::Service*>(this));
  builder.RegisterService(static_cast<v1::ScaleService::Service*>(this));
  builder.RegisterService(static_cast<v1::AuditService::Service*>(this));
  builder.RegisterService(static_cast<v1::StatementService::Service*>(this));
  builder.RegisterService(&ledger);
  builder.RegisterService(measures.notices());
  builder.RegisterService(measures.crosswalks());
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) std::abort();
  if (endpoint_ == "127.0.0.1:0") endpoint_ = "127.0.0.1:" + std::to_string(port);
}

void FakeServer::Stop() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  server_ = nullptr;
}

void FakeServer::AwaitUnansweredBatch() {
  std::unique_lock lock(mutex_);
  unanswered_.wait(lock, [this] { return has_unanswered_; });
}

void FakeServer::AddScale(const std::string& name, const std::vector<std::string>& grades) {
  v1::Scale& scale = scales[name];
  scale.set_name(name);
  for (const std::string& grade : grades) scale.add_grades()->set_code(grade);
}

void FakeServer::SetServing(bool serving) { server_->GetHealthCheckService()->SetServingStatus(serving); }

grpc::Status FakeServer::Fault() {
  ++calls;
  if (faults.unary.empty()) return grpc::Status::OK;
  grpc::Status fault = faults.unary.front();
  faults.unary.pop_front();
  return fault;
}

grpc::Status FakeServer::CreateAuthority(grpc::ServerContext*, const v1::CreateAuthorityRequest* request,
                                         v1::CreateAuthorityResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  authorities[request->authority().name()] = request->authority();
  *response->mutable_authority() = request->authority();
  response->mutable_receipt()->set_outcome(v1::WRITE_OUTCOME_ADDED);
  response->mutable_receipt()->set_revision(1);
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetAuthority(grpc::ServerContext* context, const v1::GetAuthorityRequest* request,
                                      v1::GetAuthorityResponse* response) {
  const std::lock_guard lock(mutex_);
  if (!request_id.empty()) context->AddTrailingMetadata("request-id", request_id);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  authority_asked = *request;
  const auto found = authorities.find(request->name());
  if (found == authorities.end()) return NotFound("AUTHORITY");
  *response->mutable_authority() = found->second;
  response->set_revision(1);
  return grpc::Status::OK;
}

grpc::Status FakeServer::ListAuthorities(grpc::ServerContext*, const v1::ListAuthoritiesRequest* request,
                                         v1::ListAuthoritiesResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  authorities_asked = *request;
  response->set_next_page_token(
      Page(*request, ValuesOf(authorities), [&](const v1::Authority& one) { *response->add_authorities() = one; }));
  return grpc::Status::OK;
}

grpc::Status FakeServer::CreateScale(grpc::ServerContext*, const v1::CreateScaleRequest* request,
                                     v1::CreateScaleResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  scale_asked = *request;
  scales[request->scale().name()] = request->scale();
  *response->mutable_scale() = request->scale();
  response->mutable_receipt()->set_outcome(v1::WRITE_OUTCOME_ADDED);
  response->mutable_receipt()->set_revision(1);
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetScale(grpc::ServerContext*, const v1::GetScaleRequest* request,
                                  v1::GetScaleResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  scale_get_asked = *request;
  const auto found = scales.find(request->name());
  if (found == scales.end()) return NotFound("SCALE");
  *response->mutable_scale() = found->second;
  response->set_revision(7);
  return grpc::Status::OK;
}

grpc::Status FakeServer::ListScales(grpc::ServerContext*, const v1::ListScalesRequest* request,
                                    v1::ListScalesResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  scales_asked = *request;
  response->set_next_page_token(
      Page(*request, ValuesOf(scales), [&](const v1::Scale& one) { *response->add_scales() = one; }));
  response->set_revision(7);
  return grpc::Status::OK;
}

v1::SubmitResult FakeServer::Judge(const std::string& parent, const v1::Audit& audit, bool validate_only) {
  v1::SubmitResult result;
  if (faults.overloaded_items > 0) {
    --faults.overloaded_items;
    *result.mutable_refusal() =
        ToRefusal(Refuse(absl::StatusCode::kResourceExhausted, reason::kOverloaded, "too many writes"));
    return result;
  }
  Violations violations;
  const Audit read = FromProto(audit, violations);
  for (const Violation& violation : Validate(read, absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()))) {
    violations.push_back(violation);
  }
  if (!audit.name().starts_with(parent + "/audits/")) std::abort();
  const std::string version = audit.scale().find('@') == std::string::npos ? "@1" : "";
  const auto scale = scales.find("scales/" + audit.scale() + version);
  if (violations.empty() && scale == scales.end()) {
    violations.push_back({"scale", std::string(reason::kUnknownScale), "no such scale"});
  }
  Violations ignored;
  if (violations.empty()) violations = ValidateAgainst(FromProto(scale->second, ignored), read);
  const auto there = audits.find(audit.name());
  const bool same = there != audits.end() && there->second.SerializeAsString() == audit.SerializeAsString();
  if (!violations.empty()) {
    *result.mutable_refusal() = ToRefusal(RefuseFields(violations));
  } else if (there != audits.end() && !same) {
    *result.mutable_refusal() =
        ToRefusal(Refuse(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists, "the id is taken by another audit"));
  } else if (validate_only) {
    result.mutable_receipt()->set_outcome(same ? v1::WRITE_OUTCOME_ALREADY_THERE : v1::WRITE_OUTCOME_VALID);
  } else {
    if (!same) {
      audits[audit.name()] = audit;
      recorded.push_back(audit);
      recorded.back().clear_personal();
      recorded.back().set_revision(static_cast<uint32_t>(recorded.size()));
    }
    result.mutable_receipt()->set_outcome(same ? v1::WRITE_OUTCOME_ALREADY_THERE : v1::WRITE_OUTCOME_ADDED);
    result.mutable_receipt()->set_revision(static_cast<uint32_t>(recorded.size()));
  }
  return result;
}

grpc::Status FakeServer::SubmitAudit(grpc::ServerContext*, const v1::SubmitAuditRequest* request,
                                     v1::SubmitAuditResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  const std::string& name = request->audit().name();
  const v1::SubmitResult result = Judge(name.substr(0, name.find("/audits/")), request->audit(), false);
  if (result.has_refusal()) {
    const v1::Refusal& refusal = result.refusal();
    const auto code = static_cast<grpc::StatusCode>(refusal.code());
    if (refusal.violations().empty()) return FakeError(code, refusal.reason(), refusal.message());
    return FakeError(code, refusal.reason(), refusal.message(), "audit." + refusal.violations(0).field(),
                     refusal.violations(0).description());
  }
  *response->mutable_receipt() = receipt.value_or(result.receipt());
  *response->mutable_audit() = recorded.back();
  return grpc::Status::OK;
}

v1::SubmitAuditsResponse FakeServer::Answer(const v1::SubmitAuditsRequest& batch) {
  v1::SubmitAuditsResponse answer;
  for (const v1::Audit& audit : batch.audits()) {
    *answer.add_results() = Judge(batch.parent(), audit, batch.validate_only());
  }
  return answer;
}

grpc::Status FakeServer::SubmitAudits(
    grpc::ServerContext* context, grpc::ServerReaderWriter<v1::SubmitAuditsResponse, v1::SubmitAuditsRequest>* stream) {
  std::deque<v1::SubmitAuditsResponse> answers;
  v1::SubmitAuditsRequest batch;
  while (stream->Read(&batch)) {
    const std::lock_guard lock(mutex_);
    if (!faults.stream.ok()) {
      context->AddTrailingMetadata("request-id", request_id);
      return faults.stream;
    }
    batch_sizes.push_back(batch.audits_size());
    if (faults.never_answer) {
      has_unanswered_ = true;
      unanswered_.notify_all();
      continue;
    }
    if (!authorities.contains(batch.parent())) return NotFound("AUTHORITY");
    answers.push_back(Answer(batch));
    if (faults.lose_answer_after_batches > 0 && --faults.lose_answer_after_batches == 0) {
      faults.lose_answer_after_batches = -1;
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "going away");
    }
    if (static_cast<int>(answers.size()) < faults.batches_before_answers) continue;
    for (; !answers.empty(); answers.pop_front()) stream->Write(answers.front());
  }
  for (; !answers.empty() && !context->IsCancelled(); answers.pop_front()) stream->Write(answers.front());
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetAudit(grpc::ServerContext*, const v1::GetAuditRequest* request,
                                  v1::GetAuditResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  get_asked = *request;
  const auto found = audits.find(request->name());
  if (found == audits.end()) return NotFound("AUDIT");
  *response->mutable_audit() = found->second;
  if (request->view() != v1::AUDIT_VIEW_PERSONAL) {
    response->mutable_audit()->clear_personal();
  } else {
    response->set_personal_state(found->second.has_personal() ? v1::PERSONAL_STATE_PRESENT : v1::PERSONAL_STATE_ERASED);
  }
  return grpc::Status::OK;
}

grpc::Status FakeServer::ListAudits(grpc::ServerContext*, const v1::ListAuditsRequest* request,
                                    v1::ListAuditsResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  list_asked = *request;
  response->set_next_page_token(
      Page(*request, recorded, [&](const v1::Audit& audit) { *response->add_audits() = audit; }));
  response->set_revision(static_cast<uint32_t>(recorded.size()));
  return grpc::Status::OK;
}

grpc::Status FakeServer::GetStatement(grpc::ServerContext*, const v1::GetStatementRequest* request,
                                      v1::GetStatementResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  statement_asked = *request;
  *response->mutable_statement() = statement;
  if (request->group_by() != v1::DIMENSION_UNSPECIFIED) {
    for (const auto& group : groups) *response->add_groups() = group;
  }
  if (request->headroom() > 0 && headroom.has_value()) *response->mutable_headroom() = *headroom;
  return grpc::Status::OK;
}

grpc::Status FakeServer::ExplainStatement(grpc::ServerContext*, const v1::ExplainStatementRequest* request,
                                          v1::ExplainStatementResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  explain_asked = *request;
  response->set_next_page_token(
      Page(*request, explained, [&](const v1::ExplainedAudit& audit) { *response->add_audits() = audit; }));
  *response->mutable_statement() = statement;
  return grpc::Status::OK;
}

}  // namespace assay
