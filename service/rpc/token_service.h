// Adapter of TokenService.
#ifndef ASSAY_SERVICE_RPC_TOKEN_SERVICE_H_
#define ASSAY_SERVICE_RPC_TOKEN_SERVICE_H_

#include "assay/v1/token_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class TokenServiceAdapter final : public v1::TokenService::CallbackService {
 public:
  explicit TokenServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* CreateToken(grpc::CallbackServerContext* context, const v1::CreateTokenRequest* request,
                                        v1::CreateTokenResponse* response) override;
  grpc::ServerUnaryReactor* ListTokens(grpc::CallbackServerContext* context, const v1::ListTokensRequest* request,
                                       v1::ListTokensResponse* response) override;
  grpc::ServerUnaryReactor* RevokeToken(grpc::CallbackServerContext* context, const v1::RevokeTokenRequest* request,
                                        v1::RevokeTokenResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_TOKEN_SERVICE_H_
