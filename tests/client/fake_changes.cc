// The changes of audits that FakeServer takes: see fake_server.h.

#include "tests/client/fake_server.h"

namespace assay {
namespace {

constexpr uint32_t kFirstChangeRevision = 500;

grpc::Status UnknownAudit() { return FakeError(grpc::StatusCode::NOT_FOUND, "UNKNOWN_AUDIT", "no such audit"); }

}  // namespace

grpc::Status FakeServer::Change(const v1::Change& change, v1::ChangeKind kind, const v1::Audit& after, v1::Audit* audit,
                                v1::Receipt* answered) {
  const auto found = histories.find(change.name());
  if (found == histories.end()) return UnknownAudit();
  v1::GetAuditHistoryResponse& past = found->second;
  const uint32_t current = past.revisions().rbegin()->audit().revision();
  if (change.expected_revision() != current) {
    return FakeError(grpc::StatusCode::ABORTED, "STALE_REVISION", "the audit was changed in the meantime");
  }
  v1::AuditRevision& revision = *past.add_revisions();
  *revision.mutable_audit() = after;
  revision.mutable_audit()->clear_personal();
  revision.mutable_audit()->set_actor("qa-manager");
  revision.mutable_audit()->set_revision(kFirstChangeRevision + static_cast<uint32_t>(past.revisions_size()));
  revision.set_kind(kind);
  revision.set_reason(change.reason());
  revision.set_superseded_revision(current);
  *audit = revision.audit();
  answered->set_outcome(v1::WRITE_OUTCOME_ADDED);
  answered->set_revision(audit->revision());
  if (receipt.has_value()) *answered = *receipt;
  return grpc::Status::OK;
}

grpc::Status FakeServer::CorrectAudit(grpc::ServerContext*, const v1::CorrectAuditRequest* request,
                                      v1::CorrectAuditResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  correct_asked = *request;
  return Change(request->change(), v1::CHANGE_KIND_CORRECTED, request->audit(), response->mutable_audit(),
                response->mutable_receipt());
}

grpc::Status FakeServer::ModerateAudit(grpc::ServerContext*, const v1::ModerateAuditRequest* request,
                                       v1::ModerateAuditResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  moderate_asked = *request;
  v1::Audit after = histories[request->change().name()].revisions().rbegin()->audit();
  *after.mutable_moderation() = request->moderation();
  return Change(request->change(), v1::CHANGE_KIND_MODERATED, after, response->mutable_audit(),
                response->mutable_receipt());
}

grpc::Status FakeServer::WithdrawAudit(grpc::ServerContext*, const v1::WithdrawAuditRequest* request,
                                       v1::WithdrawAuditResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  withdraw_asked = *request;
  v1::Audit after = histories[request->change().name()].revisions().rbegin()->audit();
  after.set_withdrawal_reason(request->change().reason());
  return Change(request->change(), v1::CHANGE_KIND_WITHDRAWN, after, response->mutable_audit(),
                response->mutable_receipt());
}

grpc::Status FakeServer::EraseAudit(grpc::ServerContext*, const v1::EraseAuditRequest* request,
                                    v1::EraseAuditResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  erase_asked = *request;
  v1::Audit after = histories[request->change().name()].revisions().rbegin()->audit();
  after.set_erased(true);
  return Change(request->change(), v1::CHANGE_KIND_ERASED, after, response->mutable_audit(),
                response->mutable_receipt());
}

grpc::Status FakeServer::GetAuditHistory(grpc::ServerContext*, const v1::GetAuditHistoryRequest* request,
                                         v1::GetAuditHistoryResponse* response) {
  const std::lock_guard lock(mutex_);
  if (grpc::Status fault = Fault(); !fault.ok()) return fault;
  const auto found = histories.find(request->name());
  if (found == histories.end()) return UnknownAudit();
  *response = found->second;
  return grpc::Status::OK;
}

}  // namespace assay
