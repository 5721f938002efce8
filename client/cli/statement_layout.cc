#include "client/cli/statement_layout.h"

#include <string>

#include "absl/strings/ascii.h"
#include "client/cli/audit_layout.h"
#include "client/cli/statement_text.h"
#include "service/domain/fraction.h"
#include "service/records/names.h"

namespace assay {
namespace {

// An enumerator's name without its type's prefix, in lower case: "at-least".
std::string Word(const std::string& enumerator, size_t prefix_bytes) {
  std::string word = enumerator.size() > prefix_bytes ? enumerator.substr(prefix_bytes) : enumerator;
  absl::AsciiStrToLower(&word);
  for (char& c : word) c = c == '_' ? '-' : c;
  return word;
}

std::string AuthorityIdOf(const v1::Statement& statement) {
  return ParseAuthorityName(statement.authority()).value_or(statement.authority());
}

std::string TargetOf(const v1::Statement& statement) {
  const v1::Fraction& target = statement.measure().target();
  return target.denominator() == 0 ? "" : FormatFraction({target.numerator(), target.denominator()});
}

std::string BucketOf(const v1::ExplainedAudit& explained) {
  return Word(v1::Bucket_Name(explained.bucket()), sizeof("BUCKET_") - 1);
}

std::string WhyOf(const v1::ExplainedAudit& explained) {
  const std::string exclusion(WordsOf(explained.exclusion()));
  const std::string& reason = explained.ungraded_reason();
  if (exclusion.empty() || reason.empty()) return exclusion.empty() ? reason : exclusion;
  return exclusion + ": " + reason;
}

}  // namespace

std::vector<Column<v1::Statement>> StatementColumns() {
  using S = v1::Statement;
  return {
      {"authority", Align::kLeft, AuthorityIdOf},
      {"on", Align::kLeft, [](const S& s) { return s.on(); }},
      {"first_day", Align::kLeft, [](const S& s) { return s.first_day(); }},
      {"last_day", Align::kLeft, [](const S& s) { return s.last_day(); }},
      {"revision", Align::kRight, [](const S& s) { return std::to_string(s.revision()); }},
      {"scale", Align::kLeft, [](const S& s) { return s.measure().scale(); }},
      {"threshold_grade", Align::kLeft, [](const S& s) { return s.measure().threshold_grade(); }},
      {"comparator", Align::kLeft,
       [](const S& s) { return Word(v1::Comparator_Name(s.measure().comparator()), sizeof("COMPARATOR_") - 1); }},
      {"target", Align::kRight, TargetOf},
      {"verdict", Align::kLeft, [](const S& s) { return NameOf(s.verdict()); }},
      {"audited", Align::kRight, [](const S& s) { return std::to_string(s.audited_count()); }},
      {"graded", Align::kRight, [](const S& s) { return std::to_string(s.graded_count()); }},
      {"ungraded", Align::kRight, [](const S& s) { return std::to_string(s.ungraded_count()); }},
      {"audited_numerator", Align::kRight, [](const S& s) { return std::to_string(s.audited().numerator()); }},
      {"audited_share", Align::kRight, [](const S& s) { return s.audited().share(); }},
      {"audited_required", Align::kRight, [](const S& s) { return std::to_string(s.audited().required()); }},
      {"audited_shortfall", Align::kRight, [](const S& s) { return std::to_string(s.audited().shortfall()); }},
      {"audited_verdict", Align::kLeft, [](const S& s) { return NameOf(s.audited().verdict()); }},
      {"graded_numerator", Align::kRight, [](const S& s) { return std::to_string(s.graded().numerator()); }},
      {"graded_share", Align::kRight, [](const S& s) { return s.graded().share(); }},
      {"graded_required", Align::kRight, [](const S& s) { return std::to_string(s.graded().required()); }},
      {"graded_shortfall", Align::kRight, [](const S& s) { return std::to_string(s.graded().shortfall()); }},
      {"graded_verdict", Align::kLeft, [](const S& s) { return NameOf(s.graded().verdict()); }},
      {"low_share", Align::kRight, [](const S& s) { return s.bounds().low_share(); }},
      {"high_share", Align::kRight, [](const S& s) { return s.bounds().high_share(); }},
  };
}

const Layout<v1::ExplainedAudit>& ExplainedAuditLayout() {
  using E = v1::ExplainedAudit;
  static const auto* const layout = [] {
    const std::vector<Column<E>> columns = {
        {"audit", Align::kLeft, [](const E& e) { return AuditIdOf(e.audit()); }},
        {"date", Align::kLeft, [](const E& e) { return e.audit().audit_date(); }},
        {"practice area", Align::kLeft, [](const E& e) { return e.audit().practice_area(); }},
        {"grade", Align::kLeft, [](const E& e) { return e.audit().grade(); }},
        {"bucket", Align::kLeft, BucketOf},
        {"why", Align::kLeft, WhyOf},
    };
    std::vector<Column<E>> csv = columns;
    csv[0].header = "audit_id";
    csv[1].header = "audit_date";
    csv[2].header = "practice_area";
    return new Layout<E>{columns, csv, [](const E& e) { return AuditIdOf(e.audit()); }};
  }();
  return *layout;
}

}  // namespace assay
