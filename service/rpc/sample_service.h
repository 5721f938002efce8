// Adapter of SampleService.
#ifndef ASSAY_SERVICE_RPC_SAMPLE_SERVICE_H_
#define ASSAY_SERVICE_RPC_SAMPLE_SERVICE_H_

#include "assay/v1/sample_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class SampleServiceAdapter final : public v1::SampleService::CallbackService {
 public:
  explicit SampleServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* CreateSample(grpc::CallbackServerContext* context, const v1::CreateSampleRequest* request,
                                         v1::CreateSampleResponse* response) override;
  grpc::ServerUnaryReactor* GetSample(grpc::CallbackServerContext* context, const v1::GetSampleRequest* request,
                                      v1::GetSampleResponse* response) override;
  grpc::ServerUnaryReactor* ListSamples(grpc::CallbackServerContext* context, const v1::ListSamplesRequest* request,
                                        v1::ListSamplesResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_SAMPLE_SERVICE_H_
