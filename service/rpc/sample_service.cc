#include "service/rpc/sample_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/usecases/samples.h"

namespace assay {

grpc::ServerUnaryReactor* SampleServiceAdapter::CreateSample(grpc::CallbackServerContext* context,
                                                             const v1::CreateSampleRequest* request,
                                                             v1::CreateSampleResponse* response) {
  return WriteRecord(host_, context, *request, request->sample(), response, assay::CreateSample,
                     [](const Event& event, v1::CreateSampleResponse& response) {
                       *response.mutable_sample() = ToRecorded<Sample>(event);
                     });
}

grpc::ServerUnaryReactor* SampleServiceAdapter::GetSample(grpc::CallbackServerContext* context,
                                                          const v1::GetSampleRequest* request,
                                                          v1::GetSampleResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetSample);
}

grpc::ServerUnaryReactor* SampleServiceAdapter::ListSamples(grpc::CallbackServerContext* context,
                                                            const v1::ListSamplesRequest* request,
                                                            v1::ListSamplesResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListSamples);
}

}  // namespace assay
