#include "service/usecases/questions.h"

#include <optional>
#include <utility>
#include <variant>

#include "service/domain/civil_date.h"
#include "service/records/convert.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/chain.h"
#include "service/usecases/read_at.h"

namespace assay {
namespace {

// The measure the query brings or names; nullopt where violations were added.
std::optional<Subject> ReadSubject(const v1::StatementQuery& query, std::string_view authority, const std::string& path,
                                   Violations& out) {
  if (query.has_ad_hoc()) {
    Measure measure = FromProto(query.ad_hoc());
    const Violations found = Validate(measure);
    for (Violation violation : found) {
      violation.field = path + "ad_hoc." + violation.field;
      out.push_back(std::move(violation));
    }
    return found.empty() ? std::optional<Subject>(std::move(measure)) : std::nullopt;
  }
  if (query.subject_case() != v1::StatementQuery::kMeasure) {
    Refuse(out, path + "ad_hoc", reason::kRequired, "a question needs a measure");
    return std::nullopt;
  }
  std::optional<MeasureName> name = ParseMeasureName(query.measure());
  if (!name || name->authority != authority) {
    Refuse(out, path + "measure", reason::kBadFormat,
           "must be written authorities/{authority}/notices/{notice}/measures/{measure}, of the authority asked about");
    return std::nullopt;
  }
  return MeasureOfNotice{.notice = std::move(name->notice), .measure = std::move(name->measure)};
}

absl::Status ToStatus(const Refused& refused, const std::string& path) {
  if (refused.reason == reason::kUnknownNotice || refused.reason == reason::kUnknownMeasure) {
    return Refuse(absl::StatusCode::kNotFound, refused.reason, refused.message);
  }
  return RefuseFields({{.field = path + refused.field, .reason = refused.reason, .description = refused.message}});
}

// Looks audits up in the committed ledger as it stood at a revision.
AuditLocator LocatorAt(const House& house, const std::string& authority, uint32_t revision) {
  return [&house, authority, revision](const std::string& audit) -> absl::StatusOr<uint32_t> {
    absl::StatusOr<std::optional<Link>> link =
        FindLink(house.ledger, {.authority = authority, .audit = audit, .revision = revision});
    if (!link.ok()) return link.status();
    return *link ? (*link)->entry.revision : 0;
  };
}

}  // namespace

absl::StatusOr<Asked> ReadAsked(const House& house, const v1::StatementQuery& query, const QuestionFields& fields) {
  Asked asked{.authority = ParseAuthorityName(query.authority()).value_or(""), .fields = fields};
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, asked.authority);
  if (!facts.ok()) return facts.status();
  asked.facts = *facts;
  Violations violations;
  asked.on = CheckOptionalDate({fields.on, query.on()}, violations).value_or(Today(house));
  std::optional<Subject> subject = ReadSubject(query, asked.authority, fields.subject, violations);
  if (!violations.empty()) return RefuseFields(violations);
  asked.subject = *std::move(subject);
  return asked;
}

absl::StatusOr<Posed> Pose(const House& house, const Asked& asked, uint32_t revision) {
  auto resolved = ResolveQuestion(
      {.facts = *asked.facts, .registry = house.facts.Find(kRegistryLedger), .revision = revision, .on = asked.on},
      asked.subject);
  if (const auto* refused = std::get_if<Refused>(&resolved)) return ToStatus(*refused, asked.fields.subject);
  auto& question = std::get<Question>(resolved);
  Survey survey(*asked.facts, asked.facts->Snapshot().Prefix(revision), question);
  return Posed{.authority = asked.authority, .question = std::move(question), .survey = std::move(survey)};
}

absl::StatusOr<Posed> PoseQuery(const House& house, const v1::StatementQuery& query) {
  absl::StatusOr<Asked> asked = ReadAsked(house, query);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<uint32_t> revision = ResolveReadAt(house, asked->authority, query.read_at());
  if (!revision.ok()) return revision.status();
  return Pose(house, *asked, *revision);
}

absl::StatusOr<v1::Statement> State(const House& house, const Posed& posed) {
  const uint32_t revision = posed.survey.rows().size();
  absl::StatusOr<Statement> statement =
      Answer(posed.survey, posed.question, LocatorAt(house, posed.authority, revision));
  if (!statement.ok()) return statement.status();
  statement->authority = posed.authority;
  if (revision == 0) return ToProto(*statement);
  absl::StatusOr<TreeHead> head = house.ledger.Head(posed.authority, revision);
  if (!head.ok()) return head.status();
  statement->recorded_at_us = head->recorded_at_us;
  statement->root = std::move(head->root);
  return ToProto(*statement);
}

Basis BasisOf(v1::Basis basis) { return basis == v1::BASIS_GRADED ? Basis::kGraded : Basis::kAudited; }

absl::Status CheckStated(std::string_view field, bool is_stated) {
  if (is_stated) return absl::OkStatus();
  return RefuseFields({{.field = std::string(field),
                        .reason = std::string(reason::kOutOfRange),
                        .description = "is not one of the stated values"}});
}

}  // namespace assay
