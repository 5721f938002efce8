// Tokens between the API and the domain. Thread-safe: pure functions.
#ifndef ASSAY_SERVICE_RECORDS_CONVERT_TOKEN_H_
#define ASSAY_SERVICE_RECORDS_CONVERT_TOKEN_H_

#include <optional>
#include <string>
#include <string_view>

#include "assay/v1/leaf.pb.h"
#include "assay/v1/token.pb.h"
#include "service/domain/event.h"
#include "service/domain/token.h"
#include "service/domain/violation.h"

namespace assay {

// NOT_ALLOWED for every field of a request's token that is the server's to set.
void CheckServerFieldsEmpty(const v1::Token& proto, Violations& out);

Token FromProto(const v1::Token& proto, Violations& out);
// Without its stamp.
v1::Token ToProto(const Token& token);
// As it is answered. `event.what` must be a Token.
v1::Token ToRecordedToken(const Event& event);

PersonalRead FromProto(const v1::PersonalReadLeaf& leaf, Violations& out);
v1::PersonalReadLeaf ToProto(const PersonalRead& read);

// What a bearer shows, and what is kept of it.
struct Secret {
  std::string text;    // "assay_" and 64 hexadecimal digits
  std::string sha256;  // 32 bytes
};
// From the system's generator.
Secret NewSecret();
// SHA-256 of a secret's text; nullopt: no secret is written so.
std::optional<std::string> HashOfSecret(std::string_view text);

}  // namespace assay

#endif  // ASSAY_SERVICE_RECORDS_CONVERT_TOKEN_H_
