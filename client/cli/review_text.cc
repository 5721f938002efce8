#include "client/cli/review_text.h"

#include <sstream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "client/cli/civil_text.h"
#include "client/cli/record_command.h"
#include "client/cli/statement_diff_text.h"
#include "client/cli/statement_text.h"
#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

std::string IdOf(const v1::Review& review) { return LastPart(review.name()); }

std::string VerdictText(const v1::Statement& then, const v1::Statement& now) {
  if (then.verdict() == now.verdict()) return NameOf(then.verdict());
  return NameOf(then.verdict()) + " -> " + NameOf(now.verdict());
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
    text += TextCell(statement.measure_id()) + '\n' + MeasureText(statement, color) + StatementNotes(statement) + '\n';
  }
  return text + NarrativeText(review.narrative());
}

std::string ReviewedMeasuresText(const v1::DiffReviewResponse& response) {
  std::string text;
  for (const auto& measure : response.measures()) {
    v1::DiffStatementsResponse diff;
    *diff.mutable_from() = measure.then();
    *diff.mutable_to() = measure.now();
    *diff.mutable_totals() = measure.totals();
    text += TextCell(measure.then().measure_id()) + "  " + VerdictText(measure.then(), measure.now()) + '\n' +
            DiffText(diff, BasisOf(measure.then().measure()));
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
