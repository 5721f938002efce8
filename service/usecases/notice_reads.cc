#include "service/usecases/notice_reads.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/records/convert_records.h"
#include "service/usecases/record_reads.h"

namespace assay {
namespace {

std::string NameOf(const Notice& notice) {
  return RecordResourceName(kCollection<Notice>, {.authority = notice.authority, .id = notice.id});
}

// Every recorded version of an authority's notices, with the entries that hold them.
struct Versions {
  std::vector<std::shared_ptr<const Event>> events;
  std::vector<Notice> notices;  // parallel to the events

  explicit Versions(const ReadScope& scope) : events(scope.facts->Records<Notice>(scope.revision)) {
    for (const auto& event : events) notices.push_back(RecordIn<Notice>(*event));
  }
  // `version` must be one of `notices`.
  v1::Notice ToAnswer(const Notice& version) const {
    return ToRecorded<Notice>(*events[static_cast<size_t>(&version - notices.data())]);
  }
  const Notice* Newest(std::string_view id) const {
    const Notice* newest = nullptr;
    for (const Notice& version : notices) {
      if (version.id == id) newest = &version;
    }
    return newest;
  }
};

// The names of the reviews that are recorded of one notice, by number.
std::map<uint32_t, std::string> RecordedReviews(const ReadScope& scope, const Notice& notice) {
  std::map<uint32_t, std::string> names;
  for (const auto& event : scope.facts->Records<Review>(scope.revision)) {
    const Review& review = RecordIn<Review>(*event);
    if (review.notice != notice.id) continue;
    names[review.number] = RecordResourceName(kCollection<Review>, {.authority = review.authority, .id = review.id});
  }
  return names;
}

// The day from which the notice calls for no more reviews; nullopt: it still does on the day asked about.
std::optional<absl::CivilDay> EndOf(const Versions& versions, const Notice& notice, absl::CivilDay on) {
  std::optional<absl::CivilDay> end;
  if (const Notice* successor = SupersededBy(versions.notices, notice.id, on)) end = ParseDate(successor->issued_on);
  const bool lifted = notice.state == static_cast<int>(NoticeState::kLifted);
  const std::optional<absl::CivilDay> lifted_on = lifted ? ParseDate(notice.effective_on) : std::nullopt;
  if (lifted_on && *lifted_on <= on) end = std::min(end.value_or(*lifted_on), *lifted_on);
  return end;
}

// Up to the first that is due after the day (of a notice that has ended: those due before its end), and every one
// recorded.
std::vector<v1::DueReview> ReviewsOf(const ReadScope& scope, const Versions& versions, const Notice& notice,
                                     absl::CivilDay on) {
  const std::map<uint32_t, std::string> recorded = RecordedReviews(scope, notice);
  const std::optional<absl::CivilDay> end = EndOf(versions, notice, on);
  std::set<uint32_t> numbers;
  for (const auto& [number, name] : recorded) numbers.insert(number);
  for (uint32_t number = 1;; ++number) {
    const std::optional<absl::CivilDay> due = ReviewDue(notice, number);
    if (!due || (end && *due >= *end)) break;
    numbers.insert(number);
    if (*due > on) break;
  }
  std::vector<v1::DueReview> reviews;
  for (uint32_t number : numbers) {
    v1::DueReview& review = reviews.emplace_back();
    review.set_number(number);
    const std::optional<absl::CivilDay> due = ReviewDue(notice, number);
    if (due) review.set_due_on(FormatDate(*due));
    const auto found = recorded.find(number);
    if (found != recorded.end()) review.set_review(found->second);
    review.set_overdue(found == recorded.end() && due && *due < on);
  }
  return reviews;
}

v1::MeasureInForce ToAnswer(const Notice& notice, const NoticeMeasure& measure) {
  v1::MeasureInForce answer;
  answer.set_name(MeasureResourceName({.authority = notice.authority, .notice = notice.id, .measure = measure.id}));
  *answer.mutable_measure() = ToProto(measure);
  answer.set_notice_version(notice.version);
  answer.set_notice_state(static_cast<v1::NoticeState>(notice.state));
  answer.set_issued_on(notice.issued_on);
  answer.set_effective_on(notice.effective_on);
  return answer;
}

absl::Status UnknownMeasure() {
  return Refuse(absl::StatusCode::kNotFound, reason::kUnknownMeasure,
                "the notice has no such measure in its version of the day");
}

}  // namespace

absl::StatusOr<v1::GetNoticeResponse> GetNotice(const House& house, const v1::GetNoticeRequest& request) {
  absl::StatusOr<absl::CivilDay> on = DayAsked(house, request.on());
  if (!on.ok()) return on.status();
  absl::StatusOr<FoundRecord> found = FindRecordByName<Notice>(house, request.name(), request.read_at());
  if (!found.ok()) return found.status();
  const Versions versions(found->scope);
  const std::string& id = RecordIn<Notice>(*found->event).id;
  const Notice* version = VersionOn(versions.notices, id, *on);
  if (version == nullptr) version = versions.Newest(id);
  v1::GetNoticeResponse response;
  *response.mutable_notice() = versions.ToAnswer(*version);
  response.set_in_force(InForceOn(versions.notices, id, *on) != nullptr);
  if (const Notice* successor = SupersededBy(versions.notices, id, *on)) response.set_superseded_by(NameOf(*successor));
  for (const Notice& one : versions.notices) {
    if (one.id == id) *response.add_versions() = versions.ToAnswer(one);
  }
  for (v1::DueReview& review : ReviewsOf(found->scope, versions, *version, *on)) {
    *response.add_reviews() = std::move(review);
  }
  response.set_on(FormatDate(*on));
  response.set_revision(found->scope.revision);
  return response;
}

absl::StatusOr<v1::ListNoticesResponse> ListNotices(const House& house, const v1::ListNoticesRequest& request) {
  absl::StatusOr<ReadScope> scope = OpenParent(house, request.parent(), request.read_at());
  if (!scope.ok()) return scope.status();
  auto events = CurrentRecords<Notice>(*scope->facts, scope->revision);
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return RecordIn<Notice>(*a).issued_on < RecordIn<Notice>(*b).issued_on;
  });
  v1::ListNoticesResponse response;
  for (const auto& event : events) *response.add_notices() = ToRecorded<Notice>(*event);
  response.set_revision(scope->revision);
  return response;
}

absl::StatusOr<v1::GetMeasureResponse> GetMeasure(const House& house, const v1::GetMeasureRequest& request) {
  absl::StatusOr<absl::CivilDay> on = DayAsked(house, request.on());
  if (!on.ok()) return on.status();
  const std::optional<MeasureName> name = ParseMeasureName(request.name());
  if (!name) return UnknownMeasure();
  absl::StatusOr<ReadScope> scope = OpenScope(house, name->authority, request.read_at());
  if (!scope.ok()) return scope.status();
  const std::vector<Notice> versions = AllVersions<Notice>(*scope->facts, scope->revision);
  const Notice* notice = InForceOn(versions, name->notice, *on);
  if (notice == nullptr) {
    return Refuse(absl::StatusCode::kNotFound, reason::kUnknownNotice,
                  "no such notice is in force on " + FormatDate(*on));
  }
  const NoticeMeasure* measure = FindMeasure(*notice, name->measure);
  if (measure == nullptr) return UnknownMeasure();
  v1::GetMeasureResponse response;
  *response.mutable_measure() = ToAnswer(*notice, *measure);
  response.set_on(FormatDate(*on));
  response.set_revision(scope->revision);
  return response;
}

absl::StatusOr<v1::ListMeasuresResponse> ListMeasures(const House& house, const v1::ListMeasuresRequest& request) {
  absl::StatusOr<absl::CivilDay> on = DayAsked(house, request.on());
  if (!on.ok()) return on.status();
  absl::StatusOr<ReadScope> scope = OpenParent(house, request.parent(), request.read_at());
  if (!scope.ok()) return scope.status();
  const std::vector<Notice> versions = AllVersions<Notice>(*scope->facts, scope->revision);
  v1::ListMeasuresResponse response;
  for (const Notice* notice : AllInForceOn(versions, *on)) {
    for (const NoticeMeasure& measure : notice->measures) *response.add_measures() = ToAnswer(*notice, measure);
  }
  response.set_on(FormatDate(*on));
  response.set_revision(scope->revision);
  return response;
}

}  // namespace assay
