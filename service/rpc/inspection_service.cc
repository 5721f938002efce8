#include "assay/v1/inspection_service.pb.h"
#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/rpc/services.h"
#include "service/usecases/inspections.h"

namespace assay {
namespace {

void RecordOne(Unary<v1::RecordInspectionRequest, v1::RecordInspectionResponse>& asked) {
  WriteRecord(asked, asked.request().inspection(), asked.request().write(), RecordInspection,
              [](const Event& event, v1::RecordInspectionResponse& response) {
                *response.mutable_inspection() = ToRecorded<Inspection>(event);
              });
}

}  // namespace

Methods InspectionMethods() {
  return {
      UnaryMethod("RecordInspection", RecordOne),
      AnswerOnPool("GetInspection", GetInspection),
      AnswerOnPool("ListInspections", ListInspections),
  };
}

}  // namespace assay
