#include "service/domain/tally.h"

#include <algorithm>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

void CheckCounts(const std::vector<TallyCount>& counts, Violations& out) {
  if (counts.empty()) return Refuse(out, "counts", reason::kRequired, "a tally counts at least one grade");
  if (counts.size() > limits::kGradesMax) {
    return Refuse(out, "counts", reason::kTooLong,
                  "at most " + std::to_string(limits::kGradesMax) + " counts are allowed; there are " +
                      std::to_string(counts.size()));
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    const std::string path = ElementPath("counts", i) + ".grade";
    CheckLine({path, counts[i].grade}, limits::kGradeCodeBytes, out);
    for (size_t j = 0; j < i && !counts[i].grade.empty(); ++j) {
      if (counts[j].grade != counts[i].grade) continue;
      Refuse(out, path, reason::kDuplicate, "each grade is counted once; " + ElementPath("counts", j) + " has it");
      break;
    }
  }
}

// nullopt: not published.
std::optional<uint32_t> CountOf(const Tally& tally, std::string_view grade) {
  for (const TallyCount& count : tally.counts) {
    if (count.grade == grade) return count.count;
  }
  return std::nullopt;
}

// At most kGradesMax counts of 32 bits each.
uint64_t GradedParts(const Tally& tally) {
  uint64_t sum = 0;
  for (const TallyCount& count : tally.counts) sum += count.count;
  return sum;
}

}  // namespace

Violations Validate(const Tally& tally) {
  Violations out;
  CheckAuthorityId({"name", tally.authority}, out);
  CheckItemId({"name", tally.id}, out);
  CheckLine({"title", tally.title}, limits::kTitleBytes, out);
  CheckCode({"practice_area", tally.practice_area}, out);
  if (tally.scale.empty()) {
    Refuse(out, "scale", reason::kRequired, "a scale is required, for example ofsted-2013@1");
  } else if (!ParseScaleRef(tally.scale).has_value()) {
    Refuse(out, "scale", reason::kBadFormat, "a scale must be ID or ID@VERSION, for example ofsted-2013@1");
  }
  CheckOptionalDate({"counted_on", tally.counted_on}, out);
  CheckCounts(tally.counts, out);
  CheckLine({"source", tally.source}, limits::kSourceBytes, out);
  return out;
}

Violations ValidateAgainst(const Scale& scale, const Tally& tally, const std::vector<Scale>& known) {
  Violations out;
  for (size_t i = 0; i < tally.counts.size(); ++i) {
    const std::string& grade = tally.counts[i].grade;
    if (scale.Rank(grade).has_value()) continue;
    out.push_back(GradeNotOnScale(ElementPath("counts", i) + ".grade", grade, scale, known));
  }
  return out;
}

int64_t Residual(const Tally& tally) {
  return int64_t{tally.total} - static_cast<int64_t>(GradedParts(tally)) - int64_t{tally.ungraded_count.value_or(0)};
}

std::optional<Ratio> ShareOf(const Scale& scale, const Tally& tally, const TallyThreshold& threshold) {
  const std::optional<size_t> line = scale.Rank(threshold.grade);
  if (!line.has_value()) return std::nullopt;
  uint64_t hits = 0;
  for (size_t rank = 0; rank < scale.grades.size(); ++rank) {
    const bool is_hit = threshold.at_least ? rank >= *line : rank <= *line;
    // Of all that were graded, every grade is a part.
    if (!is_hit && threshold.basis == TallyBasis::kAudited) continue;
    const std::optional<uint32_t> count = CountOf(tally, scale.grades[rank].code);
    if (!count.has_value()) return std::nullopt;
    if (is_hit) hits += *count;
  }
  const uint64_t graded = GradedParts(tally);
  if (hits > tally.total || graded > UINT32_MAX) return std::nullopt;
  const uint64_t total = threshold.basis == TallyBasis::kAudited ? tally.total : graded;
  return Ratio{static_cast<uint32_t>(hits), static_cast<uint32_t>(total)};
}

}  // namespace assay
