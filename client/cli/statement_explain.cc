// assay statement explain

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "client/cli/paging.h"
#include "client/cli/question.h"
#include "client/cli/statement_commands.h"
#include "client/cli/statement_layout.h"

namespace assay {
namespace {

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

absl::StatusOr<v1::ExplainStatementRequest> ToRequest(const ExplainFlags& flags, v1::StatementQuery query) {
  const auto bucket = ParseBucket(flags.bucket);
  if (!bucket.ok()) return bucket.status();
  const auto basis = ParseBasis(flags.basis);
  if (!basis.ok()) return basis.status();
  v1::ExplainStatementRequest request;
  *request.mutable_query() = std::move(query);
  request.set_bucket(*bucket);
  request.set_basis(*basis);
  return request;
}

absl::StatusOr<ExitCode> Explain(Session& session, const ExplainFlags& flags) {
  auto question = ReadQuestion(session, flags.measure);
  if (!question.ok()) return question.status();
  const auto request = ToRequest(flags, std::move(question->query));
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
    // Of one bucket alone, for of the others none was listed.
    std::string told;
    for (const auto& [bucket, word] : {std::pair(v1::BUCKET_FOR, "for"), std::pair(v1::BUCKET_AGAINST, "against"),
                                       std::pair(v1::BUCKET_EXCLUDED, "excluded")}) {
      if (request->bucket() != v1::BUCKET_UNSPECIFIED && request->bucket() != bucket) continue;
      told += (told.empty() ? "" : ", ") + std::to_string(counts[bucket]) + " " + word;
    }
    session.console.err << told << "; revision " << revision << '\n';
    if (!question->note.empty()) session.console.err << question->note << '\n';
  }
  return ExitCode::kAnswered;
}

}  // namespace

void AddStatementExplain(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* explain = AddLedgerVerb(line, noun, "explain",
                                    {"List the audits behind an answer, and where each stands",
                                     "assay statement explain in-2013/audits --bucket against\n"
                                     "assay statement explain --threshold adequate --at-least 75% --basis graded"},
                                    [flags](Session& session) { return Explain(session, *flags); });
  AddMeasureName(explain, flags->measure);
  AddMeasureFlags(explain, flags->measure);
  explain->add_option("--bucket", flags->bucket, "Only those for, against or excluded")->type_name("BUCKET");
  explain->add_option("--basis", flags->basis, "Where they stand in the figure audited (default) or graded")
      ->type_name("BASIS");
}

}  // namespace assay
