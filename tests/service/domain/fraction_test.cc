#include "service/domain/fraction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/service/domain/big_number.h"
#include "tests/service/domain/counts_generators.h"

namespace assay {
namespace {

constexpr uint32_t kMax = UINT32_MAX;
constexpr Fraction kThreeQuarters = {75, 100};

// Percent of the ratio to so many decimals by long division, as on paper: "55.1%".
std::string LongDivision(Ratio ratio, int decimals) {
  std::string text = std::to_string(uint64_t{ratio.count} * 100 / ratio.total) + ".";
  uint64_t rest = uint64_t{ratio.count} * 100 % ratio.total;
  for (int i = 0; i < decimals; ++i) {
    rest *= 10;
    text += static_cast<char>('0' + rest / ratio.total);
    rest %= ratio.total;
  }
  return text + "%";
}

TEST(ParseFraction, KeepsAShareAsItWasGiven) {
  EXPECT_EQ(ParseFraction("75%"), (Fraction{75, 100}));
  EXPECT_EQ(ParseFraction("66.7%"), (Fraction{667, 1'000}));
  EXPECT_EQ(ParseFraction("2/3"), (Fraction{2, 3}));
  EXPECT_EQ(ParseFraction("4/6"), (Fraction{4, 6}));
  EXPECT_EQ(ParseFraction("0%"), (Fraction{0, 100}));
  EXPECT_EQ(ParseFraction("100%"), (Fraction{100, 100}));
  EXPECT_EQ(ParseFraction("0.000001%"), (Fraction{1, 100'000'000}));
  EXPECT_EQ(ParseFraction("100.000000%"), (Fraction{100'000'000, 100'000'000}));
  EXPECT_EQ(ParseFraction("4294967295/4294967295"), (Fraction{kMax, kMax}));
}

TEST(ParseFraction, RefusesSharesAboveOne) {
  for (const char* text : {"101%", "100.1%", "100.000001%", "999%", "4/3", "4294967295/4294967294"}) {
    EXPECT_EQ(ParseFraction(text), std::nullopt) << text;
  }
}

TEST(ParseFraction, RefusesEverythingElse) {
  for (const char* text : {"",
                           "%",
                           "75",
                           "0.75",
                           ".5%",
                           "75.%",
                           "75%%",
                           "75 %",
                           " 75%",
                           "-1%",
                           "+75%",
                           "7e1%",
                           "75,0%",
                           "1.0000001%",
                           "0075%",
                           "1.2.3%",
                           "/",
                           "2/",
                           "/3",
                           "1/2/3",
                           "1/0",
                           "0/0",
                           "2 / 3",
                           "-1/3",
                           "1/4294967296",
                           "4294967296/1",
                           "0x1/2",
                           "2/3%",
                           "18446744073709551616/18446744073709551617",
                           "nan%"}) {
    EXPECT_EQ(ParseFraction(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseFraction(std::string_view("75\0%", 4)), std::nullopt);
}

TEST(FormatFraction, SaysAPercentageWhereOneSaysItExactly) {
  EXPECT_EQ(FormatFraction({75, 100}), "75%");
  EXPECT_EQ(FormatFraction({3, 4}), "75%");
  EXPECT_EQ(FormatFraction({667, 1'000}), "66.7%");
  EXPECT_EQ(FormatFraction({1, 100'000'000}), "0.000001%");
  EXPECT_EQ(FormatFraction({0, 7}), "0%");
  EXPECT_EQ(FormatFraction({7, 7}), "100%");
  EXPECT_EQ(FormatFraction({1, 10}), "10%");
}

TEST(FormatFraction, SaysAFractionWhereNoPercentageDoes) {
  EXPECT_EQ(FormatFraction({2, 3}), "2/3");
  EXPECT_EQ(FormatFraction({1, 1'000'000'000}), "1/1000000000");
  EXPECT_EQ(FormatFraction({kMax - 1, kMax}), "4294967294/4294967295");
}

RC_GTEST_PROP(FractionProperty, AFormattedTargetIsReadBackAsTheSameShare, ()) {
  const Fraction target = *AnyTarget();
  const std::optional<Fraction> read = ParseFraction(FormatFraction(target));
  RC_ASSERT(read.has_value());
  RC_ASSERT(uint64_t{read->numerator} * target.denominator == uint64_t{target.numerator} * read->denominator);
}

RC_GTEST_PROP(FractionProperty, ComparisonsAgreeWithSchoolbookArithmetic, ()) {
  const Ratio ratio = *AnyRatio();
  const Fraction target = *AnyTarget();
  const BigNumber share = BigNumber(ratio.count) * BigNumber(target.denominator);
  const BigNumber wanted = BigNumber(target.numerator) * BigNumber(ratio.total);
  RC_ASSERT(AtLeast(ratio, target) == (wanted <= share));
  RC_ASSERT(AtMost(ratio, target) == (share <= wanted));
}

TEST(Comparisons, AreExactAtTheEndsOf32Bits) {
  EXPECT_TRUE(AtLeast({kMax, kMax}, {kMax, kMax}));
  EXPECT_TRUE(AtMost({kMax, kMax}, {kMax, kMax}));
  EXPECT_FALSE(AtLeast({kMax - 2, kMax - 1}, {kMax - 1, kMax}));
  EXPECT_TRUE(AtMost({kMax - 2, kMax - 1}, {kMax - 1, kMax}));
  EXPECT_TRUE(AtLeast({kMax - 1, kMax}, {kMax - 2, kMax - 1}));
  EXPECT_TRUE(AtLeast({0, kMax}, {0, 1}));
  EXPECT_FALSE(AtLeast({0, kMax}, {1, kMax}));
}

TEST(Counts, AreTheWorkedAnswersForSomerset) {
  EXPECT_EQ(LeastCount(453, kThreeQuarters), 340u);
  EXPECT_EQ(LeastCount(420, kThreeQuarters), 315u);
  EXPECT_EQ(GreatestCount(453, {10, 100}), 45u);
  EXPECT_EQ(GreatestCount(420, {10, 100}), 42u);
}

TEST(Counts, OfNothingAreNothing) {
  EXPECT_EQ(LeastCount(0, kThreeQuarters), 0u);
  EXPECT_EQ(GreatestCount(0, kThreeQuarters), 0u);
}

RC_GTEST_PROP(FractionProperty, TheLeastCountReachesTheTargetAndOneFewerDoesNot, ()) {
  const uint32_t total = *AnyCount();
  const Fraction target = *AnyTarget();
  const uint32_t least = LeastCount(total, target);
  const BigNumber wanted = BigNumber(target.numerator) * BigNumber(total);
  RC_ASSERT(least <= total);
  RC_ASSERT(wanted <= BigNumber(least) * BigNumber(target.denominator));
  RC_ASSERT((least == 0 || BigNumber(least - 1) * BigNumber(target.denominator) < wanted));
}

RC_GTEST_PROP(FractionProperty, TheGreatestCountKeepsToTheTargetAndOneMoreDoesNot, ()) {
  const uint32_t total = *AnyCount();
  const Fraction target = *AnyTarget();
  const uint32_t greatest = GreatestCount(total, target);
  const BigNumber wanted = BigNumber(target.numerator) * BigNumber(total);
  RC_ASSERT(greatest <= total);
  RC_ASSERT(BigNumber(greatest) * BigNumber(target.denominator) <= wanted);
  RC_ASSERT(wanted < BigNumber(uint64_t{greatest} + 1) * BigNumber(target.denominator));
}

TEST(FormatShare, TruncatesThePublishedSharesOfSomerset) {
  EXPECT_EQ(FormatShare({170, 453}), "37.5%");
  EXPECT_EQ(FormatShare({190, 453}), "41.9%");
  EXPECT_EQ(FormatShare({58, 453}), "12.8%");
  EXPECT_EQ(FormatShare({2, 453}), "0.4%");
  EXPECT_EQ(FormatShare({33, 453}), "7.2%");
  EXPECT_EQ(FormatShare({250, 453}), "55.1%");
  EXPECT_EQ(FormatShare({250, 420}), "59.5%");
  EXPECT_EQ(FormatShare({283, 453}), "62.4%");
  EXPECT_EQ(FormatShare({60, 453}), "13.2%");
  EXPECT_EQ(FormatShare({60, 420}), "14.2%");
}

TEST(FormatShare, NeverRoundsUpToATarget) {
  EXPECT_EQ(FormatShare({7'496, 10'000}), "74.9%");
  EXPECT_EQ(FormatShare({kMax - 1, kMax}), "99.9%");
}

TEST(FormatShare, SaysTheEndsAndNothing) {
  EXPECT_EQ(FormatShare({0, 5}), "0.0%");
  EXPECT_EQ(FormatShare({5, 5}), "100.0%");
  EXPECT_EQ(FormatShare({kMax, kMax}), "100.0%");
  EXPECT_EQ(FormatShare({1, kMax}), "0.0%");
  EXPECT_EQ(FormatShare({0, 0}), "[x]");
}

RC_GTEST_PROP(FractionProperty, SharesAgreeWithLongDivision, ()) {
  const Ratio ratio = *AnyRatio();
  RC_ASSERT(FormatShare(ratio) == LongDivision(ratio, 1));
}

TEST(FormatShareAgainst, AddsDecimalsUntilTheShareNoLongerLooksLikeTheTarget) {
  EXPECT_EQ(FormatShareAgainst({3'001, 4'000}, kThreeQuarters), "75.02%");
  EXPECT_EQ(FormatShareAgainst({300'001, 400'000}, kThreeQuarters), "75.0002%");
  EXPECT_EQ(FormatShareAgainst({1, kMax}, {0, 1}), "0.00000002%");
}

TEST(FormatShareAgainst, KeepsOneDecimalEverywhereElse) {
  EXPECT_EQ(FormatShareAgainst({315, 420}, kThreeQuarters), "75.0%");
  EXPECT_EQ(FormatShareAgainst({339, 453}, kThreeQuarters), "74.8%");
  EXPECT_EQ(FormatShareAgainst({340, 453}, kThreeQuarters), "75.05%");
  EXPECT_EQ(FormatShareAgainst({341, 453}, kThreeQuarters), "75.2%");
  EXPECT_EQ(FormatShareAgainst({2, 3}, {2, 3}), "66.6%");
  EXPECT_EQ(FormatShareAgainst({667, 1'000}, {667, 1'000}), "66.7%");
  EXPECT_EQ(FormatShareAgainst({0, 0}, kThreeQuarters), "[x]");
}

// The oracle tries one decimal after the other and reads the digits it shows back as a number.
std::string NaiveShareAgainst(Ratio ratio, Fraction target) {
  const bool exact = uint64_t{ratio.count} * target.denominator == uint64_t{target.numerator} * ratio.total;
  for (int decimals = 1;; ++decimals) {
    std::string shown = LongDivision(ratio, decimals);
    BigNumber digits(0);
    BigNumber one(100);
    for (const char c : shown) {
      if (c >= '0' && c <= '9') digits = digits * 10 + BigNumber(static_cast<uint64_t>(c - '0'));
    }
    for (int i = 0; i < decimals; ++i) one = one * 10;
    const bool looks_like_target = digits * BigNumber(target.denominator) == one * BigNumber(target.numerator);
    if (exact || !looks_like_target) return shown;
  }
}

RC_GTEST_PROP(FractionProperty, SharesAgainstATargetAgreeWithReadingThemBack, ()) {
  const Ratio ratio = *AnyRatio();
  const Fraction target = *AnyTarget();
  RC_ASSERT(FormatShareAgainst(ratio, target) == NaiveShareAgainst(ratio, target));
}

RC_GTEST_PROP(FractionProperty, SharesJustAboveATargetAgreeWithReadingThemBack, ()) {
  const Fraction target = {*rc::gen::inRange<uint32_t>(0, 1'001), 1'000};
  const uint32_t total = std::max(*AnyCount(), 1u);
  const uint32_t least = LeastCount(total, target);
  const Ratio ratio = {std::min(total, least), total};
  RC_ASSERT(FormatShareAgainst(ratio, target) == NaiveShareAgainst(ratio, target));
}

TEST(FormatMarginPoints, AreTheWorkedAnswersForSomerset) {
  EXPECT_EQ(FormatMarginPoints({250, 453}, kThreeQuarters), "-19.8");
  EXPECT_EQ(FormatMarginPoints({250, 420}, kThreeQuarters), "-15.4");
}

TEST(FormatMarginPoints, TruncatesTowardZeroAndKeepsTheSignOfWhatIsNotZero) {
  EXPECT_EQ(FormatMarginPoints({315, 420}, kThreeQuarters), "0.0");
  EXPECT_EQ(FormatMarginPoints({7'499, 10'000}, kThreeQuarters), "-0.0");
  EXPECT_EQ(FormatMarginPoints({7'501, 10'000}, kThreeQuarters), "+0.0");
  EXPECT_EQ(FormatMarginPoints({7'549, 10'000}, kThreeQuarters), "+0.4");
  EXPECT_EQ(FormatMarginPoints({0, 1}, {1, 1}), "-100.0");
  EXPECT_EQ(FormatMarginPoints({1, 1}, {0, 1}), "+100.0");
  EXPECT_EQ(FormatMarginPoints({kMax - 1, kMax}, {kMax, kMax}), "-0.0");
  EXPECT_EQ(FormatMarginPoints({0, 0}, kThreeQuarters), "[x]");
}

RC_GTEST_PROP(FractionProperty, MarginsAgreeWithSchoolbookArithmetic, ()) {
  const Ratio ratio = *AnyRatio();
  const Fraction target = *AnyTarget();
  const std::string margin = FormatMarginPoints(ratio, target);
  const BigNumber share = BigNumber(ratio.count) * BigNumber(target.denominator);
  const BigNumber wanted = BigNumber(target.numerator) * BigNumber(ratio.total);
  const char sign = share == wanted ? '0' : wanted < share ? '+' : '-';
  RC_ASSERT((sign == '0' ? margin == "0.0" : margin.front() == sign));
  uint64_t tenths = 0;
  for (const char c : margin) {
    if (c >= '0' && c <= '9') tenths = tenths * 10 + static_cast<uint64_t>(c - '0');
  }
  // smaller + tenths/1000 <= greater < smaller + (tenths + 1)/1000, all over total * denominator.
  const BigNumber unit = BigNumber(ratio.total) * BigNumber(target.denominator);
  const BigNumber smaller = (share < wanted ? share : wanted) * 1'000;
  const BigNumber greater = (share < wanted ? wanted : share) * 1'000;
  RC_ASSERT(smaller + BigNumber(tenths) * unit <= greater);
  RC_ASSERT(greater < smaller + BigNumber(tenths + 1) * unit);
}

}  // namespace
}  // namespace assay
