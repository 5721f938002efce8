#include <utility>

#include "assay/v1/action_service.pb.h"
#include "service/records/convert.h"
#include "service/rpc/answer.h"
#include "service/rpc/audit_change.h"
#include "service/rpc/services.h"
#include "service/usecases/actions.h"

namespace assay {
namespace {

void AddAction(Unary<v1::AddActionRequest, v1::AddActionResponse>& asked) {
  const v1::AddActionRequest& request = asked.request();
  Violations shape;
  AuditChange change = FromProto(request.change(), ChangeKind::kActionAdded, shape);
  change.action = FromProto(request.action());
  if (request.action().has_completion()) {
    Refuse(shape, "action.completion", reason::kNotAllowed, "an action is added first and completed later");
  }
  ChangeAndAnswer(asked, change, std::move(shape));
}

void CompleteAction(Unary<v1::CompleteActionRequest, v1::CompleteActionResponse>& asked) {
  const v1::CompleteActionRequest& request = asked.request();
  Violations shape;
  AuditChange change = FromProto(request.change(), ChangeKind::kActionCompleted, shape);
  change.action_number = request.number();
  change.completion = FromProto(request.completion());
  ChangeAndAnswer(asked, change, std::move(shape));
}

void AcknowledgeRisk(Unary<v1::AcknowledgeRiskRequest, v1::AcknowledgeRiskResponse>& asked) {
  const v1::AcknowledgeRiskRequest& request = asked.request();
  Violations shape;
  AuditChange change = FromProto(request.change(), ChangeKind::kRiskAcknowledged, shape);
  change.acknowledged_by = request.acknowledged_by();
  change.acknowledged_on = request.acknowledged_on();
  ChangeAndAnswer(asked, change, std::move(shape));
}

}  // namespace

Methods ActionMethods() {
  return {
      UnaryMethod("AddAction", AddAction),
      UnaryMethod("CompleteAction", CompleteAction),
      UnaryMethod("AcknowledgeRisk", AcknowledgeRisk),
      AnswerOnPool("ListActions", ListActions),
  };
}

}  // namespace assay
