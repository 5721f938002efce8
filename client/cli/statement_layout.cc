#include "client/cli/statement_layout.h"

#include <algorithm>
#include <string>

#include "client/cli/audit_layout.h"
#include "client/cli/statement_words.h"
#include "service/records/names.h"

namespace assay {
namespace {

std::string AuthorityIdOf(const v1::Statement& statement) {
  return ParseAuthorityName(statement.authority()).value_or(statement.authority());
}

// Empty where the question does not arise.
std::string SecurityOf(const v1::Statement& statement) {
  if (statement.security() == v1::SECURITY_UNSPECIFIED) return {};
  return CodeOfEnumerator(v1::Security_Name(statement.security()), "SECURITY_");
}

std::string ReAuditsOf(const v1::Statement& statement) {
  const v1::ReAuditPolicy policy = statement.measure().re_audit_policy();
  if (policy == v1::RE_AUDIT_POLICY_UNSPECIFIED) return "every-audit";
  return CodeOfEnumerator(v1::ReAuditPolicy_Name(policy), "RE_AUDIT_POLICY_");
}

std::string GradeBasisOf(const v1::Statement& statement) {
  const v1::GradeBasis basis = statement.measure().grade_basis();
  if (basis == v1::GRADE_BASIS_UNSPECIFIED) return "final";
  return CodeOfEnumerator(v1::GradeBasis_Name(basis), "GRADE_BASIS_");
}

// Over all samples; empty where none was drawn for what is measured.
std::string AllocatedOf(const v1::Statement& statement) {
  uint64_t allocated = 0;
  for (const auto& sample : statement.samples()) allocated += sample.allocated_count();
  return statement.samples().empty() ? "" : std::to_string(allocated);
}

std::string ReturnedOf(const v1::Statement& statement) {
  uint64_t returned = 0;
  for (const auto& sample : statement.samples()) returned += sample.returned_count();
  return statement.samples().empty() ? "" : std::to_string(returned);
}

std::string BucketOf(const v1::ExplainedAudit& explained) {
  return CodeOfEnumerator(v1::Bucket_Name(explained.bucket()), "BUCKET_");
}

std::string WhyOf(const v1::ExplainedAudit& explained) {
  const std::string exclusion(WordsOf(explained.exclusion()));
  const std::string& reason = explained.ungraded_reason();
  if (!exclusion.empty() && !reason.empty()) return exclusion + ": " + reason;
  if (!exclusion.empty() || !reason.empty()) return exclusion + reason;
  // The grade beside it is the auditor's.
  const v1::Audit& audit = explained.audit();
  return audit.has_moderation() ? "moderated to " + audit.moderation().grade() : "";
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
       [](const S& s) { return CodeOfEnumerator(v1::Comparator_Name(s.measure().comparator()), "COMPARATOR_"); }},
      {"target", Align::kRight, [](const S& s) { return TargetOf(s.measure()); }},
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
      {"audited_interval_low", Align::kRight, [](const S& s) { return s.audited().interval_low(); }},
      {"audited_interval_high", Align::kRight, [](const S& s) { return s.audited().interval_high(); }},
      {"graded_interval_low", Align::kRight, [](const S& s) { return s.graded().interval_low(); }},
      {"graded_interval_high", Align::kRight, [](const S& s) { return s.graded().interval_high(); }},
      {"security", Align::kLeft, SecurityOf},
      {"ungraded_policy", Align::kLeft, [](const S& s) { return NameOf(s.measure().ungraded_policy()); }},
      {"re_audits", Align::kLeft, ReAuditsOf},
      {"grade_basis", Align::kLeft, GradeBasisOf},
      {"minimum_graded", Align::kRight,
       [](const S& s) { return std::to_string(std::max(1u, s.measure().minimum_graded())); }},
      {"crosswalk", Align::kLeft, [](const S& s) { return s.measure().crosswalk(); }},
      {"re_audited", Align::kRight, [](const S& s) { return std::to_string(s.re_audited_count()); }},
      {"independence_unknown", Align::kRight,
       [](const S& s) { return std::to_string(s.independence_unknown_count()); }},
      {"allocated", Align::kRight, AllocatedOf},
      {"returned", Align::kRight, ReturnedOf},
      {"measure", Align::kLeft, MeasureOf},
      {"measure_version", Align::kRight,
       [](const S& s) { return s.notice_version() == 0 ? "" : std::to_string(s.notice_version()); }},
      {"due_date", Align::kLeft, [](const S& s) { return s.due_date(); }},
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
