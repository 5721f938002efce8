#include "storage/merkle/encoding.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(EncodingTest, ReadsBackItsOwnBase64) {
  for (const char* text : {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "+/+/"}) {
    const std::optional<std::string> bytes = ParseBase64(text);
    ASSERT_TRUE(bytes.has_value()) << text;
    EXPECT_EQ(Base64(*bytes), text);
  }
}

TEST(EncodingTest, RefusesBase64ThatItWouldNotWrite) {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zm9=", "Zm9v ", " Zm9v", "Zm 9v", "Zm9v\n", "Zg..", "-_-_", "Z",
                           "====", "Zm9vZg==Zg=="}) {
    EXPECT_EQ(ParseBase64(text), std::nullopt) << text;
  }
}

TEST(EncodingTest, ReadsDecimalNumbersOfOneForm) {
  EXPECT_EQ(ParseDecimal("0"), 0u);
  EXPECT_EQ(ParseDecimal("20852163"), 20'852'163u);
  EXPECT_EQ(ParseDecimal("18446744073709551615"), UINT64_MAX);
  for (const char* text : {"", "00", "01", "-1", "+1", " 1", "1 ", "1x", "0x1", "18446744073709551616", "1.0"}) {
    EXPECT_EQ(ParseDecimal(text), std::nullopt) << text;
  }
}

TEST(EncodingTest, ReadsEveryLengthOfUtf8) {
  EXPECT_EQ(ParseUtf8("a\xc3\xa9\xe2\x80\x94\xf0\x9f\x8c\xb3"), U"a\u00e9\u2014\U0001f333");
  EXPECT_EQ(ParseUtf8("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
            U"\x7f\u0080\u07ff\u0800\uffff\U00010000\U0010ffff");
}

TEST(EncodingTest, RefusesUtf8ThatIsCutOverlongOrOutOfRange) {
  for (const char* text : {"\x80", "\xc3", "\xc3(", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xe2\x80", "\xed\xa0\x80",
                           "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff"}) {
    EXPECT_EQ(ParseUtf8(text), std::nullopt);
  }
}

}  // namespace
}  // namespace assay
