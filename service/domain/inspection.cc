#include "service/domain/inspection.h"

#include <optional>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

constexpr int kMarkerMax = 3;  // the greatest assay.v1.Marker

// False, with a violation, where there are more than `greatest`.
bool IsWithin(std::string_view path, size_t count, size_t greatest, Violations& out) {
  if (count <= greatest) return true;
  Refuse(out, path, reason::kTooLong,
         "at most " + std::to_string(greatest) + " are allowed; there are " + std::to_string(count));
  return false;
}

void CheckJudgement(const std::string& path, const InspectionJudgement& judgement, Violations& out) {
  if (judgement.marker < 0 || judgement.marker > kMarkerMax) {
    return Refuse(out, path + ".marker", reason::kOutOfRange, std::to_string(judgement.marker) + " is not a marker");
  }
  if (judgement.grade.empty() == (judgement.marker == 0)) {
    Refuse(out, path + ".grade", reason::kGradeXorUngraded,
           std::string("exactly one of grade and marker must be set; ") +
               (judgement.grade.empty() ? "neither is" : "both are"));
  }
  if (!judgement.grade.empty()) CheckGradeCode({path + ".grade", judgement.grade}, out);
}

void CheckJudgements(const std::vector<InspectionJudgement>& judgements, Violations& out) {
  if (judgements.empty()) {
    return Refuse(out, "judgements", reason::kRequired, "an inspection has at least one judgement, if only a marker");
  }
  if (!IsWithin("judgements", judgements.size(), limits::kJudgements, out)) return;
  for (size_t i = 0; i < judgements.size(); ++i) {
    const std::string path = ElementPath("judgements", i);
    CheckCode({path + ".area", judgements[i].area}, out);
    for (size_t j = 0; j < i && !judgements[i].area.empty(); ++j) {
      if (judgements[j].area != judgements[i].area) continue;
      Refuse(out, path + ".area", reason::kDuplicate,
             "each area is judged once; " + ElementPath("judgements", j) + " has it already");
      break;
    }
    CheckJudgement(path, judgements[i], out);
  }
}

void CheckReported(const std::vector<ReportedField>& reported, Violations& out) {
  if (!IsWithin("reported", reported.size(), limits::kReportedFields, out)) return;
  for (size_t i = 0; i < reported.size(); ++i) {
    const std::string path = ElementPath("reported", i);
    CheckRequiredProse({path + ".field", reported[i].field}, limits::kReportedFieldBytes, out);
    CheckProse({path + ".value", reported[i].value}, limits::kReportedValueBytes, out);
  }
}

// Whether all that the authority's entry says of the code had ended before the day.
bool HadEnded(const AuthorityCode& code, const Authority& authority, absl::CivilDay day) {
  bool had_ended = false;
  for (const AuthorityCode& own : authority.codes) {
    if (own.scheme != code.scheme || own.value != code.value) continue;
    const std::optional<absl::CivilDay> last = ParseDate(own.valid_to);
    if (!last.has_value() || *last >= day) return false;
    had_ended = true;
  }
  return had_ended;
}

}  // namespace

Violations Validate(const Inspection& inspection) {
  Violations out;
  CheckAuthorityId({"name", inspection.authority}, out);
  CheckItemId({"name", inspection.id}, out);
  CheckCode({"inspectorate", inspection.inspectorate}, out);
  CheckOptionalLine({"framework", inspection.framework}, limits::kTitleBytes, out);
  CheckOptionalDate({"first_day", inspection.first_day}, out);
  CheckOptionalDate({"last_day", inspection.last_day}, out);
  CheckOptionalDate({"published_on", inspection.published_on}, out);
  CheckJudgements(inspection.judgements, out);
  if (IsWithin("codes", inspection.codes.size(), limits::kAuthorityCodes, out)) {
    for (size_t i = 0; i < inspection.codes.size(); ++i) {
      CheckAuthorityCode(ElementPath("codes", i), inspection.codes[i], out);
    }
  }
  CheckOptionalLine({"source", inspection.source}, limits::kSourceBytes, out);
  CheckReported(inspection.reported, out);
  if (IsWithin("flags", inspection.flags.size(), limits::kFlags, out)) {
    for (size_t i = 0; i < inspection.flags.size(); ++i) {
      CheckCode({ElementPath("flags", i), inspection.flags[i]}, out);
    }
  }
  return out;
}

bool HasExpiredCode(const Inspection& inspection, const Authority& authority) {
  std::optional<absl::CivilDay> day = ParseDate(inspection.published_on);
  if (!day.has_value()) day = ParseDate(inspection.last_day);
  if (!day.has_value()) return false;
  for (const AuthorityCode& code : inspection.codes) {
    if (HadEnded(code, authority, *day)) return true;
  }
  return false;
}

}  // namespace assay
