#include "client/cli/text_cell.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(TextCell, LeavesOutWhatCouldSteerATerminal) {
  EXPECT_EQ(TextCell("a\033[31mb\x07"
                     "c\x7f"),
            "a[31mbc");
  EXPECT_EQ(TextCell("a\xC2\x9B"
                     "31mb"),
            "a31mb");  // C1 control sequence introducer
  EXPECT_EQ(TextCell("a\xE2\x80\xAE"
                     "b\xE2\x81\xA6"
                     "c"),
            "abc");  // right-to-left override, isolate
}

TEST(TextCell, KeepsOneLineOneLine) { EXPECT_EQ(TextCell("a\tb\r\nc"), "a b  c"); }

TEST(TextCell, ShowsMalformedBytesAsSuch) {
  EXPECT_EQ(TextCell("a\xFF"
                     "b\xC3"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST(TextCell, LeavesOtherScriptsAlone) { EXPECT_EQ(TextCell("Ynys Môn 安全"), "Ynys Môn 安全"); }

TEST(DisplayWidth, CountsColumnsRatherThanBytes) {
  EXPECT_EQ(DisplayWidth("Môn"), 3u);
  EXPECT_EQ(DisplayWidth("安全"), 4u);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1u);  // with a combining accent
}

TEST(Pad, FillsToTheDisplayWidth) {
  EXPECT_EQ(PadRight("Môn", 5), "Môn  ");
  EXPECT_EQ(PadLeft("安", 4), "  安");
  EXPECT_EQ(PadLeft("too wide", 3), "too wide");
}

}  // namespace
}  // namespace assay
