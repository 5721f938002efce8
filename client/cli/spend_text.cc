#include "client/cli/spend_text.h"

#include <algorithm>
#include <vector>

#include "client/cli/civil_text.h"
#include "client/cli/record_command.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

std::string IdOf(const v1::SpendItem& item) { return LastPart(item.name()); }

std::string AmountOf(const v1::SpendItem& item) {
  return item.has_amount_pence() ? FormatPounds(static_cast<int64_t>(item.amount_pence())) : "unknown";
}

// "741000.00": a number for other programs; empty where it is not known.
std::string PlainAmountOf(const v1::SpendItem& item) {
  if (!item.has_amount_pence()) return {};
  const std::string pence = std::to_string(item.amount_pence() % 100);
  return std::to_string(item.amount_pence() / 100) + "." + (pence.size() == 1 ? "0" : "") + pence;
}

std::string PeriodOf(const v1::SpendItem& item) {
  if (item.first_day().empty() && item.last_day().empty()) return "period not stated";
  if (item.last_day().empty()) return "from " + LongDate(item.first_day());
  if (item.first_day().empty()) return "to " + LongDate(item.last_day());
  return LongDate(item.first_day()) + " to " + LongDate(item.last_day());
}

struct Line {
  std::string indent;
  const v1::SpendItem& item;

  std::string name() const { return indent + TextCell(IdOf(item)); }
};

std::string TotalText(const v1::SpendTotal& total) {
  std::vector<Line> lines = {{"", total.item()}};
  for (const auto& part : total.parts()) lines.push_back({"  ", part});
  size_t name_width = 0, amount_width = 0;
  for (const Line& line : lines) {
    name_width = std::max(name_width, DisplayWidth(line.name()));
    amount_width = std::max(amount_width, DisplayWidth(AmountOf(line.item)));
  }
  std::string text;
  for (const Line& line : lines) {
    const v1::SpendItem& item = line.item;
    text += PadRight(line.name(), name_width) + "  " + PadLeft(AmountOf(item), amount_width) + "  " +
            TextCell(item.title());
    if (item.units() > 0) text += ", for " + std::to_string(item.units());
    text += " (" + CodeOf(item.basis()) + ", " + PeriodOf(item) + "; " + TextCell(item.source()) + ")\n";
  }
  const std::string remainder = RemainderText(total);
  return remainder.empty() ? text : text + "  " + remainder + '\n';
}

}  // namespace

std::string CodeOf(v1::SpendBasis basis) {
  switch (basis) {
    case v1::SPEND_BASIS_ACTUAL:
      return "actual";
    case v1::SPEND_BASIS_BUDGET:
      return "budget";
    case v1::SPEND_BASIS_FORECAST:
      return "forecast";
    case v1::SPEND_BASIS_ESTIMATE:
      return "estimate";
    default:
      return std::to_string(basis);
  }
}

std::string RemainderText(const v1::SpendTotal& total) {
  if (total.parts().empty()) return {};
  if (!total.has_remainder_pence()) return "what the parts leave is unknown: the total's amount is";
  const int64_t pence = total.remainder_pence();
  if (pence < 0) return "the parts are " + FormatPounds(-pence) + " more than the total, which is kept as stated";
  if (total.has_remainder_each_pence()) return "the other one " + FormatPounds(total.remainder_each_pence());
  if (total.has_remainder_units() && total.remainder_units() == 0) {
    return pence == 0 ? "the parts make the total" : FormatPounds(pence) + " is left for none";
  }
  std::string text = "others together " + FormatPounds(pence);
  if (total.has_remainder_units())
    return text + " for " + std::to_string(total.remainder_units()) + "; each alone unknown";
  return text + "; for how many is not stated";
}

std::string SpendText(const v1::SummarizeSpendResponse& response) {
  std::string text;
  for (const auto& total : response.totals()) text += TotalText(total);
  for (const auto& sum : response.sums()) {
    text += "all totals, " + CodeOf(sum.basis()) + ": " + FormatPounds(static_cast<int64_t>(sum.amount_pence()));
    if (sum.unknown_count() > 0) text += ", and " + std::to_string(sum.unknown_count()) + " of an unknown amount";
    text += '\n';
  }
  return text.empty() ? "no spending is recorded\n" : text;
}

const Layout<v1::SpendItem>& SpendLayout() {
  using I = v1::SpendItem;
  static const auto* const layout = [] {
    std::vector<Column<I>> columns = {
        {"item", Align::kLeft, IdOf},
        {"part_of", Align::kLeft, [](const I& item) { return item.part_of(); }},
        {"title", Align::kLeft, [](const I& item) { return item.title(); }},
        {"amount", Align::kRight, PlainAmountOf},
        {"basis", Align::kLeft, [](const I& item) { return CodeOf(item.basis()); }},
        {"first_day", Align::kLeft, [](const I& item) { return item.first_day(); }},
        {"last_day", Align::kLeft, [](const I& item) { return item.last_day(); }},
        {"units", Align::kRight,
         [](const I& item) { return item.units() == 0 ? std::string() : std::to_string(item.units()); }},
        {"source", Align::kLeft, [](const I& item) { return item.source(); }},
        {"revision", Align::kRight, [](const I& item) { return std::to_string(item.stamp().revision()); }},
    };
    return new Layout<I>{columns, columns, IdOf};
  }();
  return *layout;
}

}  // namespace assay
