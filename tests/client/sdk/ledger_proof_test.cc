#include "client/sdk/ledger_proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/sample_ledger.h"

namespace assay {
namespace {

using ::testing::HasSubstr;

class LedgerProofTest : public ::testing::Test {
 protected:
  LedgerProofTest() {
    for (const char* id : {"a", "b", "c", "d", "e"}) ledger_.Submit(id, "good");
  }

  Checkpoint At(uint32_t size) const { return *OpenLedgerNote(ledger_.Note(size), {ledger_.key()}); }

  static void ExpectRefused(const absl::Status& status) { EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss); }

  SampleLedger ledger_;
};

TEST_F(LedgerProofTest, AcceptsEveryEntryOfEverySize) {
  for (uint32_t size = 1; size <= ledger_.size(); ++size) {
    for (uint32_t revision = 1; revision <= size; ++revision) {
      const auto response = ledger_.Inclusion(revision, size);
      EXPECT_EQ(CheckInclusion(response.proof(), response.leaf(), At(size)), absl::OkStatus())
          << revision << " of " << size;
      ExpectRefused(CheckInclusion(response.proof(), response.leaf() + "x", At(size)));
    }
  }
}

TEST_F(LedgerProofTest, RefusesAProofForAnotherSizeThanItsCheckpoints) {
  const auto response = ledger_.Inclusion(2, 5);
  ExpectRefused(CheckInclusion(response.proof(), response.leaf(), At(6)));
}

TEST_F(LedgerProofTest, AcceptsEveryBeginningOfEveryLedger) {
  for (uint32_t after = 1; after <= ledger_.size(); ++after) {
    for (uint32_t before = 1; before <= after; ++before) {
      const auto response = ledger_.Consistency(before, after);
      EXPECT_EQ(CheckGrowth({At(before), At(after)}, response.hashes()), absl::OkStatus());
    }
  }
}

TEST_F(LedgerProofTest, RefusesALedgerThatIsNoBeginning) {
  const auto hashes = ledger_.Consistency(3, 7).hashes();
  ExpectRefused(CheckGrowth({At(7), At(3)}, hashes));
  Checkpoint before = At(3);
  before.root[0] ^= 1;
  ExpectRefused(CheckGrowth({before, At(7)}, hashes));
  Checkpoint same = At(7);
  same.root[0] ^= 1;
  ExpectRefused(CheckGrowth({same, At(7)}, {}));
  Checkpoint renewed = At(3);
  renewed.origin = "d00d/somerset/2";
  ExpectRefused(CheckGrowth({renewed, At(7)}, hashes));
  auto cut = hashes;
  cut.RemoveLast();
  ExpectRefused(CheckGrowth({At(3), At(7)}, cut));
}

TEST_F(LedgerProofTest, ReadsAnOriginOfThreeParts) {
  const auto origin = ParseOrigin("d00d/somerset/1");
  ASSERT_TRUE(origin.ok());
  EXPECT_EQ(origin->deployment, "d00d");
  EXPECT_EQ(origin->ledger, "somerset");
  EXPECT_EQ(origin->epoch, "1");
  EXPECT_EQ(ParseOrigin("d00d/access/somerset/1")->ledger, "access/somerset");
  for (const char* bad : {"", "somerset", "d00d/somerset", "d00d//1", "d00d/access//1", "d00d/somerset/1/2"}) {
    ExpectRefused(ParseOrigin(bad).status());
  }
}

TEST_F(LedgerProofTest, RefusesASignedTextThatIsNoCheckpointOfTheAuthority) {
  const PinnedKeys keys = {ledger_.key()};
  EXPECT_TRUE(OpenNoteOf({.ledger = "somerset", .note = ledger_.Note()}, keys).ok());
  ExpectRefused(OpenNoteOf({.ledger = "devon", .note = ledger_.Note()}, keys).status());
  ExpectRefused(OpenNoteOf({.ledger = "somerset", .note = "no note"}, {}).status());
  ExpectRefused(OpenNoteOf({.ledger = "somerset", .note = SampleLedger("somerset", "x").Note()}, keys).status());
}

}  // namespace
}  // namespace assay
