// The text of a notice's measure, and of headroom: see statement_text.h.

#include <algorithm>
#include <string>
#include <vector>

#include "client/cli/audit_layout.h"
#include "client/cli/civil_text.h"
#include "client/cli/statement_text.h"
#include "client/cli/text_cell.h"
#include "service/domain/civil_date.h"

namespace assay {
namespace {

constexpr char kIndent[] = "  ";
constexpr char kGap[] = "   ";

std::string Number(uint32_t number) { return std::to_string(number); }

// "since 21 Nov 2013"
std::string WindowWords(const v1::Statement& statement) {
  const v1::Window& window = statement.measure().window();
  const std::string first = LongDate(TextCell(statement.first_day()));
  switch (window.window_case()) {
    case v1::Window::kSinceNotice:
      return "since " + first;
    case v1::Window::kRollingMonths:
      return Counted(window.rolling_months(), "month", "months") + " from " + first;
    case v1::Window::kFixed:
      if (statement.first_day().empty()) return "up to " + LongDate(TextCell(statement.last_day()));
      return first + " to " + LongDate(TextCell(statement.last_day()));
    default:
      return "all audits";
  }
}

std::string Heading(const v1::Statement& statement) {
  return "\"" + TextCell(statement.words()) + "\"" + kGap + "measure v" + Number(statement.notice_version()) + ", " +
         WindowWords(statement) + ", on " + LongDate(TextCell(statement.on())) + '\n';
}

// A figure's cells, in the order in which they stand.
struct FigureRow {
  std::string name;
  const v1::Figure& figure;
  std::string numerator;
  std::string denominator;
  std::string share;
  std::string verdict;
  std::string required;   // empty: the figure has no verdict of its own
  std::string shortfall;  // empty: it holds
};

FigureRow RowOf(const char* name, const v1::Figure& figure) {
  FigureRow row{name,
                figure,
                Number(figure.numerator()),
                Number(figure.denominator()),
                ShareWords(figure),
                NameOf(figure.verdict()),
                {},
                {}};
  if (figure.verdict() == v1::VERDICT_MET || figure.verdict() == v1::VERDICT_NOT_MET) {
    row.required = Number(figure.required());
    if (figure.shortfall() > 0) row.shortfall = Number(figure.shortfall());
  }
  return row;
}

std::string Figures(const v1::Statement& statement, Color color) {
  const bool at_most = statement.measure().comparator() == v1::COMPARATOR_AT_MOST;
  const FigureRow rows[] = {RowOf("AUDITED", statement.audited()), RowOf("GRADED", statement.graded())};
  const auto width = [&rows](std::string FigureRow::*cell) {
    return std::max((rows[0].*cell).size(), (rows[1].*cell).size());
  };
  const size_t distance_width = std::max(width(&FigureRow::required), width(&FigureRow::shortfall));
  std::string text;
  for (const FigureRow& row : rows) {
    text += kIndent + PadRight(row.name, width(&FigureRow::name)) + kGap +
            PadLeft(row.numerator, width(&FigureRow::numerator)) + " of " +
            PadLeft(row.denominator, width(&FigureRow::denominator)) + " = " +
            PadLeft(row.share, width(&FigureRow::share)) + kGap + Colored(row.figure.verdict(), row.verdict, color);
    if (!row.required.empty()) {
      text += std::string(width(&FigureRow::verdict) - row.verdict.size(), ' ') + kGap +
              PadLeft(row.required, width(&FigureRow::required)) + (at_most ? " allowed" : " needed");
    }
    if (!row.shortfall.empty()) {
      text += ", " + PadLeft(row.shortfall, distance_width) + (at_most ? " too many" : " short");
    }
    text += '\n';
  }
  return text;
}

// What the ungraded could change, and where they could, what the measure makes of them.
std::string Ungraded(const v1::Statement& statement) {
  if (statement.verdict() == v1::VERDICT_NO_EVIDENCE) return "nothing was audited in the window: there is no verdict";
  std::string text = Number(statement.ungraded_count()) + " ungraded: " + TextCell(statement.bounds().low_share()) +
                     " to " + TextCell(statement.bounds().high_share()) + " however they are graded";
  if (statement.verdict() == v1::VERDICT_INSUFFICIENT) {
    const std::string few = "too few are graded: " + Number(statement.graded_count()) + " of the " +
                            Number(std::max(1u, statement.measure().minimum_graded())) + " it takes";
    return statement.ungraded_count() == 0 ? few : text + "; " + few;
  }
  if (statement.ungraded_count() == 0) return {};
  if (UngradedCannotChangeIt(statement)) return text + "; the verdict stands";
  switch (statement.measure().ungraded_policy()) {
    case v1::UNGRADED_POLICY_AGAINST:
      return text + "; they decide it, and the measure counts them against";
    case v1::UNGRADED_POLICY_EXCLUDED:
      return text + "; they decide it, and the measure leaves them out";
    default:
      return text + "; they decide it: " + NameOf(statement.verdict());
  }
}

// "random sample"; of several methods, each with its count and that they are pooled (DOMAIN rule 12).
std::string SamplingWords(const v1::Statement& statement) {
  if (statement.sampling_size() == 1) {
    const v1::SamplingMethod method = statement.sampling(0).sampling_method();
    if (method == v1::SAMPLING_METHOD_UNSPECIFIED) return "sampling not stated";
    return CodeOf(method) + (method == v1::SAMPLING_METHOD_CENSUS ? "" : " sample");
  }
  std::string text;
  for (const auto& count : statement.sampling()) {
    const std::string code = CodeOf(count.sampling_method());
    text += (text.empty() ? "pooled: " : ", ") + Number(count.count()) + " " + (code.empty() ? "not stated" : code);
  }
  return text;
}

std::string SecurityWords(v1::Security security) {
  switch (security) {
    case v1::SECURITY_SECURE:
      return ", secure";
    case v1::SECURITY_NOT_SECURE:
      return ", not secure";
    case v1::SECURITY_NOT_APPLICABLE:
      return ", secure is not applicable";
    default:
      return {};
  }
}

// "64 of 70 allocated returned"
std::string Returned(const v1::Statement& statement) {
  if (statement.samples().empty()) return {};
  uint64_t allocated = 0, returned = 0, withdrawn = 0;
  for (const auto& sample : statement.samples()) {
    allocated += sample.allocated_count();
    returned += sample.returned_count();
    withdrawn += sample.withdrawn_count();
  }
  std::string text = std::to_string(returned) + " of " + std::to_string(allocated) + " allocated returned";
  if (withdrawn > 0) text += ", " + std::to_string(withdrawn) + " withdrawn";
  if (statement.samples_size() > 1) text += ", in " + std::to_string(statement.samples_size()) + " samples";
  return text;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  }
  return text;
}

std::string Sample(const v1::Statement& statement) {
  std::string interval;
  if (statement.audited_count() > 0) {
    const v1::Basis basis = BasisOf(statement.measure());
    const v1::Figure& figure = FigureOf(statement, basis);
    interval = "95% interval (" + NameOf(basis) + ") " + IntervalOf(figure.interval_low(), figure.interval_high()) +
               SecurityWords(statement.security());
  }
  return Joined({SamplingWords(statement), interval, Returned(statement)});
}

// "due 21 May 2014, in 51 days"
std::string Due(const v1::Statement& statement) {
  if (statement.due_date().empty()) return {};
  const auto due = ParseDate(statement.due_date());
  const auto on = ParseDate(statement.on());
  const std::string text = "due " + LongDate(TextCell(statement.due_date()));
  if (!due.has_value() || !on.has_value()) return text;
  return (*due < *on ? "was " : "") + text + ", " + Distance({.day = statement.due_date(), .from = statement.on()});
}

std::string Line(const std::string& text) { return text.empty() ? "" : kIndent + text + '\n'; }

// "(EXCLUDED: over graded)"
std::string BasisWords(const v1::Headroom& headroom, const v1::AdHocMeasure& measure) {
  return " (" + NameOf(measure.ungraded_policy()) + ": over " +
         (headroom.basis() == v1::BASIS_GRADED ? "graded" : "audited") + ")";
}

std::string AtMostHeadroom(const v1::Headroom& headroom, const v1::AdHocMeasure& measure) {
  const std::string next = "the next " + Number(headroom.next_count());
  const std::string target = TargetOf(measure);
  if (!headroom.reachable() || headroom.needed() < 0) {
    return "at most " + target + " cannot be kept to with " + next + ": even with none " + SideOf(measure) +
           " there would be " + std::to_string(-headroom.needed()) + " too many";
  }
  if (headroom.needed() >= headroom.next_count()) {
    return "whatever " + next + " are, at most " + target + " " + SideOf(measure) + " holds";
  }
  return "of " + next + ", at most " + std::to_string(headroom.needed()) + " may be " + SideOf(measure) +
         " to keep to " + target;
}

std::string AtLeastHeadroom(const v1::Headroom& headroom, const v1::AdHocMeasure& measure) {
  const std::string next = "the next " + Number(headroom.next_count());
  const std::string target = TargetOf(measure);
  if (!headroom.reachable()) {
    return target + " cannot be reached with " + next + ": " + std::to_string(headroom.needed()) + " would be needed";
  }
  if (headroom.needed() <= 0) return "whatever " + next + " are, " + target + " " + SideOf(measure) + " holds";
  return "of " + next + ", " + std::to_string(headroom.needed()) + " must be " + SideOf(measure) + " to reach " +
         target;
}

}  // namespace

std::string MeasureText(const v1::Statement& statement, Color color) {
  return Heading(statement) + Figures(statement, color) + Line(Ungraded(statement)) + Line(Sample(statement)) +
         Line(Joined({Due(statement), "revision " + Number(statement.revision())}));
}

std::string HeadroomText(const v1::Headroom& headroom, const v1::AdHocMeasure& measure) {
  const bool at_most = measure.comparator() == v1::COMPARATOR_AT_MOST;
  return Line((at_most ? AtMostHeadroom(headroom, measure) : AtLeastHeadroom(headroom, measure)) +
              BasisWords(headroom, measure));
}

}  // namespace assay
