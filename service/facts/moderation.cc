#include "service/facts/moderation.h"

#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace assay {
namespace {

// A grade of any scale in an order that lists the worst first: those of the question's scale, then scale by scale.
struct GradePlace {
  std::string scale;  // empty: the question's
  size_t rank = 0;
  std::string name;

  bool operator<(const GradePlace& other) const {
    return std::tie(scale, rank, name) < std::tie(other.scale, other.rank, other.name);
  }
};

// Finds the place of each grade column once.
class GradePlaces {
 public:
  GradePlaces(const LedgerFacts& facts, const Question& question) : facts_(facts) {
    if (question.scale) scale_ = FormatScaleRef(question.scale->ref);
  }

  // `grade` is not 0.
  const GradePlace& Of(uint16_t grade) {
    const auto it = places_.find(grade);
    return it != places_.end() ? it->second : places_.emplace(grade, Find(grade)).first->second;
  }

 private:
  GradePlace Find(uint16_t grade) const {
    const std::string key = facts_.grades().Text(grade - 1u);  // "ofsted-2013@1/adequate"
    const size_t slash = key.find('/');
    const std::string ref = key.substr(0, slash);
    const std::string code = key.substr(slash + 1);
    GradePlace place{.scale = ref == scale_ ? "" : ref, .name = ref == scale_ ? code : key};
    // An audit's scale is in its ledger before the audit is.
    const auto recorded = facts_.FindScale(ParseScaleRef(ref).value_or(ScaleRef()));
    if (recorded) place.rank = recorded->scale.Rank(code).value_or(0);
    return place;
  }

  const LedgerFacts& facts_;
  std::string scale_;
  std::map<uint16_t, GradePlace> places_;
};

// Moves in the order they are listed in: graded ones first.
using Move = std::tuple<bool, GradePlace, GradePlace>;  // whether it was not graded, from, to

void AddModerated(const Row& row, GradePlaces& places, ModerationCounts& counts, std::map<Move, uint32_t>& moves) {
  ++counts.moderated;
  if (row.grade == row.moderated_grade) return;
  ++counts.changed;
  const GradePlace& to = places.Of(row.moderated_grade);
  if (row.grade == 0) {
    ++counts.newly_graded;
    ++moves[Move(true, GradePlace(), to)];
    return;
  }
  const GradePlace& from = places.Of(row.grade);
  ++(to.rank < from.rank ? counts.lowered : counts.raised);
  ++moves[Move(false, from, to)];
}

std::vector<GradeCount> QualityOf(const Survey& survey, GradePlaces& places) {
  std::map<GradePlace, uint32_t> found;
  survey.facts().ForEachPartGrade(survey.rows().size(), [&](uint32_t row, const PartGrade& part) {
    if (part.part != kAuditQuality || part.grade == 0 || !survey.rows().IsLiveAudit(row)) return;
    if (survey.Classify(row, survey.At(row)).standing != Standing::kOutside) ++found[places.Of(part.grade)];
  });
  std::vector<GradeCount> quality;
  for (const auto& [place, count] : found) quality.push_back({.grade = place.name, .count = count});
  return quality;
}

}  // namespace

ModerationCounts ModerationOf(const Survey& survey, const Question& question) {
  GradePlaces places(survey.facts(), question);
  ModerationCounts counts;
  std::map<Move, uint32_t> moves;
  survey.ForEachAudited([&](uint32_t, const Row& row, const Classified&) {
    if (row.moderated_grade != 0) AddModerated(row, places, counts, moves);
  });
  for (const auto& [move, count] : moves) {
    counts.moves.push_back({.from_grade = std::get<1>(move).name, .to_grade = std::get<2>(move).name, .count = count});
  }
  counts.audit_quality = QualityOf(survey, places);
  return counts;
}

}  // namespace assay
