// assay statement publish

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/civil_text.h"
#include "client/cli/question.h"
#include "client/cli/statement_commands.h"
#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

void WriteTables(const Session& session, const v1::PublishedTable& table) {
  std::ostream& out = session.console.out;
  TableWriter rows(out, session.output(), {"grade", "count", "share"}, {Align::kLeft, Align::kRight, Align::kRight});
  for (const auto& row : table.rows()) rows.Add({row.label(), row.count(), row.share()});
  rows.Finish();
  out << '\n';
  TableWriter figures(out, session.output(), {"figure", "of", "share", "required", "shortfall", "interval"},
                      {Align::kLeft, Align::kRight, Align::kRight, Align::kRight, Align::kRight, Align::kLeft});
  for (const auto& figure : table.figures()) {
    const bool hidden = figure.interval_low() == figure.interval_high();
    figures.Add({figure.name(), figure.numerator() + "/" + figure.denominator(), figure.share(), figure.required(),
                 figure.shortfall(),
                 hidden ? figure.interval_low() : figure.interval_low() + " to " + figure.interval_high()});
  }
  figures.Finish();
}

void WriteText(const Session& session, const v1::PublishedTable& table, const std::string& question_note) {
  std::ostream& out = session.console.out;
  out << TextCell(table.title()) << ", on " << LongDate(TextCell(table.on())) << '\n';
  WriteTables(session, table);
  out << "verdict " << NameOf(table.verdict()) << '\n';
  // What was done to the cells is part of what is published, quiet or not.
  for (const std::string& note : table.notes()) out << "  " << TextCell(note) << '\n';
  if (!question_note.empty()) out << "  " << question_note << '\n';
  if (!session.quiet()) out << "  revision " << table.revision() << '\n';
}

// One table of both parts, so that one file holds all that may be published.
void WriteCsv(const Session& session, const v1::PublishedTable& table) {
  std::ostream& out = session.console.out;
  if (session.settings.headers == Headers::kShown) {
    out << CsvLine({"part", "label", "count", "of", "share", "required", "shortfall", "interval_low", "interval_high"});
  }
  for (const auto& row : table.rows()) {
    out << CsvLine({"grade", row.label(), row.count(), "", row.share(), "", "", "", ""});
  }
  for (const auto& figure : table.figures()) {
    out << CsvLine({"figure", figure.name(), figure.numerator(), figure.denominator(), figure.share(),
                    figure.required(), figure.shortfall(), figure.interval_low(), figure.interval_high()});
  }
}

absl::StatusOr<ExitCode> Publish(Session& session, const MeasureFlags& flags) {
  auto question = ReadQuestion(session, flags);
  if (!question.ok()) return question.status();
  v1::PublishStatementRequest request;
  *request.mutable_query() = std::move(question->query);
  const auto response = session.client.PublishStatement(request);
  if (!response.ok()) return response.status();
  const v1::PublishedTable& table = response->table();
  if (WriteIfJson(session, table)) return ExitCode::kAnswered;
  switch (session.settings.format) {
    case Format::kCsv:
      WriteCsv(session, table);
      // The file is to be published as it is; what was done to it is told beside it.
      if (!session.quiet()) {
        for (const std::string& note : table.notes()) session.console.err << TextCell(note) << '\n';
      }
      break;
    case Format::kName:
      session.console.out << NameOf(table.verdict()) << '\n';
      break;
    default:
      WriteText(session, table, question->note);
  }
  return ExitCode::kAnswered;
}

}  // namespace

void AddStatementPublish(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<MeasureFlags>();
  CLI::App* publish = AddLedgerVerb(line, noun, "publish",
                                    {"Write what may be published: small counts are suppressed",
                                     "assay statement publish in-2013/audits -o csv > board.csv\n"
                                     "assay statement publish --threshold adequate --at-least 75%"},
                                    [flags](Session& session) { return Publish(session, *flags); });
  AddMeasureName(publish, *flags);
  AddMeasureFlags(publish, *flags);
}

}  // namespace assay
