// assay statement compare

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "client/cli/flag_values.h"
#include "client/cli/question.h"
#include "client/cli/statement_commands.h"
#include "client/cli/statement_layout.h"
#include "client/cli/statement_words.h"
#include "service/records/names.h"

namespace assay {
namespace {

struct CompareFlags {
  MeasureFlags measure;
  std::string authorities;
  std::string basis;
};

absl::Status AddAuthorities(const std::string& list, v1::CompareStatementsRequest& request) {
  if (list.empty()) return absl::OkStatus();
  for (absl::string_view piece : absl::StrSplit(list, ',')) {
    const std::string id(absl::StripAsciiWhitespace(piece));
    if (id.empty()) return absl::InvalidArgumentError("--authorities \"" + list + "\" names an empty authority");
    request.add_authorities("authorities/" + id);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::CompareStatementsRequest> ToRequest(const Session& session, const CompareFlags& flags) {
  if (absl::Status subject = CheckSubject(flags.measure); !subject.ok()) return subject;
  // The question is put as to one authority, and its parts taken over.
  auto query = ToQuery(flags.measure, "");
  if (!query.ok()) return query.status();
  if (query->read_at().has_revision()) {
    return absl::InvalidArgumentError("--at: a revision is of one ledger only; say a time or a date");
  }
  const auto basis = ParseBasis(flags.basis);
  if (!basis.ok()) return basis.status();
  v1::CompareStatementsRequest request;
  if (absl::Status added = AddAuthorities(flags.authorities, request); !added.ok()) return added;
  *request.mutable_ad_hoc() = std::move(*query->mutable_ad_hoc());
  absl::Status resolved = ResolveCrosswalk(session, *request.mutable_ad_hoc());
  if (!resolved.ok()) return resolved;
  request.set_on(query->on());
  if (query->has_read_at()) *request.mutable_read_at() = query->read_at();
  request.set_basis(*basis);
  return request;
}

std::string AuthorityIdOf(const v1::Statement& statement) {
  return ParseAuthorityName(statement.authority()).value_or(statement.authority());
}

void WriteTable(const Session& session, const v1::CompareStatementsResponse& response, v1::Basis basis) {
  TableWriter table(session.console.out, session.output(),
                    {"authority", "figure", "share", "interval", "verdict", "revision"},
                    {Align::kLeft, Align::kRight, Align::kRight, Align::kLeft, Align::kLeft, Align::kRight});
  for (const auto& statement : response.statements()) {
    const v1::Figure& figure = FigureOf(statement, basis);
    table.Add({AuthorityIdOf(statement), RatioOf(figure), figure.share(),
               IntervalOf(figure.interval_low(), figure.interval_high()), NameOf(statement.verdict()),
               std::to_string(statement.revision())});
  }
  table.Finish();
}

// What was asked of all of them.
void WriteQuestion(const Session& session, const v1::CompareStatementsResponse& response, v1::Basis basis) {
  if (session.quiet()) return;
  std::ostream& out = session.console.out;
  if (response.statements().empty()) {
    session.console.err << "there is no authority to compare\n";
    return;
  }
  const v1::Statement& first = response.statements(0);
  const v1::AdHocMeasure& measure = first.measure();
  out << "\n  " << (measure.comparator() == v1::COMPARATOR_AT_MOST ? "at most " : "at least ") << TargetOf(measure)
      << ' ' << SideOf(measure) << ", on " << first.on() << "; by " << NameOf(basis) << ", best first for the service\n"
      << "  policies: ungraded " << NameOf(measure.ungraded_policy())
      << "; re-audits: " << WordsOf(measure.re_audit_policy()) << "; grades: " << WordsOf(measure.grade_basis())
      << '\n';
}

void Write(const Session& session, const v1::CompareStatementsResponse& response, v1::Basis basis) {
  if (WriteIfJson(session, response)) return;
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kCsv:
      if (session.settings.headers == Headers::kShown) out << CsvLine(HeadersOf(StatementColumns()));
      for (const auto& statement : response.statements()) out << CsvLine(CellsOf(StatementColumns(), statement));
      return;
    case Format::kName:
      for (const auto& statement : response.statements()) out << AuthorityIdOf(statement) << '\n';
      return;
    default:
      WriteTable(session, response, basis);
      WriteQuestion(session, response, basis);
  }
}

absl::StatusOr<ExitCode> Compare(Session& session, const CompareFlags& flags) {
  const auto request = ToRequest(session, flags);
  if (!request.ok()) return request.status();
  const auto response = session.client.CompareStatements(*request);
  if (!response.ok()) return response.status();
  Write(session, *response, request->basis());
  return ExitCode::kAnswered;
}

}  // namespace

void AddStatementCompare(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App* compare = AddVerb(
      line, noun, "compare",
      {"Put one question to several authorities",
       "assay statement compare --threshold adequate --at-least 75%\n"
       "assay statement compare --threshold adequate --at-least 75% --authorities somerset,devon --basis graded"},
      [flags](Session& session) { return Compare(session, *flags); });
  AddMeasureFlags(compare, flags->measure);
  compare->add_option("--authorities", flags->authorities, "Only these (default: all there are)")
      ->type_name("ID,ID,...");
  compare->add_option("--basis", flags->basis, "The figure they are sorted by: audited (default) or graded")
      ->type_name("BASIS");
}

}  // namespace assay
