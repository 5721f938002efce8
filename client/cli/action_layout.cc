#include "client/cli/action_layout.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "client/cli/civil_text.h"
#include "client/cli/record_command.h"

namespace assay {
namespace {

using Item = v1::ActionItem;

constexpr char kRisk[] = "risk";

bool IsRisk(const Item& item) { return item.number() == 0; }

std::string RefOf(const Item& item) { return FormatActionRef({LastPart(item.audit()), item.number()}); }

std::string WhoOf(const Item& item) { return IsRisk(item) ? item.risk().told() : item.action().owner(); }

std::string WhatOf(const Item& item) { return IsRisk(item) ? "immediate risk" : item.action().code(); }

// For a risk the day somebody was told: it was due at once.
std::string DayOf(const Item& item) { return IsRisk(item) ? item.risk().told_on() : item.action().due_date(); }

std::string StateOf(const Item& item) {
  if (IsRisk(item)) return "not acknowledged";
  if (item.action().has_completion()) {
    const v1::ActionCompletion& completion = item.action().completion();
    return "completed " + completion.completed_on() + " by " + completion.completed_by();
  }
  if (item.days_overdue() == 0) return "open";
  return "overdue by " + Counted(item.days_overdue(), "day", "days");
}

}  // namespace

absl::StatusOr<ActionRef> ParseActionRef(const std::string& text) {
  const size_t slash = text.rfind('/');
  ActionRef ref;
  if (slash != std::string::npos && slash > 0 && text.find('/') == slash) {
    ref.audit = text.substr(0, slash);
    const std::string place = text.substr(slash + 1);
    if (place == kRisk) return ref;
    const bool digits = !place.empty() && place.find_first_not_of("0123456789") == std::string::npos;
    if (digits && absl::SimpleAtoi(place, &ref.number) && ref.number > 0) return ref;
  }
  return absl::InvalidArgumentError(
      "\"" + text + "\" is not AUDIT/NUMBER, such as plan-0233/1, nor AUDIT/risk; see assay action list");
}

std::string FormatActionRef(const ActionRef& ref) {
  return ref.audit + "/" + (ref.number == 0 ? kRisk : std::to_string(ref.number));
}

const Layout<v1::ActionItem>& ActionLayout() {
  static const auto* const layout = [] {
    std::vector<Column<Item>> table = {
        {"action", Align::kLeft, RefOf},
        {"what", Align::kLeft, WhatOf},
        {"owner", Align::kLeft, WhoOf},
        {"due", Align::kLeft, DayOf},
        {"state", Align::kLeft, StateOf},
        {"grade", Align::kLeft, [](const Item& item) { return item.grade(); }},
        {"audit_date", Align::kLeft, [](const Item& item) { return item.audit_date(); }},
    };
    std::vector<Column<Item>> csv = table;
    csv.push_back(
        {"days_overdue", Align::kRight, [](const Item& item) { return std::to_string(item.days_overdue()); }});
    csv.push_back({"evidence", Align::kLeft, [](const Item& item) { return item.action().completion().evidence(); }});
    csv.push_back({"revision", Align::kRight, [](const Item& item) { return std::to_string(item.revision()); }});
    return new Layout<Item>{std::move(table), std::move(csv), RefOf};
  }();
  return *layout;
}

}  // namespace assay
