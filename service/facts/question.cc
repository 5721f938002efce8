#include "service/facts/question.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/domain/notice.h"
#include "service/facts/records_at.h"

namespace assay {
namespace {

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
std::variant<std::optional<Scale>, Violation> NotInUse(const LedgerFacts* registry, const std::string& id,
                                                       const std::string& grade) {
  ScaleRef last;
  const bool is_there = registry == nullptr || registry->AnyScale([&](const RecordedScale& recorded) {
    if (!id.empty() && recorded.scale.ref.id != id) return false;
    last = recorded.scale.ref;
    return recorded.scale.Rank(grade).has_value();
  });
  if (is_there || last.id.empty()) return std::nullopt;
  return GradeNotOnScale("threshold_grade", grade, registry->FindScale(last)->scale);
}

// It may be in force that day and have been recorded only later: who asks for an earlier revision should know.
Refused UnknownNotice(const MeasureOfNotice& subject, const AskedOf& asked) {
  const std::string known = asked.revision < asked.facts.size()
                                ? ", as far as was known at revision " + std::to_string(asked.revision)
                                : std::string();
  return {.reason = std::string(reason::kUnknownNotice),
          .field = "measure",
          .message = "no notice " + subject.notice + " is in force on " + FormatDate(asked.on) + known};
}

// The measure of the notice version in force on the day, as far as the ledger knew at the revision.
std::optional<Refused> SetNoticeMeasure(const AskedOf& asked, const MeasureOfNotice& subject, Question& question) {
  const std::vector<Notice> versions = AllVersions<Notice>(asked.facts, asked.revision);
  const Notice* notice = InForceOn(versions, subject.notice, asked.on);
  if (notice == nullptr) return UnknownNotice(subject, asked);
  const NoticeMeasure* measure = FindMeasure(*notice, subject.measure);
  if (measure == nullptr) {
    return Refused{.reason = std::string(reason::kUnknownMeasure),
                   .field = "measure",
                   .message = "notice " + subject.notice + " has no measure " + subject.measure + " in version " +
                              std::to_string(notice->version) + ", in force on " + FormatDate(asked.on)};
  }
  question.measure = DefinitionOf(*notice, *measure);
  question.notice = {.notice = notice->id,
                     .version = notice->version,
                     .measure_id = measure->id,
                     .words = measure->words,
                     .issued_on = notice->issued_on,
                     .due_date = measure->due_date};
  return std::nullopt;
}

// A crosswalk version, from this ledger or else from the registry: it never changes.
std::optional<Crosswalk> FindCrosswalk(const AskedOf& asked, const std::string& name) {
  const auto ref = ParseScaleRef(name);
  if (!ref || ref->version == 0) return std::nullopt;
  Crosswalk wanted;
  wanted.ref = *ref;
  const std::string key = RecordKey(wanted);
  for (const LedgerFacts* facts : {&asked.facts, asked.registry}) {
    if (facts == nullptr) continue;
    if (auto found = FindRecord<Crosswalk>(*facts, key, facts->size())) return RecordIn<Crosswalk>(*found);
  }
  return std::nullopt;
}

std::optional<Refused> SetCrosswalk(const AskedOf& asked, Question& question) {
  const std::string& name = question.measure.crosswalk;
  if (name.empty()) return std::nullopt;
  question.crosswalk = FindCrosswalk(asked, name);
  if (!question.crosswalk) {
    return Refused{.reason = std::string(reason::kUnknownCrosswalk),
                   .field = "ad_hoc.crosswalk",
                   .message = "no crosswalk " + name + " is recorded; name one with its version, as plain-2014@1"};
  }
  if (question.measure.scale.empty()) question.measure.scale = question.crosswalk->to_scale;
  return std::nullopt;
}

}  // namespace

std::variant<Question, Refused> ResolveQuestion(const AskedOf& asked, const Subject& subject) {
  Question question{.on = asked.on};
  if (const auto* ad_hoc = std::get_if<Measure>(&subject)) {
    question.measure = *ad_hoc;
  } else if (auto refused = SetNoticeMeasure(asked, std::get<MeasureOfNotice>(subject), question)) {
    return *std::move(refused);
  }
  if (auto refused = SetCrosswalk(asked, question)) return *std::move(refused);
  auto scale = ResolveScale(asked.facts, asked.registry, question.measure, asked.revision);
  if (auto* violation = std::get_if<Violation>(&scale)) {
    return Refused{.reason = violation->reason,
                   .field = "ad_hoc." + violation->field,
                   .message = std::move(violation->description)};
  }
  question.scale = std::get<std::optional<Scale>>(std::move(scale));
  if (question.crosswalk && question.scale && FormatScaleRef(question.scale->ref) != question.crosswalk->to_scale) {
    return Refused{.reason = std::string(reason::kNotAllowed),
                   .field = "ad_hoc.crosswalk",
                   .message = "crosswalk " + question.measure.crosswalk + " leads to " + question.crosswalk->to_scale +
                              ", not to " + FormatScaleRef(question.scale->ref)};
  }
  question.window = WindowOn(question.measure, asked.on);
  return question;
}

std::variant<std::optional<Scale>, Violation> ResolveScale(const LedgerFacts& facts, const LedgerFacts* registry,
                                                           const Measure& measure, uint32_t revision) {
  const std::vector<Scale> in_use = NewestVersions(facts.Scales(revision));
  if (measure.scale.empty()) {
    if (in_use.empty()) return NotInUse(registry, "", measure.threshold_grade);
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
    if (!found && FindVersion(ref, facts, registry)) return NotInUse(registry, ref.id, measure.threshold_grade);
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

}  // namespace assay
