#include "service/rpc/inspection_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/usecases/inspections.h"

namespace assay {

grpc::ServerUnaryReactor* InspectionServiceAdapter::RecordInspection(grpc::CallbackServerContext* context,
                                                                     const v1::RecordInspectionRequest* request,
                                                                     v1::RecordInspectionResponse* response) {
  return WriteRecord(host_, context, *request, request->inspection(), response, assay::RecordInspection,
                     [](const Event& event, v1::RecordInspectionResponse& response) {
                       *response.mutable_inspection() = ToRecorded<Inspection>(event);
                     });
}

grpc::ServerUnaryReactor* InspectionServiceAdapter::GetInspection(grpc::CallbackServerContext* context,
                                                                  const v1::GetInspectionRequest* request,
                                                                  v1::GetInspectionResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetInspection);
}

grpc::ServerUnaryReactor* InspectionServiceAdapter::ListInspections(grpc::CallbackServerContext* context,
                                                                    const v1::ListInspectionsRequest* request,
                                                                    v1::ListInspectionsResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListInspections);
}

}  // namespace assay
