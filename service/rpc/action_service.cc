#include "service/rpc/action_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/audit_change.h"
#include "service/usecases/actions.h"

namespace assay {

grpc::ServerUnaryReactor* ActionServiceAdapter::AddAction(grpc::CallbackServerContext* context,
                                                          const v1::AddActionRequest* request,
                                                          v1::AddActionResponse* response) {
  Violations shape;
  AuditChange change = FromProto(request->change(), ChangeKind::kActionAdded, shape);
  change.action = FromProto(request->action());
  if (request->action().has_completion()) {
    Refuse(shape, "action.completion", reason::kNotAllowed, "an action is added first and completed later");
  }
  return ChangeAndAnswer(host_, context, *request, change, std::move(shape), response);
}

grpc::ServerUnaryReactor* ActionServiceAdapter::CompleteAction(grpc::CallbackServerContext* context,
                                                               const v1::CompleteActionRequest* request,
                                                               v1::CompleteActionResponse* response) {
  Violations shape;
  AuditChange change = FromProto(request->change(), ChangeKind::kActionCompleted, shape);
  change.action_number = request->number();
  change.completion = FromProto(request->completion());
  return ChangeAndAnswer(host_, context, *request, change, std::move(shape), response);
}

grpc::ServerUnaryReactor* ActionServiceAdapter::AcknowledgeRisk(grpc::CallbackServerContext* context,
                                                                const v1::AcknowledgeRiskRequest* request,
                                                                v1::AcknowledgeRiskResponse* response) {
  Violations shape;
  AuditChange change = FromProto(request->change(), ChangeKind::kRiskAcknowledged, shape);
  change.acknowledged_by = request->acknowledged_by();
  change.acknowledged_on = request->acknowledged_on();
  return ChangeAndAnswer(host_, context, *request, change, std::move(shape), response);
}

grpc::ServerUnaryReactor* ActionServiceAdapter::ListActions(grpc::CallbackServerContext* context,
                                                            const v1::ListActionsRequest* request,
                                                            v1::ListActionsResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListActions);
}

}  // namespace assay
