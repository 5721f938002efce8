#include "storage/ledger/keys.h"

#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/escaping.h"

namespace assay {
namespace {

constexpr uint32_t kMax = std::numeric_limits<uint32_t>::max();

TEST(KeysTest, EncodesExactlyTheBytesThatTheFormatStates) {
  EXPECT_EQ(Encode(EntryKey{.ledger_number = 0x01020304, .revision = 0x11121315}),
            absl::HexStringToBytes("010203040000000011121314"));
  EXPECT_EQ(Encode(EntryKey{.ledger_number = 1, .revision = 1}), absl::HexStringToBytes("000000010000000000000000"));
  EXPECT_EQ(HeadKey(0x01020304), absl::HexStringToBytes("6865616401020304"));
  EXPECT_EQ(Encode(TileKey{.ledger_number = 0x01020304, .tile = 0x111213}),
            absl::HexStringToBytes("010203040000000000111213"));
  EXPECT_EQ(kFormatKey, "format");
  EXPECT_EQ(kCommitKey, "commit");
  EXPECT_EQ(kPurgeKey, "purge");
  EXPECT_EQ(kFormatVersion, 2u);
  EXPECT_EQ(kLeavesFamily, "leaves");
  EXPECT_EQ(kPersonalFamily, "personal");
  EXPECT_EQ(kTilesFamily, "tiles");
  EXPECT_EQ(kSummariesFamily, "summaries");
}

TEST(KeysTest, DecodesWhatItEncodes) {
  for (uint32_t number : {1u, 255u, 256u, 65'536u, kMax}) {
    EXPECT_EQ(DecodeHeadKey(HeadKey(number)), number);
    for (uint32_t revision : {1u, 2u, 255u, 256u, 257u, 65'536u, kMax}) {
      const EntryKey key = {.ledger_number = number, .revision = revision};
      EXPECT_EQ(DecodeEntryKey(Encode(key)), key);
    }
  }
}

TEST(KeysTest, KnowsTheTileOfAnEntry) {
  for (const auto& [revision, tile] : {std::pair{1u, 0u}, {256u, 0u}, {257u, 1u}, {kMax, kMax / 256}}) {
    const TileKey key = {.ledger_number = 3, .tile = tile};
    EXPECT_EQ(TileOf({.ledger_number = 3, .revision = revision}), key);
    EXPECT_EQ(DecodeTileKey(Encode(key)), key);
  }
  EXPECT_EQ(DecodeTileKey("tile"), std::nullopt);
}

TEST(KeysTest, SortsAsLedgersAndRevisionsDo) {
  const EntryKey ascending[] = {{1, 1}, {1, 2}, {1, 256}, {1, 257}, {1, kMax}, {2, 1}, {255, 9}, {256, 1}};
  for (size_t i = 1; i < std::size(ascending); ++i) EXPECT_LT(Encode(ascending[i - 1]), Encode(ascending[i])) << i;
}

TEST(KeysTest, RefusesWhatIsNoKey) {
  EXPECT_EQ(DecodeEntryKey(""), std::nullopt);
  EXPECT_EQ(DecodeEntryKey(std::string(11, '\0')), std::nullopt);
  EXPECT_EQ(DecodeEntryKey(std::string(13, '\0')), std::nullopt);
  // The first index whose revision does not fit.
  EXPECT_EQ(DecodeEntryKey(absl::HexStringToBytes("0000000100000000ffffffff")), std::nullopt);
  EXPECT_EQ(DecodeEntryKey(absl::HexStringToBytes("000000010000000100000000")), std::nullopt);
  EXPECT_EQ(DecodeHeadKey("format"), std::nullopt);
  EXPECT_EQ(DecodeHeadKey("head"), std::nullopt);
  EXPECT_EQ(DecodeHeadKey("head12345"), std::nullopt);
  EXPECT_EQ(DecodeHeadKey("tail1234"), std::nullopt);
}

}  // namespace
}  // namespace assay
