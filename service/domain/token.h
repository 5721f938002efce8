// Who may do what: roles, and the tokens that grant them. Thread-safe: pure functions.
#ifndef ASSAY_SERVICE_DOMAIN_TOKEN_H_
#define ASSAY_SERVICE_DOMAIN_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/domain/violation.h"

namespace assay {

// Values equal assay.v1.Role.
enum class Role : uint8_t {
  kUnspecified = 0,
  kAuditor = 1,
  kModerator = 2,
  kReader = 3,
  kExaminer = 4,
  kRegulator = 5,
  kAdministrator = 6,
};
inline constexpr int kRoles = 7;

// "auditor"; empty for kUnspecified.
std::string_view RoleName(Role role);
std::optional<Role> ParseRole(std::string_view name);

// "-": all authorities there are and will be.
inline constexpr std::string_view kEveryAuthority = "-";

struct Grant {
  std::string authority;  // an id, or kEveryAuthority
  Role role = Role::kUnspecified;

  bool operator==(const Grant&) const = default;
};

struct Token {
  std::string id;
  std::vector<Grant> grants;
  std::string secret_sha256;  // 32 bytes; empty: it is a certificate's
  std::string certificate;    // "uri:…" or "dns:…"; empty: it is a secret's
  int64_t expires_at_us = 0;  // microseconds since 1970-01-01 UTC; 0: never
  bool revoked = false;

  bool operator==(const Token&) const = default;
};

bool HasExpired(const Token& token, int64_t now_us);

// Of a token to be created now.
Violations Validate(const Token& token, int64_t now_us);

// "auditor=somerset", "administrator=-". nullopt: it is not written so.
std::optional<Grant> ParseGrant(std::string_view text);

// "90d", or the day "2014-03-31", to whose end in UTC it is good: the moment from which it is not. nullopt: neither, or
// no day there is.
std::optional<int64_t> ParseExpiry(std::string_view text, int64_t now_us);

// How the bearer of a token stands in the entries it writes: "token:importer".
std::string TokenActor(std::string_view id);

// Somebody read a personal part, or was about to.
struct PersonalRead {
  std::string authority;
  std::string audit;      // id; empty: a search by case reference
  std::string purpose;    // a public code; may be empty
  uint32_t revision = 0;  // the entry asked about; 0: a search

  bool operator==(const PersonalRead&) const = default;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_TOKEN_H_
