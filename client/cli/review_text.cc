#include "client/cli/review_text.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "client/cli/civil_text.h"
#include "client/cli/record_command.h"
#include "client/cli/statement_text.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

std::string IdOf(const v1::Review& review) { return LastPart(review.name()); }

std::string Signed(int64_t number) { return (number > 0 ? "+" : "") + std::to_string(number); }

// Which of the two figures the measure's verdict rests on.
const v1::Figure& FigureOf(const v1::Statement& statement) {
  const bool excluded = statement.measure().ungraded_policy() == v1::UNGRADED_POLICY_EXCLUDED;
  return excluded ? statement.graded() : statement.audited();
}

std::string FigureText(const v1::Statement& statement) {
  const v1::Figure& figure = FigureOf(statement);
  return std::to_string(figure.numerator()) + "/" + std::to_string(figure.denominator()) + " = " +
         TextCell(figure.share());
}

std::string VerdictText(const v1::Statement& then, const v1::Statement& now) {
  if (then.verdict() == now.verdict()) return NameOf(then.verdict());
  return NameOf(then.verdict()) + " -> " + NameOf(now.verdict());
}

std::string PartText(const char* name, uint32_t count, const std::string& how) {
  if (count == 0) return {};
  return "  " + PadRight(name, 13) + "  " + PadLeft(std::to_string(count), 4) + "   " + how + '\n';
}

std::string ForAndAgainst(uint32_t in_favour, uint32_t against) {
  return std::to_string(in_favour) + " for, " + std::to_string(against) + " against";
}

std::string PartsText(const v1::DiffTotals& totals) {
  return PartText("entered", totals.entered_for() + totals.entered_against(),
                  ForAndAgainst(totals.entered_for(), totals.entered_against())) +
         PartText("left", totals.left_for() + totals.left_against(),
                  ForAndAgainst(totals.left_for(), totals.left_against())) +
         PartText("changed side", totals.for_to_against() + totals.against_to_for(),
                  std::to_string(totals.for_to_against()) + " for -> against, " +
                      std::to_string(totals.against_to_for()) + " against -> for") +
         PartText("changed grade", totals.changed_grade(), "same side");
}

std::string VerdictsOf(const v1::Review& review) {
  std::string text;
  for (const auto& statement : review.statements()) {
    text += (text.empty() ? "" : " ") + statement.measure_id() + "=" + NameOf(statement.verdict());
  }
  return text;
}

std::string NarrativeText(const std::string& narrative) {
  if (narrative.empty()) return {};
  std::string text = "narrative\n";
  const std::vector<std::string> lines = absl::StrSplit(narrative, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i + 1 == lines.size() && lines[i].empty()) break;
    text += "  " + TextCell(lines[i]) + '\n';
  }
  return text;
}

}  // namespace

std::string ReviewHeading(const v1::Review& review) {
  return "review " + std::to_string(review.number()) + " of " + TextCell(LastPart(review.notice())) + " (version " +
         std::to_string(review.notice_version()) + "), held " + LongDate(review.held_on()) + ", due " +
         LongDate(review.due_on());
}

std::string ReviewText(const v1::Review& review, Color color) {
  std::string text = TextCell(IdOf(review)) + ": " + ReviewHeading(review) + '\n';
  text += "  frozen at revision " + std::to_string(review.read_revision());
  if (!review.read_root().empty()) text += ", root " + std::string(absl::Base64Escape(review.read_root()));
  text += "\n\n";
  for (const auto& statement : review.statements()) {
    text +=
        TextCell(statement.measure_id()) + '\n' + StatementText(statement, color) + StatementNotes(statement) + '\n';
  }
  return text + NarrativeText(review.narrative());
}

std::string ReviewedMeasuresText(const v1::DiffReviewResponse& response) {
  std::string text;
  for (const auto& measure : response.measures()) {
    const v1::DiffTotals& totals = measure.totals();
    text += TextCell(measure.then().measure_id()) + "  " + FigureText(measure.then()) + "  ->  " +
            FigureText(measure.now()) + "      numerator " + Signed(totals.numerator_difference()) + ", denominator " +
            Signed(totals.denominator_difference()) + "   " + VerdictText(measure.then(), measure.now()) + '\n' +
            PartsText(totals);
  }
  return text;
}

std::string TouchedText(const std::vector<TouchedEntry>& entries, const OutputOptions& options) {
  if (entries.empty()) return "nothing recorded since touches it\n";
  std::ostringstream out;
  TableWriter table(out, options, {"revision", "audit", "what", "reason", "by", "recorded_at"},
                    {Align::kRight, Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft});
  for (const TouchedEntry& entry : entries) {
    table.Add({entry.revision, entry.audit, entry.what, entry.reason, entry.by, entry.when});
  }
  table.Finish();
  return Counted(entries.size(), "entry", "entries") + " since\n" + out.str();
}

const Layout<v1::Review>& ReviewLayout() {
  using R = v1::Review;
  static const auto* const layout = [] {
    std::vector<Column<R>> columns = {
        {"review", Align::kLeft, IdOf},
        {"notice", Align::kLeft, [](const R& review) { return LastPart(review.notice()); }},
        {"number", Align::kRight, [](const R& review) { return std::to_string(review.number()); }},
        {"held_on", Align::kLeft, [](const R& review) { return review.held_on(); }},
        {"due_on", Align::kLeft, [](const R& review) { return review.due_on(); }},
        {"read_revision", Align::kRight, [](const R& review) { return std::to_string(review.read_revision()); }},
        {"verdicts", Align::kLeft, VerdictsOf},
    };
    return new Layout<R>{columns, columns, IdOf};
  }();
  return *layout;
}

}  // namespace assay
