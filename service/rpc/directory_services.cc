#include "service/rpc/directory_services.h"

#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/rpc/answer.h"
#include "service/usecases/directory.h"

namespace assay {

grpc::ServerUnaryReactor* AuthorityServiceAdapter::CreateAuthority(grpc::CallbackServerContext* context,
                                                                   const v1::CreateAuthorityRequest* request,
                                                                   v1::CreateAuthorityResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host_, *context, *request);
  if (!caller.ok()) {
    Finish(host_, reactor, caller.status());
    return reactor;
  }
  const WriteMode mode = ModeOf(request->validate_only());
  Violations shape;
  Authority authority = FromProto(request->authority(), shape);
  auto done = [this, reactor, response, mode, authority,
               omit = request->omit_receipt()](absl::StatusOr<Committed> committed) {
    if (committed.ok()) {
      *response->mutable_authority() = ToProto(authority);
      *response->mutable_receipt() =
          ToReceipt(host_, *committed, {.ledger = authority.id, .mode = mode, .omit_proof = omit});
    }
    Finish(host_, reactor, committed.status());
  };
  assay::CreateAuthority(host_.house, authority, shape, WriteContextOf(context, *caller, mode), std::move(done));
  return reactor;
}

grpc::ServerUnaryReactor* AuthorityServiceAdapter::GetAuthority(grpc::CallbackServerContext* context,
                                                                const v1::GetAuthorityRequest* request,
                                                                v1::GetAuthorityResponse* response) {
  return AnswerHere(host_, context, request, response, assay::GetAuthority);
}

grpc::ServerUnaryReactor* AuthorityServiceAdapter::ListAuthorities(grpc::CallbackServerContext* context,
                                                                   const v1::ListAuthoritiesRequest* request,
                                                                   v1::ListAuthoritiesResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListAuthorities);
}

grpc::ServerUnaryReactor* ScaleServiceAdapter::CreateScale(grpc::CallbackServerContext* context,
                                                           const v1::CreateScaleRequest* request,
                                                           v1::CreateScaleResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host_, *context, *request);
  if (!caller.ok()) {
    Finish(host_, reactor, caller.status());
    return reactor;
  }
  const WriteMode mode = ModeOf(request->validate_only());
  Violations shape;
  Scale scale = FromProto(request->scale(), shape);
  auto done = [this, reactor, response, mode, scale,
               omit = request->omit_receipt()](absl::StatusOr<Committed> committed) {
    if (committed.ok()) {
      *response->mutable_scale() = ToProto(scale);
      *response->mutable_receipt() =
          ToReceipt(host_, *committed, {.ledger = kRegistryLedger, .mode = mode, .omit_proof = omit});
    }
    Finish(host_, reactor, committed.status());
  };
  assay::CreateScale(host_.house, scale, shape, WriteContextOf(context, *caller, mode), std::move(done));
  return reactor;
}

grpc::ServerUnaryReactor* ScaleServiceAdapter::GetScale(grpc::CallbackServerContext* context,
                                                        const v1::GetScaleRequest* request,
                                                        v1::GetScaleResponse* response) {
  return AnswerHere(host_, context, request, response, assay::GetScale);
}

grpc::ServerUnaryReactor* ScaleServiceAdapter::ListScales(grpc::CallbackServerContext* context,
                                                          const v1::ListScalesRequest* request,
                                                          v1::ListScalesResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListScales);
}

}  // namespace assay
