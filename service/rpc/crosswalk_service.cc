#include "service/rpc/crosswalk_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/usecases/crosswalks.h"

namespace assay {

grpc::ServerUnaryReactor* CrosswalkServiceAdapter::CreateCrosswalk(grpc::CallbackServerContext* context,
                                                                   const v1::CreateCrosswalkRequest* request,
                                                                   v1::CreateCrosswalkResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host_, *context, *request);
  if (!caller.ok()) {
    Finish(host_, reactor, caller.status());
    return reactor;
  }
  v1::RecordWrite write;
  write.set_validate_only(request->validate_only());
  write.set_omit_receipt(request->omit_receipt());
  FinishWrite(host_, {context, reactor}, *caller, request->crosswalk(), write, response, assay::CreateCrosswalk,
              [](const Event& event, v1::CreateCrosswalkResponse& response) {
                *response.mutable_crosswalk() = ToRecorded<Crosswalk>(event);
              });
  return reactor;
}

grpc::ServerUnaryReactor* CrosswalkServiceAdapter::GetCrosswalk(grpc::CallbackServerContext* context,
                                                                const v1::GetCrosswalkRequest* request,
                                                                v1::GetCrosswalkResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetCrosswalk);
}

grpc::ServerUnaryReactor* CrosswalkServiceAdapter::ListCrosswalks(grpc::CallbackServerContext* context,
                                                                  const v1::ListCrosswalksRequest* request,
                                                                  v1::ListCrosswalksResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListCrosswalks);
}

}  // namespace assay
