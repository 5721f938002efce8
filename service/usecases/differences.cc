#include "service/usecases/differences.h"

#include "service/records/refusal.h"

namespace assay {
namespace {

// Collects the names of fields whose values differ.
class Comparison {
 public:
  template <typename T>
  Comparison& Field(const char* name, const T& asked, const T& recorded) {
    if (!(asked == recorded)) fields_.emplace_back(name);
    return *this;
  }
  std::vector<std::string> fields() { return std::move(fields_); }

 private:
  std::vector<std::string> fields_;
};

bool SameScale(const std::string& asked, const std::string& recorded) {
  if (asked == recorded) return true;
  const auto a = ParseScaleRef(asked);
  const auto b = ParseScaleRef(recorded);
  return a && b && a->version == 0 && a->id == b->id;
}

}  // namespace

std::vector<std::string> Differences(const Authority& asked, const Authority& recorded) {
  return Comparison().Field("title", asked.title, recorded.title).Field("codes", asked.codes, recorded.codes).fields();
}

std::vector<std::string> Differences(const Scale& asked, const Scale& recorded) {
  return Comparison()
      .Field("title", asked.title, recorded.title)
      .Field("grades", asked.grades, recorded.grades)
      .fields();
}

std::vector<std::string> Differences(const Audit& asked, const Audit& recorded) {
  return Comparison()
      .Field("practice_area", asked.practice_area, recorded.practice_area)
      .Field("audit_type", asked.audit_type, recorded.audit_type)
      .Field("audit_date", asked.audit_date, recorded.audit_date)
      .Field("scale", SameScale(asked.scale, recorded.scale), true)
      .Field("grade", asked.grade, recorded.grade)
      .Field("ungraded_reason", asked.ungraded_reason, recorded.ungraded_reason)
      .Field("practice_period", asked.practice_period, recorded.practice_period)
      .Field("team", asked.team, recorded.team)
      .Field("auditor", asked.auditor, recorded.auditor)
      .Field("sampling_method", asked.sampling_method, recorded.sampling_method)
      .Field("actions", asked.actions, recorded.actions)
      .Field("no_action_reason", asked.no_action_reason, recorded.no_action_reason)
      .Field("re_audit_of", asked.re_audit_of, recorded.re_audit_of)
      .Field("domain_grades", asked.domain_grades, recorded.domain_grades)
      .Field("audit_quality", asked.audit_quality, recorded.audit_quality)
      .Field("immediate_risk", asked.immediate_risk, recorded.immediate_risk)
      .Field("worker", asked.worker, recorded.worker)
      .Field("manager", asked.manager, recorded.manager)
      .Field("supervisor", asked.supervisor, recorded.supervisor)
      .fields();
}

absl::Status AlreadyExists(const std::string& what, const std::vector<std::string>& fields) {
  Violations violations;
  std::string list;
  for (const std::string& field : fields) {
    list += (list.empty() ? "" : ", ") + field;
    violations.push_back({.field = field,
                          .reason = std::string(reason::kAlreadyExists),
                          .description = "differs from what is recorded"});
  }
  return Refuse(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists,
                what + " is already recorded with other content: " + list, violations);
}

}  // namespace assay
