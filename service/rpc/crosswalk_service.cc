#include "assay/v1/crosswalk_service.pb.h"
#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/rpc/services.h"
#include "service/usecases/crosswalks.h"

namespace assay {
namespace {

void CreateOne(Unary<v1::CreateCrosswalkRequest, v1::CreateCrosswalkResponse>& asked) {
  v1::RecordWrite write;
  write.set_validate_only(asked.request().validate_only());
  write.set_omit_receipt(asked.request().omit_receipt());
  WriteRecord(asked, asked.request().crosswalk(), write, CreateCrosswalk,
              [](const Event& event, v1::CreateCrosswalkResponse& response) {
                *response.mutable_crosswalk() = ToRecorded<Crosswalk>(event);
              });
}

}  // namespace

Methods CrosswalkMethods() {
  return {
      UnaryMethod("CreateCrosswalk", CreateOne),
      AnswerOnPool("GetCrosswalk", GetCrosswalk),
      AnswerOnPool("ListCrosswalks", ListCrosswalks),
  };
}

}  // namespace assay
