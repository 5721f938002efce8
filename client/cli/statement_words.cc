#include "client/cli/statement_words.h"

#include "absl/strings/ascii.h"
#include "client/cli/text_cell.h"
#include "service/domain/fraction.h"

namespace assay {
namespace {

constexpr std::string_view kNone = "[x]";

// The enumerator without its prefix; the number for a value this program does not know.
std::string NameOfEnumerator(const std::string& name, std::string_view prefix, int value) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : std::to_string(value);
}

std::string_view ColorOf(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_MET:
      return "\033[32m";
    case v1::VERDICT_NOT_MET:
      return "\033[31m";
    default:
      return "\033[33m";
  }
}

std::string LastPartOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

std::string ShareWords(const v1::Figure& figure) {
  const std::string exact = TextCell(figure.share());
  const std::string shown = FormatShare({figure.numerator(), figure.denominator()});
  return exact == shown ? exact : shown + " (" + exact + ")";
}

std::string NameOf(v1::Verdict verdict) {
  return NameOfEnumerator(v1::Verdict_Name(verdict), "VERDICT_", static_cast<int>(verdict));
}

std::string NameOf(v1::Basis basis) { return basis == v1::BASIS_GRADED ? "GRADED" : "AUDITED"; }

std::string NameOf(v1::UngradedPolicy policy) {
  if (policy == v1::UNGRADED_POLICY_UNSPECIFIED) return "UNDECIDED";
  return NameOfEnumerator(v1::UngradedPolicy_Name(policy), "UNGRADED_POLICY_", static_cast<int>(policy));
}

std::string_view WordsOf(v1::Exclusion exclusion) {
  switch (exclusion) {
    case v1::EXCLUSION_BEFORE_WINDOW:
      return "before the window";
    case v1::EXCLUSION_AFTER_WINDOW:
      return "after the window";
    case v1::EXCLUSION_OTHER_PRACTICE_AREA:
      return "other practice area";
    case v1::EXCLUSION_OTHER_AUDIT_TYPE:
      return "other audit type";
    case v1::EXCLUSION_OTHER_SAMPLING_METHOD:
      return "other sampling method";
    case v1::EXCLUSION_OTHER_TEAM:
      return "other team";
    case v1::EXCLUSION_UNGRADED:
      return "ungraded";
    case v1::EXCLUSION_WITHDRAWN:
      return "withdrawn";
    case v1::EXCLUSION_NOT_LATEST:
      return "a newer audit of the case counts";
    case v1::EXCLUSION_RE_AUDIT:
      return "re-audit";
    default:
      return "";
  }
}

std::string_view WordsOf(v1::ReAuditPolicy policy) {
  switch (policy) {
    case v1::RE_AUDIT_POLICY_LATEST_PER_CASE:
      return "latest per case";
    case v1::RE_AUDIT_POLICY_ORIGINAL_ONLY:
      return "originals only";
    default:
      return "every audit counts";
  }
}

std::string_view WordsOf(v1::GradeBasis basis) {
  switch (basis) {
    case v1::GRADE_BASIS_AUDITOR:
      return "the auditor's";
    case v1::GRADE_BASIS_MODERATED:
      return "the moderator's alone";
    default:
      return "final, the moderator's where there is one";
  }
}

std::string CodeOfEnumerator(const std::string& name, std::string_view prefix) {
  std::string code = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
  absl::AsciiStrToLower(&code);
  for (char& c : code) c = c == '_' ? '-' : c;
  return code;
}

std::string SideOf(const v1::AdHocMeasure& measure) {
  return TextCell(measure.threshold_grade()) +
         (measure.comparator() == v1::COMPARATOR_AT_MOST ? " or worse" : " or better");
}

std::string TargetOf(const v1::AdHocMeasure& measure) {
  const v1::Fraction& target = measure.target();
  return target.denominator() == 0 ? "" : FormatFraction({target.numerator(), target.denominator()});
}

std::string MeasureOf(const v1::Statement& statement) {
  if (statement.measure_id().empty()) return {};
  return LastPartOf(statement.notice()) + "/" + LastPartOf(statement.measure_id());
}

const v1::Figure& FigureOf(const v1::Statement& statement, v1::Basis basis) {
  return basis == v1::BASIS_GRADED ? statement.graded() : statement.audited();
}

v1::Basis BasisOf(const v1::AdHocMeasure& measure) {
  return measure.ungraded_policy() == v1::UNGRADED_POLICY_EXCLUDED ? v1::BASIS_GRADED : v1::BASIS_AUDITED;
}

std::string RatioOf(const v1::Figure& figure) {
  return std::to_string(figure.numerator()) + "/" + std::to_string(figure.denominator());
}

std::string RatioAndShareOf(const v1::Figure& figure) { return RatioOf(figure) + " = " + ShareWords(figure); }

std::string IntervalOf(const std::string& low, const std::string& high) {
  if (low.empty() || low == kNone) return std::string(kNone);
  return TextCell(low) + " to " + TextCell(high);
}

std::string Colored(v1::Verdict verdict, const std::string& text, Color color) {
  if (color == Color::kNone) return text;
  return std::string(ColorOf(verdict)) + text + "\033[0m";
}

}  // namespace assay
