#include "service/facts/difference.h"

namespace assay {
namespace {

constexpr uint32_t kNotRecorded = ~uint32_t{0};

// For each row of `to` in which an audit stands the row in which it stood within the first `known` rows.
std::vector<uint32_t> EarlierRows(const Rows& to, uint32_t known) {
  const Rows from = to.Prefix(known);
  std::vector<uint32_t> earlier(to.size(), kNotRecorded);
  for (uint32_t index = 0; index < known; ++index) {
    if (!from.IsLiveAudit(index)) continue;
    uint32_t standing = index;
    while (const uint32_t later = to.SupersededAt(standing)) standing = later - 1;
    earlier[standing] = index;
  }
  return earlier;
}

DeltaEnd EndOf(const SurveyedQuestion& at, uint32_t index, Basis basis) {
  const Row row = at.survey.At(index);
  const Classified classified = at.survey.Classify(index, row);
  DeltaEnd end{.row = index, .standing = classified.standing, .placed = Place(classified, at.question.measure, basis)};
  if (end.placed.bucket == Bucket::kExcluded) return end;
  if (const auto rank = at.survey.Rank(row)) end.grade = at.question.scale->grades[*rank].code;
  return end;
}

// nullopt: nothing changed that concerns the figure.
std::optional<DeltaKind> KindOf(const DeltaEnd& from, const DeltaEnd& to) {
  const bool was_in = from.placed.bucket != Bucket::kExcluded;
  const bool is_in = to.placed.bucket != Bucket::kExcluded;
  if (!was_in && !is_in) return std::nullopt;
  if (!was_in) return DeltaKind::kEntered;
  if (!is_in) return DeltaKind::kLeft;
  if (from.placed.bucket != to.placed.bucket) return DeltaKind::kChangedSide;
  return from.grade == to.grade ? std::nullopt : std::optional(DeltaKind::kChangedGrade);
}

void AddPart(const Delta& delta, DiffTotals& totals) {
  switch (delta.kind) {
    case DeltaKind::kEntered:
      ++(delta.to.placed.bucket == Bucket::kFor ? totals.entered_for : totals.entered_against);
      break;
    case DeltaKind::kLeft:
      ++(delta.from.placed.bucket == Bucket::kFor ? totals.left_for : totals.left_against);
      break;
    case DeltaKind::kChangedSide:
      ++(delta.to.placed.bucket == Bucket::kFor ? totals.against_to_for : totals.for_to_against);
      break;
    case DeltaKind::kChangedGrade:
      ++totals.changed_grade;
      break;
  }
}

int64_t Less(uint32_t to, uint32_t from) { return int64_t{to} - int64_t{from}; }

}  // namespace

DiffTotals Difference(const SurveyedQuestion& from, const SurveyedQuestion& to, Basis basis,
                      const std::function<void(const Delta&)>& use) {
  const Rows& rows = to.survey.rows();
  const std::vector<uint32_t> earlier = EarlierRows(rows, from.survey.rows().size());
  DiffTotals totals;
  Counts before;
  Counts after;
  for (uint32_t index = 0; index < rows.size(); ++index) {
    if (!rows.IsLiveAudit(index)) continue;
    Delta delta{.to = EndOf(to, index, basis)};
    if (earlier[index] != kNotRecorded) delta.from = EndOf(from, earlier[index], basis);
    AddStanding(delta.from.standing, before);
    AddStanding(delta.to.standing, after);
    const std::optional<DeltaKind> kind = KindOf(delta.from, delta.to);
    if (!kind) continue;
    delta.kind = *kind;
    AddPart(delta, totals);
    use(delta);
  }
  const Ratio was = RatioOf(before, basis);
  const Ratio is = RatioOf(after, basis);
  totals.numerator_difference = Less(is.count, was.count);
  totals.denominator_difference = Less(is.total, was.total);
  if (basis == Basis::kAudited) totals.ungraded_difference = Less(after.ungraded, before.ungraded);
  return totals;
}

std::vector<uint32_t> StandingRows(const Rows& rows) {
  std::vector<uint32_t> standing(rows.size());
  for (uint32_t index = rows.size(); index-- > 0;) {
    const uint32_t later = rows.SupersededAt(index);
    standing[index] = later == 0 ? index : standing[later - 1];
  }
  return standing;
}

}  // namespace assay
