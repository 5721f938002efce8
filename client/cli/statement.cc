// assay statement get|explain

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "client/cli/command.h"
#include "client/cli/measure_flags.h"
#include "client/cli/paging.h"
#include "client/cli/statement_layout.h"
#include "client/cli/statement_text.h"

namespace assay {
namespace {

constexpr char kExamples[] =
    "assay statement get --threshold adequate --at-least 75%\n"
    "assay statement get --threshold inadequate --at-most 10% --rolling 6 --on 2014-05-21\n"
    "assay statement get --threshold good --at-least 2/3 --at 2014-05-21 --exit-code";

struct GetFlags {
  MeasureFlags measure;
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

void WriteStatement(const Session& session, const v1::Statement& statement) {
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kJson:
      out << ToJson(statement, Whitespace::kIndented, Defaults::kSpelledOut);
      break;
    case Format::kJsonl:
      out << ToJson(statement, Whitespace::kNone, Defaults::kSpelledOut) << '\n';
      break;
    case Format::kCsv:
      if (session.settings.headers == Headers::kShown) out << CsvLine(HeadersOf(StatementColumns()));
      out << CsvLine(CellsOf(StatementColumns(), statement));
      break;
    case Format::kName:
      out << NameOf(statement.verdict()) << '\n';
      break;
    case Format::kTable:
      out << StatementText(statement, session.settings.color);
      if (!session.quiet()) out << StatementNotes(statement);
      break;
  }
}

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  auto query = ToQuery(flags.measure, *authority);
  if (!query.ok()) return query.status();
  v1::GetStatementRequest request;
  *request.mutable_query() = *std::move(query);
  const auto response = session.client.GetStatement(request);
  if (!response.ok()) return response.status();
  WriteStatement(session, response->statement());
  return flags.exit_code ? ExitCodeOfVerdict(response->statement().verdict()) : ExitCode::kAnswered;
}

struct ExplainFlags {
  MeasureFlags measure;
  std::string bucket;
  std::string basis;
};

absl::StatusOr<v1::Bucket> ParseBucket(const std::string& text) {
  if (text.empty()) return v1::BUCKET_UNSPECIFIED;
  if (text == "for") return v1::BUCKET_FOR;
  if (text == "against") return v1::BUCKET_AGAINST;
  if (text == "excluded") return v1::BUCKET_EXCLUDED;
  return absl::InvalidArgumentError("--bucket \"" + text + "\" is not one of for, against and excluded");
}

absl::StatusOr<v1::Basis> ParseBasis(const std::string& text) {
  if (text.empty() || text == "audited") return v1::BASIS_AUDITED;
  if (text == "graded") return v1::BASIS_GRADED;
  return absl::InvalidArgumentError("--basis \"" + text + "\" is not one of audited and graded");
}

absl::StatusOr<v1::ExplainStatementRequest> ToRequest(const Session& session, const ExplainFlags& flags) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  auto query = ToQuery(flags.measure, *authority);
  if (!query.ok()) return query.status();
  const auto bucket = ParseBucket(flags.bucket);
  if (!bucket.ok()) return bucket.status();
  const auto basis = ParseBasis(flags.basis);
  if (!basis.ok()) return basis.status();
  v1::ExplainStatementRequest request;
  *request.mutable_query() = *std::move(query);
  request.set_bucket(*bucket);
  request.set_basis(*basis);
  return request;
}

absl::StatusOr<ExitCode> Explain(Session& session, const ExplainFlags& flags) {
  const auto request = ToRequest(session, flags);
  if (!request.ok()) return request.status();
  ListWriter<v1::ExplainedAudit> writer(session.console.out, session.output(), ExplainedAuditLayout());
  size_t counts[v1::Bucket_ARRAYSIZE] = {};
  uint32_t revision = 0;
  const absl::Status listed =
      ForEachPage(session.client, &Client::ExplainStatement, *request, [&](const v1::ExplainStatementResponse& page) {
        revision = page.statement().revision();
        for (const auto& explained : page.audits()) {
          writer.Add(explained);
          if (v1::Bucket_IsValid(explained.bucket())) ++counts[explained.bucket()];
        }
        return session.console.out ? Continue::kNextPage : Continue::kEnough;
      });
  if (!listed.ok()) return listed;
  writer.Finish();
  if (!session.quiet()) {
    session.console.err << counts[v1::BUCKET_FOR] << " for, " << counts[v1::BUCKET_AGAINST] << " against, "
                        << counts[v1::BUCKET_EXCLUDED] << " excluded; revision " << revision << '\n';
  }
  return ExitCode::kAnswered;
}

}  // namespace

void AddStatement(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "statement", {"Compliance questions and their answers", kExamples});

  auto get_flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(line, noun, "get", {"Say whether a measure is met", kExamples},
                                [get_flags](Session& session) { return Get(session, *get_flags); });
  AddMeasureFlags(get, get_flags->measure);
  get->add_flag("--exit-code", get_flags->exit_code,
                "Exit 3 for NOT_MET and 7 for INDETERMINATE, INSUFFICIENT or NO_EVIDENCE");

  auto explain_flags = std::make_shared<ExplainFlags>();
  CLI::App* explain = AddLedgerVerb(line, noun, "explain",
                                    {"List the audits behind an answer, and where each stands",
                                     "assay statement explain --threshold adequate --at-least 75% --bucket against"},
                                    [explain_flags](Session& session) { return Explain(session, *explain_flags); });
  AddMeasureFlags(explain, explain_flags->measure);
  explain->add_option("--bucket", explain_flags->bucket, "Only those for, against or excluded")->type_name("BUCKET");
  explain->add_option("--basis", explain_flags->basis, "Where they stand in the figure audited (default) or graded")
      ->type_name("BASIS");
}

}  // namespace assay
