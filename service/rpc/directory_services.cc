#include "assay/v1/authority_service.pb.h"
#include "assay/v1/scale_service.pb.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/rpc/answer.h"
#include "service/rpc/services.h"
#include "service/usecases/directory.h"

namespace assay {
namespace {

void CreateOneAuthority(Unary<v1::CreateAuthorityRequest, v1::CreateAuthorityResponse>& asked) {
  const WriteMode mode = ModeOf(asked.request().validate_only());
  Violations shape;
  const Authority authority = FromProto(asked.request().authority(), shape);
  auto done = [&asked, mode, authority](const absl::StatusOr<Committed>& committed) {
    if (committed.ok()) {
      *asked.response().mutable_authority() = ToProto(authority);
      *asked.response().mutable_receipt() =
          ToReceipt(asked.host(), *committed,
                    {.ledger = authority.id, .mode = mode, .omit_proof = asked.request().omit_receipt()});
    }
    asked.End(committed.status());
  };
  CreateAuthority(asked.house(), authority, shape, asked.Writing(mode), asked.Answering<Committed>(std::move(done)));
}

void CreateOneScale(Unary<v1::CreateScaleRequest, v1::CreateScaleResponse>& asked) {
  const WriteMode mode = ModeOf(asked.request().validate_only());
  Violations shape;
  const Scale scale = FromProto(asked.request().scale(), shape);
  auto done = [&asked, mode, scale](const absl::StatusOr<Committed>& committed) {
    if (committed.ok()) {
      *asked.response().mutable_scale() = ToProto(scale);
      *asked.response().mutable_receipt() =
          ToReceipt(asked.host(), *committed,
                    {.ledger = kRegistryLedger, .mode = mode, .omit_proof = asked.request().omit_receipt()});
    }
    asked.End(committed.status());
  };
  CreateScale(asked.house(), scale, shape, asked.Writing(mode), asked.Answering<Committed>(std::move(done)));
}

}  // namespace

Methods AuthorityMethods() {
  return {
      UnaryMethod("CreateAuthority", CreateOneAuthority),
      AnswerOnPool("GetAuthority", GetAuthority),
      AnswerOnPool("ListAuthorities", ListAuthorities),
  };
}

Methods ScaleMethods() {
  return {
      UnaryMethod("CreateScale", CreateOneScale),
      AnswerOnPool("GetScale", GetScale),
      AnswerOnPool("ListScales", ListScales),
  };
}

}  // namespace assay
