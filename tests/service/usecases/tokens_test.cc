#include "service/usecases/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/domain/limits.h"
#include "service/facts/token_facts.h"
#include "service/records/convert_token.h"
#include "service/records/names.h"
#include "service/usecases/personal_reads.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool AdministersAll(std::string_view) { return true; }
bool AdministersSomerset(std::string_view authority) { return authority == "somerset"; }

class TokensTest : public testing::Test {
 protected:
  absl::StatusOr<WrittenToken> Create(const Token& token, const MaySee& administers = AdministersAll,
                                      WriteMode mode = WriteMode::kCommit) {
    std::promise<absl::StatusOr<WrittenToken>> written;
    CreateToken(t_.house(), token, {}, {.actor = "local", .mode = mode}, administers,
                [&](absl::StatusOr<WrittenToken> result) { written.set_value(std::move(result)); });
    return written.get_future().get();
  }

  absl::StatusOr<WrittenToken> Revoke(const std::string& name, const MaySee& administers = AdministersAll) {
    std::promise<absl::StatusOr<WrittenToken>> written;
    RevokeToken(t_.house(), name, {.actor = "somebody"}, administers,
                [&](absl::StatusOr<WrittenToken> result) { written.set_value(std::move(result)); });
    return written.get_future().get();
  }

  std::vector<std::string> Listed(const MaySee& administers, int page_size = 0) {
    v1::ListTokensRequest request;
    request.set_page_size(page_size);
    std::vector<std::string> names;
    do {
      const auto page = ListTokens(t_.house(), request, {.actor = "local", .may_see = administers});
      EXPECT_TRUE(page.ok()) << page.status();
      for (const v1::Token& token : page->tokens()) names.push_back(token.name() + (token.revoked() ? " revoked" : ""));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  Token MakeToken(const std::string& id, const std::string& authority = "somerset") {
    secrets_[id] = NewSecret();
    return {.id = id,
            .grants = {{.authority = authority, .role = Role::kAuditor}},
            .secret_sha256 = secrets_[id].sha256,
            .expires_at_us = kNoonUs + 1'000'000};
  }

  // The ids of the tokens that open the house to who shows this token's secret.
  std::vector<std::string> OpenedBy(const std::string& id) {
    std::vector<std::string> ids;
    for (const auto& event : TokensOfBearer(t_.house(), secrets_[id].text))
      ids.push_back(std::get<Token>(event->what).id);
    return ids;
  }

  TestHouse t_;
  std::map<std::string, Secret> secrets_;
};

TEST_F(TokensTest, AreGoodFromTheirCreationToTheirEndThroughRestarts) {
  const Token token = MakeToken("importer");
  EXPECT_THAT(OpenedBy("importer"), IsEmpty());
  ASSERT_TRUE(Create(token).ok());
  EXPECT_THAT(OpenedBy("importer"), ElementsAre("importer"));
  t_.Restart();
  EXPECT_THAT(OpenedBy("importer"), ElementsAre("importer"));
  t_.now_us() = token.expires_at_us - 1;
  EXPECT_THAT(OpenedBy("importer"), ElementsAre("importer"));
  t_.now_us() = token.expires_at_us;
  EXPECT_THAT(OpenedBy("importer"), IsEmpty());
}

TEST_F(TokensTest, EndForGoodWhenRevoked) {
  ASSERT_TRUE(Create(MakeToken("importer")).ok());
  const auto revoked = Revoke("tokens/importer");
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->event.actor, "somebody");
  EXPECT_EQ(revoked->event.superseded_revision, 1u);
  EXPECT_THAT(OpenedBy("importer"), IsEmpty());
  t_.Restart();
  EXPECT_THAT(OpenedBy("importer"), IsEmpty());
  EXPECT_THAT(Listed(AdministersAll), ElementsAre("tokens/importer revoked"));
  const auto again = Revoke("tokens/importer");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->committed.appended);
  EXPECT_EQ(again->committed.revision, 2u);
}

TEST_F(TokensTest, AreCreatedOnceHoweverOftenAskedFor) {
  const Token token = MakeToken("importer");
  ASSERT_TRUE(Create(token)->committed.appended);
  const auto again = Create(token);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->committed.appended);
  EXPECT_EQ(again->committed.revision, 1u);
  t_.now_us() = token.expires_at_us;
  EXPECT_TRUE(Create(token).ok()) << "a retry that comes late";
  Token other = token;
  other.grants[0].role = Role::kModerator;
  EXPECT_EQ(Why(Create(other).status()), "ALREADY_EXISTS token.grants");
  ASSERT_TRUE(Revoke("tokens/importer").ok());
  EXPECT_EQ(Why(Create(token).status()), "ALREADY_EXISTS token.revoked");
}

TEST_F(TokensTest, HaveASecretThatNoOtherHas) {
  const Token first = MakeToken("first");
  ASSERT_TRUE(Create(first).ok());
  Token second = first;
  second.id = "second";
  EXPECT_EQ(Why(Create(second).status()), "ALREADY_EXISTS token.secret_sha256");
  EXPECT_THAT(OpenedBy("first"), ElementsAre("first"));
  ASSERT_TRUE(Revoke("tokens/first").ok());
  EXPECT_EQ(Why(Create(second).status()), "ALREADY_EXISTS token.secret_sha256") << "a revoked one is good no more";
}

// Two that are created in one group do not see each other.
TEST_F(TokensTest, WithOneSecretEndTogether) {
  for (const char* const revoked : {"first", "second"}) {
    TokenFacts facts;
    Token first = MakeToken("first");
    Token second = first;
    second.id = "second";
    for (const Token& token : {first, second}) facts.Apply({.what = token});
    ASSERT_NE(facts.BySecret(first.secret_sha256), nullptr);
    EXPECT_EQ(std::get<Token>(facts.BySecret(first.secret_sha256)->what).id, "first");
    Token& ended = std::string_view(revoked) == "first" ? first : second;
    ended.revoked = true;
    facts.Apply({.what = ended});
    EXPECT_EQ(facts.BySecret(first.secret_sha256), nullptr) << revoked;
    EXPECT_TRUE(facts.HasSecret(first.secret_sha256));
  }
}

// As earlier versions recorded it.
TEST_F(TokensTest, MayHaveTheSecretOfOneThatWasRevokedBefore) {
  TokenFacts facts;
  Token first = MakeToken("first");
  facts.Apply({.what = first});
  Token second = first;
  second.id = "second";
  first.revoked = true;
  facts.Apply({.what = first});
  facts.Apply({.what = second});
  ASSERT_NE(facts.BySecret(first.secret_sha256), nullptr);
  EXPECT_EQ(std::get<Token>(facts.BySecret(first.secret_sha256)->what).id, "second");
}

TEST_F(TokensTest, AreNotCreatedForWhoHasGone) {
  std::promise<absl::StatusOr<WrittenToken>> written;
  const WriteContext gone{.actor = "local", .check_awaited = [] { return absl::CancelledError("gone"); }};
  CreateToken(t_.house(), MakeToken("late"), {}, gone, AdministersAll,
              [&](absl::StatusOr<WrittenToken> result) { written.set_value(std::move(result)); });
  EXPECT_TRUE(absl::IsCancelled(written.get_future().get().status()));
  EXPECT_THAT(Listed(AdministersAll), IsEmpty());
}

TEST_F(TokensTest, AreNotCreatedExpiredNorOnTrial) {
  Token late = MakeToken("late");
  late.expires_at_us = kNoonUs;
  EXPECT_EQ(Why(Create(late).status()), "OUT_OF_RANGE token.expire_time");
  EXPECT_TRUE(Create(MakeToken("trial"), AdministersAll, WriteMode::kValidateOnly).ok());
  EXPECT_THAT(Listed(AdministersAll), IsEmpty());
}

TEST_F(TokensTest, OfOneAuthorityDoNotUseUpWhatThereIsForTheOthers) {
  for (size_t i = 0; i < limits::kTokensPerAuthority; ++i) {
    ASSERT_TRUE(Create(MakeToken("token-" + std::to_string(i)), AdministersSomerset).ok()) << i;
  }
  EXPECT_EQ(Why(Create(MakeToken("more"), AdministersSomerset).status()), "TOO_LONG");
  // Neither a revocation nor a start makes room.
  ASSERT_TRUE(Revoke("tokens/token-0", AdministersSomerset).ok());
  t_.Restart();
  EXPECT_EQ(Why(Create(MakeToken("more"), AdministersSomerset).status()), "TOO_LONG");
  EXPECT_TRUE(Create(MakeToken("more")).ok());
  EXPECT_TRUE(Create(MakeToken("theirs", "devon"), [](std::string_view id) { return id == "devon"; }).ok());
}

TEST_F(TokensTest, OfOthersAreNotThereForWhoAdministersOneAuthority) {
  ASSERT_TRUE(Create(MakeToken("ours")).ok());
  ASSERT_TRUE(Create(MakeToken("theirs", "devon")).ok());
  ASSERT_TRUE(Create(MakeToken("everybodys", "-")).ok());
  Token shared = MakeToken("shared");
  shared.grants.push_back({.authority = "devon", .role = Role::kReader});
  ASSERT_TRUE(Create(shared).ok());
  EXPECT_THAT(Listed(AdministersSomerset), ElementsAre("tokens/ours"));
  EXPECT_THAT(Listed(AdministersAll, 1),
              ElementsAre("tokens/everybodys", "tokens/ours", "tokens/shared", "tokens/theirs"));
  for (const char* name : {"tokens/theirs", "tokens/everybodys", "tokens/shared", "tokens/none", "tokens/", "theirs"}) {
    EXPECT_EQ(Why(Revoke(name, AdministersSomerset).status()), "UNKNOWN_TOKEN") << name;
  }
  EXPECT_TRUE(Revoke("tokens/ours", AdministersSomerset).ok());
  EXPECT_EQ(Why(Create(MakeToken("more", "devon"), AdministersSomerset).status()), "PERMISSION_DENIED");
  EXPECT_EQ(Why(Create(MakeToken("theirs"), AdministersSomerset).status()), "ALREADY_EXISTS token.name")
      << "which of its fields differ is not said";
}

TEST_F(TokensTest, OfOneCertificateAddUpUntilTheyEnd) {
  const std::string name = "uri:spiffe://somerset/qa";
  const auto ids = [&] {
    std::vector<std::string> ids;
    for (const auto& event : TokensOfCertificate(t_.house(), name)) ids.push_back(std::get<Token>(event->what).id);
    return ids;
  };
  const auto granted = [&](const std::string& id, int64_t expires_at_us) {
    return Token{.id = id,
                 .grants = {{.authority = "somerset", .role = Role::kReader}},
                 .certificate = name,
                 .expires_at_us = expires_at_us};
  };
  ASSERT_TRUE(Create(granted("a", 0)).ok());
  ASSERT_TRUE(Create(granted("b", kNoonUs + 5)).ok());
  EXPECT_THAT(ids(), ElementsAre("a", "b"));
  t_.now_us() = kNoonUs + 5;
  EXPECT_THAT(ids(), ElementsAre("a"));
  ASSERT_TRUE(Revoke("tokens/a").ok());
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(TokensTest, AreNoAuthoritysNorIsWhoReadPersonalParts) {
  ASSERT_TRUE(t_.CreateAuthority("somerset").ok());
  ASSERT_TRUE(Create(MakeToken("importer")).ok());
  std::promise<absl::Status> recorded;
  RecordPersonalRead(t_.house(), {.authority = "somerset", .audit = "plan-1", .purpose = "complaint", .revision = 3},
                     "token:importer", [&](const absl::Status& status) { recorded.set_value(status); });
  ASSERT_TRUE(recorded.get_future().get().ok());
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 1u);
  for (int i = 0; i < 2; ++i) {
    v1::ListAuthoritiesRequest request;
    const auto listed = ListAuthorities(t_.house(), request, kLocal);
    ASSERT_EQ(listed->authorities_size(), 1);
    request.mutable_read_at()->mutable_time()->set_seconds(kNoonUs / 1'000'000);
    EXPECT_FALSE(FindAuthority(t_.house(), "access/somerset").ok());
    EXPECT_FALSE(FindAuthority(t_.house(), kTokenLedger).ok());
    t_.Restart();
  }
}

TEST_F(TokensTest, ReadingsSayWhatForInACodeOnly) {
  ASSERT_TRUE(t_.CreateAuthority("somerset").ok());
  absl::Status refused;
  RecordPersonalRead(t_.house(), {.authority = "somerset", .purpose = "Her mother called"}, "local",
                     [&](const absl::Status& status) { refused = status; });
  EXPECT_EQ(Why(refused), "BAD_FORMAT purpose");
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 0u);
}

// A start reads what 256 entries come to from their summary, which holds no tokens.
TEST_F(TokensTest, AreGoodThroughARestartHoweverManyThereAre) {
  constexpr int kTokens = 600;
  for (int i = 0; i < kTokens; ++i) ASSERT_TRUE(Create(MakeToken("t-" + std::to_string(i))).ok());
  ASSERT_TRUE(Revoke("tokens/t-7").ok());
  t_.Restart();
  EXPECT_EQ(t_.house().facts.tokens().size(), kTokens);
  for (int i = 0; i < kTokens; ++i) {
    EXPECT_EQ(OpenedBy("t-" + std::to_string(i)).size(), i == 7 ? 0u : 1u) << i;
  }
}

}  // namespace
}  // namespace assay
