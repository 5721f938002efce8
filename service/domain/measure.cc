#include "service/domain/measure.h"

#include <algorithm>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

// An enumeration's wire value and the greatest it may take.
struct WireEnum {
  std::string_view path;
  int value;
  int greatest;
};

void CheckEnum(const WireEnum& wire, Violations& out) {
  if (wire.value >= 0 && wire.value <= wire.greatest) return;
  Refuse(out, wire.path, reason::kOutOfRange, std::to_string(wire.value) + " is not one of the stated values");
}

void CheckTarget(Fraction target, Violations& out) {
  if (target == Fraction{0, 0}) {
    return Refuse(out, "target", reason::kRequired, "a target is required, for example 3/4");
  }
  if (target.denominator == 0 || target.numerator > target.denominator) {
    Refuse(
        out, "target", reason::kOutOfRange,
        "a target is 0 to 1; this is " + std::to_string(target.numerator) + "/" + std::to_string(target.denominator));
  }
}

void CheckWindow(const Measure& measure, MeasurePlace place, Violations& out) {
  if (const auto* fixed = std::get_if<FixedDates>(&measure.window)) {
    const auto first = CheckOptionalDate({"window.fixed.first_day", fixed->first_day}, out);
    const auto last = CheckOptionalDate({"window.fixed.last_day", fixed->last_day}, out);
    if (first.has_value() && last.has_value() && *last < *first) {
      Refuse(out, "window.fixed.last_day", reason::kOutOfRange,
             fixed->last_day + " is before the first day, " + fixed->first_day);
    }
  }
  if (const auto* rolling = std::get_if<RollingMonths>(&measure.window)) {
    if (rolling->months < 1 || rolling->months > limits::kRollingMonthsMax) {
      Refuse(out, "window.rolling_months", reason::kOutOfRange,
             "1 to " + std::to_string(limits::kRollingMonthsMax) + " months are allowed; this is " +
                 std::to_string(rolling->months));
    }
  }
  if (std::holds_alternative<SinceNotice>(measure.window) && place != MeasurePlace::kNotice) {
    Refuse(out, "window.since_notice", reason::kNotAllowed, "only a notice's measure can begin with its notice");
  }
}

// Applies `check(path, value)` to each value of a filter that is not too long.
template <typename Value, typename Check>
void CheckFilter(std::string_view path, const std::vector<Value>& values, Violations& out, const Check& check) {
  if (values.size() > limits::kFilterValues) {
    return Refuse(out, path, reason::kTooLong,
                  "at most " + std::to_string(limits::kFilterValues) + " values are allowed; there are " +
                      std::to_string(values.size()));
  }
  for (size_t i = 0; i < values.size(); ++i) check(ElementPath(path, i), values[i]);
}

void CheckFilters(const Measure& measure, Violations& out) {
  CheckFilter("practice_areas", measure.practice_areas, out, [&out](const std::string& path, const std::string& area) {
    CheckCode({path, area}, out);
  });
  CheckFilter("audit_types", measure.audit_types, out, [&out](const std::string& path, int type) {
    CheckEnum({path, type, kAuditTypes - 1}, out);
  });
  CheckFilter("sampling_methods", measure.sampling_methods, out, [&out](const std::string& path, int method) {
    CheckEnum({path, method, kSamplingMethods - 1}, out);
  });
  CheckFilter("teams", measure.teams, out, [&out](const std::string& path, const std::string& team) {
    CheckLine({path, team}, limits::kTeamBytes, out);
  });
}

// A crosswalk is named and versioned as a scale is, but in a question never by its newest version: it decides what
// grades count as. A notice is recorded with the version that was the newest then.
void CheckCrosswalkRef(const Measure& measure, MeasurePlace place, Violations& out) {
  if (measure.crosswalk.empty()) return;
  const std::optional<ScaleRef> ref = ParseScaleRef(measure.crosswalk);
  if (ref.has_value() && (ref->version != 0 || place == MeasurePlace::kNotice)) return;
  Refuse(out, "crosswalk", reason::kBadFormat, "a crosswalk must be ID@VERSION, for example plain-2014@1");
}

}  // namespace

Violations Validate(const Measure& measure, MeasurePlace place) {
  Violations out;
  CheckLine({"threshold_grade", measure.threshold_grade}, limits::kGradeCodeBytes, out);
  if (!measure.scale.empty() && !ParseScaleRef(measure.scale).has_value()) {
    Refuse(out, "scale", reason::kBadFormat, "a scale must be ID or ID@VERSION, for example ofsted-2013@1");
  }
  if (measure.comparator == 0) {
    Refuse(out, "comparator", reason::kRequired, "a comparator is required: at least or at most");
  } else {
    CheckEnum({"comparator", measure.comparator, static_cast<int>(Comparator::kAtMost)}, out);
  }
  CheckTarget(measure.target, out);
  CheckEnum({"ungraded_policy", measure.ungraded_policy, static_cast<int>(UngradedPolicy::kUndecided)}, out);
  CheckEnum({"re_audit_policy", measure.re_audit_policy, static_cast<int>(ReAuditPolicy::kOriginalOnly)}, out);
  CheckEnum({"grade_basis", measure.grade_basis, static_cast<int>(GradeBasis::kModerated)}, out);
  CheckWindow(measure, place, out);
  CheckFilters(measure, out);
  CheckCrosswalkRef(measure, place, out);
  return out;
}

DayRange WindowOn(const Measure& measure, absl::CivilDay on) {
  if (const auto* fixed = std::get_if<FixedDates>(&measure.window)) {
    return {ParseDate(fixed->first_day), std::min(ParseDate(fixed->last_day).value_or(on), on)};
  }
  if (const auto* rolling = std::get_if<RollingMonths>(&measure.window)) {
    return {RollingWindowStart(on, static_cast<int>(rolling->months)), on};
  }
  if (const auto* since = std::get_if<SinceNotice>(&measure.window)) return {ParseDate(since->issued_on), on};
  return {std::nullopt, on};
}

}  // namespace assay
