#include "storage/ledger/summary.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

constexpr TileKey kKey = {.ledger_number = 3, .tile = 2};

// The first entry has a name and a case, the last a name that it took over from revision 1.
Summary Example() {
  Summary summary = {.version = 5, .facts = "facts"};
  summary.tile_hash.fill(0xaa);
  summary.ids.resize(kTileLeaves);
  summary.ids[0] = {.name_hash = 0x0102030405060708, .case_number = 0x21222324, .case_hash = 0x1112131415161718};
  summary.ids[255] = {.name_hash = 0x3132333435363738, .replaced_revision = 1};
  return summary;
}

TEST(SummaryTest, EncodesExactlyTheBytesThatTheFormatStates) {
  const std::string name = absl::HexStringToBytes("0102030405060708");
  const std::string last_name = absl::HexStringToBytes("3132333435363738");
  const std::string case_hash = absl::HexStringToBytes("1112131415161718");
  const std::string number = absl::HexStringToBytes("21222324");
  const std::string replaced = absl::HexStringToBytes("0001ff00000001");
  const std::string expected = "\x05" + std::string(32, '\xaa') + name + std::string(254 * 8, '\0') + last_name +
                               case_hash + std::string(255 * 8, '\0') + number + std::string(255 * 4, '\0') + replaced +
                               "facts" + absl::HexStringToBytes("97dee3b82d576ffc");
  EXPECT_TRUE(EncodeSummary(kKey, Example()) == expected);
}

TEST(SummaryTest, DecodesWhatItEncodes) {
  const Summary example = Example();
  const std::string bytes = EncodeSummary(kKey, example);
  const std::optional<Summary> summary = DecodeSummary(kKey, bytes);
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->version, example.version);
  EXPECT_EQ(summary->tile_hash, example.tile_hash);
  EXPECT_EQ(summary->ids, example.ids);
  EXPECT_EQ(summary->facts, example.facts);
}

TEST(SummaryTest, RefusesEveryFlippedBitAndEveryOtherLength) {
  const std::string bytes = EncodeSummary(kKey, Example());
  for (size_t i = 0; i < 8 * bytes.size(); i += 7) {
    std::string flipped = bytes;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ 1 << i % 8);
    ASSERT_FALSE(DecodeSummary(kKey, flipped).has_value()) << i;
  }
  for (size_t length = 0; length < bytes.size(); ++length) {
    ASSERT_FALSE(DecodeSummary(kKey, std::string_view(bytes).substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(DecodeSummary(kKey, bytes + '\0').has_value());
}

TEST(SummaryTest, RefusesTheRowOfAnotherTile) {
  const std::string bytes = EncodeSummary(kKey, Example());
  EXPECT_FALSE(DecodeSummary({.ledger_number = 3, .tile = 1}, bytes).has_value());
  EXPECT_FALSE(DecodeSummary({.ledger_number = 2, .tile = 2}, bytes).has_value());
}

// With the right checksum, by somebody who can compute one.
TEST(SummaryTest, RefusesWhatNoEntriesCanHave) {
  Summary later = Example();
  later.ids[255].replaced_revision = 2 * 256 + 255 + 1;
  EXPECT_FALSE(DecodeSummary(kKey, EncodeSummary(kKey, later)).has_value());
  later.ids[255].replaced_revision = 2 * 256 + 255;
  EXPECT_TRUE(DecodeSummary(kKey, EncodeSummary(kKey, later)).has_value());
  Summary no_number = Example();
  no_number.ids[0].case_number = 0;
  EXPECT_FALSE(DecodeSummary(kKey, EncodeSummary(kKey, no_number)).has_value());
  Summary no_case = Example();
  no_case.ids[0].case_hash = 0;
  EXPECT_FALSE(DecodeSummary(kKey, EncodeSummary(kKey, no_case)).has_value());
}

}  // namespace
}  // namespace assay
