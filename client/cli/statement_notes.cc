// The notes below a statement: see statement_text.h.

#include <string>

#include "client/cli/audit_layout.h"
#include "client/cli/statement_text.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

std::string Line(const std::string& text) { return text.empty() ? "" : "  " + text + '\n'; }

std::string_view PolicyWords(v1::UngradedPolicy policy) {
  switch (policy) {
    case v1::UNGRADED_POLICY_AGAINST:
      return "the ungraded count against, over all audited";
    case v1::UNGRADED_POLICY_EXCLUDED:
      return "the ungraded do not count";
    default:
      return "decided only where no grading of the ungraded could change it";
  }
}

std::string SecurityWords(v1::Security security) {
  switch (security) {
    case v1::SECURITY_SECURE:
      return "; secure: the whole interval is on the target's side";
    case v1::SECURITY_NOT_SECURE:
      return "; not secure: the interval crosses the target";
    case v1::SECURITY_NOT_APPLICABLE:
      return "; secure is not applicable to a census";
    default:
      return {};
  }
}

std::string Verdict(const v1::Statement& statement) {
  return "verdict " + NameOf(statement.verdict()) + "; " +
         std::string(PolicyWords(statement.measure().ungraded_policy())) + "; every audit counts, re-audits too";
}

std::string Interval(const v1::Statement& statement) {
  if (statement.audited_count() == 0) return {};
  const bool census =
      statement.sampling_size() == 1 && statement.sampling(0).sampling_method() == v1::SAMPLING_METHOD_CENSUS;
  std::string text = "95% interval AUDITED " + TextCell(statement.audited().interval_low()) + " to " +
                     TextCell(statement.audited().interval_high()) + ", GRADED " +
                     TextCell(statement.graded().interval_low()) + " to " +
                     TextCell(statement.graded().interval_high());
  if (census && statement.security() != v1::SECURITY_NOT_APPLICABLE) text += "; a census has no sampling error";
  return text + SecurityWords(statement.security());
}

std::string Margins(const v1::Statement& statement) {
  if (statement.audited_count() == 0) return {};
  return "margin AUDITED " + TextCell(statement.audited().margin_points()) + ", GRADED " +
         TextCell(statement.graded().margin_points()) + " points";
}

std::string UngradedReasons(const v1::Statement& statement) {
  std::string text;
  for (const auto& count : statement.ungraded_reasons()) {
    text += (text.empty() ? "ungraded: " : ", ") + std::to_string(count.count()) + " " + TextCell(count.reason());
  }
  return text;
}

std::string Exclusions(const v1::Statement& statement) {
  std::string text;
  for (const auto& count : statement.exclusions()) {
    text += (text.empty() ? "left out: " : ", ") + std::to_string(count.count()) + " " +
            std::string(WordsOf(count.exclusion()));
  }
  return text;
}

// DOMAIN rule 12: never pooled without saying so.
std::string Pooled(const v1::Statement& statement) {
  if (statement.sampling_size() < 2) return {};
  std::string text;
  for (const auto& count : statement.sampling()) {
    const std::string code = CodeOf(count.sampling_method());
    text += (text.empty() ? "sampling methods are pooled: " : ", ") + std::to_string(count.count()) + " " +
            (code.empty() ? "not stated" : code);
  }
  return text;
}

std::string WindowWords(const v1::Statement& statement) {
  std::string text = statement.first_day().empty()
                         ? "audits up to " + TextCell(statement.last_day())
                         : "audits from " + TextCell(statement.first_day()) + " to " + TextCell(statement.last_day());
  if (statement.on() != statement.last_day()) text += ", on " + TextCell(statement.on());
  if (!statement.measure().scale().empty()) text += "; scale " + TextCell(statement.measure().scale());
  return text;
}

std::string Revision(const v1::Statement& statement) {
  std::string text = "revision " + std::to_string(statement.revision());
  if (statement.has_recorded_at()) text += ", recorded " + FormatTime(statement.recorded_at());
  return text;
}

}  // namespace

std::string StatementNotes(const v1::Statement& statement) {
  return '\n' + Line(Verdict(statement)) + Line(Interval(statement)) + Line(Margins(statement)) +
         Line(UngradedReasons(statement)) + Line(Exclusions(statement)) + Line(Pooled(statement)) +
         Line(WindowWords(statement)) + Line(Revision(statement));
}

}  // namespace assay
