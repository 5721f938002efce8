#include <string>
#include <utility>
#include <vector>

#include "assay/v1/audit_service.pb.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/rpc/answer.h"
#include "service/rpc/audit_change.h"
#include "service/rpc/personal_answer.h"
#include "service/rpc/services.h"
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

void SubmitOne(Unary<v1::SubmitAuditRequest, v1::SubmitAuditResponse>& asked) {
  const v1::SubmitAuditRequest& request = asked.request();
  const WriteMode mode = ModeOf(request.validate_only());
  std::vector<Submission> submissions(1);
  CheckServerFieldsEmpty(request.audit(), submissions[0].shape);
  submissions[0].audit = FromProto(request.audit(), submissions[0].shape);
  const std::string authority = submissions[0].audit.authority;
  if (authority.empty()) return asked.End(UnderAudit(RefuseFields(submissions[0].shape)));
  auto answer = [&asked, authority, mode](const absl::StatusOr<Submitted>& made) {
    if (!made.ok()) return asked.End(UnderAudit(made.status()));
    *asked.response().mutable_receipt() =
        ToReceipt(asked.host(), made->committed,
                  {.ledger = authority, .mode = mode, .omit_proof = asked.request().omit_receipt()});
    if (mode == WriteMode::kCommit) *asked.response().mutable_audit() = ToRecordedAudit(*made->event);
    asked.End(absl::OkStatus());
  };
  // Put together where it is sent: the committer has the next group to write.
  auto done = [&asked, answer](std::vector<absl::StatusOr<Submitted>> results) {
    asked.call().Post([answer, made = std::move(results.front())] { answer(made); });
  };
  SubmitAudits(asked.house(), authority, std::move(submissions), asked.Writing(mode), std::move(done));
}

void CorrectOne(Unary<v1::CorrectAuditRequest, v1::CorrectAuditResponse>& asked) {
  Violations shape;
  AuditChange change = FromProto(asked.request().change(), ChangeKind::kCorrected, shape);
  Violations audit_shape;
  CheckServerFieldsEmpty(asked.request().audit(), audit_shape);
  change.corrected = FromProto(asked.request().audit(), audit_shape);
  for (Violation& violation : audit_shape) {
    violation.field = "audit." + violation.field;
    shape.push_back(std::move(violation));
  }
  ChangeAndAnswer(asked, change, std::move(shape));
}

void ModerateOne(Unary<v1::ModerateAuditRequest, v1::ModerateAuditResponse>& asked) {
  Violations shape;
  AuditChange change = FromProto(asked.request().change(), ChangeKind::kModerated, shape);
  change.moderation = FromProto(asked.request().moderation());
  ChangeAndAnswer(asked, change, std::move(shape));
}

void WithdrawOne(Unary<v1::WithdrawAuditRequest, v1::WithdrawAuditResponse>& asked) {
  Violations shape;
  const AuditChange change = FromProto(asked.request().change(), ChangeKind::kWithdrawn, shape);
  ChangeAndAnswer(asked, change, std::move(shape));
}

void EraseOne(Unary<v1::EraseAuditRequest, v1::EraseAuditResponse>& asked) {
  Violations shape;
  const AuditChange change = FromProto(asked.request().change(), ChangeKind::kErased, shape);
  ChangeAndAnswer(asked, change, std::move(shape));
}

void GetOne(Unary<v1::GetAuditRequest, v1::GetAuditResponse>& asked) {
  if (asked.request().view() == v1::AUDIT_VIEW_PERSONAL) return AnswerRecorded(asked, PrepareGetAudit, GetAudit);
  // A time may have to wait for the group being written: not on this thread.
  if (asked.request().read_at().has_time()) return EndOn(asked.host().readers, asked, GetAudit);
  EndWith(asked, GetAudit);
}

void ListPage(Unary<v1::ListAuditsRequest, v1::ListAuditsResponse>& asked) {
  if (!asked.request().filter().case_ref().empty()) return AnswerRecorded(asked, PrepareListAudits, ListAudits);
  EndOn(asked.host().readers, asked, ListAudits);
}

}  // namespace

Methods AuditMethods() {
  return {
      UnaryMethod("SubmitAudit", SubmitOne),
      {.name = "SubmitAudits", .begin = NewSubmitStream},
      UnaryMethod("CorrectAudit", CorrectOne),
      UnaryMethod("ModerateAudit", ModerateOne),
      UnaryMethod("WithdrawAudit", WithdrawOne),
      UnaryMethod("EraseAudit", EraseOne),
      AnswerOnPool("GetAuditHistory", GetAuditHistory),
      UnaryMethod("GetAudit", GetOne),
      UnaryMethod("ListAudits", ListPage),
  };
}

}  // namespace assay
