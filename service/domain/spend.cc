#include "service/domain/spend.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

__extension__ using Wide = __int128;

constexpr int kSpendBasisMax = 4;  // the greatest assay.v1.SpendBasis

Refused RefuseField(std::string_view field, std::string_view why, std::string message) {
  return {.reason = std::string(why), .field = std::string(field), .message = std::move(message)};
}

const SpendItem* Find(const std::vector<SpendItem>& items, std::string_view id) {
  for (const SpendItem& item : items) {
    if (item.id == id) return &item;
  }
  return nullptr;
}

const SpendItem* FindPart(const std::vector<SpendItem>& items, std::string_view total) {
  for (const SpendItem& item : items) {
    if (item.part_of == total) return &item;
  }
  return nullptr;
}

void CheckPeriod(const SpendItem& item, Violations& out) {
  const auto first = CheckOptionalDate({"first_day", item.first_day}, out);
  const auto last = CheckOptionalDate({"last_day", item.last_day}, out);
  if (first.has_value() && last.has_value() && *last < *first) {
    Refuse(out, "last_day", reason::kOutOfRange, item.last_day + " is before the first day, " + item.first_day);
  }
}

// nullopt where it is too large to say: 10,000 parts of the greatest amount.
std::optional<int64_t> Narrow(Wide value) {
  if (value < std::numeric_limits<int64_t>::min() || value > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return static_cast<int64_t>(value);
}

// A part without an amount cannot be taken from the total: what it cost is in the remainder, and so are its units.
void FillRemainder(SpendTotal& total) {
  Wide pence = static_cast<Wide>(total.item.amount_pence.value_or(0));
  int64_t units = total.item.units;
  bool units_are_stated = total.item.units != 0;
  for (const SpendItem& part : total.parts) {
    if (!part.amount_pence.has_value()) continue;
    pence -= static_cast<Wide>(*part.amount_pence);
    units -= part.units;
    units_are_stated = units_are_stated && part.units != 0;
  }
  if (units_are_stated) total.remainder_units = units;
  if (total.item.amount_pence.has_value()) total.remainder_pence = Narrow(pence);
  if (total.remainder_units == 1 && total.remainder_pence.has_value() && *total.remainder_pence >= 0) {
    total.remainder_each_pence = total.remainder_pence;
  }
}

}  // namespace

Violations Validate(const SpendItem& item) {
  Violations out;
  CheckAuthorityId({"name", item.authority}, out);
  CheckItemId({"name", item.id}, out);
  CheckLine({"title", item.title}, limits::kTitleBytes, out);
  if (item.amount_pence.value_or(0) > limits::kAmountPenceMax) {
    Refuse(out, "amount_pence", reason::kTooLong,
           "at most " + std::to_string(limits::kAmountPenceMax) + " pence are allowed; this is " +
               std::to_string(*item.amount_pence));
  }
  if (item.basis < 0 || item.basis > kSpendBasisMax) {
    Refuse(out, "basis", reason::kOutOfRange, std::to_string(item.basis) + " is not a basis of an amount");
  }
  CheckPeriod(item, out);
  CheckLine({"source", item.source}, limits::kSourceBytes, out);
  if (!item.part_of.empty()) {
    CheckItemId({"part_of", item.part_of}, out);
    if (item.part_of == item.id) {
      Refuse(out, "part_of", reason::kNotAllowed, "an item cannot be a part of itself");
    }
  }
  return out;
}

std::optional<Refused> CheckAgainst(const std::vector<SpendItem>& items, const SpendItem& item) {
  if (item.part_of.empty()) {
    const auto differs = [&item](const SpendItem& part) { return part.part_of == item.id && part.basis != item.basis; };
    if (std::none_of(items.begin(), items.end(), differs)) return std::nullopt;
    return RefuseField("item.basis", reason::kNotAllowed, "the item has parts on another basis");
  }
  const SpendItem* total = Find(items, item.part_of);
  if (total == nullptr) {
    return RefuseField("item.part_of", reason::kUnknownRecord, "item '" + item.part_of + "' is not recorded");
  }
  if (!total->part_of.empty()) {
    return RefuseField("item.part_of", reason::kNotAllowed,
                       "item '" + total->id + "' is itself a part: parts have no parts");
  }
  if (FindPart(items, item.id) != nullptr) {
    return RefuseField("item.part_of", reason::kNotAllowed, "the item has parts: it cannot become one");
  }
  if (total->basis != item.basis) {
    return RefuseField("item.basis", reason::kNotAllowed,
                       "a part stands on the basis of its total, '" + total->id + "'");
  }
  return std::nullopt;
}

std::vector<SpendTotal> Summarize(std::vector<SpendItem> items) {
  std::sort(items.begin(), items.end(), [](const SpendItem& a, const SpendItem& b) { return a.id < b.id; });
  std::vector<SpendTotal> totals;
  std::map<std::string, size_t, std::less<>> places;
  for (const SpendItem& item : items) {
    if (!item.part_of.empty()) continue;
    places.emplace(item.id, totals.size());
    totals.push_back({.item = item});
  }
  for (SpendItem& item : items) {
    const auto place = places.find(item.part_of);
    if (!item.part_of.empty() && place != places.end()) totals[place->second].parts.push_back(std::move(item));
  }
  for (SpendTotal& total : totals) FillRemainder(total);
  return totals;
}

}  // namespace assay
