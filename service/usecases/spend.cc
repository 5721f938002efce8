#include "service/usecases/spend.h"

#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "service/records/convert_records.h"
#include "service/usecases/record_reads.h"

namespace assay {
namespace {

// The newest entries of the items that a new one may contradict: itself, its total and its parts.
std::vector<SpendItem> Relatives(const RecordsNow& now, const SpendItem& item) {
  const auto entries = now.Entries<SpendItem>();
  std::unordered_map<std::string_view, const SpendItem*> newest;
  for (const auto& event : entries) {
    const SpendItem& one = RecordIn<SpendItem>(*event);
    newest[one.id] = &one;
  }
  std::vector<SpendItem> relatives;
  for (const auto& [id, one] : newest) {
    if (id == item.id || id == item.part_of || one->part_of == item.id) relatives.push_back(*one);
  }
  return relatives;
}

RecordRule RuleOf(SpendItem item) {
  return [item = std::move(item)](const RecordsNow& now, const Record*) -> std::variant<Record, Refused> {
    if (std::optional<Refused> refused = CheckAgainst(Relatives(now, item), item)) return *std::move(refused);
    return Record(item);
  };
}

v1::SpendTotal ToAnswer(const SpendTotal& total, const std::map<std::string, std::shared_ptr<const Event>>& events) {
  v1::SpendTotal answer;
  *answer.mutable_item() = ToRecorded<SpendItem>(*events.at(total.item.id));
  for (const SpendItem& part : total.parts) *answer.add_parts() = ToRecorded<SpendItem>(*events.at(part.id));
  if (total.remainder_pence) answer.set_remainder_pence(*total.remainder_pence);
  if (total.remainder_units) answer.set_remainder_units(*total.remainder_units);
  if (total.remainder_each_pence) answer.set_remainder_each_pence(*total.remainder_each_pence);
  return answer;
}

// The amounts of all totals, by basis.
void AddSums(const std::vector<SpendTotal>& totals, v1::SummarizeSpendResponse& response) {
  std::map<int, v1::SpendSum> sums;
  for (const SpendTotal& total : totals) {
    v1::SpendSum& sum = sums[total.item.basis];
    sum.set_basis(static_cast<v1::SpendBasis>(total.item.basis));
    if (total.item.amount_pence) {
      sum.set_amount_pence(sum.amount_pence() + *total.item.amount_pence);
    } else {
      sum.set_unknown_count(sum.unknown_count() + 1);
    }
  }
  for (auto& [basis, sum] : sums) *response.add_sums() = std::move(sum);
}

}  // namespace

void RecordSpend(const House& house, const AskedRecord<SpendItem>& asked, const WriteContext& context, PutDone done) {
  absl::StatusOr<RecordPut> put = StartPut(house, "item", asked, Validate(asked.record), PutKind::kEither);
  if (!put.ok()) return done(put.status());
  put->rule = RuleOf(asked.record);
  PutRecord(house, *std::move(put), context, std::move(done));
}

absl::StatusOr<v1::SummarizeSpendResponse> SummarizeSpend(const House& house,
                                                          const v1::SummarizeSpendRequest& request) {
  absl::StatusOr<ReadScope> scope = OpenParent(house, request.parent(), request.read_at());
  if (!scope.ok()) return scope.status();
  std::map<std::string, std::shared_ptr<const Event>> events;
  std::vector<SpendItem> items;
  for (auto& event : CurrentRecords<SpendItem>(*scope->facts, scope->revision)) {
    items.push_back(RecordIn<SpendItem>(*event));
    events[items.back().id] = std::move(event);
  }
  const std::vector<SpendTotal> totals = Summarize(std::move(items));
  v1::SummarizeSpendResponse response;
  for (const SpendTotal& total : totals) *response.add_totals() = ToAnswer(total, events);
  AddSums(totals, response);
  response.set_revision(scope->revision);
  return response;
}

}  // namespace assay
