#include "service/domain/scale.h"

#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

// nullopt unless 1 to kScaleVersionMax without leading zeros.
std::optional<uint32_t> ParseVersion(std::string_view digits) {
  if (digits.empty() || digits.front() == '0') return std::nullopt;
  uint32_t version = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    version = version * 10 + static_cast<uint32_t>(digit - '0');
    if (version > limits::kScaleVersionMax) return std::nullopt;
  }
  return version;
}

void CheckGrades(const std::vector<Grade>& grades, Violations& out) {
  const std::string found = "a scale has " + std::to_string(limits::kGradesMin) + " to " +
                            std::to_string(limits::kGradesMax) + " grades; this has " + std::to_string(grades.size());
  if (grades.empty()) return Refuse(out, "grades", reason::kRequired, found);
  if (grades.size() < limits::kGradesMin) Refuse(out, "grades", reason::kOutOfRange, found);
  if (grades.size() > limits::kGradesMax) return Refuse(out, "grades", reason::kTooLong, found);
  for (size_t i = 0; i < grades.size(); ++i) {
    const std::string path = ElementPath("grades", i);
    const size_t violations_before = out.size();
    CheckGradeCode({path + ".code", grades[i].code}, out);
    const bool well_formed = out.size() == violations_before;
    for (size_t j = 0; j < i && well_formed; ++j) {
      if (grades[j].code != grades[i].code) continue;
      Refuse(out, path + ".code", reason::kDuplicate,
             "'" + grades[i].code + "' is already the code of " + ElementPath("grades", j));
      break;
    }
    if (!grades[i].label.empty()) CheckLine({path + ".label", grades[i].label}, limits::kGradeLabelBytes, out);
  }
}

// At most as many bytes as a grade code may have, never half a character.
std::string Cut(std::string_view text) {
  if (text.size() <= limits::kGradeCodeBytes) return std::string(text);
  size_t end = limits::kGradeCodeBytes;
  while (!IsUtf8(text.substr(0, end))) --end;
  return std::string(text.substr(0, end)) + "...";
}

char LowerFirst(std::string_view word) {
  const char first = word.front();
  return first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a') : first;
}

// The grade the word was meant to be, or empty. A slip of the pen seldom hits the first letter, while a prefix turns a
// grade into its opposite: on a scale without it, "adequate" is two letters from "inadequate".
std::string NearMiss(std::string_view word, const Scale& scale) {
  if (word.empty()) return {};
  std::vector<std::string> candidates;
  for (const Grade& grade : scale.grades) {
    if (!grade.code.empty() && grade.code.front() == LowerFirst(word)) candidates.push_back(grade.code);
  }
  return NearestMatch(word, candidates);
}

// Where the other scale has the grade, if it has as many grades as this one and the same in all other places.
std::optional<size_t> PlaceOn(const Scale& other, std::string_view grade, const Scale& scale) {
  const std::optional<size_t> place = other.Rank(grade);
  if (!place.has_value() || other.grades.size() != scale.grades.size()) return std::nullopt;
  for (size_t rank = 0; rank < scale.grades.size(); ++rank) {
    if (rank != *place && scale.grades[rank].code != other.grades[rank].code) return std::nullopt;
  }
  return place;
}

// The grade in whose place a scale of the same kind has the one asked about, or empty: none, or they disagree.
std::string Counterpart(std::string_view grade, const Scale& scale, const std::vector<Scale>& known) {
  std::optional<size_t> found;
  for (const Scale& other : known) {
    const std::optional<size_t> place = PlaceOn(other, grade, scale);
    if (!place.has_value()) continue;
    if (found.has_value() && *found != *place) return {};
    found = place;
  }
  return found.has_value() ? scale.grades[*found].code : std::string();
}

}  // namespace

std::optional<size_t> Scale::Rank(std::string_view code) const {
  for (size_t rank = 0; rank < grades.size(); ++rank) {
    if (grades[rank].code == code) return rank;
  }
  return std::nullopt;
}

std::optional<ScaleRef> ParseScaleRef(std::string_view text) {
  ScaleRef ref;
  const size_t at = text.find('@');
  ref.id = std::string(text.substr(0, at));
  Violations id_violations;
  CheckScaleId({"scale", ref.id}, id_violations);
  if (!id_violations.empty()) return std::nullopt;
  if (at == std::string_view::npos) return ref;
  const std::optional<uint32_t> version = ParseVersion(text.substr(at + 1));
  if (!version.has_value()) return std::nullopt;
  ref.version = *version;
  return ref;
}

std::string FormatScaleRef(const ScaleRef& ref) {
  return ref.version == 0 ? ref.id : ref.id + "@" + std::to_string(ref.version);
}

Violations Validate(const Scale& scale) {
  Violations out;
  CheckScaleId({"name", scale.ref.id}, out);
  if (scale.ref.version < 1 || scale.ref.version > limits::kScaleVersionMax) {
    Refuse(out, "name", reason::kOutOfRange,
           "a version is 1 to " + std::to_string(limits::kScaleVersionMax) + "; this is " +
               std::to_string(scale.ref.version));
  }
  CheckLine({"title", scale.title}, limits::kTitleBytes, out);
  CheckGrades(scale.grades, out);
  return out;
}

Violation GradeNotOnScale(std::string_view field, std::string_view grade, const Scale& scale,
                          const std::vector<Scale>& known) {
  const std::string named = IsPrintable(grade) ? "grade '" + Cut(grade) + "'" : "the grade";
  std::string near_miss = NearMiss(grade, scale);
  if (near_miss.empty()) near_miss = Counterpart(grade, scale, known);
  const std::string advice = near_miss.empty() ? "see crosswalks" : "did you mean " + near_miss + "? See crosswalks";
  return {std::string(field), std::string(reason::kGradeNotOnScale),
          named + " is not on scale " + FormatScaleRef(scale.ref) + "; " + advice};
}

}  // namespace assay
