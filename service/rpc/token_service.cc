#include "service/rpc/token_service.h"

#include <utility>

#include "service/records/convert_token.h"
#include "service/records/names.h"
#include "service/rpc/answer.h"
#include "service/usecases/tokens.h"

namespace assay {
namespace {

// Answers a write with the token as recorded, unless nothing was to be written.
template <typename Response>
TokenDone AnswerToken(const RpcHost& host, grpc::ServerUnaryReactor* reactor, WriteMode mode, Response* response) {
  return [&host, reactor, mode, response](absl::StatusOr<WrittenToken> written) {
    if (!written.ok()) return Finish(host, reactor, written.status());
    *response->mutable_receipt() =
        ToReceipt(host, written->committed, {.ledger = kTokenLedger, .mode = mode, .omit_proof = true});
    if (mode == WriteMode::kCommit) *response->mutable_token() = ToRecordedToken(written->event);
    Finish(host, reactor, absl::OkStatus());
  };
}

}  // namespace

grpc::ServerUnaryReactor* TokenServiceAdapter::CreateToken(grpc::CallbackServerContext* context,
                                                           const v1::CreateTokenRequest* request,
                                                           v1::CreateTokenResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host_, *context, *request);
  if (!caller.ok()) {
    Finish(host_, reactor, caller.status());
    return reactor;
  }
  const WriteMode mode = ModeOf(request->validate_only());
  Violations shape;
  CheckServerFieldsEmpty(request->token(), shape);
  const Token token = FromProto(request->token(), shape);
  assay::CreateToken(host_.house, token, shape, WriteContextOf(context, *caller, mode), caller->may_see,
                     AnswerToken(host_, reactor, mode, response));
  return reactor;
}

grpc::ServerUnaryReactor* TokenServiceAdapter::ListTokens(grpc::CallbackServerContext* context,
                                                          const v1::ListTokensRequest* request,
                                                          v1::ListTokensResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListTokens);
}

grpc::ServerUnaryReactor* TokenServiceAdapter::RevokeToken(grpc::CallbackServerContext* context,
                                                           const v1::RevokeTokenRequest* request,
                                                           v1::RevokeTokenResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host_, *context, *request);
  if (!caller.ok()) {
    Finish(host_, reactor, caller.status());
    return reactor;
  }
  assay::RevokeToken(host_.house, request->name(), WriteContextOf(context, *caller, WriteMode::kCommit),
                     caller->may_see, AnswerToken(host_, reactor, WriteMode::kCommit, response));
  return reactor;
}

}  // namespace assay
