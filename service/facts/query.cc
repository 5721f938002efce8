#include "service/facts/query.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "service/domain/civil_date.h"

namespace assay {
namespace {

constexpr uint32_t kNoCondition = ~uint32_t{0};

uint32_t BitsOf(const std::vector<int>& values) {
  if (values.empty()) return kNoCondition;
  uint32_t bits = 0;
  for (int value : values) bits |= uint32_t{1} << value;
  return bits;
}

// The newest version of each scale, in order of first recording.
std::vector<Scale> NewestVersions(const std::vector<RecordedScale>& recorded) {
  std::vector<Scale> newest;
  for (const RecordedScale& one : recorded) {
    auto same = [&one](const Scale& scale) { return scale.ref.id == one.scale.ref.id; };
    auto it = std::find_if(newest.begin(), newest.end(), same);
    if (it == newest.end()) {
      newest.push_back(one.scale);
    } else if (it->ref.version < one.scale.ref.version) {
      *it = one.scale;
    }
  }
  return newest;
}

Violation AmbiguousScale(const std::vector<Scale>& scales) {
  std::string names;
  for (const Scale& scale : scales) names += (names.empty() ? "" : ", ") + FormatScaleRef(scale.ref);
  return {.field = "scale",
          .reason = std::string(reason::kAmbiguousScale),
          .description = "several scales have this threshold grade; name one of " + names};
}

// The only scale in use that has the threshold grade.
std::variant<std::optional<Scale>, Violation> OnlyScaleWithGrade(std::vector<Scale> in_use, const std::string& grade) {
  std::vector<Scale> having;
  for (const Scale& scale : in_use) {
    if (scale.Rank(grade)) having.push_back(scale);
  }
  if (having.size() > 1) return AmbiguousScale(having);
  if (having.empty()) return GradeNotOnScale("threshold_grade", grade, in_use.front());
  return having.front();
}

// A scale named with its version, wherever it is recorded.
std::optional<Scale> FindVersion(const ScaleRef& ref, const LedgerFacts& facts, const LedgerFacts* registry) {
  if (auto own = facts.FindScale(ref)) return own->scale;
  if (registry == nullptr) return std::nullopt;
  auto common = registry->FindScale(ref);
  return common ? std::optional(common->scale) : std::nullopt;
}

// No scale of this id (of any id, where it is empty) is in use in the ledger, so no grade can be compared. A threshold
// that no registered version has is a slip of the pen all the same, and said to be one.
std::variant<std::optional<Scale>, Violation> NotInUse(const std::vector<RecordedScale>& registered,
                                                       const std::string& id, const std::string& grade) {
  const Scale* last = nullptr;
  for (const RecordedScale& recorded : registered) {
    if (!id.empty() && recorded.scale.ref.id != id) continue;
    if (recorded.scale.Rank(grade)) return std::nullopt;
    last = &recorded.scale;
  }
  if (last == nullptr) return std::nullopt;
  return GradeNotOnScale("threshold_grade", grade, *last);
}

std::vector<UngradedCount> SortedReasons(const Dictionary& reasons, const std::vector<uint32_t>& counts,
                                         uint32_t other_scale) {
  std::vector<UngradedCount> sorted;
  for (uint32_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) sorted.push_back({.reason = reasons.Text(i), .count = counts[i]});
  }
  if (other_scale > 0) sorted.push_back({.reason = std::string(kOtherScale), .count = other_scale});
  std::sort(sorted.begin(), sorted.end(), [](const UngradedCount& a, const UngradedCount& b) {
    return a.count != b.count ? a.count > b.count : a.reason < b.reason;
  });
  return sorted;
}

Rule RuleOf(const Measure& measure) {
  return {.comparator = static_cast<Comparator>(measure.comparator),
          .target = measure.target,
          .ungraded_policy = static_cast<UngradedPolicy>(measure.ungraded_policy),
          .minimum_graded = measure.minimum_graded};
}

// The measure as it is answered: what the client left to the defaults is written out.
Measure WithDefaults(Measure measure, const std::optional<Scale>& scale) {
  if (scale) measure.scale = FormatScaleRef(scale->ref);
  if (measure.ungraded_policy == 0) measure.ungraded_policy = static_cast<int>(UngradedPolicy::kUndecided);
  if (measure.re_audit_policy == 0) measure.re_audit_policy = 1;  // every audit, the only policy yet
  if (measure.minimum_graded == 0) measure.minimum_graded = 1;
  if (measure.grade_basis == 0) measure.grade_basis = static_cast<int>(GradeBasis::kFinal);
  return measure;
}

// What a scan counts.
struct Tally {
  Counts counts;
  std::vector<uint32_t> by_rank;
  std::vector<uint32_t> by_reason;
  uint32_t other_scale = 0;
};

void Add(const Row& row, const Selection& selection, Tally& tally, Statement& statement) {
  const Classified classified = selection.Classify(row);
  if (classified.standing == Standing::kOutside) {
    ++statement.exclusions[static_cast<size_t>(classified.exclusion)];
    return;
  }
  ++statement.sampling[row.sampling_method];
  if (classified.standing == Standing::kUngraded) {
    ++tally.counts.ungraded;
    ++(!selection.HasGrade(row) ? tally.by_reason[row.ungraded_reason] : tally.other_scale);
    return;
  }
  ++tally.counts.graded;
  if (classified.standing == Standing::kHit) ++tally.counts.hits;
  ++tally.by_rank[*selection.Rank(row)];
}

}  // namespace

Selection::Selection(const LedgerFacts& facts, const Measure& measure, const std::optional<Scale>& scale,
                     const DayRange& window)
    : first_day_(window.first ? DayNumber(*window.first) : std::numeric_limits<int32_t>::min()),
      last_day_(DayNumber(window.last)),
      practice_areas_(WantedOf(facts.practice_areas(), measure.practice_areas)),
      teams_(WantedOf(facts.teams(), measure.teams)),
      audit_types_(BitsOf(measure.audit_types)),
      sampling_methods_(BitsOf(measure.sampling_methods)),
      final_basis_(measure.grade_basis != static_cast<int>(GradeBasis::kAuditor)),
      rank_(facts.grades().size() + 1, -1) {
  if (!scale) return;
  const auto threshold = static_cast<int>(scale->Rank(measure.threshold_grade).value_or(0));
  const bool at_least = measure.comparator == static_cast<int>(Comparator::kAtLeast);
  const std::string ref = FormatScaleRef(scale->ref);
  for (int rank = 0; rank < static_cast<int>(scale->grades.size()); ++rank) {
    hit_.push_back(at_least ? rank >= threshold : rank <= threshold);
    if (auto number = facts.grades().Find(GradeKey(ref, scale->grades[rank].code));
        number && *number + 1 < rank_.size()) {
      rank_[*number + 1] = static_cast<int8_t>(rank);
    }
  }
}

Selection::Wanted Selection::WantedOf(const Dictionary& dictionary, const std::vector<std::string>& texts) {
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

bool Selection::Passes(const Wanted& wanted, uint32_t number) {
  return !wanted || (number < wanted->size() && (*wanted)[number]);
}

std::optional<size_t> Selection::Rank(const Row& row) const {
  const uint16_t grade = GradeOf(row);
  if (grade >= rank_.size() || rank_[grade] < 0) return std::nullopt;
  return rank_[grade];
}

Classified Selection::Classify(const Row& row) const {
  auto outside = [](Exclusion why) { return Classified{.standing = Standing::kOutside, .exclusion = why}; };
  if (row.Has(kWithdrawn)) return outside(Exclusion::kWithdrawn);
  if (row.audit_day < first_day_) return outside(Exclusion::kBeforeWindow);
  if (row.audit_day > last_day_) return outside(Exclusion::kAfterWindow);
  if (!Passes(practice_areas_, row.practice_area)) return outside(Exclusion::kOtherPracticeArea);
  if ((audit_types_ >> row.audit_type & 1) == 0) return outside(Exclusion::kOtherAuditType);
  if ((sampling_methods_ >> row.sampling_method & 1) == 0) return outside(Exclusion::kOtherSamplingMethod);
  if (!Passes(teams_, row.team)) return outside(Exclusion::kOtherTeam);
  const auto rank = Rank(row);
  if (!rank) return {.standing = Standing::kUngraded};
  return {.standing = hit_[*rank] ? Standing::kHit : Standing::kMiss};
}

std::variant<std::optional<Scale>, Violation> ResolveScale(const LedgerFacts& facts, const LedgerFacts* registry,
                                                           const Measure& measure, uint32_t revision) {
  const std::vector<Scale> in_use = NewestVersions(facts.Scales(revision));
  const std::vector<RecordedScale> registered =
      registry == nullptr ? std::vector<RecordedScale>() : registry->Scales(registry->size());
  if (measure.scale.empty()) {
    if (in_use.empty()) return NotInUse(registered, "", measure.threshold_grade);
    return OnlyScaleWithGrade(in_use, measure.threshold_grade);
  }
  const ScaleRef ref = *ParseScaleRef(measure.scale);
  std::optional<Scale> found;
  if (ref.version != 0) {
    found = FindVersion(ref, facts, registry);
  } else {
    for (const Scale& scale : in_use) {
      if (scale.ref.id == ref.id) found = scale;
    }
    if (!found && FindVersion(ref, facts, registry)) return NotInUse(registered, ref.id, measure.threshold_grade);
  }
  if (!found) {
    return Violation{.field = "scale",
                     .reason = std::string(reason::kUnknownScale),
                     .description = "no scale " + measure.scale + " is recorded"};
  }
  if (!found->Rank(measure.threshold_grade)) {
    return GradeNotOnScale("threshold_grade", measure.threshold_grade, *found);
  }
  return found;
}

Statement Answer(const LedgerFacts& facts, const Rows& rows, const Measure& measure, const std::optional<Scale>& scale,
                 absl::CivilDay on) {
  Statement statement{
      .measure = WithDefaults(measure, scale), .on = on, .window = WindowOn(measure, on), .revision = rows.size()};
  const Selection selection(facts, measure, scale, statement.window);
  Tally tally{.by_rank = std::vector<uint32_t>(scale ? scale->grades.size() : 0),
              .by_reason = std::vector<uint32_t>(facts.ungraded_reasons().size())};
  for (uint32_t i = 0; i < rows.size(); ++i) {
    if (rows.IsLiveAudit(i)) Add(rows.At(i), selection, tally, statement);
  }
  statement.counts = tally.counts;
  for (size_t rank = 0; rank < tally.by_rank.size(); ++rank) {
    statement.grades.push_back({.grade = scale->grades[rank].code, .count = tally.by_rank[rank]});
  }
  statement.ungraded_reasons = SortedReasons(facts.ungraded_reasons(), tally.by_reason, tally.other_scale);
  const uint32_t audited = tally.counts.graded + tally.counts.ungraded;
  const bool all_census = audited > 0 && statement.sampling[static_cast<size_t>(SamplingMethod::kCensus)] == audited;
  const Rule rule = RuleOf(statement.measure);
  statement.judgement = Judge(rule, tally.counts);
  statement.security = JudgeSecurity(rule, statement.judgement, all_census ? Coverage::kCensus : Coverage::kSample);
  return statement;
}

}  // namespace assay
