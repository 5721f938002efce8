#include "storage/merkle/leaf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/escaping.h"

namespace assay {
namespace {

constexpr LeafHeader kHeader = {.kind = LeafKind::kAudit,
                                .case_number = 0x01020304,
                                .recorded_at_us = 0x1112131415161718,
                                .superseded_revision = 0x21222324};

std::string Golden() {
  return absl::HexStringToBytes(
      "01"                // version
      "03"                // kind
      "0000"              // reserved
      "01020304"          // case number
      "1112131415161718"  // recorded at
      "21222324"          // superseded
      "626f6479");        // body
}

TEST(LeafTest, EncodesExactlyTheBytesThatTheFormatStates) { EXPECT_EQ(EncodeLeaf(kHeader, "body"), Golden()); }

TEST(LeafTest, DecodesTheBytesThatTheFormatStates) {
  const std::string bytes = Golden();
  const absl::StatusOr<Leaf> leaf = DecodeLeaf(bytes);
  ASSERT_TRUE(leaf.ok()) << leaf.status();
  EXPECT_EQ(leaf->header, kHeader);
  EXPECT_EQ(leaf->body, "body");
}

TEST(LeafTest, KeepsTheExtremesOfEveryField) {
  for (int64_t recorded_at_us :
       {std::numeric_limits<int64_t>::min(), int64_t{-1}, int64_t{0}, std::numeric_limits<int64_t>::max()}) {
    for (uint32_t number : {uint32_t{0}, uint32_t{1}, std::numeric_limits<uint32_t>::max()}) {
      for (LeafKind kind : {LeafKind::kAuthority, LeafKind::kScale, LeafKind::kAudit, LeafKind::kCorrection,
                            LeafKind::kModeration, LeafKind::kWithdrawal, LeafKind::kErasure}) {
        const LeafHeader header = {
            .kind = kind, .case_number = number, .recorded_at_us = recorded_at_us, .superseded_revision = number};
        const std::string bytes = EncodeLeaf(header, "");
        const absl::StatusOr<Leaf> leaf = DecodeLeaf(bytes);
        ASSERT_TRUE(leaf.ok()) << leaf.status();
        EXPECT_EQ(leaf->header, header);
        EXPECT_EQ(leaf->body, "");
      }
    }
  }
}

TEST(LeafTest, RefusesEveryLengthShorterThanTheHeader) {
  for (size_t size = 0; size < kLeafHeaderBytes; ++size) {
    EXPECT_EQ(DecodeLeaf(Golden().substr(0, size)).status().code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST(LeafTest, RefusesEveryOtherVersionKindAndReservedBit) {
  for (int value = 0; value < 256; ++value) {
    std::string version = Golden();
    version[0] = static_cast<char>(value);
    EXPECT_EQ(DecodeLeaf(version).ok(), value == 1) << value;
    std::string kind = Golden();
    kind[1] = static_cast<char>(value);
    EXPECT_EQ(DecodeLeaf(kind).ok(), value >= 1 && value <= 14) << value;
    for (size_t offset : {2, 3}) {
      std::string reserved = Golden();
      reserved[offset] = static_cast<char>(value);
      EXPECT_EQ(DecodeLeaf(reserved).ok(), value == 0) << value;
    }
  }
}

}  // namespace
}  // namespace assay
