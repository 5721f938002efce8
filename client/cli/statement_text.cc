#include "client/cli/statement_text.h"

#include <algorithm>
#include <vector>

#include "client/cli/audit_layout.h"
#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"
#include "service/domain/fraction.h"

namespace assay {
namespace {

constexpr char kIndent[] = "  ";
constexpr char kTruncated[] = "   truncated; parts need not make 100";

std::string Number(uint32_t number) { return std::to_string(number); }

Fraction ExactTargetOf(const v1::Statement& statement) {
  return {statement.measure().target().numerator(), std::max(1u, statement.measure().target().denominator())};
}

bool IsAtMost(const v1::Statement& statement) { return statement.measure().comparator() == v1::COMPARATOR_AT_MOST; }

// "census", or every method where several are pooled.
std::string SamplingWords(const v1::Statement& statement) {
  std::string words;
  for (const auto& count : statement.sampling()) {
    const std::string code = CodeOf(count.sampling_method());
    words += (words.empty() ? "" : ", ") + (code.empty() ? "sampling not stated" : code);
  }
  return words;
}

std::string Heading(const v1::Statement& statement) {
  std::string text = Number(statement.audited_count()) + " audited";
  if (statement.audited_count() == 0) return text + '\n';
  text += ": " + Number(statement.graded_count()) + " graded, " + Number(statement.ungraded_count()) + " ungraded";
  const std::string sampling = SamplingWords(statement);
  return text + (sampling.empty() ? "" : " (" + sampling + ")") + '\n';
}

struct DistributionRow {
  std::string name;
  std::string count;
  std::string share;
};

std::string Distribution(const v1::Statement& statement) {
  if (statement.audited_count() == 0) return {};
  std::vector<DistributionRow> rows;
  for (const auto& grade : statement.grades()) {
    rows.push_back({TextCell(grade.grade()), Number(grade.count()), TextCell(grade.share())});
  }
  if (statement.ungraded_count() > 0) {
    rows.push_back({"ungraded", Number(statement.ungraded_count()),
                    FormatShare({statement.ungraded_count(), statement.audited_count()})});
  }
  DistributionRow widest;
  for (const DistributionRow& row : rows) {
    if (DisplayWidth(row.name) > widest.name.size()) widest.name.assign(DisplayWidth(row.name), ' ');
    if (row.count.size() > widest.count.size()) widest.count = row.count;
    if (row.share.size() > widest.share.size()) widest.share = row.share;
  }
  std::string text;
  for (const DistributionRow& row : rows) {
    text += kIndent + PadRight(row.name, widest.name.size()) + "  " + PadLeft(row.count, widest.count.size()) + "  " +
            PadLeft(row.share, widest.share.size()) + (&row == &rows.back() ? kTruncated : "") + '\n';
  }
  return text;
}

std::string Question(const v1::Statement& statement) {
  const std::string target = TargetOf(statement.measure());
  const std::string grade = TextCell(statement.measure().threshold_grade());
  if (IsAtMost(statement)) return "at most " + target + " " + grade + " or worse?\n";
  return target + " " + grade + " or better?\n";
}

// "340 needed, 90 short"
std::string Distance(const v1::Statement& statement, const v1::Figure& figure) {
  if (figure.verdict() != v1::VERDICT_MET && figure.verdict() != v1::VERDICT_NOT_MET) return {};
  const bool at_most = IsAtMost(statement);
  std::string text = Number(figure.required()) + (at_most ? " allowed" : " needed");
  if (figure.shortfall() > 0) text += ", " + Number(figure.shortfall()) + (at_most ? " too many" : " short");
  return text;
}

std::string Figures(const v1::Statement& statement, Color color) {
  struct Row {
    const char* name;
    const v1::Figure& figure;
    std::string ratio;
  };
  Row rows[] = {{"AUDITED  ", statement.audited(), {}}, {"GRADED   ", statement.graded(), {}}};
  size_t numerator_width = 0, denominator_width = 0, share_width = 0, verdict_width = 0;
  for (const Row& row : rows) {
    numerator_width = std::max(numerator_width, Number(row.figure.numerator()).size());
    denominator_width = std::max(denominator_width, Number(row.figure.denominator()).size());
    share_width = std::max(share_width, ShareWords(row.figure).size());
    verdict_width = std::max(verdict_width, NameOf(row.figure.verdict()).size());
  }
  std::string text;
  for (const Row& row : rows) {
    const v1::Figure& figure = row.figure;
    const std::string distance = Distance(statement, figure);
    const std::string verdict = NameOf(figure.verdict());
    const size_t padding = distance.empty() ? 0 : verdict_width - verdict.size();
    text += kIndent + std::string(row.name) + PadLeft(Number(figure.numerator()), numerator_width) + " of " +
            PadLeft(Number(figure.denominator()), denominator_width) + " = " +
            PadLeft(ShareWords(figure), share_width) + "  " + Colored(figure.verdict(), verdict, color) +
            std::string(padding, ' ') + (distance.empty() ? "" : "  " + distance) + '\n';
  }
  return text;
}

std::string Closing(const v1::Statement& statement, Color color) {
  if (statement.verdict() == v1::VERDICT_NO_EVIDENCE) {
    return kIndent + std::string("Nothing was audited in the window, so there is no verdict.\n");
  }
  if (statement.verdict() == v1::VERDICT_INSUFFICIENT) {
    const std::string minimum = Number(std::max(1u, statement.measure().minimum_graded()));
    return kIndent + std::string("Too few are graded for a verdict: ") + Number(statement.graded_count()) + " of the " +
           minimum + " it takes.\n";
  }
  if (statement.ungraded_count() == 0 || statement.bounds().denominator() == 0) return {};
  const std::string range =
      TextCell(statement.bounds().low_share()) + " to " + TextCell(statement.bounds().high_share());
  std::string text = kIndent + std::string("The ") + Number(statement.ungraded_count());
  if (UngradedCannotChangeIt(statement)) return text + " cannot change it: " + range + '\n';
  text += " decide it: " + range;
  if (statement.verdict() == v1::VERDICT_INDETERMINATE) {
    text += "  " + Colored(statement.verdict(), NameOf(statement.verdict()), color);
  }
  return text + '\n';
}

}  // namespace

bool UngradedCannotChangeIt(const v1::Statement& statement) {
  const v1::Bounds& bounds = statement.bounds();
  const Ratio low = {bounds.low_numerator(), bounds.denominator()};
  const Ratio high = {bounds.high_numerator(), bounds.denominator()};
  const Fraction target = ExactTargetOf(statement);
  if (IsAtMost(statement)) return AtMost(low, target) == AtMost(high, target);
  return AtLeast(low, target) == AtLeast(high, target);
}

std::string StatementText(const v1::Statement& statement, Color color) {
  return Heading(statement) + Distribution(statement) + '\n' + Question(statement) + Figures(statement, color) +
         Closing(statement, color);
}

}  // namespace assay
