#include "service/domain/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gmock/gmock.h"
#include "service/domain/limits.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Check = void (*)(Field, Violations&);

Violations Applying(Check check, std::string_view value) {
  Violations out;
  check({"the_field", value}, out);
  return out;
}

std::string Encode(char32_t c) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | (c >> 6)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | (c >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

TEST(Utf8, AcceptsEveryCodePointButSurrogates) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    ASSERT_EQ(IsUtf8(Encode(c)), !surrogate) << std::hex << static_cast<uint32_t>(c);
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatLiesBeyondUnicode) {
  for (const std::string_view bad :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF"}) {
    EXPECT_FALSE(IsUtf8(bad)) << testing::PrintToString(bad);
  }
}

TEST(Utf8, RefusesTruncatedSequencesAndStrayContinuations) {
  for (const std::string_view bad : {"\x80", "a\xBF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3z", "\xE2z\x82"}) {
    EXPECT_FALSE(IsUtf8(bad)) << testing::PrintToString(bad);
  }
}

TEST(Utf8, NeverReadsPastTheEndOfAText) {
  const std::string_view euro = "\xE2\x82\xAC";
  EXPECT_TRUE(IsUtf8(euro));
  EXPECT_FALSE(IsUtf8(euro.substr(0, 2)));
  EXPECT_FALSE(IsUtf8(euro.substr(0, 1)));
}

TEST(Printable, RefusesControlsAndWhatCannotBeSeenAndNothingElse) {
  for (char32_t c = 0; c < 0x400; ++c) {
    const bool control = c < 0x20 || c == 0x7F || (c >= 0x80 && c <= 0x9F) || c == 0xAD;
    EXPECT_EQ(IsPrintable("a" + Encode(c)), !control) << static_cast<uint32_t>(c);
  }
  // A space without width, a line separator, an override of direction, a byte order mark, a tag.
  for (const char32_t c : {U'\u061C', U'\u200B', U'\u2028', U'\u202E', U'\u2066', U'\uFEFF', U'\U000E0041'}) {
    EXPECT_FALSE(IsPrintable("a" + Encode(c))) << static_cast<uint32_t>(c);
  }
  // Letters of everywhere, a joiner, a space of typesetters, an emoji of two that are joined.
  for (const char* text : {"Žižek, Siân", "نمی\u200Cخواهم", "1\u202F000", "👩\u200D⚖️"})
    EXPECT_TRUE(IsPrintable(text));
  EXPECT_FALSE(IsPrintable("\xFF"));
  EXPECT_TRUE(IsPrintable(""));
}

TEST(Reference, RefusesWhatLooksLikeAnother) {
  const auto reasons = [](const std::string& text) {
    Violations out;
    CheckReference({"f", text}, 128, out);
    std::string all;
    for (const Violation& violation : out) all += violation.reason;
    return all;
  };
  for (const char* good : {"SYN-77", "SYN 77", "Žižek/7", "案件7"}) EXPECT_EQ(reasons(good), "") << good;
  for (const char32_t c :
       {U'\u00A0', U'\u034F', U'\u115F', U'\u17B4', U'\u180B', U'\u2003', U'\u200D', U'\u202F', U'\u2800', U'\u3000',
        U'\u3164', U'\uFE0F', U'\uFFA0', U'\uFFFF', U'\U0001D173', U'\U000E0100', U'\u200B'}) {
    EXPECT_EQ(reasons("SYN-77" + Encode(c)), "BAD_TEXT") << static_cast<uint32_t>(c);
    EXPECT_EQ(reasons("SYN" + Encode(c) + "-77"), "BAD_TEXT") << static_cast<uint32_t>(c);
  }
  EXPECT_EQ(reasons(" SYN-77"), "BAD_TEXT");
  EXPECT_EQ(reasons("SYN-77 "), "BAD_TEXT");
  EXPECT_EQ(reasons(""), "REQUIRED");
}

struct PatternCase {
  const char* name;
  Check check;
  size_t max_bytes;
  std::string_view first;  // characters allowed in the first place, out of kProbes
  std::string_view rest;   // and after it
};

constexpr std::string_view kProbes = "azAZ09-._@ /:\"'`{}[]~";

class Patterns : public testing::TestWithParam<PatternCase> {};

INSTANTIATE_TEST_SUITE_P(Text, Patterns,
                         testing::Values(PatternCase{"AuthorityId", CheckAuthorityId, 63, "az", "az09-"},
                                         PatternCase{"ScaleId", CheckScaleId, 63, "az", "az09-"},
                                         PatternCase{"AuditId", CheckAuditId, 64, "azAZ09", "azAZ09-._"},
                                         PatternCase{"RecordId", CheckRecordId, 63, "az", "az09-"},
                                         PatternCase{"ItemId", CheckItemId, 64, "azAZ09", "azAZ09-._"},
                                         PatternCase{"PersonId", CheckPersonId, 64, "azAZ09", "azAZ09-._@"},
                                         PatternCase{"Code", CheckCode, 64, "az09", "az09-"},
                                         PatternCase{"GradeCode", CheckGradeCode, 32, "az09", "az09-"},
                                         PatternCase{"CodeScheme", CheckCodeScheme, 32, "az", "az09-"}),
                         [](const auto& info) { return info.param.name; });

TEST_P(Patterns, TakeTheirCharactersInTheirPlacesAndNoOthers) {
  for (const char probe : kProbes) {
    const bool first = GetParam().first.find(probe) != std::string_view::npos;
    const bool rest = GetParam().rest.find(probe) != std::string_view::npos;
    EXPECT_EQ(Applying(GetParam().check, std::string(1, probe)).empty(), first) << probe;
    EXPECT_EQ(Applying(GetParam().check, std::string("a") + probe).empty(), rest) << probe;
    if (!rest) {
      EXPECT_THAT(Applying(GetParam().check, std::string("a") + probe), IsOnly("the_field", reason::kBadFormat));
    }
  }
}

TEST_P(Patterns, TakeUpToTheirLimitAndNotAByteMore) {
  EXPECT_THAT(Applying(GetParam().check, std::string(GetParam().max_bytes, 'a')), IsEmpty());
  const Violations longer = Applying(GetParam().check, std::string(GetParam().max_bytes + 1, 'a'));
  EXPECT_THAT(longer, IsOnly("the_field", reason::kTooLong));
  EXPECT_THAT(longer[0].description, HasSubstr("at most " + std::to_string(GetParam().max_bytes) + " bytes"));
  EXPECT_THAT(longer[0].description, HasSubstr("this has " + std::to_string(GetParam().max_bytes + 1)));
}

TEST_P(Patterns, CallAnEmptyValueRequiredAndBadTextBadText) {
  EXPECT_THAT(Applying(GetParam().check, ""), IsOnly("the_field", reason::kRequired));
  EXPECT_THAT(Applying(GetParam().check, "a\n"), IsOnly("the_field", reason::kBadText));
  EXPECT_THAT(Applying(GetParam().check, "a\xFF"), IsOnly("the_field", reason::kBadText));
  EXPECT_THAT(Applying(GetParam().check, std::string_view("a\0", 2)), IsOnly("the_field", reason::kBadText));
}

TEST(PatternWords, NameTheCharacterAtFaultAndNotTheValue) {
  const Violations out = Applying(CheckCode, "caf\xC3\xA9-visits");
  ASSERT_THAT(out, IsOnly("the_field", reason::kBadFormat));
  EXPECT_EQ(out[0].description, "a code must match [a-z0-9][a-z0-9-]{0,63}; character 4 is '\xC3\xA9'");
  EXPECT_THAT(Applying(CheckAuditId, "-x")[0].description, HasSubstr("character 1 is '-'"));
}

TEST(Line, TakesAnyPrintableTextWithinItsLimit) {
  Violations out;
  CheckLine({"team", "North \xE2\x80\x93 \xC3\xA9quipe 1"}, 64, out);
  CheckLine({"team", std::string(64, 'x')}, 64, out);
  EXPECT_THAT(out, IsEmpty());
}

TEST(Line, RefusesNothingTooMuchAndControls) {
  Violations out;
  CheckLine({"a", ""}, 64, out);
  CheckLine({"b", std::string(65, 'x')}, 64, out);
  CheckLine({"c", "two\nlines"}, 64, out);
  CheckLine({"d", "tab\there"}, 64, out);
  CheckLine({"e", "\xC2\x85"}, 64, out);
  EXPECT_THAT(Summary(out), testing::ElementsAre("a REQUIRED", "b TOO_LONG", "c BAD_TEXT", "d BAD_TEXT", "e BAD_TEXT"));
}

TEST(Line, MayBeLeftOutWhereItIsOptional) {
  Violations out;
  CheckOptionalLine({"source", ""}, 3, out);
  CheckOptionalLine({"source", "abc"}, 3, out);
  EXPECT_THAT(out, IsEmpty());
  CheckOptionalLine({"source", "abcd"}, 3, out);
  CheckOptionalLine({"source", "a\n"}, 3, out);
  EXPECT_THAT(Summary(out), ElementsAre("source TOO_LONG", "source BAD_TEXT"));
}

TEST(Prose, MayBeRequired) {
  Violations out;
  CheckRequiredProse({"words", "a\nb"}, 3, out);
  EXPECT_THAT(out, IsEmpty());
  CheckRequiredProse({"words", ""}, 3, out);
  CheckRequiredProse({"words", "abcd"}, 3, out);
  EXPECT_THAT(Summary(out), ElementsAre("words REQUIRED", "words TOO_LONG"));
}

TEST(Prose, WelcomesNothingLineBreaksAndTabs) {
  Violations out;
  CheckProse({"narrative", ""}, 10, out);
  CheckProse({"narrative", "a\r\n\tb\x1B"}, 10, out);
  CheckProse({"narrative", std::string(10, 'x')}, 10, out);
  EXPECT_THAT(out, IsEmpty());
}

TEST(Prose, RefusesNulMalformedTextAndTooMuch) {
  Violations out;
  CheckProse({"a", std::string_view("x\0y", 3)}, 10, out);
  CheckProse({"b", "x\xC3"}, 10, out);
  CheckProse({"c", std::string(11, 'x')}, 10, out);
  EXPECT_THAT(Summary(out), testing::ElementsAre("a BAD_TEXT", "b BAD_TEXT", "c TOO_LONG"));
}

RC_GTEST_PROP(TextProperty, HostileBytesNeverGetIntoADescription, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  for (const Check check :
       {CheckAuthorityId, CheckScaleId, CheckAuditId, CheckPersonId, CheckCode, CheckGradeCode, CheckCodeScheme}) {
    const Violations out = Applying(check, bytes);
    RC_ASSERT(out.size() <= 1u);
    if (!out.empty()) RC_ASSERT(IsPrintable(out[0].description));
  }
}

std::vector<std::string> OfstedFrom2014() { return {"inadequate", "requires-improvement", "good", "outstanding"}; }

TEST(NearestMatch, FindsCaseSpaceAndUnderscoreVariants) {
  EXPECT_EQ(NearestMatch("Requires improvement", OfstedFrom2014()), "requires-improvement");
  EXPECT_EQ(NearestMatch("REQUIRES_IMPROVEMENT", OfstedFrom2014()), "requires-improvement");
}

TEST(NearestMatch, FindsSlipsOfThePen) {
  EXPECT_EQ(NearestMatch("outstnding", OfstedFrom2014()), "outstanding");
  EXPECT_EQ(NearestMatch("godo", OfstedFrom2014()), "good");
}

TEST(NearestMatch, AllowsOneEditAndAQuarterOfTheLongerLength) {
  EXPECT_EQ(NearestMatch("abXY", {"abcd"}), "abcd");  // 2 edits of 1 + 4/4
  EXPECT_EQ(NearestMatch("aXYZ", {"abcd"}), "");      // 3
  EXPECT_EQ(NearestMatch("abX", {"abc"}), "abc");     // 1 of 1 + 3/4
  EXPECT_EQ(NearestMatch("aXY", {"abc"}), "");        // 2
  EXPECT_EQ(NearestMatch("aXYd", {"abcdefgh"}), "");  // the longer counts: 6 of 3
  EXPECT_EQ(NearestMatch("abcde", {"abcdefgh"}), "abcdefgh");
}

TEST(NearestMatch, PrefersTheNearestAndThenTheEarlier) {
  EXPECT_EQ(NearestMatch("goof", {"roof", "good", "goof-off"}), "roof");
  EXPECT_EQ(NearestMatch("goods", {"roods", "Goods"}), "Goods");
}

TEST(NearestMatch, FindsNothingForNothing) {
  EXPECT_EQ(NearestMatch("", {"a", ""}), "");
  EXPECT_EQ(NearestMatch("good", {}), "");
  EXPECT_EQ(NearestMatch("satisfactory", OfstedFrom2014()), "");
}

}  // namespace
}  // namespace assay
