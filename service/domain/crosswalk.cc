#include "service/domain/crosswalk.h"

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

void CheckScaleVersion(Field field, Violations& out) {
  if (field.value.empty()) return Refuse(out, field.path, reason::kRequired, "a scale version is required");
  const std::optional<ScaleRef> ref = ParseScaleRef(field.value);
  if (ref.has_value() && ref->version != 0) return;
  Refuse(out, field.path, reason::kBadFormat, "a scale version must be ID@VERSION, for example ofsted-2013@1");
}

void CheckPairs(const std::vector<CrosswalkPair>& pairs, Violations& out) {
  if (pairs.empty()) return Refuse(out, "pairs", reason::kRequired, "a crosswalk maps at least one grade");
  if (pairs.size() > limits::kGradesMax) {
    return Refuse(out, "pairs", reason::kTooLong,
                  "at most " + std::to_string(limits::kGradesMax) + " pairs are allowed; there are " +
                      std::to_string(pairs.size()));
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const std::string from_path = ElementPath("pairs", i) + ".from_grade";
    CheckLine({from_path, pairs[i].from_grade}, limits::kGradeCodeBytes, out);
    for (size_t j = 0; j < i && !pairs[i].from_grade.empty(); ++j) {
      if (pairs[j].from_grade != pairs[i].from_grade) continue;
      Refuse(out, from_path, reason::kDuplicate,
             "a grade counts as one other; " + ElementPath("pairs", j) + " maps it already");
      break;
    }
    CheckLine({ElementPath("pairs", i) + ".to_grade", pairs[i].to_grade}, limits::kGradeCodeBytes, out);
  }
}

}  // namespace

std::optional<std::string_view> Crosswalk::Map(std::string_view from_grade) const {
  for (const CrosswalkPair& pair : pairs) {
    if (pair.from_grade == from_grade) return pair.to_grade;
  }
  return std::nullopt;
}

Violations Validate(const Crosswalk& crosswalk) {
  Violations out;
  CheckRecordId({"name", crosswalk.ref.id}, out);
  if (crosswalk.ref.version < 1 || crosswalk.ref.version > limits::kScaleVersionMax) {
    Refuse(out, "name", reason::kOutOfRange,
           "a version is 1 to " + std::to_string(limits::kScaleVersionMax) + "; this is " +
               std::to_string(crosswalk.ref.version));
  }
  CheckLine({"title", crosswalk.title}, limits::kTitleBytes, out);
  CheckScaleVersion({"from_scale", crosswalk.from_scale}, out);
  CheckScaleVersion({"to_scale", crosswalk.to_scale}, out);
  if (!crosswalk.to_scale.empty() && crosswalk.to_scale == crosswalk.from_scale) {
    Refuse(out, "to_scale", reason::kDuplicate, "a crosswalk leads from one scale version to another");
  }
  CheckPairs(crosswalk.pairs, out);
  CheckLine({"approver", crosswalk.approver}, limits::kTitleBytes, out);
  CheckDate({"approved_on", crosswalk.approved_on}, out);
  CheckOptionalLine({"source", crosswalk.source}, limits::kSourceBytes, out);
  return out;
}

Violations ValidateAgainst(const Scale& from, const Scale& to, const Crosswalk& crosswalk) {
  Violations out;
  for (size_t i = 0; i < crosswalk.pairs.size(); ++i) {
    const CrosswalkPair& pair = crosswalk.pairs[i];
    const std::string path = ElementPath("pairs", i);
    if (!from.Rank(pair.from_grade)) out.push_back(GradeNotOnScale(path + ".from_grade", pair.from_grade, from));
    if (!to.Rank(pair.to_grade)) out.push_back(GradeNotOnScale(path + ".to_grade", pair.to_grade, to));
  }
  return out;
}

}  // namespace assay
