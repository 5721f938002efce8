#include "assay/v1/token_service.pb.h"
#include "service/records/convert_token.h"
#include "service/records/names.h"
#include "service/rpc/answer.h"
#include "service/rpc/services.h"
#include "service/usecases/tokens.h"

namespace assay {
namespace {

// Answers a write with the token as recorded, unless nothing was to be written.
template <typename Request, typename Response>
TokenDone AnswerToken(Unary<Request, Response>& asked, WriteMode mode) {
  return [&asked, mode](absl::StatusOr<WrittenToken> written) {
    if (!written.ok()) return asked.End(written.status());
    *asked.response().mutable_receipt() =
        ToReceipt(asked.host(), written->committed, {.ledger = kTokenLedger, .mode = mode, .omit_proof = true});
    if (mode == WriteMode::kCommit) *asked.response().mutable_token() = ToRecordedToken(written->event);
    asked.End(absl::OkStatus());
  };
}

void CreateOne(Unary<v1::CreateTokenRequest, v1::CreateTokenResponse>& asked) {
  const WriteMode mode = ModeOf(asked.request().validate_only());
  Violations shape;
  CheckServerFieldsEmpty(asked.request().token(), shape);
  const Token token = FromProto(asked.request().token(), shape);
  CreateToken(asked.house(), token, shape, asked.Writing(mode), asked.caller().may_see, AnswerToken(asked, mode));
}

// Answers only once the list beside the backups has it, also where the token was revoked before.
void RevokeOne(Unary<v1::RevokeTokenRequest, v1::RevokeTokenResponse>& asked) {
  auto done = [&asked, answer = AnswerToken(asked, WriteMode::kCommit)](const absl::StatusOr<WrittenToken>& written) {
    if (!written.ok()) return asked.End(written.status());
    // However many wait: it is revoked already.
    asked.host().readers.Do(asked.caller().actor, [&asked, answer, written] {
      absl::Status copied = asked.house().ledger.CopyErasures();
      if (!copied.ok()) return asked.End(copied);
      answer(written);
    });
  };
  RevokeToken(asked.house(), asked.request().name(), asked.Writing(WriteMode::kCommit), asked.caller().may_see,
              std::move(done));
}

}  // namespace

Methods TokenMethods() {
  return {
      UnaryMethod("CreateToken", CreateOne),
      AnswerOnPool("ListTokens", ListTokens),
      UnaryMethod("RevokeToken", RevokeOne),
  };
}

}  // namespace assay
