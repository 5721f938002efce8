#include "service/facts/facts.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "service/domain/civil_date.h"

namespace assay {

std::string GradeKey(std::string_view scale, std::string_view grade) {
  return std::string(scale).append("/").append(grade);
}

LedgerFacts::LedgerFacts() {
  parts_.Intern("");  // kAuditQuality
}

void LedgerFacts::Apply(const Event& event) {
  Row row;
  if (const auto* audit = std::get_if<Audit>(&event.what)) {
    row = Fold(*audit);
    row.case_number = event.case_number;
    FoldParts(*audit, event.revision - 1);
  } else {
    MutexLock lock(&mutex_);
    if (const auto* scale = std::get_if<Scale>(&event.what)) {
      scales_.push_back(
          std::make_shared<const RecordedScale>(RecordedScale{.revision = event.revision, .scale = *scale}));
    } else if (const auto* record = std::get_if<Record>(&event.what)) {
      records_[record->index()].push_back(std::make_shared<const Event>(event));
    } else if (const auto* epoch = std::get_if<Epoch>(&event.what)) {
      epochs_.push_back({.revision = event.revision, .epoch = *epoch});
    } else if (const auto* authority = std::get_if<Authority>(&event.what)) {
      authority_ = *authority;
    }
  }
  columns_.Append(row, event.superseded_revision);
}

uint16_t LedgerFacts::GradeColumn(const std::string& scale, const std::string& grade) {
  return static_cast<uint16_t>(grades_.Intern(GradeKey(scale, grade)) + 1);
}

Row LedgerFacts::Fold(const Audit& audit) {
  Row row;
  row.audit_type = static_cast<uint8_t>(audit.audit_type);
  row.sampling_method = static_cast<uint8_t>(audit.sampling_method);
  // The date was checked when the audit was accepted.
  row.audit_day = DayNumber(ParseDate(audit.audit_date).value_or(absl::CivilDay()));
  row.practice_area = practice_areas_.Intern(audit.practice_area);
  row.team = teams_.Intern(audit.team);
  if (audit.grade.empty()) {
    row.ungraded_reason = ungraded_reasons_.Intern(audit.ungraded_reason);
  } else {
    row.grade = GradeColumn(audit.scale, audit.grade);
  }
  if (audit.moderation) row.moderated_grade = GradeColumn(audit.scale, audit.moderation->grade);
  row.auditor = auditors_.Intern(audit.auditor);
  row.original = audit.original_revision;
  const auto set = [&row](RowFlag flag, bool on) { row.flags |= on ? flag : 0; };
  set(kWithdrawn, !audit.withdrawal_reason.empty());
  set(kReAudit, IsReAudit(audit));
  set(kIndependent, IndependenceOf(audit) == Independence::kIndependent);
  set(kHasActions, !audit.actions.empty());
  set(kHasOpenRisk, audit.immediate_risk && audit.immediate_risk->acknowledged_by.empty());
  return row;
}

void LedgerFacts::FoldParts(const Audit& audit, uint32_t row) {
  const auto add = [&](const PartGrade& grade) { graded_parts_.Append({row, part_grades_.Intern(grade)}); };
  if (audit.audit_quality) add({.part = kAuditQuality, .grade = GradeColumn(audit.scale, audit.audit_quality->grade)});
  for (const DomainGrade& part : audit.domain_grades) {
    PartGrade grade{.part = parts_.Intern(part.domain)};
    if (part.grade.empty()) {
      grade.ungraded_reason = ungraded_reasons_.Intern(part.ungraded_reason);
    } else {
      grade.grade = GradeColumn(audit.scale, part.grade);
    }
    add(grade);
  }
}

std::vector<std::shared_ptr<const Event>> LedgerFacts::RecordsOf(size_t type, uint32_t revision) const {
  MutexLock lock(&mutex_);
  const auto& all = records_[type];
  auto end = std::partition_point(all.begin(), all.end(),
                                  [revision](const auto& event) { return event->revision <= revision; });
  return {all.begin(), end};
}

size_t LedgerFacts::record_count() const {
  MutexLock lock(&mutex_);
  size_t count = 0;
  for (const auto& entries : records_) count += entries.size();
  return count;
}

std::optional<Authority> LedgerFacts::authority() const {
  MutexLock lock(&mutex_);
  return authority_;
}

bool LedgerFacts::has_authority() const {
  MutexLock lock(&mutex_);
  return authority_.has_value();
}

std::vector<RecordedScale> LedgerFacts::Scales(uint32_t revision) const {
  MutexLock lock(&mutex_);
  std::vector<RecordedScale> found;
  for (const std::shared_ptr<const RecordedScale>& recorded : scales_) {
    if (recorded->revision <= revision) found.push_back(*recorded);
  }
  return found;
}

std::vector<BegunEpoch> LedgerFacts::Epochs() const {
  MutexLock lock(&mutex_);
  return epochs_;
}

bool LedgerFacts::AnyScale(const std::function<bool(const RecordedScale& recorded)>& holds) const {
  MutexLock lock(&mutex_);
  return std::any_of(scales_.begin(), scales_.end(), [&](const auto& recorded) { return holds(*recorded); });
}

std::shared_ptr<const RecordedScale> LedgerFacts::FindScale(const ScaleRef& ref) const {
  return FindScaleAt(ref, std::numeric_limits<uint32_t>::max());
}

std::shared_ptr<const RecordedScale> LedgerFacts::FindScaleAt(const ScaleRef& ref, uint32_t revision) const {
  MutexLock lock(&mutex_);
  std::shared_ptr<const RecordedScale> found;
  for (const std::shared_ptr<const RecordedScale>& recorded : scales_) {
    if (recorded->revision > revision) break;
    const ScaleRef& here = recorded->scale.ref;
    if (here.id != ref.id || (ref.version != 0 && here.version != ref.version)) continue;
    if (found == nullptr || here.version > found->scale.ref.version) found = recorded;
  }
  return found;
}

void Facts::Apply(std::string_view ledger, const Event& event) {
  if (std::holds_alternative<Token>(event.what)) tokens_.Apply(event);
  FindOrAdd(ledger).Apply(event);
}

LedgerFacts& Facts::FindOrAdd(std::string_view ledger) {
  MutexLock lock(&mutex_);
  auto it = ledgers_.find(ledger);
  if (it == ledgers_.end()) it = ledgers_.emplace(std::string(ledger), std::make_unique<LedgerFacts>()).first;
  return *it->second;
}

const LedgerFacts* Facts::Find(std::string_view ledger) const {
  MutexLock lock(&mutex_);
  auto it = ledgers_.find(ledger);
  return it == ledgers_.end() ? nullptr : it->second.get();
}

std::vector<std::string> Facts::AuthorityIds(std::string_view after, size_t limit) const {
  MutexLock lock(&mutex_);
  std::vector<std::string> ids;
  for (auto it = ledgers_.upper_bound(after); it != ledgers_.end() && ids.size() < limit; ++it) {
    if (it->second->authority()) ids.push_back(it->first);
  }
  return ids;
}

}  // namespace assay
