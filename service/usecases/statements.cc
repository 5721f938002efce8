#include "service/usecases/statements.h"

#include <algorithm>
#include <string>
#include <utility>

#include "service/domain/civil_date.h"
#include "service/domain/headroom.h"
#include "service/domain/limits.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/audits.h"
#include "service/usecases/page.h"
#include "service/usecases/questions.h"
#include "service/usecases/read_at.h"

namespace assay {
namespace {

v1::StatementGroup ToProto(const Group& group, Fraction target) {
  v1::StatementGroup proto;
  proto.set_key(group.key);
  proto.set_audited_count(group.counts.graded + group.counts.ungraded);
  proto.set_graded_count(group.counts.graded);
  proto.set_ungraded_count(group.counts.ungraded);
  proto.set_verdict(static_cast<v1::Verdict>(group.judgement.verdict));
  *proto.mutable_audited() = assay::ToProto(group.judgement.audited, target);
  *proto.mutable_graded() = assay::ToProto(group.judgement.graded, target);
  return proto;
}

absl::Status AddGroups(const Posed& posed, v1::Dimension dimension, v1::GetStatementResponse& response) {
  const auto groups = GroupsOf(posed.survey, posed.question, static_cast<Dimension>(dimension));
  if (groups.size() > limits::kGroups) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                  "there are " + std::to_string(groups.size()) + " groups; at most " + std::to_string(limits::kGroups) +
                      " are answered: narrow the question");
  }
  for (const Group& group : groups) *response.add_groups() = ToProto(group, posed.question.measure.target);
  return absl::OkStatus();
}

void AddHeadroom(const Posed& posed, uint32_t next, v1::GetStatementResponse& response) {
  const v1::Statement& statement = response.statement();
  const Counts counts{.hits = statement.graded().numerator(),
                      .graded = statement.graded_count(),
                      .ungraded = statement.ungraded_count()};
  const Headroom headroom = HeadroomOf(RuleOf(posed.question.measure), counts, next);
  v1::Headroom* out = response.mutable_headroom();
  out->set_next_count(next);
  out->set_basis(headroom.over_graded ? v1::BASIS_GRADED : v1::BASIS_AUDITED);
  out->set_needed(headroom.needed);
  out->set_reachable(headroom.reachable);
}

absl::Status CheckExplain(const v1::ExplainStatementRequest& request) {
  if (absl::Status status = CheckStated("basis", v1::Basis_IsValid(request.basis())); !status.ok()) return status;
  return CheckStated("bucket", v1::Bucket_IsValid(request.bucket()));
}

// Fills one page with the audits that stand in the bucket asked for.
absl::Status FillPage(const House& house, const Posed& posed, const v1::ExplainStatementRequest& request,
                      const PageBinding& binding, uint32_t first_row, v1::ExplainStatementResponse& response) {
  absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const Rows& rows = posed.survey.rows();
  size_t bytes = 0;
  for (uint32_t index = first_row; index < rows.size(); ++index) {
    if (!rows.IsLiveAudit(index)) continue;
    const Row row = posed.survey.At(index);
    const Classified classified = posed.survey.Classify(index, row);
    const Placed placed = Place(classified, posed.question.measure, BasisOf(request.basis()));
    const auto bucket = static_cast<v1::Bucket>(placed.bucket);
    if (request.bucket() != v1::BUCKET_UNSPECIFIED && request.bucket() != bucket) continue;
    if (static_cast<uint32_t>(response.audits_size()) == *page_size || bytes >= limits::kPageBytes) {
      response.set_next_page_token(
          EncodePageToken(binding, {.row = index, .revision = rows.size(), .name = FormatDate(posed.question.on)}));
      return absl::OkStatus();
    }
    absl::StatusOr<v1::Audit> audit = ReadRecordedAudit(house, posed.authority, index + 1);
    if (!audit.ok()) return audit.status();
    bytes += audit->ByteSizeLong();
    v1::ExplainedAudit* out = response.add_audits();
    *out->mutable_audit() = AsCounted(*audit);
    out->set_bucket(bucket);
    out->set_exclusion(static_cast<v1::Exclusion>(placed.exclusion));
    if (classified.standing == Standing::kUngraded) out->set_ungraded_reason(posed.survey.UngradedReasonOf(row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::GetStatementResponse> GetStatement(const House& house, const v1::GetStatementRequest& request) {
  if (absl::Status status = CheckStated("group_by", v1::Dimension_IsValid(request.group_by())); !status.ok()) {
    return status;
  }
  absl::StatusOr<Posed> posed = PoseQuery(house, request.query());
  if (!posed.ok()) return posed.status();
  absl::StatusOr<v1::Statement> statement = State(house, *posed);
  if (!statement.ok()) return statement.status();
  v1::GetStatementResponse response;
  *response.mutable_statement() = *std::move(statement);
  if (request.headroom() > 0) AddHeadroom(*posed, request.headroom(), response);
  if (request.group_by() != v1::DIMENSION_UNSPECIFIED) {
    if (absl::Status status = AddGroups(*posed, request.group_by(), response); !status.ok()) return status;
  }
  return response;
}

bool IsQuick(const House& house, const v1::GetStatementRequest& request) {
  if (request.query().read_at().has_time() || request.group_by() != v1::DIMENSION_UNSPECIFIED) return false;
  const LedgerFacts* facts = house.facts.Find(ParseAuthorityName(request.query().authority()).value_or(""));
  // What came back of a sample is looked up audit by audit.
  return facts == nullptr || (facts->size() <= limits::kQuickRows && facts->Records<Sample>(facts->size()).empty());
}

absl::StatusOr<v1::ExplainStatementResponse> ExplainStatement(const House& house,
                                                              const v1::ExplainStatementRequest& request) {
  if (absl::Status status = CheckExplain(request); !status.ok()) return status;
  absl::StatusOr<Asked> asked = ReadAsked(house, request.query());
  if (!asked.ok()) return asked.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page = OpenPage(binding, request.page_token(), asked->facts->size(), [&] {
    return ResolveReadAt(house, asked->authority, request.query().read_at());
  });
  if (!page.ok()) return page.status();
  // A question that names no day is about the day its first page was asked for.
  asked->on = ParseDate(page->name).value_or(asked->on);
  absl::StatusOr<Posed> posed = Pose(house, *asked, page->revision);
  if (!posed.ok()) return posed.status();
  absl::StatusOr<v1::Statement> statement = State(house, *posed);
  if (!statement.ok()) return statement.status();
  v1::ExplainStatementResponse response;
  *response.mutable_statement() = *std::move(statement);
  if (absl::Status status = FillPage(house, *posed, request, binding, page->row, response); !status.ok()) return status;
  return response;
}

}  // namespace assay
