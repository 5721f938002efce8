#include "service/domain/spend.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gmock/gmock.h"
#include "service/domain/limits.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SpendItem Item(const std::string& id, std::optional<uint64_t> pence, uint32_t units) {
  SpendItem item;
  item.authority = "somerset";
  item.id = id;
  item.title = "Temporary staff";
  item.amount_pence = pence;
  item.basis = 1;
  item.source = "Statement of accounts 2013/14";
  item.units = units;
  return item;
}

SpendItem Part(const std::string& total, const std::string& id, std::optional<uint64_t> pence, uint32_t units) {
  SpendItem item = Item(id, pence, units);
  item.part_of = total;
  return item;
}

SpendTotal Total(const std::vector<SpendItem>& items) {
  const std::vector<SpendTotal> totals = Summarize(items);
  EXPECT_EQ(totals.size(), 1u);
  return totals.at(0);
}

// "REASON field"; empty: it fits.
std::string WhyNot(const std::vector<SpendItem>& items, const SpendItem& item) {
  const std::optional<Refused> refused = CheckAgainst(items, item);
  return refused.has_value() ? refused->reason + " " + refused->field : "";
}

TEST(SpendShape, TakesTheLeastAndTheMostAnItemCanSay) {
  SpendItem item = Item("staff", std::nullopt, 0);
  EXPECT_THAT(Validate(item), IsEmpty());
  item = Part("Staff_2013.14", "head", 1'000'000'000'000'000, UINT32_MAX);
  item.basis = 4;
  item.first_day = item.last_day = "2013-04-01";
  item.title = std::string(200, 'x');
  item.source = std::string(500, 'x');
  EXPECT_THAT(Validate(item), IsEmpty());
}

TEST(SpendShape, NamesWhatIsMissing) {
  EXPECT_THAT(Summary(Validate(SpendItem{})),
              ElementsAre("name REQUIRED", "name REQUIRED", "title REQUIRED", "source REQUIRED"));
}

TEST(SpendShape, RefusesWhatIsBeyondItsLimits) {
  SpendItem item = Part("not an id", "a/b", 1'000'000'000'000'001, 1);
  item.basis = 5;
  item.first_day = "2014-03-31";
  item.last_day = "2014-03-30";
  item.source = std::string(501, 'x');
  EXPECT_THAT(Summary(Validate(item)), ElementsAre("name BAD_FORMAT", "amount_pence TOO_LONG", "basis OUT_OF_RANGE",
                                                   "last_day OUT_OF_RANGE", "source TOO_LONG", "part_of BAD_FORMAT"));
  item = Part("staff", "staff", 1, 1);
  EXPECT_THAT(Validate(item), IsOnly("part_of", reason::kNotAllowed));
}

TEST(SpendParts, AreOfARecordedTotalOnItsBasis) {
  const std::vector<SpendItem> items = {Item("staff", 74'100'000, 3), Part("staff", "head", 34'100'000, 1)};
  EXPECT_EQ(WhyNot(items, Part("staff", "deputy", 1, 1)), "");
  EXPECT_EQ(WhyNot(items, Part("agency", "deputy", 1, 1)), "UNKNOWN_RECORD item.part_of");
  EXPECT_EQ(WhyNot(items, Part("head", "deputy", 1, 1)), "NOT_ALLOWED item.part_of");
  SpendItem budget = Part("staff", "deputy", 1, 1);
  budget.basis = 2;
  EXPECT_EQ(WhyNot(items, budget), "NOT_ALLOWED item.basis");
}

TEST(SpendParts, LeaveTheirTotalATotalOnTheirBasis) {
  const std::vector<SpendItem> items = {Item("all", 99'000'000, 0), Item("staff", 74'100'000, 3),
                                        Part("staff", "head", 34'100'000, 1)};
  EXPECT_EQ(WhyNot(items, Part("all", "staff", 74'100'000, 3)), "NOT_ALLOWED item.part_of");
  SpendItem budget = Item("staff", 74'100'000, 3);
  budget.basis = 2;
  EXPECT_EQ(WhyNot(items, budget), "NOT_ALLOWED item.basis");
  budget.id = "all";  // without parts
  EXPECT_EQ(WhyNot(items, budget), "");
  EXPECT_EQ(WhyNot(items, Item("staff", 1, 1)), "");  // a correction of the amount
  EXPECT_EQ(WhyNot(items, Part("all", "head", 34'100'000, 1)), "");
  EXPECT_EQ(WhyNot(items, Item("head", 34'100'000, 1)), "");
}

TEST(SpendRemainder, OfTwoIsKnownTogetherAndUnknownEach) {
  const SpendTotal total = Total({Item("staff", 74'100'000, 3), Part("staff", "head", 34'100'000, 1)});
  EXPECT_EQ(total.remainder_pence, 40'000'000);
  EXPECT_EQ(total.remainder_units, 2);
  EXPECT_EQ(total.remainder_each_pence, std::nullopt);
}

TEST(SpendRemainder, OfOneIsKnown) {
  const SpendTotal total = Total({Item("staff", 74'100'000, 2), Part("staff", "head", 34'100'000, 1)});
  EXPECT_EQ(total.remainder_units, 1);
  EXPECT_EQ(total.remainder_each_pence, 40'000'000);
  EXPECT_EQ(Total({Item("head", 5, 1)}).remainder_each_pence, 5);
}

TEST(SpendRemainder, HoldsThePartsWithoutAnAmount) {
  const SpendTotal total = Total({Item("staff", 74'100'000, 3), Part("staff", "head", 34'100'000, 1),
                                  Part("staff", "deputy", std::nullopt, 1), Part("staff", "aide", std::nullopt, 0)});
  EXPECT_EQ(total.remainder_pence, 40'000'000);
  EXPECT_EQ(total.remainder_units, 2);
  EXPECT_EQ(total.remainder_each_pence, std::nullopt);
}

TEST(SpendRemainder, OfUnitsIsAbsentWhereSomebodyDoesNotStateThem) {
  SpendTotal total = Total({Item("staff", 74'100'000, 0), Part("staff", "head", 34'100'000, 1)});
  EXPECT_EQ(total.remainder_units, std::nullopt);
  total = Total({Item("staff", 74'100'000, 1), Part("staff", "head", 34'100'000, 0)});
  EXPECT_EQ(total.remainder_units, std::nullopt);
  EXPECT_EQ(total.remainder_each_pence, std::nullopt);
  EXPECT_EQ(total.remainder_pence, 40'000'000);
}

TEST(SpendRemainder, IsAbsentWhereTheTotalHasNoAmount) {
  const SpendTotal total = Total({Item("staff", std::nullopt, 2), Part("staff", "head", 34'100'000, 1)});
  EXPECT_EQ(total.remainder_pence, std::nullopt);
  EXPECT_EQ(total.remainder_units, 1);
  EXPECT_EQ(total.remainder_each_pence, std::nullopt);
}

TEST(SpendRemainder, IsKeptNegativeAndThenSaysNothingOfOne) {
  const SpendTotal total = Total({Item("staff", 10, 2), Part("staff", "head", 11, 1)});
  EXPECT_EQ(total.remainder_pence, -1);
  EXPECT_EQ(total.remainder_units, 1);
  EXPECT_EQ(total.remainder_each_pence, std::nullopt);
  EXPECT_EQ(Total({Item("staff", 10, 2), Part("staff", "head", 10, 1)}).remainder_each_pence, 0);
  EXPECT_EQ(Total({Item("staff", 10, 2), Part("staff", "head", 1, 3)}).remainder_units, -1);
}

TEST(SpendRemainder, BeyondWhatCanBeSaidIsAbsent) {
  std::vector<SpendItem> items = {Item("all", 0, 0)};
  for (int i = 0; i < 10'000; ++i) items.push_back(Part("all", "p" + std::to_string(i), limits::kAmountPenceMax, 1));
  EXPECT_EQ(Total(items).remainder_pence, std::nullopt);
}

TEST(SpendSummary, HasTotalsAndTheirPartsById) {
  const std::vector<SpendTotal> totals =
      Summarize({Part("b", "z", 1, 1), Item("b", 9, 0), Part("b", "c", 2, 1), Item("a", 5, 0), Part("a", "m", 3, 1)});
  ASSERT_EQ(totals.size(), 2u);
  EXPECT_EQ(totals[0].item, Item("a", 5, 0));
  EXPECT_THAT(totals[0].parts, ElementsAre(Part("a", "m", 3, 1)));
  EXPECT_EQ(totals[1].item, Item("b", 9, 0));
  EXPECT_THAT(totals[1].parts, ElementsAre(Part("b", "c", 2, 1), Part("b", "z", 1, 1)));
  EXPECT_EQ(totals[1].remainder_pence, 6);
  EXPECT_THAT(Summarize({}), IsEmpty());
}

RC_GTEST_PROP(SpendProperty, RemainderAndPartsMakeTheTotal, ()) {
  const auto any_amount = [] { return *rc::gen::inRange<uint64_t>(0, limits::kAmountPenceMax + 1); };
  std::vector<SpendItem> items = {Item("all", any_amount(), *rc::gen::inRange(0u, 5u))};
  int64_t stated = 0;
  int64_t units = 0;
  bool units_are_stated = items[0].units != 0;
  const int parts = *rc::gen::inRange(0, 6);
  for (int i = 0; i < parts; ++i) {
    SpendItem part = Part("all", "p" + std::to_string(i), std::nullopt, *rc::gen::inRange(0u, 3u));
    if (*rc::gen::arbitrary<bool>()) {
      part.amount_pence = any_amount();
      stated += static_cast<int64_t>(*part.amount_pence);
      units += part.units;
      units_are_stated = units_are_stated && part.units != 0;
    }
    items.push_back(part);
  }
  const SpendTotal total = Summarize(items).at(0);
  RC_ASSERT(*total.remainder_pence + stated == static_cast<int64_t>(*items[0].amount_pence));
  RC_ASSERT(total.remainder_units.has_value() == units_are_stated);
  if (units_are_stated) RC_ASSERT(*total.remainder_units + units == int64_t{items[0].units});
  if (total.remainder_each_pence) RC_ASSERT(*total.remainder_units == 1);
}

}  // namespace
}  // namespace assay
