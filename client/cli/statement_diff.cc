// assay statement diff

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/cli/audit_layout.h"
#include "client/cli/flag_values.h"
#include "client/cli/paging.h"
#include "client/cli/question.h"
#include "client/cli/statement_commands.h"
#include "client/cli/statement_diff_text.h"
#include "service/domain/civil_date.h"

namespace assay {
namespace {

struct DiffFlags {
  // Its --from and --to stay empty: here these words mean the ends of the comparison.
  MeasureFlags measure;
  std::string from;
  std::string to;
  std::string basis;
  bool list = false;
};

// An end of the comparison. A date is the day in question and what was known at its end; a revision or a time is what
// was known, and the day in question is `on`.
absl::StatusOr<v1::StatementPoint> ReadPoint(const Flag& flag, const std::string& on) {
  auto read_at = ParseReadAt(flag.value);
  if (!read_at.ok()) {
    return absl::InvalidArgumentError(std::string(flag.name) + " \"" + flag.value +
                                      "\" is neither a revision, nor a date YYYY-MM-DD, nor a time such as "
                                      "2014-05-21T12:00:00Z");
  }
  v1::StatementPoint point;
  const bool is_day = ParseDate(flag.value).has_value();
  point.set_on(is_day ? flag.value : on);
  // Of a day that is not over, its end is not known yet: what is known by now is.
  if (is_day && read_at->time().seconds() >= absl::ToUnixSeconds(absl::Now())) return point;
  *point.mutable_read_at() = *std::move(read_at);
  return point;
}

absl::Status SetPoints(const DiffFlags& flags, v1::DiffStatementsRequest& request) {
  if (absl::Status on = CheckDateFlag({"--on", flags.measure.on}); !on.ok()) return on;
  if (!flags.measure.on.empty() && ParseDate(flags.from).has_value() && ParseDate(flags.to).has_value()) {
    return absl::InvalidArgumentError("--from and --to are days already: --on is for revisions");
  }
  auto from = ReadPoint({"--from", flags.from}, flags.measure.on);
  if (!from.ok()) return from.status();
  auto to = ReadPoint({"--to", flags.to}, flags.measure.on);
  if (!to.ok()) return to.status();
  *request.mutable_from() = *std::move(from);
  *request.mutable_to() = *std::move(to);
  return absl::OkStatus();
}

struct DiffQuestion {
  v1::DiffStatementsRequest request;
  std::string note;
};

absl::StatusOr<DiffQuestion> ToRequest(const Session& session, const DiffFlags& flags) {
  DiffQuestion asked;
  const auto basis = ParseBasis(flags.basis);
  if (!basis.ok()) return basis.status();
  asked.request.set_basis(*basis);
  if (absl::Status points = SetPoints(flags, asked.request); !points.ok()) return points;
  // Which definition a measure has is read at the later end.
  MeasureFlags measure = flags.measure;
  measure.on = asked.request.to().on();
  measure.at = asked.request.to().has_read_at() ? flags.to : "";
  auto question = ReadQuestion(session, measure);
  if (!question.ok()) return question.status();
  asked.note = std::move(question->note);
  asked.request.set_authority(question->query.authority());
  if (question->query.has_ad_hoc()) {
    *asked.request.mutable_ad_hoc() = std::move(*question->query.mutable_ad_hoc());
  } else {
    asked.request.set_measure(question->query.measure());
  }
  return asked;
}

// All pages as one answer.
absl::StatusOr<v1::DiffStatementsResponse> ReadAll(const Session& session, const v1::DiffStatementsRequest& request) {
  v1::DiffStatementsResponse all;
  const absl::Status read =
      ForEachPage(session.client, &Client::DiffStatements, request, [&](const v1::DiffStatementsResponse& page) {
        if (all.deltas().empty()) {
          all = page;
        } else {
          all.mutable_deltas()->MergeFrom(page.deltas());
        }
        return Continue::kNextPage;
      });
  if (!read.ok()) return read;
  all.clear_next_page_token();
  return all;
}

void WriteList(const Session& session, const v1::DiffStatementsResponse& diff) {
  ListWriter<v1::AuditDelta> writer(session.console.out, session.output(), AuditDeltaLayout());
  for (const auto& delta : diff.deltas()) writer.Add(delta);
  writer.Finish();
}

absl::StatusOr<ExitCode> Diff(Session& session, const DiffFlags& flags) {
  const auto asked = ToRequest(session, flags);
  if (!asked.ok()) return asked.status();
  const auto diff = ReadAll(session, asked->request);
  if (!diff.ok()) return diff.status();
  if (WriteIfJson(session, *diff)) return ExitCode::kAnswered;
  if (session.settings.format != Format::kTable) {
    WriteList(session, *diff);
    return ExitCode::kAnswered;
  }
  session.console.out << DiffText(*diff, asked->request.basis());
  if (flags.list && !diff->deltas().empty()) {
    session.console.out << '\n';
    WriteList(session, *diff);
  }
  if (!session.quiet()) {
    session.console.out << DiffNotes(*diff, asked->request.basis());
    if (!asked->note.empty()) session.console.out << "  " << asked->note << '\n';
  }
  return ExitCode::kAnswered;
}

}  // namespace

void AddStatementDiff(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<DiffFlags>();
  CLI::App* diff =
      AddLedgerVerb(line, noun, "diff",
                    {"Say what changed between two answers; the parts add up to the difference",
                     "assay statement diff in-2013/audits --from 2014-02-28 --to 2014-03-31\n"
                     "assay statement diff in-2013/audits --from 480 --to 531 --list\n"
                     "assay statement diff --threshold adequate --at-least 75% --from 480 --to 531 -o csv"},
                    [flags](Session& session) { return Diff(session, *flags); });
  AddMeasureName(diff, flags->measure);
  AddMeasureDefinition(diff, flags->measure);
  diff->add_option("--from", flags->from,
                   "The earlier end: what the ledger knew at a revision, or a day and what was known at its end")
      ->required()
      ->type_name("REVISION|DATE");
  diff->add_option("--to", flags->to, "The later end")->required()->type_name("REVISION|DATE");
  diff->add_option("--on", flags->measure.on, "The day the question is about, for ends that are revisions")
      ->type_name("DATE");
  diff->add_option("--basis", flags->basis, "The figure compared: audited (default) or graded")->type_name("BASIS");
  diff->add_flag("--list", flags->list, "Name every audit that changed its place");
}

}  // namespace assay
