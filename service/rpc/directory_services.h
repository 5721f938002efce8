// Adapters of AuthorityService and ScaleService.
#ifndef ASSAY_SERVICE_RPC_DIRECTORY_SERVICES_H_
#define ASSAY_SERVICE_RPC_DIRECTORY_SERVICES_H_

#include "assay/v1/authority_service.grpc.pb.h"
#include "assay/v1/scale_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class AuthorityServiceAdapter final : public v1::AuthorityService::CallbackService {
 public:
  explicit AuthorityServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* CreateAuthority(grpc::CallbackServerContext* context,
                                            const v1::CreateAuthorityRequest* request,
                                            v1::CreateAuthorityResponse* response) override;
  grpc::ServerUnaryReactor* GetAuthority(grpc::CallbackServerContext* context, const v1::GetAuthorityRequest* request,
                                         v1::GetAuthorityResponse* response) override;
  grpc::ServerUnaryReactor* ListAuthorities(grpc::CallbackServerContext* context,
                                            const v1::ListAuthoritiesRequest* request,
                                            v1::ListAuthoritiesResponse* response) override;

 private:
  const RpcHost& host_;
};

class ScaleServiceAdapter final : public v1::ScaleService::CallbackService {
 public:
  explicit ScaleServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* CreateScale(grpc::CallbackServerContext* context, const v1::CreateScaleRequest* request,
                                        v1::CreateScaleResponse* response) override;
  grpc::ServerUnaryReactor* GetScale(grpc::CallbackServerContext* context, const v1::GetScaleRequest* request,
                                     v1::GetScaleResponse* response) override;
  grpc::ServerUnaryReactor* ListScales(grpc::CallbackServerContext* context, const v1::ListScalesRequest* request,
                                       v1::ListScalesResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_DIRECTORY_SERVICES_H_
