#include "storage/ledger/mark_slot.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace assay {
namespace {

Mark MarkOf(uint64_t number) {
  Mark mark;
  mark.deployment_id = absl::HexStringToBytes("000102030405060708090a0b0c0d0e0f");
  mark.commit.set_number(number);
  mark.commit.set_digest(std::string(32, '\xdd'));
  return mark;
}

TEST(MarkSlotTest, EncodesExactlyTheBytesThatTheFormatStates) {
  EXPECT_EQ(absl::BytesToHexString(EncodeSlot(MarkOf(0x0102030405060708))),
            "61737361796d726b"
            "000102030405060708090a0b0c0d0e0f"
            "0102030405060708"
            "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
            "d30d84fadaf61ec0");
  EXPECT_EQ(SlotOffset(6), 0u);
  EXPECT_EQ(SlotOffset(7), 4096u);
  EXPECT_EQ(EncodeMarkFile(MarkOf(7)), std::string(4096, '\0') + EncodeSlot(MarkOf(7)) + std::string(4096 - 72, '\0'));
}

TEST(MarkSlotTest, ReadsTheNewerOfTwoSlots) {
  for (uint64_t number : {0u, 1u, 6u, 7u}) {
    std::string file = EncodeMarkFile(MarkOf(number));
    EXPECT_EQ(DecodeMarkFile(file)->commit.number(), number);
    file.replace(SlotOffset(number + 1), 72, EncodeSlot(MarkOf(number + 1)));
    const std::optional<Mark> newer = DecodeMarkFile(file);
    ASSERT_TRUE(newer.has_value());
    EXPECT_EQ(newer->commit.number(), number + 1);
    EXPECT_EQ(newer->commit.digest(), MarkOf(0).commit.digest());
    EXPECT_EQ(newer->deployment_id, MarkOf(0).deployment_id);
  }
}

TEST(MarkSlotTest, ReadsTheOlderSlotWhereAnyBitOfTheNewerIsWrong) {
  std::string file = EncodeMarkFile(MarkOf(6));
  file.replace(SlotOffset(7), 72, EncodeSlot(MarkOf(7)));
  for (size_t bit = 0; bit < size_t{72} * 8; ++bit) {
    std::string damaged = file;
    char& byte = damaged[SlotOffset(7) + bit / 8];
    byte = static_cast<char>(byte ^ 1 << bit % 8);
    EXPECT_EQ(DecodeMarkFile(damaged)->commit.number(), 6u) << bit;
  }
}

TEST(MarkSlotTest, ReadsNothingFromWhatIsNoMark) {
  EXPECT_FALSE(DecodeMarkFile("").has_value());
  EXPECT_FALSE(DecodeMarkFile(std::string(8192, '\0')).has_value());
  EXPECT_FALSE(DecodeMarkFile(EncodeSlot(MarkOf(6)).substr(0, 71)).has_value());
  // A slot in the place of the other.
  EXPECT_FALSE(DecodeMarkFile(EncodeSlot(MarkOf(7))).has_value());
  EXPECT_TRUE(DecodeMarkFile(EncodeSlot(MarkOf(6))).has_value());
}

}  // namespace
}  // namespace assay
