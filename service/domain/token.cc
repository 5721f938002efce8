#include "service/domain/token.h"

#include <algorithm>
#include <array>

#include "absl/time/time.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, kRoles> kRoleNames = {"",         "auditor",   "moderator",    "reader",
                                                             "examiner", "regulator", "administrator"};
constexpr std::string_view kUri = "uri:";
constexpr std::string_view kDns = "dns:";
constexpr size_t kHashBytes = 32;
constexpr size_t kDaysDigitsMax = 5;

void CheckGrants(const std::vector<Grant>& grants, Violations& out) {
  if (grants.empty()) return Refuse(out, "grants", reason::kRequired, "a token without a grant opens nothing");
  if (grants.size() > limits::kGrants) {
    return Refuse(out, "grants", reason::kTooLong, "at most " + std::to_string(limits::kGrants) + " are allowed");
  }
  for (size_t i = 0; i < grants.size(); ++i) {
    const std::string path = ElementPath("grants", i);
    if (grants[i].role == Role::kUnspecified || static_cast<int>(grants[i].role) >= kRoles) {
      Refuse(out, path + ".role", reason::kRequired, "a role is required");
    }
    if (grants[i].authority != kEveryAuthority) CheckAuthorityId({path + ".authority", grants[i].authority}, out);
    if (std::find(grants.begin(), grants.begin() + static_cast<std::ptrdiff_t>(i), grants[i]) !=
        grants.begin() + static_cast<std::ptrdiff_t>(i)) {
      Refuse(out, path, reason::kDuplicate, "is granted already");
    }
  }
}

void CheckCertificate(std::string_view name, Violations& out) {
  const bool known =
      (name.starts_with(kUri) && name.size() > kUri.size()) || (name.starts_with(kDns) && name.size() > kDns.size());
  const bool fits = name.size() <= kUri.size() + limits::kCertificateNameBytes &&
                    std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 127; });
  if (known && fits) return;
  Refuse(out, "certificate", reason::kBadFormat,
         "must be uri: or dns: and a name of a certificate, of visible ASCII and at most " +
             std::to_string(limits::kCertificateNameBytes) + " bytes");
}

void CheckCredential(const Token& token, Violations& out) {
  if (token.secret_sha256.empty() == token.certificate.empty()) {
    return Refuse(out, "credential", reason::kRequired, "a secret or a certificate, one of them, is required");
  }
  if (!token.certificate.empty()) return CheckCertificate(token.certificate, out);
  if (token.secret_sha256.size() != kHashBytes) {
    Refuse(out, "secret_sha256", reason::kBadFormat, "must be the 32 bytes of a SHA-256");
  }
  if (token.expires_at_us == 0) Refuse(out, "expire_time", reason::kRequired, "a secret must expire");
}

}  // namespace

std::string_view RoleName(Role role) {
  const auto number = static_cast<size_t>(role);
  return number < kRoleNames.size() ? kRoleNames[number] : std::string_view();
}

std::optional<Role> ParseRole(std::string_view name) {
  const auto* const found = std::find(kRoleNames.begin() + 1, kRoleNames.end(), name);
  if (found == kRoleNames.end()) return std::nullopt;
  return static_cast<Role>(found - kRoleNames.begin());
}

bool HasExpired(const Token& token, int64_t now_us) {
  return token.expires_at_us != 0 && token.expires_at_us <= now_us;
}

Violations Validate(const Token& token, int64_t now_us) {
  Violations out;
  CheckRecordId({"name", token.id}, out);
  CheckGrants(token.grants, out);
  CheckCredential(token, out);
  if (HasExpired(token, now_us)) Refuse(out, "expire_time", reason::kOutOfRange, "has passed already");
  return out;
}

std::optional<Grant> ParseGrant(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals + 1 == text.size()) return std::nullopt;
  const std::optional<Role> role = ParseRole(text.substr(0, equals));
  if (!role) return std::nullopt;
  return Grant{.authority = std::string(text.substr(equals + 1)), .role = *role};
}

std::optional<int64_t> ParseExpiry(std::string_view text, int64_t now_us) {
  // 0 would be never.
  if (const auto day = ParseDate(text)) {
    return std::max<int64_t>(absl::ToUnixMicros(absl::FromCivil(*day + 1, absl::UTCTimeZone())), 1);
  }
  if (!text.ends_with('d') || text.size() < 2 || text.size() > kDaysDigitsMax + 1) return std::nullopt;
  text.remove_suffix(1);
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return now_us + absl::ToInt64Microseconds(absl::Hours(24) * std::stoi(std::string(text)));
}

std::string TokenActor(std::string_view id) { return "token:" + std::string(id); }

}  // namespace assay
