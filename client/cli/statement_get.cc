// assay statement get

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/flag_values.h"
#include "client/cli/question.h"
#include "client/cli/statement_commands.h"
#include "client/cli/statement_groups.h"
#include "client/cli/statement_layout.h"
#include "client/cli/statement_text.h"

namespace assay {
namespace {

constexpr char kExamples[] =
    "assay statement get in-2013/audits --on 2014-03-31\n"
    "assay statement get in-2013/audits --by team\n"
    "assay statement get --threshold adequate --at-least 75%\n"
    "assay statement get --threshold inadequate --at-most 10% --rolling 6 --on 2014-05-21\n"
    "assay statement get --threshold good --at-least 2/3 --at 2014-05-21 --exit-code";

struct GetFlags {
  MeasureFlags measure;
  std::string by;
  uint32_t headroom = 0;  // 0: not asked
  bool exit_code = false;
};

ExitCode ExitCodeOfVerdict(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_MET:
      return ExitCode::kAnswered;
    case v1::VERDICT_NOT_MET:
      return ExitCode::kNotMet;
    default:
      return ExitCode::kUndecided;
  }
}

// The statement's row, and after it, where it was asked, the headroom.
void WriteCsv(const Session& session, const v1::GetStatementResponse& response) {
  std::vector<std::string> headers = HeadersOf(StatementColumns());
  std::vector<std::string> cells = CellsOf(StatementColumns(), response.statement());
  if (response.has_headroom()) {
    const v1::Headroom& headroom = response.headroom();
    for (const char* name : {"headroom_next", "headroom_basis", "headroom_needed", "headroom_reachable"}) {
      headers.emplace_back(name);
    }
    cells.push_back(std::to_string(headroom.next_count()));
    cells.push_back(NameOf(headroom.basis()));
    cells.push_back(std::to_string(headroom.needed()));
    cells.emplace_back(headroom.reachable() ? "yes" : "no");
  }
  if (session.settings.headers == Headers::kShown) session.console.out << CsvLine(headers);
  session.console.out << CsvLine(cells);
}

void WriteText(const Session& session, const v1::GetStatementResponse& response) {
  const v1::Statement& statement = response.statement();
  std::ostream& out = session.console.out;
  out << (statement.words().empty() ? StatementText(statement, session.settings.color)
                                    : MeasureText(statement, session.settings.color));
  if (response.has_headroom()) out << HeadroomText(response.headroom(), statement.measure());
}

void Write(const Session& session, const v1::GetStatementResponse& response, v1::Dimension dimension,
           const std::string& note) {
  const bool grouped = dimension != v1::DIMENSION_UNSPECIFIED;
  const bool whole_alone = !grouped && !response.has_headroom();
  const google::protobuf::Message& message = response;
  if (WriteIfJson(session, whole_alone ? response.statement() : message)) return;
  const Headers headers = session.settings.headers;
  if (session.settings.format == Format::kName) {
    session.console.out << NameOf(response.statement().verdict()) << '\n';
  } else if (session.settings.format == Format::kCsv) {
    if (!grouped) return WriteCsv(session, response);
    session.console.out << GroupCsv(response, dimension, headers);
  } else {
    if (grouped) {
      session.console.out << GroupTable(response, dimension, headers);
    } else {
      WriteText(session, response);
    }
    WriteNotes(session, response.statement(), note);
  }
}

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto dimension = ParseDimension(flags.by);
  if (!dimension.ok()) return dimension.status();
  auto question = ReadQuestion(session, flags.measure);
  if (!question.ok()) return question.status();
  v1::GetStatementRequest request;
  *request.mutable_query() = std::move(question->query);
  request.set_group_by(*dimension);
  request.set_headroom(flags.headroom);
  const auto response = session.client.GetStatement(request);
  if (!response.ok()) return response.status();
  Write(session, *response, *dimension, question->note);
  return flags.exit_code ? ExitCodeOfVerdict(response->statement().verdict()) : ExitCode::kAnswered;
}

}  // namespace

void AddStatementGet(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(line, noun, "get", {"Say whether a measure is met", kExamples},
                                [flags](Session& session) { return Get(session, *flags); });
  AddMeasureName(get, flags->measure);
  AddMeasureFlags(get, flags->measure);
  CLI::Option* by =
      get->add_option("--by", flags->by, "The figures by team, month, practice-area, auditor, domain or sampling")
          ->type_name("WHAT");
  get->add_option("--headroom", flags->headroom, "What the next N audits would have to be")
      ->type_name("N")
      ->check(AboveZero())
      ->excludes(by);
  get->add_flag("--exit-code", flags->exit_code,
                "Exit 3 for NOT_MET and 7 for INDETERMINATE, INSUFFICIENT or NO_EVIDENCE");
}

}  // namespace assay
