#include "service/records/convert_token.h"

#include "absl/strings/escaping.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

constexpr std::string_view kSecretPrefix = "assay_";
constexpr size_t kSecretDigits = 64;
constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kNanosPerMicro = 1'000;

// 0 for a time that is not set; violations for one that the server cannot count in microseconds.
int64_t ExpiryOf(const v1::Token& proto, Violations& out) {
  if (!proto.has_expire_time()) return 0;
  const google::protobuf::Timestamp& time = proto.expire_time();
  constexpr int64_t kLastSecond = 253'402'300'799;  // of the year 9999, where google.protobuf.Timestamp ends
  if (time.seconds() <= 0 || time.seconds() > kLastSecond || time.nanos() < 0 || time.nanos() > 999'999'999) {
    Refuse(out, "expire_time", reason::kOutOfRange, "is not a time after 1970");
    return 0;
  }
  return time.seconds() * kMicrosPerSecond + time.nanos() / kNanosPerMicro;
}

}  // namespace

void CheckServerFieldsEmpty(const v1::Token& proto, Violations& out) {
  const auto check = [&out](std::string_view field, bool set) {
    if (set) Refuse(out, field, reason::kNotAllowed, "is the server's to set");
  };
  check("revoked", proto.revoked());
  check("revision", proto.revision() != 0);
  check("recorded_at", proto.has_recorded_at());
  check("actor", !proto.actor().empty());
}

Token FromProto(const v1::Token& proto, Violations& out) {
  Token token;
  if (std::optional<std::string> id = ParseTokenName(proto.name())) {
    token.id = *std::move(id);
  } else {
    Refuse(out, "name", reason::kBadFormat, "must be written tokens/{token}");
  }
  for (int i = 0; i < proto.grants_size(); ++i) {
    const v1::Grant& grant = proto.grants(i);
    const std::optional<std::string> authority = ParseAuthorityName(grant.authority());
    if (!authority) {
      Refuse(out, ElementPath("grants", static_cast<size_t>(i)) + ".authority", reason::kBadFormat,
             "must be written authorities/{authority}, or authorities/- for all");
    }
    const bool known = v1::Role_IsValid(grant.role());
    token.grants.push_back(
        {.authority = authority.value_or(""), .role = known ? static_cast<Role>(grant.role()) : Role::kUnspecified});
  }
  token.secret_sha256 = proto.secret_sha256();
  token.certificate = proto.certificate();
  token.expires_at_us = ExpiryOf(proto, out);
  token.revoked = proto.revoked();
  return token;
}

v1::Token ToProto(const Token& token) {
  v1::Token proto;
  proto.set_name(TokenName(token.id));
  for (const Grant& grant : token.grants) {
    v1::Grant& out = *proto.add_grants();
    out.set_authority(AuthorityName(grant.authority));
    out.set_role(static_cast<v1::Role>(grant.role));
  }
  if (!token.secret_sha256.empty()) proto.set_secret_sha256(token.secret_sha256);
  if (!token.certificate.empty()) proto.set_certificate(token.certificate);
  if (token.expires_at_us != 0) *proto.mutable_expire_time() = ToTimestamp(token.expires_at_us);
  proto.set_revoked(token.revoked);
  return proto;
}

v1::Token ToRecordedToken(const Event& event) {
  v1::Token proto = ToProto(std::get<Token>(event.what));
  proto.set_revision(event.revision);
  *proto.mutable_recorded_at() = ToTimestamp(event.recorded_at_us);
  proto.set_actor(event.actor);
  return proto;
}

PersonalRead FromProto(const v1::PersonalReadLeaf& leaf, Violations& out) {
  PersonalRead read{.purpose = leaf.purpose(), .revision = leaf.revision()};
  if (std::optional<AuditName> audit = ParseAuditName(leaf.name())) {
    read.authority = std::move(audit->authority);
    read.audit = std::move(audit->audit);
  } else if (std::optional<std::string> authority = ParseAuthorityName(leaf.name())) {
    read.authority = *std::move(authority);
  } else {
    Refuse(out, "name", reason::kBadFormat, "names no audit and no authority");
  }
  return read;
}

v1::PersonalReadLeaf ToProto(const PersonalRead& read) {
  v1::PersonalReadLeaf leaf;
  leaf.set_name(read.audit.empty() ? AuthorityName(read.authority)
                                   : AuditResourceName({.authority = read.authority, .audit = read.audit}));
  leaf.set_purpose(read.purpose);
  leaf.set_revision(read.revision);
  return leaf;
}

Secret NewSecret() {
  Secret secret;
  secret.text = std::string(kSecretPrefix) + absl::BytesToHexString(NewSalt());
  secret.sha256 = Sha256(secret.text);
  return secret;
}

std::optional<std::string> HashOfSecret(std::string_view text) {
  if (!text.starts_with(kSecretPrefix) || text.size() != kSecretPrefix.size() + kSecretDigits ||
      text.find_first_not_of("0123456789abcdef", kSecretPrefix.size()) != std::string_view::npos) {
    return std::nullopt;
  }
  return Sha256(text);
}

}  // namespace assay
