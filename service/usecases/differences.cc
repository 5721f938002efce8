#include "service/usecases/differences.h"

#include <algorithm>
#include <utility>

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

// Of scales and crosswalks alike: "ofsted-2013" matches "ofsted-2013@1".
bool SameScale(const std::string& asked, const std::string& recorded) {
  if (asked == recorded) return true;
  const auto a = ParseScaleRef(asked);
  const auto b = ParseScaleRef(recorded);
  return a && b && a->version == 0 && a->id == b->id;
}

// What the server fills in where a definition leaves it open is taken as said.
bool SameMeasure(const NoticeMeasure& asked, NoticeMeasure recorded) {
  Measure& definition = recorded.definition;
  const bool leaves_scale = asked.definition.scale.empty() || SameScale(asked.definition.scale, definition.scale);
  if (leaves_scale) definition.scale = asked.definition.scale;
  if (SameScale(asked.definition.crosswalk, definition.crosswalk)) definition.crosswalk = asked.definition.crosswalk;
  return asked == recorded;
}

bool SameMeasures(const Notice& asked, const Notice& recorded) {
  return std::equal(asked.measures.begin(), asked.measures.end(), recorded.measures.begin(), recorded.measures.end(),
                    SameMeasure);
}

std::vector<std::string> WithoutServerFlag(std::vector<std::string> flags) {
  std::erase(flags, kCodeExpired);
  return flags;
}

std::vector<std::string> Compare(const Crosswalk& asked, const Crosswalk& recorded) {
  return Comparison()
      .Field("title", asked.title, recorded.title)
      .Field("from_scale", SameScale(asked.from_scale, recorded.from_scale), true)
      .Field("to_scale", SameScale(asked.to_scale, recorded.to_scale), true)
      .Field("pairs", asked.pairs, recorded.pairs)
      .Field("approver", asked.approver, recorded.approver)
      .Field("approved_on", asked.approved_on, recorded.approved_on)
      .Field("source", asked.source, recorded.source)
      .fields();
}

std::vector<std::string> Compare(const Notice& asked, const Notice& recorded) {
  return Comparison()
      .Field("subject", asked.subject, recorded.subject)
      .Field("issuer", asked.issuer, recorded.issuer)
      .Field("issued_on", asked.issued_on, recorded.issued_on)
      .Field("basis", asked.basis, recorded.basis)
      .Field("source", asked.source, recorded.source)
      .Field("review_months", asked.review_months, recorded.review_months)
      .Field("supersedes", asked.supersedes, recorded.supersedes)
      .Field("measures", SameMeasures(asked, recorded), true)
      .fields();
}

std::vector<std::string> Compare(const Review& asked, const Review& recorded) {
  return Comparison()
      .Field("notice", asked.notice, recorded.notice)
      .Field("held_on", asked.held_on, recorded.held_on)
      .Field("number", asked.number == 0 ? recorded.number : asked.number, recorded.number)
      .Field("narrative", asked.narrative, recorded.narrative)
      .fields();
}

std::vector<std::string> Compare(const Sample& asked, const Sample& recorded) {
  return Comparison()
      .Field("title", asked.title, recorded.title)
      .Field("practice_area", asked.practice_area, recorded.practice_area)
      .Field("audit_type", asked.audit_type, recorded.audit_type)
      .Field("sampling_method", asked.sampling_method, recorded.sampling_method)
      .Field("frame_size", asked.frame_size, recorded.frame_size)
      .Field("drawn_on", asked.drawn_on, recorded.drawn_on)
      .Field("allocations", asked.allocations, recorded.allocations)
      .fields();
}

std::vector<std::string> Compare(const Inspection& asked, const Inspection& recorded) {
  return Comparison()
      .Field("inspectorate", asked.inspectorate, recorded.inspectorate)
      .Field("framework", asked.framework, recorded.framework)
      .Field("first_day", asked.first_day, recorded.first_day)
      .Field("last_day", asked.last_day, recorded.last_day)
      .Field("published_on", asked.published_on, recorded.published_on)
      .Field("judgements", asked.judgements, recorded.judgements)
      .Field("codes", asked.codes, recorded.codes)
      .Field("source", asked.source, recorded.source)
      .Field("reported", asked.reported, recorded.reported)
      .Field("flags", WithoutServerFlag(asked.flags), WithoutServerFlag(recorded.flags))
      .fields();
}

std::vector<std::string> Compare(const Tally& asked, const Tally& recorded) {
  return Comparison()
      .Field("title", asked.title, recorded.title)
      .Field("practice_area", asked.practice_area, recorded.practice_area)
      .Field("scale", SameScale(asked.scale, recorded.scale), true)
      .Field("counted_on", asked.counted_on, recorded.counted_on)
      .Field("counts", asked.counts, recorded.counts)
      .Field("ungraded_count", asked.ungraded_count, recorded.ungraded_count)
      .Field("total", asked.total, recorded.total)
      .Field("source", asked.source, recorded.source)
      .fields();
}

std::vector<std::string> Compare(const SpendItem& asked, const SpendItem& recorded) {
  return Comparison()
      .Field("title", asked.title, recorded.title)
      .Field("amount_pence", asked.amount_pence, recorded.amount_pence)
      .Field("basis", asked.basis, recorded.basis)
      .Field("first_day", asked.first_day, recorded.first_day)
      .Field("last_day", asked.last_day, recorded.last_day)
      .Field("source", asked.source, recorded.source)
      .Field("part_of", asked.part_of, recorded.part_of)
      .Field("units", asked.units, recorded.units)
      .fields();
}

}  // namespace

std::vector<std::string> Differences(const Record& asked, const Record& recorded) {
  return std::visit(
      [&recorded](const auto& one) { return Compare(one, std::get<std::decay_t<decltype(one)>>(recorded)); }, asked);
}

bool SameContent(const Record& a, const Record& b) {
  const auto* one = std::get_if<Notice>(&a);
  const auto* other = std::get_if<Notice>(&b);
  if (one == nullptr || other == nullptr) return a == b;
  Notice same = *one;
  same.state = other->state;
  same.version = other->version;
  same.effective_on = other->effective_on;
  return same == *other;
}

bool SameVersion(const Record& a, const Record& b) {
  const auto* one = std::get_if<Notice>(&a);
  const auto* other = std::get_if<Notice>(&b);
  if (one == nullptr || other == nullptr) return true;
  return one->state == other->state && one->version == other->version && one->effective_on == other->effective_on;
}

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

absl::Status AlreadyExists(const std::string& what, const std::vector<std::string>& fields, std::string_view under) {
  const std::string path = under.empty() ? "" : std::string(under) + ".";
  Violations violations;
  std::string list;
  for (const std::string& field : fields) {
    list += (list.empty() ? "" : ", ") + field;
    violations.push_back({.field = path + field,
                          .reason = std::string(reason::kAlreadyExists),
                          .description = "differs from what is recorded"});
  }
  return Refuse(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists,
                what + " is already recorded with other content: " + list, violations);
}

}  // namespace assay
