#include "service/facts/survey.h"

#include <limits>
#include <utility>

#include "service/domain/civil_date.h"

namespace assay {
namespace {

constexpr uint32_t kNoCondition = ~uint32_t{0};
// A chain of re-audits of re-audits longer than this is a mistake somebody made in naming them.
constexpr int kOriginalHops = 16;

uint32_t MaskOf(const std::vector<int>& values) {
  if (values.empty()) return kNoCondition;
  uint32_t bits = 0;
  for (int value : values) bits |= uint32_t{1} << value;
  return bits;
}

Classified Outside(Exclusion why) { return {.standing = Standing::kOutside, .exclusion = why}; }

}  // namespace

Survey::Survey(const LedgerFacts& facts, Rows rows, const Question& question)
    : facts_(facts),
      rows_(rows),
      live_(rows_.LiveAudits()),
      areas_asked_(question.measure.practice_areas),
      first_day_(question.window.first ? DayNumber(*question.window.first) : std::numeric_limits<int32_t>::min()),
      last_day_(DayNumber(question.window.last)),
      practice_areas_(WantedOf(facts.practice_areas(), question.measure.practice_areas)),
      teams_(WantedOf(facts.teams(), question.measure.teams)),
      audit_types_(MaskOf(question.measure.audit_types)),
      sampling_methods_(MaskOf(question.measure.sampling_methods)),
      basis_(question.measure.grade_basis == 0 ? GradeBasis::kFinal
                                               : static_cast<GradeBasis>(question.measure.grade_basis)),
      policy_(question.measure.re_audit_policy == 0 ? ReAuditPolicy::kEveryAudit
                                                    : static_cast<ReAuditPolicy>(question.measure.re_audit_policy)),
      rank_(facts.grades().size() + 1, -1) {
  SetRanks(question);
  ClassifyProfiles();
  FindFirsts();
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

void Survey::ClassifyProfiles() {
  by_profile_.resize(rows_.profiles());
  for (uint32_t number = 0; number < by_profile_.size(); ++number) {
    by_profile_[number] = ClassifyProfile(rows_.ProfileNumbered(number));
  }
}

// Only re-audits whose original is not named by a revision need to look for one: the earliest of its case.
void Survey::FindFirsts() {
  const std::vector<uint32_t> looking = rows_.WithUnknownOriginal();
  if (looking.empty()) return;
  std::vector<bool> wanted(size_t{rows_.size()} + 1);  // by case number
  for (uint32_t index : looking) wanted[rows_.CaseOf(index)] = true;
  for (uint32_t word = 0; word < words(); ++word) {
    const RowBits bits = BitsOf(rows_.ChunkOf(word * kWordRows), word);
    ForEachBit((bits.before_window | bits.in_window | bits.after_window) & ~bits.re_audits, [&](uint32_t bit) {
      const uint32_t index = word * kWordRows + bit;
      const uint32_t case_number = rows_.CaseOf(index);
      if (!wanted[case_number]) return;
      const auto [first, added] = first_of_case_.try_emplace(case_number, index);
      if (rows_.DayOf(index) < rows_.DayOf(first->second)) first->second = index;
    });
  }
}

std::optional<uint32_t> Survey::OriginalOf(uint32_t index) const {
  const uint32_t original = rows_.TiesOf(index).original;
  if (original == 0) {
    const auto first = first_of_case_.find(rows_.CaseOf(index));
    return first == first_of_case_.end() ? std::nullopt : std::optional(first->second);
  }
  if (original > rows_.size()) return std::nullopt;
  uint32_t found = original - 1;
  while (const uint32_t later = rows_.SupersededAt(found)) found = later - 1;
  return found;
}

Row Survey::At(uint32_t index) const {
  Row row = rows_.At(index);
  if (!row.Has(kReAudit)) return row;
  uint32_t original = index;
  for (int hop = 0; hop < kOriginalHops && rows_.ProfileOf(original).Has(kReAudit); ++hop) {
    const std::optional<uint32_t> found = OriginalOf(original);
    if (!found) break;
    original = *found;
  }
  row.audit_type = rows_.ProfileOf(original).audit_type;
  row.sampling_method = rows_.ProfileOf(original).sampling_method;
  return row;
}

void Survey::PrefetchOriginal(uint32_t index) const {
  const uint32_t original = rows_.TiesOf(index).original;
  if (original == 0 || original > rows_.size()) return;
  const Chunk& chunk = rows_.ChunkOf(original - 1);
  __builtin_prefetch(&chunk.superseded_at[(original - 1) % kChunkRows]);
  __builtin_prefetch(&chunk.profile[(original - 1) % kChunkRows]);
}

bool Survey::IsNewer(uint32_t a, uint32_t b) const {
  if (rows_.DayOf(a) != rows_.DayOf(b)) return rows_.DayOf(a) > rows_.DayOf(b);
  return rows_.SubmissionOf(a) > rows_.SubmissionOf(b);
}

void Survey::FindLatest() {
  latest_of_case_.resize(size_t{rows_.size()} + 1);
  for (uint32_t word = 0; word < words(); ++word) {
    ForEachBit(BitsOf(rows_.ChunkOf(word * kWordRows), word).in_window, [&](uint32_t bit) {
      const uint32_t index = word * kWordRows + bit;
      if (ClassifyBeforePolicy(At(index)).standing == Standing::kOutside) return;
      uint32_t& latest = latest_of_case_[rows_.CaseOf(index)];
      if (latest == 0 || IsNewer(index, latest - 1)) latest = index + 1;
    });
  }
}

uint16_t Survey::GradeOf(const Profile& profile) const {
  switch (basis_) {
    case GradeBasis::kAuditor:
      return profile.grade;
    case GradeBasis::kFinal:
      return profile.moderated_grade != 0 ? profile.moderated_grade : profile.grade;
    case GradeBasis::kModerated:
      return profile.moderated_grade;
  }
  return profile.grade;
}

std::optional<size_t> Survey::RankOf(uint16_t grade) const {
  if (grade >= rank_.size() || rank_[grade] < 0) return std::nullopt;
  return rank_[grade];
}

UngradedCause Survey::CauseOf(const Profile& profile) const {
  if (GradeOf(profile) != 0) return UngradedCause::kOtherScale;
  return basis_ == GradeBasis::kModerated ? UngradedCause::kNotModerated : UngradedCause::kOwnReason;
}

std::string Survey::UngradedReasonOf(const Profile& profile) const {
  switch (CauseOf(profile)) {
    case UngradedCause::kOtherScale:
      return std::string(kOtherScale);
    case UngradedCause::kNotModerated:
      return std::string(kNotModerated);
    case UngradedCause::kOwnReason:
      break;
  }
  return facts_.ungraded_reasons().Text(profile.ungraded_reason);
}

Classified Survey::ClassifyProfile(const Profile& profile) const {
  if (profile.Has(kWithdrawn)) return Outside(Exclusion::kWithdrawn);
  if (!Passes(practice_areas_, profile.practice_area)) return Outside(Exclusion::kOtherPracticeArea);
  if ((audit_types_ >> profile.audit_type & 1) == 0) return Outside(Exclusion::kOtherAuditType);
  if ((sampling_methods_ >> profile.sampling_method & 1) == 0) return Outside(Exclusion::kOtherSamplingMethod);
  const auto rank = Rank(profile);
  if (!rank) return {.standing = Standing::kUngraded};
  return {.standing = IsHit(*rank) ? Standing::kHit : Standing::kMiss};
}

Classified Survey::ClassifyBeforePolicy(const Row& row) const {
  if (row.Has(kWithdrawn)) return Outside(Exclusion::kWithdrawn);
  if (row.audit_day < first_day_) return Outside(Exclusion::kBeforeWindow);
  if (row.audit_day > last_day_) return Outside(Exclusion::kAfterWindow);
  const Classified classified = ClassifyProfile(row);
  if (classified.standing != Standing::kOutside && !Passes(teams_, row.team)) return Outside(Exclusion::kOtherTeam);
  return classified;
}

Classified Survey::Classify(uint32_t index, const Row& row) const {
  const Classified classified = ClassifyBeforePolicy(row);
  if (classified.standing == Standing::kOutside) return classified;
  if (policy_ == ReAuditPolicy::kOriginalOnly && row.Has(kReAudit)) return Outside(Exclusion::kReAudit);
  if (IsNotLatest(index)) return Outside(Exclusion::kNotLatest);
  return classified;
}

Exclusion Survey::LeftOut(uint32_t index) const {
  if (teams_ && !Passes(teams_, rows_.TiesOf(index).team)) return Exclusion::kOtherTeam;
  return IsNotLatest(index) ? Exclusion::kNotLatest : Exclusion::kNone;
}

bool Survey::Covers(const Sample& sample) const {
  bool area = areas_asked_.empty();
  for (const std::string& asked : areas_asked_) area = area || asked == sample.practice_area;
  return area && (audit_types_ >> sample.audit_type & 1) != 0 && (sampling_methods_ >> sample.sampling_method & 1) != 0;
}

}  // namespace assay
