#include "assay/v1/sample_service.pb.h"
#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/rpc/services.h"
#include "service/usecases/samples.h"

namespace assay {
namespace {

void CreateOne(Unary<v1::CreateSampleRequest, v1::CreateSampleResponse>& asked) {
  WriteRecord(asked, asked.request().sample(), asked.request().write(), CreateSample,
              [](const Event& event, v1::CreateSampleResponse& response) {
                *response.mutable_sample() = ToRecorded<Sample>(event);
              });
}

}  // namespace

Methods SampleMethods() {
  return {
      UnaryMethod("CreateSample", CreateOne),
      AnswerOnPool("GetSample", GetSample),
      AnswerOnPool("ListSamples", ListSamples),
  };
}

}  // namespace assay
