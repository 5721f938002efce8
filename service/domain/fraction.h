// Exact shares. No floating point: a verdict is integer arithmetic in 128 bits (DOMAIN rule 6).
#ifndef ASSAY_SERVICE_DOMAIN_FRACTION_H_
#define ASSAY_SERVICE_DOMAIN_FRACTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// A share from 0 to 1 kept as it was given: 66.7% is 667/1000, "2/3" is 2/3. Not reduced.
struct Fraction {
  uint32_t numerator = 0;
  uint32_t denominator = 1;  // at least 1

  bool operator==(const Fraction&) const = default;
};

// A count out of a count, at most `total`. `total` may be 0: such a share is shown as [x] and compares with nothing.
struct Ratio {
  uint32_t count = 0;
  uint32_t total = 0;

  bool operator==(const Ratio&) const = default;
};

// "75%", "66.7%" (at most 6 decimals) or "2/3". nullopt for anything else, a denominator of 0, or a share above 1.
std::optional<Fraction> ParseFraction(std::string_view text);

// "75%" where a percentage of at most 6 decimals says it exactly, else "2/3".
std::string FormatFraction(Fraction target);

// ratio >= target and ratio <= target, exactly. `ratio.total` must not be 0.
bool AtLeast(Ratio ratio, Fraction target);
bool AtMost(Ratio ratio, Fraction target);

// The least count of `total` that is at least the target share; the greatest that is at most the target share.
uint32_t LeastCount(uint32_t total, Fraction target);
uint32_t GreatestCount(uint32_t total, Fraction target);

// Truncated, never rounded: 250/453 is "55.1%". "[x]" for a total of 0.
std::string FormatShare(Ratio ratio);

// As FormatShare, but where the truncated decimal equals the target and the exact share does not, with as many more
// decimals as it takes until they differ: 3001/4000 against 75% is "75.02%".
std::string FormatShareAgainst(Ratio ratio, Fraction target);

// Share minus target in percentage points, truncated toward zero to one decimal, with its sign unless zero: "-19.8",
// "+0.4", "0.0". A difference that truncates to zero but is not keeps its sign: "-0.0". "[x]" for a total of 0.
std::string FormatMarginPoints(Ratio ratio, Fraction target);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_FRACTION_H_
