#include "service/domain/notice.h"

#include <algorithm>
#include <map>
#include <utility>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

// The days on which a notice is in force: from `first` to the day before `end`. Amendments and escalations leave them
// as they are; a lift or another notice that takes its place ends them, for good.
struct Span {
  absl::CivilDay first;
  std::optional<absl::CivilDay> end;  // nullopt: none is recorded
  const Notice* notice = nullptr;     // its newest version
  const Notice* successor = nullptr;  // the notice that took its place

  void EndBy(absl::CivilDay day) { end = std::min(end.value_or(day), day); }
};

// By id. What is recorded holds dates that Validate let pass.
using Spans = std::map<std::string_view, Span>;

Spans SpansOf(const std::vector<Notice>& versions) {
  Spans spans;
  for (const Notice& version : versions) {
    const absl::CivilDay effective_on = *ParseDate(version.effective_on);
    auto [place, is_first] = spans.try_emplace(version.id);
    Span& span = place->second;
    span.notice = &version;
    if (is_first) span.first = effective_on;
    if (version.state == static_cast<int>(NoticeState::kLifted)) span.EndBy(effective_on);
    const auto before = is_first ? spans.find(version.supersedes) : spans.end();
    if (before == spans.end()) continue;
    before->second.EndBy(effective_on);
    before->second.successor = &version;
  }
  return spans;
}

bool IsInForce(const Span& span, absl::CivilDay on) {
  return span.first <= on && (!span.end.has_value() || on < *span.end);
}

// Whether there is a day on or after `from` on which it is in force.
bool IsInForceFrom(const Span& span, absl::CivilDay from) {
  return !span.end.has_value() || std::max(span.first, from) < *span.end;
}

Refused RefuseField(std::string_view field, std::string_view why, std::string message) {
  return {.reason = std::string(why), .field = std::string(field), .message = std::move(message)};
}

Refused RefuseState(std::string_view why, std::string message) { return RefuseField("", why, std::move(message)); }

// Whether the notice may take the place of the one it names.
std::optional<Refused> CheckSuperseded(const Spans& spans, const Notice& notice, absl::CivilDay issued_on) {
  if (notice.supersedes.empty()) return std::nullopt;
  const auto refuse = [&notice](const std::string& words) {
    return RefuseField("notice.supersedes", reason::kUnknownNotice, "notice '" + notice.supersedes + "' " + words);
  };
  const auto found = spans.find(notice.supersedes);
  if (found == spans.end()) return refuse("is not recorded");
  const Span& before = found->second;
  if (before.notice->subject != notice.subject) {
    return refuse("is about '" + before.notice->subject + "', not '" + notice.subject + "'");
  }
  if (before.successor != nullptr) return refuse("is superseded already, by '" + before.successor->id + "'");
  if (!IsInForce(before, issued_on)) return refuse("is not in force on " + notice.issued_on);
  return std::nullopt;
}

void CheckMeasures(const std::vector<NoticeMeasure>& measures, Violations& out) {
  if (measures.empty()) return Refuse(out, "measures", reason::kRequired, "a notice has at least one measure");
  if (measures.size() > limits::kMeasures) {
    return Refuse(out, "measures", reason::kTooLong,
                  "at most " + std::to_string(limits::kMeasures) + " measures are allowed; there are " +
                      std::to_string(measures.size()));
  }
  for (size_t i = 0; i < measures.size(); ++i) {
    const NoticeMeasure& measure = measures[i];
    const std::string path = ElementPath("measures", i);
    CheckRecordId({path + ".id", measure.id}, out);
    for (size_t j = 0; j < i && !measure.id.empty(); ++j) {
      if (measures[j].id != measure.id) continue;
      Refuse(out, path + ".id", reason::kDuplicate, ElementPath("measures", j) + " has the same id");
      break;
    }
    CheckRequiredProse({path + ".words", measure.words}, limits::kWordsBytes, out);
    for (Violation& violation : Validate(measure.definition, MeasurePlace::kNotice)) {
      violation.field = path + ".definition." + violation.field;
      out.push_back(std::move(violation));
    }
    CheckOptionalDate({path + ".due_date", measure.due_date}, out);
  }
}

// What an amendment may not move: the days and the subject on which it is in force, which others were checked against.
std::optional<Refused> CheckUnmoved(const Notice& before, const Notice& amended) {
  const auto refuse = [](std::string_view field, std::string_view thing) {
    return RefuseField(field, reason::kNotAllowed, "an amendment cannot move the notice's " + std::string(thing));
  };
  if (amended.authority != before.authority || amended.id != before.id) return refuse("notice.name", "name");
  if (amended.subject != before.subject) return refuse("notice.subject", "subject");
  if (amended.issued_on != before.issued_on) return refuse("notice.issued_on", "day of issue");
  if (amended.supersedes != before.supersedes) return refuse("notice.supersedes", "predecessor");
  return std::nullopt;
}

// Whether a version may follow `before` on the day.
std::optional<Refused> CheckFollows(const std::vector<Notice>& versions, const Notice& before,
                                    std::string_view effective_on) {
  Violations violations;
  const std::optional<absl::CivilDay> day = CheckDate({"effective_on", effective_on}, violations);
  if (!day.has_value()) {
    return RefuseField("effective_on", violations.front().reason, violations.front().description);
  }
  if (before.state == static_cast<int>(NoticeState::kLifted)) {
    return RefuseState(reason::kNoticeEnded,
                       "notice '" + before.id + "' is lifted from " + before.effective_on + " on; it stays as it is");
  }
  if (const Notice* successor = SupersededBy(versions, before.id, *day)) {
    return RefuseState(reason::kNoticeEnded, "notice '" + successor->id + "' took the place of '" + before.id +
                                                 "' on " + successor->issued_on + "; from then on it stays as it is");
  }
  if (*day < *ParseDate(before.effective_on)) {
    return RefuseField("effective_on", reason::kOutOfRange,
                       std::string(effective_on) + " is before the day version " + std::to_string(before.version) +
                           " took effect, " + before.effective_on);
  }
  return std::nullopt;
}

Notice NextVersion(const Notice& before, Notice content, std::string_view effective_on) {
  content.state = before.state;
  content.version = before.version + 1;
  content.effective_on = std::string(effective_on);
  return content;
}

}  // namespace

Violations Validate(const Notice& notice) {
  Violations out;
  CheckAuthorityId({"name", notice.authority}, out);
  CheckRecordId({"name", notice.id}, out);
  CheckCode({"subject", notice.subject}, out);
  CheckLine({"issuer", notice.issuer}, limits::kTitleBytes, out);
  CheckDate({"issued_on", notice.issued_on}, out);
  CheckProse({"basis", notice.basis}, limits::kSourceBytes, out);
  CheckProse({"source", notice.source}, limits::kSourceBytes, out);
  if (notice.review_months > limits::kReviewMonthsMax) {
    Refuse(out, "review_months", reason::kOutOfRange,
           "at most " + std::to_string(limits::kReviewMonthsMax) + " months are allowed; this is " +
               std::to_string(notice.review_months));
  }
  if (!notice.supersedes.empty()) {
    CheckRecordId({"supersedes", notice.supersedes}, out);
    if (notice.supersedes == notice.id) {
      Refuse(out, "supersedes", reason::kNotAllowed, "a notice cannot take its own place: amend it");
    }
  }
  CheckMeasures(notice.measures, out);
  return out;
}

std::variant<Notice, Refused> Issue(const std::vector<Notice>& versions, const Notice& notice) {
  const Spans spans = SpansOf(versions);
  const absl::CivilDay issued_on = *ParseDate(notice.issued_on);
  if (spans.contains(notice.id)) {
    return RefuseField("notice.name", reason::kAlreadyExists, "notice '" + notice.id + "' is issued already: amend it");
  }
  if (auto refused = CheckSuperseded(spans, notice, issued_on)) return *std::move(refused);
  for (const auto& [id, other] : spans) {
    if (id == notice.supersedes || other.notice->subject != notice.subject) continue;
    if (!IsInForceFrom(other, issued_on)) continue;
    return RefuseState(reason::kNoticeInForce,
                       "notice '" + std::string(id) + "' on the same subject is in force from " +
                           FormatDate(std::max(other.first, issued_on)) +
                           "; name it in supersedes if this one takes its place; earlier notices are recorded first");
  }
  Notice issued = notice;
  issued.state = static_cast<int>(NoticeState::kInForce);
  issued.version = 1;
  issued.effective_on = notice.issued_on;
  return issued;
}

std::variant<Notice, Refused> Amend(const std::vector<Notice>& versions, const Notice& before, const Notice& amended,
                                    std::string_view effective_on) {
  if (auto refused = CheckFollows(versions, before, effective_on)) return *std::move(refused);
  if (auto refused = CheckUnmoved(before, amended)) return *std::move(refused);
  return NextVersion(before, amended, effective_on);
}

std::variant<Notice, Refused> Lift(const std::vector<Notice>& versions, const Notice& before,
                                   std::string_view effective_on) {
  if (auto refused = CheckFollows(versions, before, effective_on)) return *std::move(refused);
  Notice lifted = NextVersion(before, before, effective_on);
  lifted.state = static_cast<int>(NoticeState::kLifted);
  return lifted;
}

std::variant<Notice, Refused> Escalate(const std::vector<Notice>& versions, const Notice& before,
                                       std::string_view effective_on) {
  if (auto refused = CheckFollows(versions, before, effective_on)) return *std::move(refused);
  if (before.state == static_cast<int>(NoticeState::kEscalated)) {
    return RefuseState(reason::kAlreadyDone, "notice '" + before.id + "' is escalated already");
  }
  Notice escalated = NextVersion(before, before, effective_on);
  escalated.state = static_cast<int>(NoticeState::kEscalated);
  return escalated;
}

const Notice* VersionOn(const std::vector<Notice>& versions, std::string_view id, absl::CivilDay on) {
  const Notice* found = nullptr;
  for (const Notice& version : versions) {
    if (version.id == id && *ParseDate(version.effective_on) <= on) found = &version;
  }
  return found;
}

const Notice* SupersededBy(const std::vector<Notice>& versions, std::string_view id, absl::CivilDay on) {
  for (const Notice& version : versions) {
    if (version.version != 1 || version.supersedes != id || *ParseDate(version.issued_on) > on) continue;
    return VersionOn(versions, version.id, on);
  }
  return nullptr;
}

const Notice* InForceOn(const std::vector<Notice>& versions, std::string_view id, absl::CivilDay on) {
  const Spans spans = SpansOf(versions);
  const auto found = spans.find(id);
  return found != spans.end() && IsInForce(found->second, on) ? VersionOn(versions, id, on) : nullptr;
}

std::vector<const Notice*> AllInForceOn(const std::vector<Notice>& versions, absl::CivilDay on) {
  const Spans spans = SpansOf(versions);
  std::map<std::string_view, const Notice*> by_subject;
  for (const Notice& version : versions) {
    if (*ParseDate(version.effective_on) > on || !IsInForce(spans.at(version.id), on)) continue;
    by_subject[version.subject] = &version;
  }
  std::vector<const Notice*> found;
  found.reserve(by_subject.size());
  for (const auto& [subject, version] : by_subject) found.push_back(version);
  return found;
}

const NoticeMeasure* FindMeasure(const Notice& notice, std::string_view measure) {
  for (const NoticeMeasure& candidate : notice.measures) {
    if (candidate.id == measure) return &candidate;
  }
  return nullptr;
}

std::optional<absl::CivilDay> ReviewDue(const Notice& notice, uint32_t number) {
  const std::optional<absl::CivilDay> issued_on = ParseDate(notice.issued_on);
  if (!issued_on.has_value() || notice.review_months == 0 || number == 0) return std::nullopt;
  constexpr uint64_t kMonthsMax = uint64_t{12} * (limits::kLastYear - limits::kFirstYear + 1);
  const uint64_t months = uint64_t{notice.review_months} * number;
  if (months > kMonthsMax) return std::nullopt;
  const absl::CivilDay due = AddMonths(*issued_on, static_cast<int>(months));
  if (due.year() > limits::kLastYear) return std::nullopt;
  return due;
}

Measure DefinitionOf(const Notice& notice, const NoticeMeasure& measure) {
  Measure definition = measure.definition;
  if (auto* since = std::get_if<SinceNotice>(&definition.window)) since->issued_on = notice.issued_on;
  return definition;
}

}  // namespace assay
