// assay statement moderation

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/question.h"
#include "client/cli/statement_commands.h"
#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

// "9 of 20 moderated were changed = 45.0% (25.82 to 65.79); 7 lowered, 2 raised"
std::string Summary(const v1::GetModerationResponse& response) {
  const v1::ModerationSummary& summary = response.moderation();
  if (summary.moderated_count() == 0) {
    return "none of " + std::to_string(response.statement().audited_count()) + " audited was moderated\n";
  }
  std::string text = std::to_string(summary.changed_count()) + " of " + std::to_string(summary.moderated_count()) +
                     " moderated were changed = " + TextCell(summary.changed_share()) + " (" +
                     IntervalOf(summary.interval_low(), summary.interval_high()) + "); " +
                     std::to_string(summary.lowered_count()) + " lowered, " + std::to_string(summary.raised_count()) +
                     " raised";
  if (summary.newly_graded_count() > 0) {
    text += ", " + std::to_string(summary.newly_graded_count()) + " graded that had no grade";
  }
  return text + '\n';
}

std::string GradeWords(const std::string& grade) { return grade.empty() ? "ungraded" : TextCell(grade); }

std::string Moves(const v1::ModerationSummary& summary) {
  size_t from_width = 0, to_width = 0, count_width = 0;
  for (const auto& move : summary.moves()) {
    from_width = std::max(from_width, DisplayWidth(GradeWords(move.from_grade())));
    to_width = std::max(to_width, DisplayWidth(GradeWords(move.to_grade())));
    count_width = std::max(count_width, std::to_string(move.count()).size());
  }
  std::string text;
  for (const auto& move : summary.moves()) {
    text += "  " + PadRight(GradeWords(move.from_grade()), from_width) + " -> " +
            PadRight(GradeWords(move.to_grade()), to_width) + "  " +
            PadLeft(std::to_string(move.count()), count_width) + '\n';
  }
  return text;
}

// The audits' own quality, which stands in no figure of practice.
std::string Quality(const v1::ModerationSummary& summary) {
  std::string text;
  for (const auto& grade : summary.audit_quality()) {
    text += (text.empty() ? "quality of the audits themselves: " : ", ") + std::to_string(grade.count()) + " " +
            TextCell(grade.grade());
  }
  return text.empty() ? "" : text + '\n';
}

void WriteCsv(const Session& session, const v1::ModerationSummary& summary) {
  std::ostream& out = session.console.out;
  if (session.settings.headers == Headers::kShown) {
    out << CsvLine({"moderated", "changed", "lowered", "raised", "newly_graded", "changed_share", "interval_low",
                    "interval_high"});
  }
  out << CsvLine({std::to_string(summary.moderated_count()), std::to_string(summary.changed_count()),
                  std::to_string(summary.lowered_count()), std::to_string(summary.raised_count()),
                  std::to_string(summary.newly_graded_count()), summary.changed_share(), summary.interval_low(),
                  summary.interval_high()});
}

absl::StatusOr<ExitCode> Moderation(Session& session, const MeasureFlags& flags) {
  auto question = ReadQuestion(session, flags);
  if (!question.ok()) return question.status();
  v1::GetModerationRequest request;
  *request.mutable_query() = std::move(question->query);
  const auto response = session.client.GetModeration(request);
  if (!response.ok()) return response.status();
  if (WriteIfJson(session, *response)) return ExitCode::kAnswered;
  std::ostream& out = session.console.out;
  if (session.settings.format == Format::kCsv) {
    WriteCsv(session, response->moderation());
  } else if (session.settings.format == Format::kName) {
    out << response->moderation().changed_share() << '\n';
  } else {
    out << Summary(*response) << Moves(response->moderation()) << Quality(response->moderation());
    WriteNotes(session, response->statement(), question->note);
  }
  return ExitCode::kAnswered;
}

}  // namespace

void AddStatementModeration(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<MeasureFlags>();
  CLI::App* moderation = AddLedgerVerb(line, noun, "moderation",
                                       {"Say how often, and which way, moderators changed grades",
                                        "assay statement moderation in-2013/audits\n"
                                        "assay statement moderation --threshold adequate --at-least 75%"},
                                       [flags](Session& session) { return Moderation(session, *flags); });
  AddMeasureName(moderation, *flags);
  AddMeasureFlags(moderation, *flags);
}

}  // namespace assay
