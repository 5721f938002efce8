#include "service/domain/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/domain/limits.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kDayUs = int64_t{86'400} * 1'000'000;
constexpr int64_t kNowUs = 16'155 * kDayUs;  // 2014-03-26

Token SecretToken() {
  return {.id = "importer",
          .grants = {{.authority = "somerset", .role = Role::kAuditor}},
          .secret_sha256 = std::string(32, 'h'),
          .expires_at_us = kNowUs + 1};
}

TEST(Token, IsASecretOrACertificate) {
  EXPECT_THAT(Validate(SecretToken(), kNowUs), IsEmpty());
  Token both = SecretToken();
  both.certificate = "dns:import.example";
  EXPECT_THAT(Validate(both, kNowUs), IsOnly("credential", reason::kRequired));
  both.secret_sha256.clear();
  EXPECT_THAT(Validate(both, kNowUs), IsEmpty());
  both.certificate.clear();
  EXPECT_THAT(Validate(both, kNowUs), IsOnly("credential", reason::kRequired));
}

TEST(Token, OfASecretMustExpireAndNotAlready) {
  Token token = SecretToken();
  token.expires_at_us = 0;
  EXPECT_THAT(Validate(token, kNowUs), IsOnly("expire_time", reason::kRequired));
  token.expires_at_us = kNowUs;
  EXPECT_THAT(Validate(token, kNowUs), IsOnly("expire_time", reason::kOutOfRange));
  token = {.id = "qa", .grants = token.grants, .certificate = "uri:spiffe://somerset/qa"};
  EXPECT_THAT(Validate(token, kNowUs), IsEmpty());
}

TEST(Token, GrantsSomethingOnceAndNotTooMuch) {
  Token token = SecretToken();
  token.grants.clear();
  EXPECT_THAT(Validate(token, kNowUs), IsOnly("grants", reason::kRequired));
  const Grant grant{.authority = std::string(kEveryAuthority), .role = Role::kReader};
  token.grants = {grant, grant};
  EXPECT_THAT(Validate(token, kNowUs), IsOnly("grants[1]", reason::kDuplicate));
  token.grants = {{.authority = "No Id", .role = Role::kReader}, {.authority = "devon"}};
  EXPECT_THAT(Summary(Validate(token, kNowUs)),
              ElementsAre("grants[0].authority BAD_FORMAT", "grants[1].role REQUIRED"));
  token.grants.clear();
  for (size_t i = 0; i <= limits::kGrants; ++i) token.grants.push_back({"a" + std::to_string(i), Role::kReader});
  EXPECT_THAT(Validate(token, kNowUs), IsOnly("grants", reason::kTooLong));
  token.grants.pop_back();
  EXPECT_THAT(Validate(token, kNowUs), IsEmpty());
}

TEST(Token, NamesACertificateByAUriOrADnsName) {
  Token token = {.id = "qa", .grants = SecretToken().grants};
  const std::string longest = "uri:" + std::string(limits::kCertificateNameBytes, 'u');
  for (const std::string& good : {std::string("uri:x"), std::string("dns:x"), longest}) {
    token.certificate = good;
    EXPECT_THAT(Validate(token, kNowUs), IsEmpty()) << good;
  }
  for (const std::string& bad : {std::string("uri:"), std::string("email:x"), std::string("spiffe://x"),
                                 std::string("uri:a b"), std::string("dns:\xc3\xa9"), longest + "u"}) {
    token.certificate = bad;
    EXPECT_THAT(Validate(token, kNowUs), IsOnly("certificate", reason::kBadFormat)) << bad;
  }
  token = SecretToken();
  token.secret_sha256.pop_back();
  EXPECT_THAT(Validate(token, kNowUs), IsOnly("secret_sha256", reason::kBadFormat));
}

TEST(Grant, IsWrittenRoleAndAuthority) {
  EXPECT_EQ(ParseGrant("auditor=somerset"), (Grant{"somerset", Role::kAuditor}));
  EXPECT_EQ(ParseGrant("administrator=-"), (Grant{"-", Role::kAdministrator}));
  for (const char* bad : {"", "auditor", "auditor=", "=somerset", "boss=somerset", "Auditor=somerset"}) {
    EXPECT_EQ(ParseGrant(bad), std::nullopt) << bad;
  }
  for (int role = 1; role < kRoles; ++role) {
    EXPECT_EQ(ParseRole(RoleName(static_cast<Role>(role))), static_cast<Role>(role));
  }
}

TEST(Expiry, IsSoManyDaysOrTheEndOfADay) {
  EXPECT_EQ(ParseExpiry("90d", kNowUs), kNowUs + 90 * kDayUs);
  EXPECT_EQ(ParseExpiry("2014-03-26", kNowUs), kNowUs + kDayUs);
  EXPECT_EQ(ParseExpiry("1969-12-31", kNowUs), 1) << "0 is never";
  EXPECT_EQ(ParseExpiry("99999d", kNowUs), kNowUs + 99'999 * kDayUs);
  for (const char* bad : {"", "d", "90", "-1d", "100000d", "2014-02-30", "tomorrow", "9 d"}) {
    EXPECT_EQ(ParseExpiry(bad, kNowUs), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace assay
