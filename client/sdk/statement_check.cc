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
struct Question {
  Measure measure;
  absl::CivilDay on;
};

absl::StatusOr<Question> ReadQuestion(const LedgerFold& ledger, const v1::StatementQuery& query) {
  if (query.authority() != AuthorityName(ledger.authority())) return Wrong("the question is about another authority");
  if (!query.read_at().has_revision() || query.read_at().revision() != ledger.facts().size()) {
    return Wrong("the question is not about the ledger as it stands at its last entry");
  }
  const std::optional<absl::CivilDay> on = ParseDate(query.on());
  if (!on.has_value()) return Wrong("the question names no day");
  if (!query.has_ad_hoc()) return Wrong("the question has no measure");
  Question question = {.measure = FromProto(query.ad_hoc()), .on = *on};
  const Violations violations = Validate(question.measure);
  if (violations.empty()) return question;
  return Wrong("the question: " + violations.front().field + " " + violations.front().description);
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

absl::StatusOr<std::optional<Scale>> FindScale(const LedgerFold& ledger, const Measure& measure,
                                               const v1::Statement& statement) {
  const LedgerFacts& facts = ledger.facts();
  auto resolved = ResolveScale(facts, nullptr, measure, facts.size());
  if (auto* scale = std::get_if<std::optional<Scale>>(&resolved)) return *std::move(scale);
  const auto& violation = std::get<Violation>(resolved);
  if (violation.reason == reason::kUnknownScale) {
    std::optional<Scale> unused = UnusedScale(statement);
    // It must be the scale that was asked for: an answer on another one answers another question.
    const bool sound = !unused.has_value() || (ParseScaleRef(measure.scale) == unused->ref &&
                                               unused->Rank(measure.threshold_grade) && Validate(*unused).empty());
    if (sound) return unused;
  }
  return Wrong("the question: " + violation.field + " " + violation.description);
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

absl::StatusOr<v1::Statement> CheckStatement(const LedgerFold& ledger, const PackedStatement& packed) {
  v1::StatementQuery query;
  if (!Parse(packed.query, query)) return Wrong("the question cannot be read, or holds more than is known");
  v1::Statement stated;
  if (!Parse(packed.statement, stated)) return Wrong("the statement cannot be read, or holds more than is known");
  const absl::StatusOr<Question> question = ReadQuestion(ledger, query);
  if (!question.ok()) return question.status();
  const auto scale = FindScale(ledger, question->measure, stated);
  if (!scale.ok()) return scale.status();
  const LedgerFacts& facts = ledger.facts();
  Statement recomputed = Answer(facts, facts.Snapshot(), question->measure, *scale, question->on);
  recomputed.authority = ledger.authority();
  recomputed.recorded_at_us = ledger.last_recorded_at_us();
  const std::string difference = FirstDifference(stated, ToProto(recomputed));
  if (!difference.empty()) return Wrong("the statement is not what the entries say: " + difference);
  return stated;
}

}  // namespace assay
