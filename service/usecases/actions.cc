#include "service/usecases/actions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/usecases/chain.h"
#include "service/usecases/page.h"
#include "service/usecases/record_reads.h"

namespace assay {
namespace {

// Entries read before it is asked again whether anybody still waits.
constexpr uint32_t kReadBetweenLooks = 256;

// What a list shows.
struct Wanted {
  v1::ActionFilter filter;
  absl::CivilDay on;

  bool IsOverdue(const Action& action) const {
    return !action.completion && ParseDate(action.due_date).value_or(on) < on;
  }
  bool Includes(const Action& action) const {
    if (filter.overdue_only() && !IsOverdue(action)) return false;
    if (filter.open_only() && action.completion) return false;
    return filter.owner().empty() || filter.owner() == action.owner;
  }
  bool Includes(const ImmediateRisk& risk) const {
    return risk.acknowledged_by.empty() && (filter.owner().empty() || filter.owner() == risk.told);
  }
};

v1::ActionItem ItemOf(const Event& event) {
  const Audit& audit = std::get<Audit>(event.what);
  v1::ActionItem item;
  item.set_audit(AuditResourceName({.authority = audit.authority, .audit = audit.id}));
  item.set_audit_date(audit.audit_date);
  item.set_grade(audit.grade);
  item.set_revision(event.revision);
  return item;
}

void AddItems(const Event& event, const Wanted& wanted, std::vector<v1::ActionItem>& items) {
  const Audit& audit = std::get<Audit>(event.what);
  if (audit.immediate_risk && wanted.Includes(*audit.immediate_risk)) {
    items.push_back(ItemOf(event));
    *items.back().mutable_risk() = ToProto(*audit.immediate_risk);
  }
  for (size_t i = 0; i < audit.actions.size(); ++i) {
    const Action& action = audit.actions[i];
    if (!wanted.Includes(action)) continue;
    v1::ActionItem& item = items.emplace_back(ItemOf(event));
    item.set_number(static_cast<uint32_t>(i + 1));
    *item.mutable_action() = ToProto(action);
    if (wanted.IsOverdue(action)) {
      item.set_days_overdue(static_cast<uint32_t>(wanted.on - *ParseDate(action.due_date)));
    }
  }
}

// Risks have the number 0, so they come first among equals; their day is the one somebody was told.
bool ComesBefore(const v1::ActionItem& a, const v1::ActionItem& b) {
  const auto place = [](const v1::ActionItem& item) {
    const std::string& day = item.has_risk() ? item.risk().told_on() : item.action().due_date();
    return std::make_tuple(!item.has_risk(), std::string_view(day), std::string_view(item.audit()), item.number());
  };
  return place(a) < place(b);
}

absl::StatusOr<std::vector<v1::ActionItem>> FindItems(const House& house, const ReadScope& scope, const Wanted& wanted,
                                                      const Caller& caller) {
  std::vector<v1::ActionItem> items;
  uint32_t read = 0;
  const Rows rows = scope.facts->Snapshot().Prefix(scope.revision);
  for (uint32_t index = 0; index < rows.size(); ++index) {
    if (!rows.IsLiveAudit(index)) continue;
    const Row row = rows.At(index);
    if (row.Has(kWithdrawn) || !(row.Has(kHasActions) || row.Has(kHasOpenRisk))) continue;
    if (++read % kReadBetweenLooks == 0 && caller.check_awaited) {
      if (absl::Status gone = caller.check_awaited(); !gone.ok()) return gone;
    }
    absl::StatusOr<Entry> entry = house.ledger.Read(scope.authority, index + 1);
    if (!entry.ok()) return entry.status();
    absl::StatusOr<Link> link = DecodeLink(*std::move(entry));
    if (!link.ok()) return link.status();
    absl::StatusOr<bool> may_touch = MayTouch(house.ledger, scope.authority, *link, caller);
    if (!may_touch.ok()) return may_touch.status();
    if (!*may_touch) continue;
    AddItems(link->event, wanted, items);
  }
  std::sort(items.begin(), items.end(), ComesBefore);
  return items;
}

}  // namespace

absl::StatusOr<v1::ListActionsResponse> ListActions(const House& house, const v1::ListActionsRequest& request,
                                                    const Caller& caller) {
  absl::StatusOr<absl::CivilDay> on = DayAsked(house, request.on());
  if (!on.ok()) return on.status();
  absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  absl::StatusOr<ReadScope> scope = OpenParent(house, request.parent(), request.read_at());
  if (!scope.ok()) return scope.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page = OpenPage(binding, request.page_token(), scope->facts->size(),
                                               [&]() -> absl::StatusOr<uint32_t> { return scope->revision; });
  if (!page.ok()) return page.status();
  scope->revision = page->revision;
  // A list that names no day is about the day its first page was asked for.
  const Wanted wanted{.filter = request.filter(), .on = ParseDate(page->name).value_or(*on)};
  absl::StatusOr<std::vector<v1::ActionItem>> items = FindItems(house, *scope, wanted, caller);
  if (!items.ok()) return items.status();
  v1::ListActionsResponse response;
  const size_t end = std::min<size_t>(items->size(), size_t{page->row} + *page_size);
  for (size_t i = page->row; i < end; ++i) *response.add_items() = std::move((*items)[i]);
  if (end < items->size()) {
    response.set_next_page_token(EncodePageToken(
        binding, {.row = static_cast<uint32_t>(end), .revision = scope->revision, .name = FormatDate(wanted.on)}));
  }
  response.set_on(FormatDate(wanted.on));
  response.set_revision(scope->revision);
  return response;
}

}  // namespace assay
