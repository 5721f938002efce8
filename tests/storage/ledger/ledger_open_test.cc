// Opening: what is on disk, byte by byte, that everything comes back, and that damage is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "assay/store/v1/store.pb.h"
#include "storage/ledger/keys.h"
#include "storage/ledger/mark_file.h"
#include "tests/storage/ledger/testing.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

std::string Bytes(const char* hex) { return absl::HexStringToBytes(hex); }

class LedgerOpenTest : public LedgerTest {
 protected:
  // Two entries of "somerset", the first with a personal part, and one of "devon"; closed.
  void Fill() {
    now_us_ = 0x0102030405060708;
    CommitAll(*ledger_, RequestOf({Append({"a", "1", "x"}), Append({"b", "2", ""})}));
    WriteRequest devon = RequestOf({Append({"c", "3", ""})});
    devon.ledger = "devon";
    CommitAll(*ledger_, std::move(devon));
    ledger_.reset();
  }
  RawDatabase Raw() { return RawDatabase("/data", env_.get()); }

  // Changes the database by the function and opens the ledger.
  absl::Status OpenAfter(const std::function<void(RawDatabase&)>& change) {
    ledger_.reset();
    {
      RawDatabase raw = Raw();
      change(raw);
    }
    return Reopen();
  }
};

const std::string kFirstLeaf = Encode(EntryKey{.ledger_number = 1, .revision = 1});
const std::string kSecondLeaf = Encode(EntryKey{.ledger_number = 1, .revision = 2});

TEST_F(LedgerOpenTest, KeepsExactlyTheRowsThatTheFormatStates) {
  Fill();
  const RawDatabase raw = Raw();
  const std::map<std::string, std::string> leaves = raw.Rows(Family::kLeaves);
  ASSERT_EQ(leaves.size(), 3u);
  EXPECT_EQ(leaves.at(Bytes("000000010000000000000000")), Bytes("01030000000000010102030405060708"
                                                                "00000000"
                                                                "613d31"));
  EXPECT_EQ(leaves.at(Bytes("000000010000000000000001")), Bytes("01030000000000000102030405060709"
                                                                "00000000"
                                                                "623d32"));
  EXPECT_EQ(leaves.at(Bytes("000000020000000000000000")), Bytes("01030000000000000102030405060708"
                                                                "00000000"
                                                                "633d33"));
  const std::map<std::string, std::string> personal = raw.Rows(Family::kPersonal);
  ASSERT_EQ(personal.size(), 1u);
  EXPECT_EQ(personal.at(Bytes("000000010000000000000000")), std::string(32, 's') + "x");

  std::map<std::string, std::string> rows = raw.Rows(Family::kDefault);
  ASSERT_EQ(rows.size(), 4u);
  store::v1::Format format;
  ASSERT_TRUE(format.ParseFromString(rows.at("format")));
  EXPECT_EQ(rows.at("format"), Bytes("08021210") + format.deployment_id());
  EXPECT_EQ(format.deployment_id().size(), 16u);
  EXPECT_EQ(rows.at(Bytes("6865616400000001")),
            Bytes("0a08") + "somerset" + Bytes("1002") + Bytes("18898e98a8c0e0808101") + Bytes("2001") +
                Bytes("2a20fa6e8a54e1b5f18c6fffb7e4ed189bf79fa120d1e37234ebf9e97e202d24cea8"));
  EXPECT_EQ(rows.at(Bytes("6865616400000002")),
            Bytes("0a05") + "devon" + Bytes("1001") + Bytes("18888e98a8c0e0808101") +
                Bytes("2a2009231f3f09a973b7a727216b6c1a6b7fea23d758761c892b30cd5e143cb405b2"));
  EXPECT_EQ(rows.at("commit"), Bytes("08021220ed563199b43166ea6a0a0c4da824f86eb4cec10133b35bff3f941783d045bb48"));
  EXPECT_TRUE(raw.Rows(Family::kTiles).empty());
  EXPECT_TRUE(raw.Rows(Family::kSummaries).empty());

  const std::optional<Mark> mark = *ReadMark("/data/mark", env_.get());
  ASSERT_TRUE(mark.has_value());
  EXPECT_EQ(mark->deployment_id, format.deployment_id());
  EXPECT_EQ(mark->commit.SerializeAsString(), rows.at("commit"));
}

TEST_F(LedgerOpenTest, KeepsTheHashesOfEvery256LeavesInOneRow) {
  std::vector<Proposal> proposals;
  for (int i = 0; i < 513; ++i) proposals.push_back(Append({std::to_string(i), "", ""}));
  CommitAll(*ledger_, RequestOf(std::move(proposals)));
  ledger_.reset();
  const RawDatabase raw = Raw();
  const std::map<std::string, std::string> tiles = raw.Rows(Family::kTiles);
  ASSERT_EQ(tiles.size(), 2u);
  const std::map<std::string, std::string> leaves = raw.Rows(Family::kLeaves);
  for (uint32_t tile = 0; tile < 2; ++tile) {
    std::string hashes;
    for (uint32_t revision = 256 * tile + 1; revision <= 256 * tile + 256; ++revision) {
      hashes += Sha256(std::string(1, '\0') + leaves.at(Encode(EntryKey{.ledger_number = 1, .revision = revision})));
    }
    EXPECT_EQ(tiles.at(Bytes(tile == 0 ? "000000010000000000000000" : "000000010000000000000001")), hashes);
  }
}

TEST_F(LedgerOpenTest, ComesBackTheSame) {
  for (int i = 0; i < 300; ++i) {
    WriteRequest request = RequestOf({Append({std::to_string(i % 100), std::to_string(i), std::to_string(i % 30)})});
    if (i % 2 == 0) request.ledger = "devon";
    now_us_ += i;
    CommitAll(*ledger_, std::move(request));
  }
  const auto everything = [this] {
    std::string text;
    for (const std::string& name : ledger_->Names()) {
      text += name + std::to_string(ledger_->Size(name));
      for (uint32_t revision = 1; revision <= ledger_->Size(name); ++revision) {
        const absl::StatusOr<Entry> entry = ledger_->Read(name, revision);
        text += entry->leaf + entry->personal;
        text += std::to_string(*ledger_->RevisionAt(name, DecodeLeaf(entry->leaf)->header.recorded_at_us));
      }
      for (int i = 0; i < 100; ++i) {
        const std::optional<Entry> found = *ledger_->Find(name, std::to_string(i));
        text += found.has_value() ? std::to_string(found->revision) : "-";
        text += std::to_string(*ledger_->CaseNumber(name, std::to_string(i)));
      }
    }
    return text;
  };
  const std::string before = everything();
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(Reopen(), absl::OkStatus());
    EXPECT_EQ(everything(), before);
  }
  EXPECT_EQ(CommitOne(*ledger_, Append({"new", "", "new"}))->case_number, 16u);
}

TEST_F(LedgerOpenTest, KeepsTheDeploymentIdOfTheFirstStart) {
  ledger_.reset();
  const std::string first = Raw().Rows(Family::kDefault).at("format");
  ASSERT_EQ(Reopen(), absl::OkStatus());
  ledger_.reset();
  EXPECT_EQ(Raw().Rows(Family::kDefault).at("format"), first);
}

TEST_F(LedgerOpenTest, TakesUpAFirstStartThatWasCutShort) {
  ASSERT_TRUE(env_->DeleteFile("/data/mark").ok());
  EXPECT_EQ(OpenAfter([](RawDatabase& raw) { raw.Delete(Family::kDefault, "format"); }), absl::OkStatus());
}

TEST_F(LedgerOpenTest, StillKnowsACaseWhenThePersonalPartOfItsFirstEntryIsErased) {
  CommitAll(*ledger_, RequestOf({Append({"a", "", "x"}), Append({"b", "", "x"})}));
  ASSERT_EQ(OpenAfter([](RawDatabase& raw) { raw.Delete(Family::kPersonal, kFirstLeaf); }), absl::OkStatus());
  EXPECT_EQ(ledger_->Read(kToyLedger, 1)->personal, "");
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "x"), 1u);
  ASSERT_EQ(OpenAfter([](RawDatabase& raw) { raw.Delete(Family::kPersonal, kSecondLeaf); }), absl::OkStatus());
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "x"), 0u);
  // Its number is never given to another case.
  EXPECT_EQ(CommitOne(*ledger_, Append({"c", "", "y"}))->case_number, 2u);
}

TEST_F(LedgerOpenTest, RefusesASecondOpenOfTheSameDirectory) {
  const absl::Status status = Ledger::Open(Options()).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("in use"));
  EXPECT_TRUE(CommitOne(*ledger_, Append({"a", "", ""})).ok());
}

TEST_F(LedgerOpenTest, RefusesANewerFormat) {
  store::v1::Format format;
  format.set_version(kFormatVersion + 1);
  format.set_deployment_id(std::string(kDeploymentIdBytes, 'd'));
  const absl::Status status =
      OpenAfter([&](RawDatabase& raw) { raw.Put(Family::kDefault, "format", format.SerializeAsString()); });
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer"));
}

TEST_F(LedgerOpenTest, RefusesAColumnFamilyThatItDoesNotKnow) {
  const absl::Status status = OpenAfter([](RawDatabase& raw) { raw.AddFamily("tomorrow"); });
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("tomorrow"));
}

// What a damaged database is refused with.
struct Damage {
  const char* name;
  std::function<void(RawDatabase&)> change;
  const char* message;
};

store::v1::Head SomersetHead() {
  store::v1::Head head;
  head.set_ledger("somerset");
  head.set_size(2);
  head.set_last_recorded_at_us(0x0102030405060709);
  head.set_last_case_number(1);
  head.set_root(Bytes("fa6e8a54e1b5f18c6fffb7e4ed189bf79fa120d1e37234ebf9e97e202d24cea8"));
  return head;
}

void PutHead(RawDatabase& raw, const store::v1::Head& head) {
  raw.Put(Family::kDefault, HeadKey(1), head.SerializeAsString());
}

void PutFirstLeaf(RawDatabase& raw, const LeafHeader& header) {
  raw.Put(Family::kLeaves, kFirstLeaf, EncodeLeaf(header, "a=1"));
}

const Damage kDamages[] = {
    {"FirstEntryMissing", [](RawDatabase& raw) { raw.Delete(Family::kLeaves, kFirstLeaf); }, "somerset revision 1"},
    {"LastEntryMissing", [](RawDatabase& raw) { raw.Delete(Family::kLeaves, kSecondLeaf); }, "somerset revision 2"},
    {"EntryTooMany",
     [](RawDatabase& raw) {
       raw.Put(Family::kLeaves, Encode(EntryKey{.ledger_number = 1, .revision = 3}), EncodeLeaf({}, ""));
     },
     "somerset revision 3"},
    {"GapInTheMiddle",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.set_size(4);
       PutHead(raw, head);
       raw.Put(Family::kLeaves, Encode(EntryKey{.ledger_number = 1, .revision = 4}), EncodeLeaf({}, ""));
     },
     "somerset revision 3"},
    {"HeadTooSmall",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.set_size(1);
       PutHead(raw, head);
     },
     "somerset revision 2"},
    {"HeadOfNothing",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.set_size(0);
       PutHead(raw, head);
     },
     "somerset"},
    {"HeadWithMoreCasesThanEntries",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.set_last_case_number(3);
       PutHead(raw, head);
     },
     "somerset"},
    {"HeadWithAnotherTime",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.set_last_recorded_at_us(1);
       PutHead(raw, head);
     },
     "somerset revision 2"},
    {"HeadWithFewerCases",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.set_last_case_number(0);
       PutHead(raw, head);
     },
     "somerset revision 1"},
    {"HeadWithoutARoot",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.clear_root();
       PutHead(raw, head);
     },
     "somerset"},
    {"HeadWithAnotherRoot",
     [](RawDatabase& raw) {
       store::v1::Head head = SomersetHead();
       head.set_root(std::string(32, 'r'));
       PutHead(raw, head);
     },
     "somerset: its entries are not those that the head row counts"},
    {"HeadMissing", [](RawDatabase& raw) { raw.Delete(Family::kDefault, HeadKey(1)); }, "number 1"},
    {"LastHeadMissing", [](RawDatabase& raw) { raw.Delete(Family::kDefault, HeadKey(2)); }, "number 2"},
    {"TwoHeadsOfOneName",
     [](RawDatabase& raw) { raw.Put(Family::kDefault, HeadKey(2), SomersetHead().SerializeAsString()); },
     "two head rows"},
    {"HeadThatIsNone", [](RawDatabase& raw) { raw.Put(Family::kDefault, HeadKey(1), "\xff"); }, "head"},
    {"RowOfNoKind", [](RawDatabase& raw) { raw.Put(Family::kDefault, "mystery", ""); }, "head"},
    {"LeafKeyOfNoKind", [](RawDatabase& raw) { raw.Put(Family::kLeaves, "x", ""); }, "key"},
    {"LeafTooShort", [](RawDatabase& raw) { raw.Put(Family::kLeaves, kFirstLeaf, "x"); }, "somerset revision 1"},
    {"LeafNotLaterThanTheOneBefore",
     [](RawDatabase& raw) {
       PutFirstLeaf(raw, {.kind = LeafKind::kAudit, .case_number = 1, .recorded_at_us = 0x0102030405060709});
     },
     "somerset revision 2"},
    {"LeafWithAnotherBody",
     [](RawDatabase& raw) { raw.Put(Family::kLeaves, kFirstLeaf, raw.Rows(Family::kLeaves).at(kFirstLeaf) + "!"); },
     "restore the database"},
    {"LeafOfACaseWithoutANumber",
     [](RawDatabase& raw) { PutFirstLeaf(raw, {.kind = LeafKind::kAudit, .recorded_at_us = 1}); },
     "somerset revision 1"},
    {"LeafThatSupersedesItself",
     [](RawDatabase& raw) {
       PutFirstLeaf(raw, {.kind = LeafKind::kAudit, .recorded_at_us = 1, .superseded_revision = 1});
     },
     "somerset revision 1"},
    {"PersonalPartWithoutAnEntry",
     [](RawDatabase& raw) {
       raw.Put(Family::kPersonal, Encode(EntryKey{.ledger_number = 1, .revision = 3}), std::string(40, 's'));
     },
     "personal"},
    {"PersonalPartBeforeAllEntries", [](RawDatabase& raw) { raw.Put(Family::kPersonal, "", std::string(40, 's')); },
     "personal"},
    {"PersonalPartTooShort", [](RawDatabase& raw) { raw.Put(Family::kPersonal, kFirstLeaf, std::string(31, 's')); },
     "somerset revision 1"},
    {"TileOfNoEntries",
     [](RawDatabase& raw) {
       raw.Put(Family::kTiles, Encode(TileKey{.ledger_number = 1, .tile = 0}), std::string(8192, 't'));
     },
     "rebuild"},
    {"CommitMissing", [](RawDatabase& raw) { raw.Delete(Family::kDefault, "commit"); }, "commit row"},
    {"CommitThatIsNone", [](RawDatabase& raw) { raw.Put(Family::kDefault, "commit", "\xff"); }, "commit row"},
    {"CommitWithoutADigest", [](RawDatabase& raw) { raw.Put(Family::kDefault, "commit", Bytes("0802")); },
     "commit row"},
    {"FormatMissing", [](RawDatabase& raw) { raw.Delete(Family::kDefault, "format"); }, "format"},
    {"FormatThatIsNone", [](RawDatabase& raw) { raw.Put(Family::kDefault, "format", "\xff"); }, "format"},
    {"FormatWithoutADeployment", [](RawDatabase& raw) { raw.Put(Family::kDefault, "format", Bytes("0801")); },
     "format"},
};

class LedgerDamageTest : public LedgerOpenTest, public testing::WithParamInterface<Damage> {};

TEST_P(LedgerDamageTest, IsRefusedByName) {
  Fill();
  const absl::Status status = OpenAfter(GetParam().change);
  EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Damages, LedgerDamageTest, testing::ValuesIn(kDamages),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace assay
