#include "client/sdk/statement_check.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/message_differencer.h>

#include <limits>
#include <optional>
#include <string>
#include <variant>

#include "assay/v1/statement_service.pb.h"
#include "service/domain/civil_date.h"
#include "service/facts/query.h"
#include "service/records/convert.h"
#include "service/records/names.h"

namespace assay {
namespace {

absl::Status Wrong(const std::string& why) { return absl::DataLossError(why); }

// Every byte counts: what this program does not know, or what is overridden later, is not left out in silence.
bool Parse(std::string_view bytes, google::protobuf::Message& message) {
  if (bytes.size() > std::numeric_limits<int>::max()) return false;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  message.DiscardUnknownFields();
  return message.ByteSizeLong() == bytes.size();
}

// What is asked, found sound.
struct Asked {
  Subject subject;
  absl::CivilDay on;
};

absl::StatusOr<Subject> ReadSubject(const LedgerFold& ledger, const v1::StatementQuery& query) {
  if (query.subject_case() == v1::StatementQuery::kMeasure) {
    const std::optional<MeasureName> name = ParseMeasureName(query.measure());
    if (!name || name->authority != ledger.authority()) return Wrong("the question names no measure of this authority");
    return MeasureOfNotice{.notice = name->notice, .measure = name->measure};
  }
  if (!query.has_ad_hoc()) return Wrong("the question has no measure");
  Measure measure = FromProto(query.ad_hoc());
  const Violations violations = Validate(measure);
  if (violations.empty()) return measure;
  return Wrong("the question: " + violations.front().field + " " + violations.front().description);
}

absl::StatusOr<Asked> ReadAsked(const LedgerFold& ledger, const v1::StatementQuery& query) {
  if (query.authority() != AuthorityName(ledger.authority())) return Wrong("the question is about another authority");
  if (!query.read_at().has_revision() || query.read_at().revision() != ledger.facts().size()) {
    return Wrong("the question is not about the ledger as it stands at its last entry");
  }
  const std::optional<absl::CivilDay> on = ParseDate(query.on());
  if (!on.has_value()) return Wrong("the question names no day");
  absl::StatusOr<Subject> subject = ReadSubject(ledger, query);
  if (!subject.ok()) return subject.status();
  Asked asked;
  asked.subject = *std::move(subject);
  asked.on = *on;
  return asked;
}

// A scale that the server took from its registry because no audit of this ledger is on it. Its grades can only be read
// off the answer: all of them have a count of 0, or the comparison will fail, so nothing can be hidden there.
std::optional<Scale> UnusedScale(const v1::Statement& statement) {
  const std::optional<ScaleRef> ref = ParseScaleRef(statement.measure().scale());
  if (!ref.has_value() || ref->version == 0) return std::nullopt;
  Scale scale;
  scale.ref = *ref;
  scale.title = FormatScaleRef(*ref);
  for (const v1::GradeCount& grade : statement.grades()) scale.grades.push_back({.code = grade.grade()});
  return scale;
}

// The question over the ledger's own entries. Where it is on a scale that the ledger does not hold, that scale is read
// off the answer, if it is the one that was asked for: an answer on another one answers another question.
absl::StatusOr<Question> Resolve(const LedgerFold& ledger, const Asked& asked, const v1::Statement& stated) {
  const LedgerFacts& facts = ledger.facts();
  auto resolved =
      ResolveQuestion({.facts = facts, .registry = nullptr, .revision = facts.size(), .on = asked.on}, asked.subject);
  if (auto* question = std::get_if<Question>(&resolved)) return *std::move(question);
  const auto& refused = std::get<Refused>(resolved);
  const auto* measure = std::get_if<Measure>(&asked.subject);
  if (refused.reason == reason::kUnknownScale && measure != nullptr && measure->crosswalk.empty()) {
    Question question;
    question.measure = *measure;
    question.on = asked.on;
    question.window = WindowOn(*measure, asked.on);
    question.scale = UnusedScale(stated);
    const bool sound =
        !question.scale || (ParseScaleRef(measure->scale) == question.scale->ref &&
                            question.scale->Rank(measure->threshold_grade) && Validate(*question.scale).empty());
    if (sound) return question;
  }
  return Wrong("the question: " + refused.field + " " + refused.message);
}

// "audited.numerator: 39 -> 40": the first field in which what was stated is not what was recomputed; empty: none is.
// What has its default on one side is "none" there.
std::string FirstDifference(const v1::Statement& stated, const v1::Statement& recomputed) {
  std::string report;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  if (differencer.Compare(stated, recomputed)) return {};
  // "modified: FIELD: 39 -> 40", "deleted: FIELD: 39", "added: FIELD: 40"
  const std::string line = report.substr(0, report.find('\n'));
  const size_t field = line.find(": ") + 2;
  const size_t value = line.find(": ", field);
  if (value == std::string::npos) return line;
  if (line.starts_with("deleted")) return line.substr(field) + " -> none";
  if (line.starts_with("added")) return line.substr(field, value - field) + ": none -> " + line.substr(value + 2);
  return line.substr(field);
}

}  // namespace

v1::Statement StatementOver(const LedgerFold& ledger, std::string_view root, const Question& question) {
  const Survey survey(ledger.facts(), ledger.facts().Snapshot(), question);
  Statement statement =
      *Answer(survey, question, [&ledger](const std::string& audit) { return ledger.CurrentRevision(audit); });
  statement.authority = ledger.authority();
  statement.recorded_at_us = ledger.last_recorded_at_us();
  statement.root = std::string(root);
  return ToProto(statement);
}

absl::StatusOr<v1::Statement> CheckStatement(const LedgerFold& ledger, std::string_view root,
                                             const PackedStatement& packed) {
  v1::StatementQuery query;
  if (!Parse(packed.query, query)) return Wrong("the question cannot be read, or holds more than is known");
  v1::Statement stated;
  if (!Parse(packed.statement, stated)) return Wrong("the statement cannot be read, or holds more than is known");
  const absl::StatusOr<Asked> asked = ReadAsked(ledger, query);
  if (!asked.ok()) return asked.status();
  const absl::StatusOr<Question> question = Resolve(ledger, *asked, stated);
  if (!question.ok()) return question.status();
  const std::string difference = FirstDifference(stated, StatementOver(ledger, root, *question));
  if (!difference.empty()) return Wrong("the statement is not what the entries say: " + difference);
  return stated;
}

}  // namespace assay
