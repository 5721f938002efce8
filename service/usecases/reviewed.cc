#include "service/usecases/reviewed.h"

#include <string>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/facts/difference.h"
#include "service/records/convert.h"
#include "service/records/convert_records.h"
#include "service/usecases/chain.h"
#include "service/usecases/notary.h"
#include "service/usecases/questions.h"
#include "service/usecases/record_reads.h"
#include "service/usecases/statement_diff.h"

namespace assay {
namespace {

absl::Status NotAsFrozen() { return absl::DataLossError("a review's frozen answer is not what its ledger comes to"); }

// The frozen question: its measure, over the days it covered. A window since the notice, or of rolling months, is the
// days it came to, whatever became of the notice.
absl::StatusOr<Asked> AskedAgain(const ReadScope& scope, const v1::Statement& frozen) {
  Asked asked{.authority = scope.authority, .facts = scope.facts, .fields = {.subject = "", .on = "on"}};
  const auto on = ParseDate(frozen.on());
  if (!on) return NotAsFrozen();
  asked.on = *on;
  Measure measure = FromProto(frozen.measure());
  measure.window = FixedDates{.first_day = frozen.first_day(), .last_day = frozen.last_day()};
  asked.subject = std::move(measure);
  return asked;
}

bool HasSameCounts(const v1::Statement& a, const v1::Statement& b) {
  return a.audited_count() == b.audited_count() && a.graded_count() == b.graded_count() &&
         a.ungraded_count() == b.ungraded_count() && a.graded().numerator() == b.graded().numerator() &&
         a.verdict() == b.verdict();
}

// The answer in the frozen one's words: the question is the same, its window only written out.
void WordAs(const v1::Statement& frozen, v1::Statement& now) {
  v1::AdHocMeasure& measure = *now.mutable_measure();
  measure.clear_window();
  if (frozen.measure().has_window()) *measure.mutable_window() = frozen.measure().window();
  now.set_notice(frozen.notice());
  now.set_notice_version(frozen.notice_version());
  now.set_measure_id(frozen.measure_id());
  now.set_words(frozen.words());
  now.set_issued_on(frozen.issued_on());
  now.set_due_date(frozen.due_date());
}

// What touches a review: for each row whether an audit stands in it now that stood in a figure then or does now.
using Touched = std::vector<bool>;

void MarkAudited(const Posed& then, const Posed& now, const std::vector<uint32_t>& standing, Touched& touched) {
  then.survey.ForEachAudited([&](uint32_t index, const Row&, const Classified&) { touched[standing[index]] = true; });
  now.survey.ForEachAudited([&](uint32_t index, const Row&, const Classified&) { touched[index] = true; });
}

absl::StatusOr<v1::ReviewedMeasure> AskAgain(const House& house, const ReadScope& scope, const v1::Statement& frozen,
                                             const std::vector<uint32_t>& standing, Touched& touched) {
  absl::StatusOr<Asked> asked = AskedAgain(scope, frozen);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<Posed> then = Pose(house, *asked, frozen.revision());
  if (!then.ok()) return then.status();
  absl::StatusOr<v1::Statement> recomputed = State(house, *then);
  if (!recomputed.ok()) return recomputed.status();
  if (!HasSameCounts(frozen, *recomputed)) return NotAsFrozen();
  absl::StatusOr<Posed> now = Pose(house, *asked, scope.revision);
  if (!now.ok()) return now.status();
  absl::StatusOr<v1::Statement> statement = State(house, *now);
  if (!statement.ok()) return statement.status();
  WordAs(frozen, *statement);
  MarkAudited(*then, *now, standing, touched);
  v1::ReviewedMeasure reviewed;
  *reviewed.mutable_then() = frozen;
  *reviewed.mutable_now() = *std::move(statement);
  *reviewed.mutable_totals() =
      ToProto(Difference({.question = then->question, .survey = then->survey},
                         {.question = now->question, .survey = now->survey}, Basis::kAudited, [](const Delta&) {}));
  return reviewed;
}

// The entries after the review's of audits that touch it, as many as are answered.
absl::Status AddEntries(const House& house, const ReadScope& scope, uint32_t after,
                        const std::vector<uint32_t>& standing, const Touched& touched,
                        v1::DiffReviewResponse& response) {
  size_t bytes = 0;
  for (uint32_t row = after; row < scope.revision; ++row) {
    if (!touched[standing[row]]) continue;
    if (static_cast<size_t>(response.entries_size()) == limits::kTouchedEntries || bytes >= limits::kPageBytes) {
      response.set_more_entries(true);
      return absl::OkStatus();
    }
    absl::StatusOr<Link> link = ReadLink(house.ledger, scope.authority, row + 1);
    if (!link.ok()) return link.status();
    v1::AuditRevision entry = ToRevision(link->event);
    *entry.mutable_audit() = AsCounted(entry.audit());
    bytes += entry.ByteSizeLong();
    *response.add_entries() = std::move(entry);
  }
  return absl::OkStatus();
}

// That nothing before was changed: the ledger the review read is the beginning of the one looked at.
absl::Status AddProof(const House& house, const ReadScope& scope, uint32_t read_revision,
                      v1::DiffReviewResponse& response) {
  if (read_revision == 0 || read_revision == scope.revision) return absl::OkStatus();
  absl::StatusOr<SignedCheckpoint> checkpoint = house.notary.Sign(scope.authority, scope.revision);
  if (!checkpoint.ok()) return checkpoint.status();
  auto hashes = house.ledger.ConsistencyProof(scope.authority, read_revision, scope.revision);
  if (!hashes.ok()) return hashes.status();
  for (const Hash& hash : *hashes) response.add_consistency_hashes(hash.data(), hash.size());
  response.set_checkpoint(std::move(checkpoint->note));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::DiffReviewResponse> DiffReview(const House& house, const v1::DiffReviewRequest& request) {
  absl::StatusOr<FoundRecord> found = FindRecordByName<Review>(house, request.name(), request.read_at());
  if (!found.ok()) return found.status();
  const ReadScope& scope = found->scope;
  v1::DiffReviewResponse response;
  *response.mutable_review() = ToRecorded<Review>(*found->event);
  response.set_revision(scope.revision);
  const std::vector<uint32_t> standing = StandingRows(scope.facts->Snapshot().Prefix(scope.revision));
  Touched touched(standing.size());
  for (const v1::Statement& frozen : response.review().statements()) {
    absl::StatusOr<v1::ReviewedMeasure> reviewed = AskAgain(house, scope, frozen, standing, touched);
    if (!reviewed.ok()) return reviewed.status();
    *response.add_measures() = *std::move(reviewed);
  }
  const uint32_t read_revision = response.review().read_revision();
  absl::Status status = AddEntries(house, scope, read_revision, standing, touched, response);
  if (status.ok()) status = AddProof(house, scope, read_revision, response);
  if (!status.ok()) return status;
  return response;
}

}  // namespace assay
