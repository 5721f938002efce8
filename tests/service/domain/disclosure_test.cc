#include "service/domain/disclosure.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace assay {
namespace {

// Holds whatever is graded, so that its verdict gives nothing away.
constexpr Rule kAlwaysMet = {Comparator::kAtLeast, {0, 1}, UngradedPolicy::kExcluded, 1};
constexpr Rule kThreeQuarters = {Comparator::kAtLeast, {75, 100}, UngradedPolicy::kUndecided, 1};

// Hidden numbers as "[c]": hits | misses | ungraded | numerator graded total, and the verdict if it is hidden.
std::string Published(const CountTable& table, const Rule& rule) {
  const Disclosure disclosure = Disclose(table, rule);
  const auto show = [](uint32_t count, bool shown) { return (shown ? std::to_string(count) : "[c]") + " "; };
  std::string text;
  for (size_t i = 0; i < table.hits.size(); ++i) text += show(table.hits[i], disclosure.hits[i]);
  text += "| ";
  for (size_t i = 0; i < table.misses.size(); ++i) text += show(table.misses[i], disclosure.misses[i]);
  const uint32_t numerator = std::accumulate(table.hits.begin(), table.hits.end(), 0u);
  const uint32_t graded = std::accumulate(table.misses.begin(), table.misses.end(), numerator);
  text += "| " + show(table.ungraded, disclosure.ungraded) + "| " + show(numerator, disclosure.numerator) +
          show(graded, disclosure.graded) + show(graded + table.ungraded, disclosure.total);
  return text + (disclosure.verdict ? "" : "[c] ");
}

TEST(Questions, Q24OutstandingAndGoodAreHiddenAndNothingElse) {
  EXPECT_EQ(Published({{190, 58, 2}, {170}, 33}, kThreeQuarters), "190 [c] [c] | 170 | 33 | 250 420 453 ");
}

TEST(Disclosure, HidesNothingWhereNothingIsSmall) {
  EXPECT_EQ(Published({{190, 58, 6}, {170}, 33}, kThreeQuarters), "190 58 6 | 170 | 33 | 254 424 457 ");
}

TEST(Disclosure, ShowsATrueNought) {
  EXPECT_EQ(Published({{190, 58, 0}, {0}, 0}, kThreeQuarters), "190 58 0 | 0 | 0 | 248 248 248 ");
  EXPECT_EQ(Published({{190, 58, 2}, {0}, 0}, kThreeQuarters), "190 [c] [c] | 0 | 0 | 250 250 250 ");
  EXPECT_EQ(Published({{0, 0}, {0}, 0}, kThreeQuarters), "0 0 | 0 | 0 | 0 0 0 ");
  EXPECT_EQ(Published({{}, {}, 0}, kThreeQuarters), "| | 0 | 0 0 0 ");
}

TEST(Disclosure, TwoSmallCountsProtectEachOther) {
  EXPECT_EQ(Published({{190, 3, 4}, {170}, 33}, kThreeQuarters), "190 [c] [c] | 170 | 33 | 197 367 400 ");
}

TEST(Disclosure, TwoOnesNeedAThirdBecauseTheirSumIsTwo) {
  EXPECT_EQ(Published({{190, 1, 1}, {170}, 33}, kThreeQuarters), "[c] [c] [c] | 170 | 33 | 192 362 395 ");
  EXPECT_EQ(Published({{190, 1, 2}, {170}, 33}, kThreeQuarters), "190 [c] [c] | 170 | 33 | 193 363 396 ");
}

TEST(Disclosure, ALoneSmallMissCostsTheSumsThatGiveItBack) {
  EXPECT_EQ(Published({{190, 58}, {2}, 33}, kThreeQuarters), "190 58 | [c] | [c] | 248 [c] 283 ");
}

TEST(Disclosure, AFewUngradedCostTheTotal) {
  EXPECT_EQ(Published({{190, 58}, {170}, 3}, kThreeQuarters), "190 58 | 170 | [c] | 248 418 [c] ");
}

TEST(Disclosure, AmongEqualsTheEarlierGoes) {
  EXPECT_EQ(Published({{58, 190, 58, 2}, {170}, 33}, kThreeQuarters), "[c] 190 58 [c] | 170 | 33 | 308 478 511 ");
}

TEST(Disclosure, ASmallStatementIsHiddenWhole) {
  EXPECT_EQ(Published({{3}, {1}, 1}, kAlwaysMet), "[c] | [c] | [c] | [c] [c] [c] ");
  EXPECT_EQ(Published({{3}, {0}, 0}, kAlwaysMet), "[c] | 0 | 0 | [c] [c] [c] ");
}

TEST(Disclosure, HidesAVerdictThatWouldGiveACountBack) {
  // Some graded, and fewer than 2, is 1.
  const Rule two_graded = {Comparator::kAtLeast, {75, 100}, UngradedPolicy::kUndecided, 2};
  EXPECT_EQ(Published({{1}, {0}, 40}, two_graded), "[c] | 0 | [c] | [c] [c] 41 [c] ");
  const Rule three_graded = {Comparator::kAtLeast, {75, 100}, UngradedPolicy::kUndecided, 3};
  EXPECT_EQ(Published({{1}, {0}, 40}, three_graded), "[c] | 0 | [c] | [c] [c] 41 ");
}

// At four fifths 17 of 21 is MET and 17 of 22 is not yet: INDETERMINATE says 5 or more, and the lone hidden count of a
// table says 5 or fewer: another must be one that may be the small one.
TEST(Disclosure, ALoneHiddenCountIsKnownToBeSmall) {
  const Rule at_least = {Comparator::kAtLeast, {4, 5}, UngradedPolicy::kUndecided, 1};
  EXPECT_EQ(Published({{8, 9}, {0}, 5}, at_least), "[c] [c] | 0 | [c] | 17 17 [c] ");
  EXPECT_EQ(Published({{8, 9}, {0}, 4}, at_least), "8 9 | 0 | [c] | 17 17 [c] ");
  const Rule at_most = {Comparator::kAtMost, {1, 5}, UngradedPolicy::kUndecided, 1};
  EXPECT_EQ(Published({{0}, {9, 20, 8}, 5}, at_most), "0 | 9 20 8 | [c] | 0 37 [c] ");
  EXPECT_EQ(Published({{0}, {9, 8}, 5}, at_most), "0 | 9 [c] | [c] | 0 [c] 22 ");
}

TEST(Disclosure, TakesCountsOfThirtyTwoBits) {
  EXPECT_EQ(Published({{4'294'967'000, 2}, {170}, 123}, kThreeQuarters),
            "[c] [c] | 170 | 123 | 4294967002 4294967172 4294967295 ");
  EXPECT_EQ(Published({{4'294'967'290, 5}, {}, 0}, kThreeQuarters),
            "[c] [c] | | 0 | 4294967295 4294967295 4294967295 ");
}

// Enumeration. A number is one of: the cells, hits first; ungraded; numerator; graded; total. Bit i of a mask says that
// number i is hidden, the bit after the last that the verdict is.
struct Shape {
  size_t hits;
  size_t misses;
  uint32_t greatest;  // of any cell

  size_t Cells() const { return hits + misses + 1; }
  size_t Numbers() const { return Cells() + 3; }
};

bool IsSmall(uint32_t number) { return number >= 1 && number <= 5; }

// Every table of one shape, and the verdict on each.
class Enumeration {
 public:
  Enumeration(Shape shape, const Rule& rule) : shape_(shape), rule_(rule) {
    std::vector<uint32_t> cells(shape.Cells(), 0);
    do {
      tables_.push_back(MakeRow(cells));
    } while (Next(cells));
  }

  size_t size() const { return tables_.size(); }
  CountTable TableAt(size_t i) const { return TableOf(tables_[i].numbers); }
  // Whether no cell is above `greatest`: the tables beside it are here too, if this is less than the shape's greatest.
  bool IsWithin(size_t i, uint32_t greatest) const {
    const auto begin = tables_[i].numbers.begin();
    return *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(shape_.Cells())) <= greatest;
  }

  unsigned MaskOf(const Disclosure& disclosure) const {
    std::vector<bool> shown = disclosure.hits;
    shown.insert(shown.end(), disclosure.misses.begin(), disclosure.misses.end());
    for (const bool sum : {disclosure.ungraded, disclosure.numerator, disclosure.graded, disclosure.total}) {
      shown.push_back(sum);
    }
    shown.push_back(disclosure.verdict);
    unsigned mask = 0;
    for (size_t i = 0; i < shown.size(); ++i) mask |= shown[i] ? 0u : 1u << i;
    return mask;
  }

  // For each table whether hiding just these numbers of it protects it from who compares all tables, and knows that one
  // with nothing small would have nothing hidden. False where a hidden number is 0.
  std::vector<bool> Protected(unsigned mask) const {
    std::vector<std::pair<uint64_t, size_t>> looks;
    for (size_t i = 0; i < tables_.size(); ++i) {
      const bool may_be = mask == 0 || tables_[i].has_small;
      if (may_be && HidesNoNought(tables_[i], mask)) looks.emplace_back(LookOf(tables_[i], mask), i);
    }
    std::sort(looks.begin(), looks.end());
    std::vector<bool> is_protected(tables_.size(), false);
    for (size_t begin = 0, end = 0; begin < looks.size(); begin = end) {
      std::vector<uint32_t> low = tables_[looks[begin].second].numbers;
      std::vector<uint32_t> high = low;
      for (end = begin; end < looks.size() && looks[end].first == looks[begin].first; ++end) {
        const std::vector<uint32_t>& numbers = tables_[looks[end].second].numbers;
        for (size_t n = 0; n < numbers.size(); ++n) {
          low[n] = std::min(low[n], numbers[n]);
          high[n] = std::max(high[n], numbers[n]);
        }
      }
      for (size_t i = begin; i < end; ++i) {
        is_protected[looks[i].second] = NothingSmallIsFound(tables_[looks[i].second].numbers, low, high);
      }
    }
    return is_protected;
  }

  // Smaller is better: rule 13's order, written as it is read.
  auto CostOf(size_t table, unsigned mask) const {
    int items = 0;
    int sums = 0;
    uint32_t cases = 0;
    std::vector<bool> shown;
    for (size_t n = 0; n < shape_.Numbers(); ++n) {
      const bool hidden = (mask >> n & 1) != 0;
      shown.push_back(!hidden);
      if (!hidden) continue;
      ++items;
      sums += n >= shape_.Cells() ? 1 : 0;
      cases += tables_[table].numbers[n];
    }
    const bool verdict = (mask >> shape_.Numbers()) != 0;
    return std::make_tuple(verdict, items, sums, !shown.back(), cases, shown);
  }

 private:
  struct Row {
    std::vector<uint32_t> numbers;  // and last the misses, which are never shown
    Verdict verdict = Verdict::kNoEvidence;
    bool has_small = false;
  };

  bool Next(std::vector<uint32_t>& cells) const {
    for (uint32_t& cell : cells) {
      if (cell < shape_.greatest) {
        ++cell;
        return true;
      }
      cell = 0;
    }
    return false;
  }

  CountTable TableOf(const std::vector<uint32_t>& numbers) const {
    const auto begin = numbers.begin();
    const auto middle = begin + static_cast<std::ptrdiff_t>(shape_.hits);
    const auto end = middle + static_cast<std::ptrdiff_t>(shape_.misses);
    return {{begin, middle}, {middle, end}, *end};
  }

  Row MakeRow(std::vector<uint32_t> numbers) const {
    const CountTable table = TableOf(numbers);
    const uint32_t hits = std::accumulate(table.hits.begin(), table.hits.end(), 0u);
    const uint32_t misses = std::accumulate(table.misses.begin(), table.misses.end(), 0u);
    numbers.insert(numbers.end(), {hits, hits + misses, hits + misses + table.ungraded, misses});
    const bool has_small = std::any_of(numbers.begin(), numbers.end(), IsSmall);
    return {numbers, Judge(rule_, {hits, hits + misses, table.ungraded}).verdict, has_small};
  }

  bool HidesNoNought(const Row& row, unsigned mask) const {
    for (size_t n = 0; n < shape_.Numbers(); ++n) {
      if ((mask >> n & 1) != 0 && row.numbers[n] == 0) return false;
    }
    return true;
  }

  // All that is shown, as one number.
  uint64_t LookOf(const Row& row, unsigned mask) const {
    uint64_t look = (mask >> shape_.Numbers()) != 0 ? 0 : static_cast<uint64_t>(row.verdict);
    for (size_t n = 0; n < shape_.Numbers(); ++n) look = look * 64 + ((mask >> n & 1) != 0 ? 0 : row.numbers[n]);
    return look;
  }

  // A shown number has one value: it is its own least and greatest.
  static bool NothingSmallIsFound(const std::vector<uint32_t>& numbers, const std::vector<uint32_t>& low,
                                  const std::vector<uint32_t>& high) {
    for (size_t n = 0; n < numbers.size(); ++n) {
      if (IsSmall(numbers[n]) && low[n] == high[n]) return false;
    }
    return true;
  }

  Shape shape_;
  Rule rule_;
  std::vector<Row> tables_;
};

// Of every way to hide numbers of every table, by trial of every other table: the least that protects is the one taken.
void ExpectTheLeastThatProtects(Shape shape, const Rule& rule, uint32_t greatest) {
  const Enumeration enumeration(shape, rule);
  std::map<size_t, std::optional<unsigned>> best;
  for (size_t i = 0; i < enumeration.size(); ++i) {
    if (enumeration.IsWithin(i, greatest)) best[i] = std::nullopt;
  }
  const auto is_found = [](const auto& entry) { return entry.second.has_value(); };
  for (unsigned mask = 0; mask < 2u << shape.Numbers(); ++mask) {
    // From here on the verdict is hidden, which is the last resort.
    if (mask == 1u << shape.Numbers() && std::all_of(best.begin(), best.end(), is_found)) break;
    const std::vector<bool> is_protected = enumeration.Protected(mask);
    for (auto& [i, least] : best) {
      if (!is_protected[i]) continue;
      if (!least.has_value() || enumeration.CostOf(i, mask) < enumeration.CostOf(i, *least)) least = mask;
    }
  }
  for (const auto& [i, least] : best) {
    const unsigned taken = enumeration.MaskOf(Disclose(enumeration.TableAt(i), rule));
    ASSERT_EQ(least, taken) << Published(enumeration.TableAt(i), rule);
  }
}

TEST(DisclosureByEnumeration, IsTheLeastThatProtectsOneGradeOnEachSide) {
  ExpectTheLeastThatProtects({1, 1, 14}, kAlwaysMet, 13);
}
TEST(DisclosureByEnumeration, IsTheLeastThatProtectsTwoGradesAgainstOne) {
  ExpectTheLeastThatProtects({2, 1, 8}, kAlwaysMet, 7);
}
TEST(DisclosureByEnumeration, IsTheLeastThatProtectsOneGradeAgainstTwo) {
  ExpectTheLeastThatProtects({1, 2, 8}, kAlwaysMet, 7);
}
TEST(DisclosureByEnumeration, IsTheLeastThatProtectsTwoGradesOnEachSide) {
  ExpectTheLeastThatProtects({2, 2, 7}, kAlwaysMet, 6);
}

constexpr std::array kPolicies = {UngradedPolicy::kAgainst, UngradedPolicy::kExcluded, UngradedPolicy::kUndecided};
constexpr std::array kComparators = {Comparator::kAtLeast, Comparator::kAtMost};

std::vector<Rule> RulesOf(const std::vector<Fraction>& targets, const std::vector<uint32_t>& minimums) {
  std::vector<Rule> rules;
  for (const Fraction target : targets) {
    for (const uint32_t minimum : minimums) {
      for (const Comparator comparator : kComparators) {
        for (const UngradedPolicy policy : kPolicies) rules.push_back({comparator, target, policy, minimum});
      }
    }
  }
  return rules;
}

// What is taken for each table protects it.
void ExpectProtection(Shape shape, const Rule& rule, uint32_t greatest) {
  const Enumeration enumeration(shape, rule);
  std::map<unsigned, std::vector<size_t>> tables_by_mask;
  for (size_t i = 0; i < enumeration.size(); ++i) {
    if (!enumeration.IsWithin(i, greatest)) continue;
    tables_by_mask[enumeration.MaskOf(Disclose(enumeration.TableAt(i), rule))].push_back(i);
  }
  for (const auto& [mask, tables] : tables_by_mask) {
    const std::vector<bool> is_protected = enumeration.Protected(mask);
    for (const size_t i : tables) ASSERT_TRUE(is_protected[i]) << Published(enumeration.TableAt(i), rule);
  }
}

TEST(DisclosureByEnumeration, ProtectsWhateverTheVerdictGivesAway) {
  for (const Rule& rule : RulesOf({{1, 10}, {3, 4}}, {1, 7})) {
    ASSERT_NO_FATAL_FAILURE(ExpectProtection({1, 1, 11}, rule, 6));
  }
  for (const Rule& rule : RulesOf({{2, 3}}, {3})) ASSERT_NO_FATAL_FAILURE(ExpectProtection({2, 1, 9}, rule, 4));
}

TEST(DisclosureByEnumeration, IsTheLeastThatProtectsFromTheVerdictToo) {
  for (const Rule& rule : RulesOf({{3, 4}}, {3})) {
    ASSERT_NO_FATAL_FAILURE(ExpectTheLeastThatProtects({1, 1, 11}, rule, 6));
  }
}

// Tables too great to enumerate: what is hidden is never 0, what is small is always hidden, and all of it does not
// depend on where a number stands.
RC_GTEST_PROP(DisclosureProperty, HidesWhatIsSmallAndShowsWhatIsNought, ()) {
  const auto any_cell = rc::gen::oneOf(rc::gen::inRange<uint32_t>(0, 10), rc::gen::inRange<uint32_t>(0, 100'000'000));
  CountTable table;
  table.hits = *rc::gen::container<std::vector<uint32_t>>(*rc::gen::inRange(1, 16), any_cell);
  table.misses = *rc::gen::container<std::vector<uint32_t>>(*rc::gen::inRange(1, 16), any_cell);
  table.ungraded = *any_cell;
  const Disclosure disclosure = Disclose(table, kThreeQuarters);
  const auto is_right = [](uint32_t number, bool shown) { return number == 0 ? shown : !shown || !IsSmall(number); };
  for (size_t i = 0; i < table.hits.size(); ++i) RC_ASSERT(is_right(table.hits[i], disclosure.hits[i]));
  for (size_t i = 0; i < table.misses.size(); ++i) RC_ASSERT(is_right(table.misses[i], disclosure.misses[i]));
  RC_ASSERT(is_right(table.ungraded, disclosure.ungraded));
  std::swap(table.hits.front(), table.hits.back());
  Disclosure swapped = Disclose(table, kThreeQuarters);
  RC_ASSERT(std::count(swapped.hits.begin(), swapped.hits.end(), false) ==
            std::count(disclosure.hits.begin(), disclosure.hits.end(), false));
  swapped.hits = disclosure.hits;
  RC_ASSERT(swapped == disclosure);
}

}  // namespace
}  // namespace assay
