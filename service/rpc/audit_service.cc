#include "service/rpc/audit_service.h"

#include <utility>
#include <vector>

#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/rpc/answer.h"
#include "service/rpc/audit_change.h"
#include "service/rpc/personal_answer.h"
#include "service/rpc/submit_stream.h"
#include "service/usecases/audits.h"
#include "service/usecases/submit.h"

namespace assay {
namespace {

// The violations of a lone audit, under the request's field that holds it.
absl::Status UnderAudit(const absl::Status& status) {
  const v1::Refusal refusal = ToRefusal(status);
  if (refusal.violations_size() == 0) return status;
  Violations violations;
  for (const v1::FieldViolation& violation : refusal.violations()) {
    violations.push_back(
        {.field = "audit." + violation.field(), .reason = violation.reason(), .description = violation.description()});
  }
  return Refuse(status.code(), refusal.reason(), refusal.message(), violations);
}

}  // namespace

grpc::ServerUnaryReactor* AuditServiceAdapter::SubmitAudit(grpc::CallbackServerContext* context,
                                                           const v1::SubmitAuditRequest* request,
                                                           v1::SubmitAuditResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host_, *context, *request);
  if (!caller.ok()) {
    Finish(host_, reactor, caller.status());
    return reactor;
  }
  const WriteMode mode = ModeOf(request->validate_only());
  std::vector<Submission> submissions(1);
  CheckServerFieldsEmpty(request->audit(), submissions[0].shape);
  submissions[0].audit = FromProto(request->audit(), submissions[0].shape);
  const std::string authority = submissions[0].audit.authority;
  if (authority.empty()) {
    Finish(host_, reactor, UnderAudit(RefuseFields(submissions[0].shape)));
    return reactor;
  }
  auto done = [this, reactor, response, authority, mode,
               omit = request->omit_receipt()](std::vector<absl::StatusOr<Submitted>> results) {
    absl::StatusOr<Submitted>& result = results.front();
    if (!result.ok()) return Finish(host_, reactor, UnderAudit(result.status()));
    *response->mutable_receipt() =
        ToReceipt(host_, result->committed, {.ledger = authority, .mode = mode, .omit_proof = omit});
    if (mode == WriteMode::kCommit) *response->mutable_audit() = ToRecordedAudit(*result->event);
    Finish(host_, reactor, absl::OkStatus());
  };
  assay::SubmitAudits(host_.house, authority, std::move(submissions), WriteContextOf(context, *caller, mode),
                      std::move(done));
  return reactor;
}

grpc::ServerBidiReactor<v1::SubmitAuditsRequest, v1::SubmitAuditsResponse>* AuditServiceAdapter::SubmitAudits(
    grpc::CallbackServerContext* context) {
  return NewSubmitStream(host_, context);
}

grpc::ServerUnaryReactor* AuditServiceAdapter::CorrectAudit(grpc::CallbackServerContext* context,
                                                            const v1::CorrectAuditRequest* request,
                                                            v1::CorrectAuditResponse* response) {
  Violations shape;
  AuditChange change = FromProto(request->change(), ChangeKind::kCorrected, shape);
  Violations audit_shape;
  CheckServerFieldsEmpty(request->audit(), audit_shape);
  change.corrected = FromProto(request->audit(), audit_shape);
  for (Violation& violation : audit_shape) {
    violation.field = "audit." + violation.field;
    shape.push_back(std::move(violation));
  }
  return ChangeAndAnswer(host_, context, *request, change, std::move(shape), response);
}

grpc::ServerUnaryReactor* AuditServiceAdapter::ModerateAudit(grpc::CallbackServerContext* context,
                                                             const v1::ModerateAuditRequest* request,
                                                             v1::ModerateAuditResponse* response) {
  Violations shape;
  AuditChange change = FromProto(request->change(), ChangeKind::kModerated, shape);
  change.moderation = FromProto(request->moderation());
  return ChangeAndAnswer(host_, context, *request, change, std::move(shape), response);
}

grpc::ServerUnaryReactor* AuditServiceAdapter::WithdrawAudit(grpc::CallbackServerContext* context,
                                                             const v1::WithdrawAuditRequest* request,
                                                             v1::WithdrawAuditResponse* response) {
  Violations shape;
  const AuditChange change = FromProto(request->change(), ChangeKind::kWithdrawn, shape);
  return ChangeAndAnswer(host_, context, *request, change, std::move(shape), response);
}

grpc::ServerUnaryReactor* AuditServiceAdapter::EraseAudit(grpc::CallbackServerContext* context,
                                                          const v1::EraseAuditRequest* request,
                                                          v1::EraseAuditResponse* response) {
  Violations shape;
  const AuditChange change = FromProto(request->change(), ChangeKind::kErased, shape);
  return ChangeAndAnswer(host_, context, *request, change, std::move(shape), response);
}

grpc::ServerUnaryReactor* AuditServiceAdapter::GetAuditHistory(grpc::CallbackServerContext* context,
                                                               const v1::GetAuditHistoryRequest* request,
                                                               v1::GetAuditHistoryResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetAuditHistory);
}

grpc::ServerUnaryReactor* AuditServiceAdapter::GetAudit(grpc::CallbackServerContext* context,
                                                        const v1::GetAuditRequest* request,
                                                        v1::GetAuditResponse* response) {
  if (request->view() == v1::AUDIT_VIEW_PERSONAL) {
    return AnswerRecorded(host_, context, request, response, assay::PrepareGetAudit, assay::GetAudit);
  }
  // A time may have to wait for the group being written: not on this thread.
  if (request->read_at().has_time()) return AnswerOnPool(host_, context, request, response, assay::GetAudit);
  return AnswerHere(host_, context, request, response, assay::GetAudit);
}

grpc::ServerUnaryReactor* AuditServiceAdapter::ListAudits(grpc::CallbackServerContext* context,
                                                          const v1::ListAuditsRequest* request,
                                                          v1::ListAuditsResponse* response) {
  if (!request->filter().case_ref().empty()) {
    return AnswerRecorded(host_, context, request, response, assay::PrepareListAudits, assay::ListAudits);
  }
  return AnswerOnPool(host_, context, request, response, assay::ListAudits);
}

}  // namespace assay
