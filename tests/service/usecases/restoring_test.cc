#include "service/usecases/restoring.h"

#include <gmock/gmock.h>

#include <future>

#include "service/records/convert_token.h"
#include "service/records/names.h"
#include "service/usecases/tokens.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

using absl::StatusCode;

class RestoringTest : public testing::Test {
 protected:
  RestoringTest() {
    EXPECT_EQ(house_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good"}), absl::OkStatus());
    EXPECT_EQ(house_.CreateAuthority("somerset"), absl::OkStatus());
    EXPECT_TRUE(house_.Submit(MakeAudit("plan-1")).ok());
    EXPECT_TRUE(house_.Submit(MakeAudit("plan-2")).ok());
    earlier_ = NoteOf(3);
    latest_ = NoteOf(4);
    house_.RestartInEpoch(7);
  }

  Ledger& ledger() { return house_.house().ledger; }
  std::string NoteOf(uint32_t size) { return house_.house().notary.Sign("somerset", size)->note; }
  static std::string OriginOf(const std::string& note) { return ReadCheckpointUnverified(note)->origin; }

  ErasedEntry Listed(uint32_t revision, const std::string& name = "somerset") {
    return {.ledger = name, .revision = revision, .leaf_hash = LeafHash(ledger().Read(name, revision)->leaf)};
  }
  void CreateTokens(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      const Token token = {.id = id,
                           .grants = {{.authority = "somerset", .role = Role::kReader}},
                           .secret_sha256 = NewSecret().sha256,
                           .expires_at_us = kNoonUs + 1'000'000};
      std::promise<absl::Status> written;
      CreateToken(
          house_.house(), token, {}, {.actor = "local"}, [](std::string_view) { return true; },
          [&](const absl::StatusOr<WrittenToken>& result) { written.set_value(result.status()); });
      ASSERT_EQ(written.get_future().get(), absl::OkStatus());
    }
  }
  std::string PersonalOf(uint32_t revision) { return ledger().Read("somerset", revision)->personal; }

  TestHouse house_;
  // Of the first epoch.
  std::string earlier_;
  std::string latest_;
};

TEST_F(RestoringTest, EveryLedgerIsToldOfTheEpochAndOfWhatWasLost) {
  ASSERT_EQ(
      BeginEpoch(house_.house(), {.previous_epoch = 1, .restored_commits = 4, .checkpoints = {earlier_, latest_}}),
      absl::OkStatus());
  EXPECT_EQ(ledger().Size("somerset"), 5u);
  EXPECT_EQ(ledger().Size("_registry"), 2u);
  const std::vector<BegunEpoch> epochs = house_.house().facts.Find("somerset")->Epochs();
  ASSERT_EQ(epochs.size(), 1u);
  EXPECT_EQ(epochs[0].revision, 5u);
  EXPECT_EQ(epochs[0].epoch, (Epoch{.number = 7, .previous = 1, .lost_checkpoint = latest_, .restored_commits = 4}));
  // What was signed before is signed as it was.
  EXPECT_EQ(NoteOf(4), latest_);
  EXPECT_THAT(OriginOf(NoteOf(5)), testing::EndsWith("/somerset/7"));
}

TEST_F(RestoringTest, ALedgerThatBeganSinceIsOfTheNewEpochFromItsFirstEntry) {
  ASSERT_EQ(BeginEpoch(house_.house(), {.previous_epoch = 1}), absl::OkStatus());
  ASSERT_EQ(house_.CreateAuthority("devon"), absl::OkStatus());
  EXPECT_THAT(OriginOf(house_.house().notary.Sign("devon", 1)->note), testing::EndsWith("/devon/7"));
  house_.RestartInEpoch(9);
  ASSERT_EQ(BeginEpoch(house_.house(), {.previous_epoch = 7}), absl::OkStatus());
  EXPECT_THAT(OriginOf(house_.house().notary.Sign("devon", 1)->note), testing::EndsWith("/devon/7"));
  EXPECT_THAT(OriginOf(house_.house().notary.Sign("devon", 2)->note), testing::EndsWith("/devon/9"));
  EXPECT_EQ(NoteOf(4), latest_);
  EXPECT_THAT(OriginOf(NoteOf(5)), testing::EndsWith("/somerset/7"));
  EXPECT_THAT(OriginOf(NoteOf(6)), testing::EndsWith("/somerset/9"));
}

TEST_F(RestoringTest, RefusesToNameWhatIsNotThisDeploymentsOrIsNoCheckpoint) {
  const auto begin = [this](const std::string& note, uint32_t epoch = 1) {
    return BeginEpoch(house_.house(), {.previous_epoch = epoch, .checkpoints = {note}});
  };
  const SigningKey key = *SigningKey::FromSeed("other", std::string(32, 'o'));
  const std::string deployment = OriginOf(earlier_).substr(0, 32);
  const auto note = [&](const std::string& origin) { return *SignCheckpoint({.origin = origin, .size = 9}, key); };
  EXPECT_EQ(begin("").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(begin(earlier_, 2).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(begin(note(std::string(32, '0') + "/somerset/1")).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(begin(note(deployment + "/1")).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(begin(note(deployment + "/devon/1")).code(), StatusCode::kNotFound);
  EXPECT_EQ(ledger().Size("somerset"), 4u);
  EXPECT_EQ(begin(note(deployment + "/somerset/1")), absl::OkStatus());
}

TEST_F(RestoringTest, WhatWasErasedIsErasedAgainOnceAndWholly) {
  const absl::StatusOr<Replayed> replayed = ReplayErasures(house_.house(), {Listed(3), Listed(3)});
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(*replayed, (Replayed{.audits = 1}));
  EXPECT_EQ(PersonalOf(3), "");
  EXPECT_NE(PersonalOf(4), "");
  EXPECT_EQ(ledger().Size("somerset"), 5u);
  EXPECT_EQ(*ReplayErasures(house_.house(), {Listed(3)}), Replayed());
}

TEST_F(RestoringTest, AnEntryThatIsNotTheOneErasedIsLeftAlone) {
  ErasedEntry other = Listed(3);
  other.leaf_hash[0] ^= 1;
  ErasedEntry elsewhere = Listed(3);
  elsewhere.ledger = "devon";
  ErasedEntry later = Listed(3);
  later.revision = 99;
  ErasedEntry none = Listed(3);
  none.revision = 0;
  EXPECT_EQ(*ReplayErasures(house_.house(), {other, elsewhere, later, none}), Replayed());
  EXPECT_EQ(ledger().Size("somerset"), 4u);
}

TEST_F(RestoringTest, AListOfWhatCannotBeErasedIsRefused) {
  EXPECT_EQ(ReplayErasures(house_.house(), {Listed(1)}).status().code(), StatusCode::kDataLoss);
}

TEST_F(RestoringTest, WhatWasRevokedIsRevokedAgainOnce) {
  CreateTokens({"gone", "kept"});
  EXPECT_EQ(CountGoodTokens(house_.house()), 2u);
  const ErasedEntry gone = Listed(1, std::string(kTokenLedger));
  ErasedEntry other = Listed(2, std::string(kTokenLedger));
  other.leaf_hash[0] ^= 1;
  const absl::StatusOr<Replayed> replayed = ReplayErasures(house_.house(), {gone, other, gone});
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(*replayed, (Replayed{.tokens = 1}));
  EXPECT_EQ(CountGoodTokens(house_.house()), 1u);
  EXPECT_EQ(ledger().Size(kTokenLedger), 3u);
  EXPECT_EQ(*ReplayErasures(house_.house(), {gone}), Replayed());
}

}  // namespace
}  // namespace assay
