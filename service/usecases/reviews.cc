#include "service/usecases/reviews.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/records/convert_records.h"
#include "service/usecases/record_reads.h"
#include "service/usecases/statements.h"

namespace assay {
namespace {

constexpr std::string_view kField = "review";

// Gives the review its number among those of its notice, and the day it was due.
RecordRule RuleOf(Review review, Notice notice) {
  return [review = std::move(review), notice = std::move(notice)](const RecordsNow& now,
                                                                  const Record*) -> std::variant<Record, Refused> {
    std::set<uint32_t> taken;
    for (const auto& event : now.Entries<Review>()) {
      const Review& other = RecordIn<Review>(*event);
      if (other.notice == review.notice) taken.insert(other.number);
    }
    Review numbered = review;
    if (numbered.number == 0) {
      while (taken.contains(++numbered.number)) continue;
    } else if (taken.contains(numbered.number)) {
      return Refused{.reason = std::string(reason::kAlreadyExists),
                     .field = "review.number",
                     .message = "review " + std::to_string(numbered.number) + " of the notice is recorded already"};
    }
    const std::optional<absl::CivilDay> due = ReviewDue(notice, numbered.number);
    numbered.due_on = due ? FormatDate(*due) : "";
    return Record(std::move(numbered));
  };
}

absl::StatusOr<std::string> FreezeMeasure(const House& house, const Review& review, const NoticeMeasure& measure) {
  v1::GetStatementRequest request;
  v1::StatementQuery& query = *request.mutable_query();
  query.set_authority(AuthorityName(review.authority));
  query.set_measure(
      MeasureResourceName({.authority = review.authority, .notice = review.notice, .measure = measure.id}));
  query.set_on(review.held_on);
  query.mutable_read_at()->set_revision(review.read_revision);
  absl::StatusOr<v1::GetStatementResponse> response = GetStatement(house, request);
  if (!response.ok()) return response.status();
  return response->statement().SerializeAsString();
}

// Fills in what the server says of the review but for its number and due day.
absl::Status Freeze(const House& house, const Notice& notice, uint32_t revision, Review& review) {
  absl::StatusOr<TreeHead> head = house.ledger.Head(review.authority, revision);
  if (!head.ok()) return head.status();
  review.notice_version = notice.version;
  review.read_revision = revision;
  review.read_root = head->root;
  for (const NoticeMeasure& measure : notice.measures) {
    absl::StatusOr<std::string> statement = FreezeMeasure(house, review, measure);
    if (!statement.ok()) return statement.status();
    review.statements.push_back(*std::move(statement));
  }
  return absl::OkStatus();
}

absl::StatusOr<RecordPut> Prepare(const House& house, const AskedRecord<Review>& asked) {
  absl::StatusOr<RecordPut> put =
      StartPut(house, kField, asked, Validate(asked.record, Today(house)), PutKind::kCreate);
  if (!put.ok()) return put;
  const uint32_t revision = house.ledger.Size(put->ledger);
  // One that is there is answered as it is, whatever became of its notice.
  if (FindRecord<Review>(*put->facts, put->key, revision) != nullptr) return put;
  const std::vector<Notice> versions = AllVersions<Notice>(*put->facts, revision);
  const Notice* notice = InForceOn(versions, asked.record.notice, *ParseDate(asked.record.held_on));
  if (notice == nullptr) {
    return Refuse(absl::StatusCode::kNotFound, reason::kUnknownNotice,
                  "no such notice is in force on " + asked.record.held_on);
  }
  Review review = asked.record;
  if (absl::Status status = Freeze(house, *notice, revision, review); !status.ok()) return status;
  put->rule = RuleOf(std::move(review), *notice);
  return put;
}

}  // namespace

void RecordReview(const House& house, const AskedRecord<Review>& asked, const WriteContext& context, PutDone done) {
  absl::StatusOr<RecordPut> put = Prepare(house, asked);
  if (!put.ok()) return done(put.status());
  PutRecord(house, *std::move(put), context, std::move(done));
}

absl::StatusOr<v1::GetReviewResponse> GetReview(const House& house, const v1::GetReviewRequest& request) {
  absl::StatusOr<FoundRecord> found = FindRecordByName<Review>(house, request.name(), request.read_at());
  if (!found.ok()) return found.status();
  v1::GetReviewResponse response;
  *response.mutable_review() = ToRecorded<Review>(*found->event);
  response.set_revision(found->scope.revision);
  return response;
}

absl::StatusOr<v1::ListReviewsResponse> ListReviews(const House& house, const v1::ListReviewsRequest& request) {
  absl::StatusOr<ReadScope> scope = OpenParent(house, request.parent(), request.read_at());
  if (!scope.ok()) return scope.status();
  auto events = CurrentRecords<Review>(*scope->facts, scope->revision);
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return RecordIn<Review>(*a).held_on < RecordIn<Review>(*b).held_on;
  });
  v1::ListReviewsResponse response;
  for (const auto& event : events) *response.add_reviews() = ToRecorded<Review>(*event);
  response.set_revision(scope->revision);
  return response;
}

}  // namespace assay
