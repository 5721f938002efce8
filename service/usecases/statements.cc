#include "service/usecases/statements.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/facts/query.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/audits.h"
#include "service/usecases/page.h"
#include "service/usecases/read_at.h"

namespace assay {
namespace {

// A question found sound and made ready: everything but the scan.
struct Question {
  std::string authority;
  const LedgerFacts* facts = nullptr;
  Measure measure;
  std::optional<Scale> scale;
  absl::CivilDay on;
  Rows rows;
};

// Shape checks: the measure and the day.
absl::Status ReadSubject(const House& house, const v1::StatementQuery& query, Question& question) {
  Violations violations;
  const auto on = CheckOptionalDate({"query.on", query.on()}, violations);
  question.on = on.value_or(Today(house));
  if (query.has_ad_hoc()) {
    question.measure = FromProto(query.ad_hoc());
    for (Violation violation : Validate(question.measure)) {
      violation.field = "query.ad_hoc." + violation.field;
      violations.push_back(std::move(violation));
    }
  } else {
    violations.push_back({.field = "query.ad_hoc",
                          .reason = std::string(reason::kRequired),
                          .description = "a question needs a measure"});
  }
  return violations.empty() ? absl::OkStatus() : RefuseFields(violations);
}

absl::StatusOr<Question> ReadQuestion(const House& house, const v1::StatementQuery& query) {
  Question question{.authority = ParseAuthorityName(query.authority()).value_or("")};
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, question.authority);
  if (!facts.ok()) return facts.status();
  question.facts = *facts;
  if (absl::Status status = ReadSubject(house, query, question); !status.ok()) return status;
  return question;
}

// Fixes the revision the question is asked at, and with it the scale.
absl::Status SetRevision(const House& house, uint32_t revision, Question& question) {
  question.rows = question.facts->Snapshot().Prefix(revision);
  auto scale = ResolveScale(*question.facts, house.facts.Find(kRegistryLedger), question.measure, revision);
  if (auto* violation = std::get_if<Violation>(&scale)) {
    violation->field = "query.ad_hoc." + violation->field;
    return RefuseFields({*violation});
  }
  question.scale = std::get<std::optional<Scale>>(std::move(scale));
  return absl::OkStatus();
}

absl::StatusOr<v1::Statement> AnswerQuestion(const House& house, const Question& question) {
  Statement statement = Answer(*question.facts, question.rows, question.measure, question.scale, question.on);
  statement.authority = question.authority;
  if (statement.revision > 0) {
    absl::StatusOr<Entry> entry = house.ledger.Read(question.authority, statement.revision);
    if (!entry.ok()) return entry.status();
    absl::StatusOr<Leaf> leaf = DecodeLeaf(entry->leaf);
    if (!leaf.ok()) return leaf.status();
    statement.recorded_at_us = leaf->header.recorded_at_us;
  }
  return ToProto(statement);
}

// Where an audit stands in one figure, seen from the service.
struct Placed {
  v1::Bucket bucket = v1::BUCKET_EXCLUDED;
  Exclusion exclusion = Exclusion::kNone;
};

Placed Place(const Classified& classified, const Measure& measure, v1::Basis basis) {
  const bool at_least = measure.comparator == static_cast<int>(Comparator::kAtLeast);
  switch (classified.standing) {
    case Standing::kHit:
      return {.bucket = at_least ? v1::BUCKET_FOR : v1::BUCKET_AGAINST};
    case Standing::kMiss:
      return {.bucket = at_least ? v1::BUCKET_AGAINST : v1::BUCKET_FOR};
    case Standing::kUngraded:
      if (basis == v1::BASIS_GRADED) return {.exclusion = Exclusion::kUngraded};
      return {.bucket = v1::BUCKET_AGAINST};
    case Standing::kOutside:
      break;
  }
  return {.exclusion = classified.exclusion};
}

std::string UngradedReason(const LedgerFacts& facts, const Selection& selection, const Row& row) {
  return !selection.HasGrade(row) ? facts.ungraded_reasons().Text(row.ungraded_reason) : std::string(kOtherScale);
}

absl::Status CheckExplain(const v1::ExplainStatementRequest& request) {
  Violations violations;
  auto check = [&violations](std::string field, bool known) {
    if (known) return;
    violations.push_back({.field = std::move(field),
                          .reason = std::string(reason::kOutOfRange),
                          .description = "is not one of the stated values"});
  };
  check("basis", v1::Basis_IsValid(request.basis()));
  check("bucket", v1::Bucket_IsValid(request.bucket()));
  return violations.empty() ? absl::OkStatus() : RefuseFields(violations);
}

// Fills one page with the audits that stand in the bucket asked for.
absl::Status FillPage(const House& house, const Question& question, const v1::ExplainStatementRequest& request,
                      const PageBinding& binding, uint32_t page_size, uint32_t first_row,
                      v1::ExplainStatementResponse& response) {
  const Selection selection(*question.facts, question.measure, question.scale, WindowOn(question.measure, question.on));
  size_t bytes = 0;
  for (uint32_t index = first_row; index < question.rows.size(); ++index) {
    if (!question.rows.IsLiveAudit(index)) continue;
    const Row row = question.rows.At(index);
    const Classified classified = selection.Classify(row);
    const Placed placed = Place(classified, question.measure, request.basis());
    if (request.bucket() != v1::BUCKET_UNSPECIFIED && request.bucket() != placed.bucket) continue;
    if (static_cast<uint32_t>(response.audits_size()) == page_size || bytes >= limits::kPageBytes) {
      response.set_next_page_token(
          EncodePageToken(binding, {.row = index, .revision = question.rows.size(), .name = FormatDate(question.on)}));
      return absl::OkStatus();
    }
    absl::StatusOr<v1::Audit> audit = ReadRecordedAudit(house, question.authority, index + 1);
    if (!audit.ok()) return audit.status();
    bytes += audit->ByteSizeLong();
    v1::ExplainedAudit* out = response.add_audits();
    *out->mutable_audit() = *std::move(audit);
    out->set_bucket(placed.bucket);
    out->set_exclusion(static_cast<v1::Exclusion>(placed.exclusion));
    if (classified.standing == Standing::kUngraded)
      out->set_ungraded_reason(UngradedReason(*question.facts, selection, row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::GetStatementResponse> GetStatement(const House& house, const v1::GetStatementRequest& request) {
  absl::StatusOr<Question> question = ReadQuestion(house, request.query());
  if (!question.ok()) return question.status();
  absl::StatusOr<uint32_t> revision = ResolveReadAt(house, question->authority, request.query().read_at());
  if (!revision.ok()) return revision.status();
  if (absl::Status status = SetRevision(house, *revision, *question); !status.ok()) return status;
  absl::StatusOr<v1::Statement> statement = AnswerQuestion(house, *question);
  if (!statement.ok()) return statement.status();
  v1::GetStatementResponse response;
  *response.mutable_statement() = *std::move(statement);
  return response;
}

absl::StatusOr<v1::ExplainStatementResponse> ExplainStatement(const House& house,
                                                              const v1::ExplainStatementRequest& request) {
  if (absl::Status status = CheckExplain(request); !status.ok()) return status;
  absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  absl::StatusOr<Question> question = ReadQuestion(house, request.query());
  if (!question.ok()) return question.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page = OpenPage(binding, request.page_token(), question->facts->size(), [&] {
    return ResolveReadAt(house, question->authority, request.query().read_at());
  });
  if (!page.ok()) return page.status();
  // A question that names no day is about the day its first page was asked for.
  question->on = ParseDate(page->name).value_or(question->on);
  if (absl::Status status = SetRevision(house, page->revision, *question); !status.ok()) return status;
  absl::StatusOr<v1::Statement> statement = AnswerQuestion(house, *question);
  if (!statement.ok()) return statement.status();
  v1::ExplainStatementResponse response;
  *response.mutable_statement() = *std::move(statement);
  if (absl::Status status = FillPage(house, *question, request, binding, *page_size, page->row, response);
      !status.ok()) {
    return status;
  }
  return response;
}

}  // namespace assay
