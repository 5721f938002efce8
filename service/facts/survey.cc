#include "service/facts/survey.h"

#include <limits>
#include <tuple>
#include <utility>

#include "service/domain/civil_date.h"

namespace assay {
namespace {

constexpr uint32_t kNoCondition = ~uint32_t{0};
// A chain of re-audits of re-audits longer than this is a mistake somebody made in naming them.
constexpr int kOriginalHops = 16;

uint32_t BitsOf(const std::vector<int>& values) {
  if (values.empty()) return kNoCondition;
  uint32_t bits = 0;
  for (int value : values) bits |= uint32_t{1} << value;
  return bits;
}

Classified Outside(Exclusion why) { return {.standing = Standing::kOutside, .exclusion = why}; }

// For each row the index of the entry that first submitted its audit.
std::vector<uint32_t> Submissions(const Rows& rows) {
  std::vector<uint32_t> first(rows.size());
  for (uint32_t index = 0; index < rows.size(); ++index) first[index] = index;
  for (uint32_t index = 0; index < rows.size(); ++index) {
    if (const uint32_t later = rows.SupersededAt(index)) first[later - 1] = first[index];
  }
  return first;
}

}  // namespace

Survey::Survey(const LedgerFacts& facts, Rows rows, const Question& question)
    : facts_(facts),
      rows_(std::move(rows)),
      areas_asked_(question.measure.practice_areas),
      first_day_(question.window.first ? DayNumber(*question.window.first) : std::numeric_limits<int32_t>::min()),
      last_day_(DayNumber(question.window.last)),
      practice_areas_(WantedOf(facts.practice_areas(), question.measure.practice_areas)),
      teams_(WantedOf(facts.teams(), question.measure.teams)),
      audit_types_(BitsOf(question.measure.audit_types)),
      sampling_methods_(BitsOf(question.measure.sampling_methods)),
      basis_(question.measure.grade_basis == 0 ? GradeBasis::kFinal
                                               : static_cast<GradeBasis>(question.measure.grade_basis)),
      policy_(question.measure.re_audit_policy == 0 ? ReAuditPolicy::kEveryAudit
                                                    : static_cast<ReAuditPolicy>(question.measure.re_audit_policy)),
      rank_(facts.grades().size() + 1, -1) {
  SetRanks(question);
  FindOriginals();
  if (policy_ == ReAuditPolicy::kLatestPerCase) FindLatest();
}

void Survey::SetRanks(const Question& question) {
  if (!question.scale) return;
  const Scale& scale = *question.scale;
  const std::string ref = FormatScaleRef(scale.ref);
  const size_t threshold = scale.Rank(question.measure.threshold_grade).value_or(0);
  const bool at_least = question.measure.comparator == static_cast<int>(Comparator::kAtLeast);
  const auto set = [this](const std::string& key, size_t rank) {
    const auto number = facts_.grades().Find(key);
    if (number && *number + 1 < rank_.size()) rank_[*number + 1] = static_cast<int8_t>(rank);
  };
  for (size_t rank = 0; rank < scale.grades.size(); ++rank) {
    hit_.push_back(at_least ? rank >= threshold : rank <= threshold);
    set(GradeKey(ref, scale.grades[rank].code), rank);
  }
  if (!question.crosswalk) return;
  for (const CrosswalkPair& pair : question.crosswalk->pairs) {
    if (const auto rank = scale.Rank(pair.to_grade)) {
      set(GradeKey(question.crosswalk->from_scale, pair.from_grade), *rank);
    }
  }
}

Survey::Wanted Survey::WantedOf(const Dictionary& dictionary, const std::vector<std::string>& texts) {
  if (texts.empty()) return std::nullopt;
  std::vector<bool> wanted;
  for (const std::string& text : texts) {
    auto number = dictionary.Find(text);
    if (!number) continue;
    if (*number >= wanted.size()) wanted.resize(*number + 1);
    wanted[*number] = true;
  }
  return wanted;
}

bool Survey::Passes(const Wanted& wanted, uint32_t number) {
  return !wanted || (number < wanted->size() && (*wanted)[number]);
}

// Only re-audits whose original is not named by a revision need to look for one.
void Survey::FindOriginals() {
  bool needed = false;
  for (uint32_t index = 0; index < rows_.size() && !needed; ++index) {
    const Row row = rows_.At(index);
    needed = row.Has(kReAudit) && row.original == 0;
  }
  if (!needed) return;
  first_of_case_.resize(size_t{rows_.size()} + 1);
  for (uint32_t index = 0; index < rows_.size(); ++index) {
    if (!rows_.IsLiveAudit(index)) continue;
    const Row row = rows_.At(index);
    if (row.Has(kReAudit) || row.Has(kWithdrawn)) continue;
    uint32_t& first = first_of_case_[row.case_number];
    if (first == 0 || row.audit_day < rows_.At(first - 1).audit_day) first = index + 1;
  }
}

std::optional<uint32_t> Survey::OriginalOf(const Row& row) const {
  if (row.original == 0) {
    const uint32_t first = row.case_number < first_of_case_.size() ? first_of_case_[row.case_number] : 0;
    return first == 0 ? std::nullopt : std::optional(first - 1);
  }
  if (row.original > rows_.size()) return std::nullopt;
  uint32_t index = row.original - 1;
  while (const uint32_t later = rows_.SupersededAt(index)) index = later - 1;
  return index;
}

Row Survey::At(uint32_t index) const {
  Row row = rows_.At(index);
  if (!row.Has(kReAudit)) return row;
  Row original = row;
  for (int hop = 0; hop < kOriginalHops && original.Has(kReAudit); ++hop) {
    const std::optional<uint32_t> found = OriginalOf(original);
    if (!found) break;
    original = rows_.At(*found);
  }
  row.audit_type = original.audit_type;
  row.sampling_method = original.sampling_method;
  return row;
}

void Survey::FindLatest() {
  latest_of_case_.resize(size_t{rows_.size()} + 1);
  const std::vector<uint32_t> submissions = Submissions(rows_);
  const auto order = [&](uint32_t index) { return std::tuple(rows_.At(index).audit_day, submissions[index]); };
  for (uint32_t index = 0; index < rows_.size(); ++index) {
    if (!rows_.IsLiveAudit(index)) continue;
    const Row row = At(index);
    if (ClassifyBeforePolicy(row).standing == Standing::kOutside) continue;
    uint32_t& latest = latest_of_case_[row.case_number];
    if (latest == 0 || order(latest - 1) < order(index)) latest = index + 1;
  }
}

uint16_t Survey::GradeOf(const Row& row) const {
  switch (basis_) {
    case GradeBasis::kAuditor:
      return row.grade;
    case GradeBasis::kFinal:
      return row.moderated_grade != 0 ? row.moderated_grade : row.grade;
    case GradeBasis::kModerated:
      return row.moderated_grade;
  }
  return row.grade;
}

std::optional<size_t> Survey::RankOf(uint16_t grade) const {
  if (grade >= rank_.size() || rank_[grade] < 0) return std::nullopt;
  return rank_[grade];
}

UngradedCause Survey::CauseOf(const Row& row) const {
  if (GradeOf(row) != 0) return UngradedCause::kOtherScale;
  return basis_ == GradeBasis::kModerated ? UngradedCause::kNotModerated : UngradedCause::kOwnReason;
}

std::string Survey::UngradedReasonOf(const Row& row) const {
  switch (CauseOf(row)) {
    case UngradedCause::kOtherScale:
      return std::string(kOtherScale);
    case UngradedCause::kNotModerated:
      return std::string(kNotModerated);
    case UngradedCause::kOwnReason:
      break;
  }
  return facts_.ungraded_reasons().Text(row.ungraded_reason);
}

Classified Survey::ClassifyBeforePolicy(const Row& row) const {
  if (row.Has(kWithdrawn)) return Outside(Exclusion::kWithdrawn);
  if (row.audit_day < first_day_) return Outside(Exclusion::kBeforeWindow);
  if (row.audit_day > last_day_) return Outside(Exclusion::kAfterWindow);
  if (!Passes(practice_areas_, row.practice_area)) return Outside(Exclusion::kOtherPracticeArea);
  if ((audit_types_ >> row.audit_type & 1) == 0) return Outside(Exclusion::kOtherAuditType);
  if ((sampling_methods_ >> row.sampling_method & 1) == 0) return Outside(Exclusion::kOtherSamplingMethod);
  if (!Passes(teams_, row.team)) return Outside(Exclusion::kOtherTeam);
  const auto rank = Rank(row);
  if (!rank) return {.standing = Standing::kUngraded};
  return {.standing = IsHit(*rank) ? Standing::kHit : Standing::kMiss};
}

Classified Survey::Classify(uint32_t index, const Row& row) const {
  const Classified classified = ClassifyBeforePolicy(row);
  if (classified.standing == Standing::kOutside) return classified;
  if (policy_ == ReAuditPolicy::kOriginalOnly && row.Has(kReAudit)) return Outside(Exclusion::kReAudit);
  if (policy_ == ReAuditPolicy::kLatestPerCase && latest_of_case_[row.case_number] != index + 1) {
    return Outside(Exclusion::kNotLatest);
  }
  return classified;
}

bool Survey::Covers(const Sample& sample) const {
  bool area = areas_asked_.empty();
  for (const std::string& asked : areas_asked_) area = area || asked == sample.practice_area;
  return area && (audit_types_ >> sample.audit_type & 1) != 0 && (sampling_methods_ >> sample.sampling_method & 1) != 0;
}

}  // namespace assay
