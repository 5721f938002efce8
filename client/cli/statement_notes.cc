// The notes below a statement: see statement_text.h.

#include <algorithm>
#include <string>
#include <string_view>

#include "client/cli/audit_layout.h"
#include "client/cli/civil_text.h"
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
         std::string(PolicyWords(statement.measure().ungraded_policy()));
}

std::string_view WindowPolicy(const v1::Statement& statement) {
  switch (statement.measure().window().window_case()) {
    case v1::Window::kSinceNotice:
      return "since the notice";
    case v1::Window::kRollingMonths:
      return "rolling ";
    case v1::Window::kFixed:
      return "fixed dates";
    default:
      return "all up to the day";
  }
}

// DOMAIN rule 7: every policy, those left at their defaults included.
std::string Policies(const v1::Statement& statement) {
  const v1::AdHocMeasure& measure = statement.measure();
  std::string text = "policies: ungraded " + NameOf(measure.ungraded_policy()) +
                     "; re-audits: " + std::string(WordsOf(measure.re_audit_policy())) +
                     "; grades: " + std::string(WordsOf(measure.grade_basis())) + "; minimum " +
                     std::to_string(std::max(1u, measure.minimum_graded())) +
                     " graded; window: " + std::string(WindowPolicy(statement));
  if (measure.window().rolling_months() > 0) text += Counted(measure.window().rolling_months(), "month", "months");
  return text;
}

template <typename Values, typename Name>
void AddFilter(const char* what, const Values& values, Name name, std::string& text) {
  std::string list;
  for (const auto& value : values) list += (list.empty() ? "" : ", ") + name(value);
  if (!list.empty()) text += (text.empty() ? "only " : "; ") + std::string(what) + " " + list;
}

std::string Filters(const v1::Statement& statement) {
  const v1::AdHocMeasure& measure = statement.measure();
  const auto as_given = [](const std::string& value) { return TextCell(value); };
  std::string text;
  AddFilter("practice area", measure.practice_areas(), as_given, text);
  AddFilter(
      "audit type", measure.audit_types(), [](int type) { return CodeOf(static_cast<v1::AuditType>(type)); }, text);
  AddFilter(
      "sampling", measure.sampling_methods(),
      [](int method) { return CodeOf(static_cast<v1::SamplingMethod>(method)); }, text);
  AddFilter("team", measure.teams(), as_given, text);
  return text;
}

// DOMAIN rule 16, and what was done about the cases that failed.
std::string ReAudits(const v1::Statement& statement) {
  std::string text;
  if (statement.re_audited_count() > 0) {
    text = Counted(statement.re_audited_count(), "re-audit", "re-audits") + " used";
  }
  if (statement.failing_cases() == 0) return text;
  return text + (text.empty() ? "" : "; ") + std::to_string(statement.failing_cases_re_audited()) + " of " +
         Counted(statement.failing_cases(), "failing case was", "failing cases were") + " re-audited";
}

std::string Crosswalk(const v1::Statement& statement) {
  const std::string& crosswalk = statement.measure().crosswalk();
  return crosswalk.empty() ? "" : "grades of another scale are read by crosswalk " + TextCell(crosswalk);
}

std::string Interval(const v1::Statement& statement) {
  if (statement.audited_count() == 0) return {};
  const bool census =
      statement.sampling_size() == 1 && statement.sampling(0).sampling_method() == v1::SAMPLING_METHOD_CENSUS;
  std::string text = "95% interval AUDITED " +
                     IntervalOf(statement.audited().interval_low(), statement.audited().interval_high()) + ", GRADED " +
                     IntervalOf(statement.graded().interval_low(), statement.graded().interval_high());
  if (census && statement.security() != v1::SECURITY_NOT_APPLICABLE) text += "; a census has no sampling error";
  return text + SecurityWords(statement.security());
}

std::string Margins(const v1::Statement& statement) {
  if (statement.audited_count() == 0) return {};
  return "margin AUDITED " + TextCell(statement.audited().margin_points()) + ", GRADED " +
         TextCell(statement.graded().margin_points()) + " points";
}

// The bounds as counts: whoever checks them by hand starts there.
std::string BoundsInCounts(const v1::Statement& statement) {
  if (statement.ungraded_count() == 0) return {};
  const v1::Bounds& bounds = statement.bounds();
  const std::string of = "/" + std::to_string(bounds.denominator());
  return "however the ungraded are graded: " + std::to_string(bounds.low_numerator()) + of + " to " +
         std::to_string(bounds.high_numerator()) + of;
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

// DOMAIN rule 18: the audits nobody returned are where bad ones hide. One line a sample.
std::string Samples(const v1::Statement& statement) {
  std::string text;
  for (const auto& sample : statement.samples()) {
    const uint32_t back = sample.returned_count() + sample.withdrawn_count();
    std::string line = "sample " + TextCell(sample.sample().substr(sample.sample().rfind('/') + 1)) + ": " +
                       std::to_string(sample.returned_count()) + " of " + std::to_string(sample.allocated_count()) +
                       " allocated returned";
    if (sample.withdrawn_count() > 0) line += ", " + std::to_string(sample.withdrawn_count()) + " withdrawn";
    if (sample.allocated_count() > back) {
      line += ", " + std::to_string(sample.allocated_count() - back) + " outstanding";
    }
    if (sample.frame_size() > 0) {
      line += "; " + std::to_string(sample.returned_count()) + " of a frame of " + std::to_string(sample.frame_size()) +
              ": the interval takes no account of it and errs on the wide side";
    }
    text += Line(line);
  }
  return text;
}

std::string Independence(const v1::Statement& statement) {
  if (statement.independence_unknown_count() == 0) return {};
  return "the auditor's independence is unknown for " + std::to_string(statement.independence_unknown_count()) +
         " of " + std::to_string(statement.audited_count());
}

std::string WindowWords(const v1::Statement& statement) {
  std::string text = statement.first_day().empty()
                         ? "audits up to " + TextCell(statement.last_day())
                         : "audits from " + TextCell(statement.first_day()) + " to " + TextCell(statement.last_day());
  if (statement.on() != statement.last_day()) text += ", on " + TextCell(statement.on());
  if (!statement.measure().scale().empty()) text += "; scale " + TextCell(statement.measure().scale());
  return text;
}

// Which notice's measure it is; empty for one given with the question.
std::string Measure(const v1::Statement& statement) {
  const std::string measure = TextCell(MeasureOf(statement));
  if (measure.empty()) return {};
  return "measure " + measure + " v" + std::to_string(statement.notice_version()) + ": " +
         (statement.measure().comparator() == v1::COMPARATOR_AT_MOST ? "at most " : "at least ") +
         TargetOf(statement.measure()) + " " + SideOf(statement.measure()) + "; notice issued " +
         TextCell(statement.issued_on());
}

std::string Revision(const v1::Statement& statement) {
  std::string text = "revision " + std::to_string(statement.revision());
  if (statement.has_recorded_at()) text += ", recorded " + FormatTime(statement.recorded_at());
  return text;
}

}  // namespace

std::string StatementNotes(const v1::Statement& statement) {
  return '\n' + Line(Measure(statement)) + Line(Verdict(statement)) + Line(Policies(statement)) +
         Line(Filters(statement)) + Line(ReAudits(statement)) + Line(Crosswalk(statement)) + Line(Interval(statement)) +
         Line(Margins(statement)) + Line(BoundsInCounts(statement)) + Line(UngradedReasons(statement)) +
         Line(Exclusions(statement)) + Line(Pooled(statement)) + Samples(statement) + Line(Independence(statement)) +
         Line(WindowWords(statement)) + Line(Revision(statement));
}

}  // namespace assay
