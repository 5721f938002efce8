// assay review record|get|list; diff has a file of its own.

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "assay/v1/review_service.pb.h"
#include "client/cli/flag_values.h"
#include "client/cli/record_command.h"
#include "client/cli/review_commands.h"
#include "client/cli/review_text.h"
#include "client/cli/statement_layout.h"
#include "client/cli/statement_text.h"
#include "client/cli/text_file.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/record.h"

namespace assay {
namespace {

struct RecordFlags {
  std::string id;
  std::string notice;
  uint32_t number = 0;
  std::string held_on;
  std::string narrative_file;
  bool dry_run = false;
};

// As the server counts days.
absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()); }

absl::StatusOr<v1::Review> ToReview(const Session& session, const RecordFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Review>, flags.id);
  if (!name.ok()) return name.status();
  const auto notice = RecordNameOf(session, kCollection<Notice>, flags.notice);
  if (!notice.ok()) return notice.status();
  if (absl::Status on = CheckDateFlag({"--on", flags.held_on}); !on.ok()) return on;
  v1::Review review;
  review.set_name(*name);
  review.set_notice(*notice);
  review.set_held_on(flags.held_on.empty() ? FormatDate(Today()) : flags.held_on);
  review.set_number(flags.number);
  if (!flags.narrative_file.empty()) {
    auto narrative = ReadTextFile(session.console, flags.narrative_file, limits::kNarrativeBytes);
    if (!narrative.ok()) return narrative.status();
    review.set_narrative(*std::move(narrative));
  }
  return review;
}

std::string RecordedLines(const v1::Review& review) {
  std::string text =
      "  " + ReviewHeading(review) + "; frozen at revision " + std::to_string(review.read_revision()) + '\n';
  for (const auto& statement : review.statements()) {
    text += "  " + statement.measure_id() + "  " + NameOf(statement.verdict()) + '\n';
  }
  return text;
}

absl::StatusOr<ExitCode> Record(Session& session, const RecordFlags& flags) {
  auto review = ToReview(session, flags);
  if (!review.ok()) return review.status();
  v1::RecordReviewRequest request;
  *request.mutable_review() = *std::move(review);
  request.mutable_write()->set_validate_only(flags.dry_run);
  const auto response = SendRecord(session, &Client::RecordReview, request, request.review().name());
  if (!response.ok()) return response.status();
  const std::string lines = response->has_review() ? RecordedLines(response->review()) : "";
  WriteRecorded(session, {flags.id, response->receipt(), lines}, *response);
  return ExitCode::kAnswered;
}

struct GetFlags {
  std::string id;
  AsOfFlags as_of;
};

// One row for each measure.
void WriteRows(const Session& session, const v1::Review& review) {
  std::vector<std::string> headers = HeadersOf(StatementColumns());
  headers.insert(headers.begin(), {"review", "measure"});
  if (session.settings.headers == Headers::kShown) session.console.out << CsvLine(headers);
  for (const auto& statement : review.statements()) {
    std::vector<std::string> cells = CellsOf(StatementColumns(), statement);
    cells.insert(cells.begin(), {LastPart(review.name()), statement.measure_id()});
    session.console.out << CsvLine(cells);
  }
}

void WriteReview(const Session& session, const v1::Review& review) {
  switch (session.settings.format) {
    case Format::kTable:
      session.console.out << ReviewText(review, session.settings.color);
      break;
    case Format::kCsv:
      WriteRows(session, review);
      break;
    default:
      WriteOne(session.console.out, session.output(), ReviewLayout(), review);
      break;
  }
}

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Review>, flags.id);
  if (!name.ok()) return name.status();
  v1::GetReviewRequest request;
  request.set_name(*name);
  if (absl::Status at = SetReadAt(flags.as_of, request); !at.ok()) return at;
  const auto response = session.client.GetReview(request);
  if (!response.ok()) return response.status();
  WriteReview(session, response->review());
  SayRevision(session, response->revision());
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session, const AsOfFlags& as_of) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::ListReviewsRequest request;
  request.set_parent(*authority);
  if (absl::Status at = SetReadAt(as_of, request); !at.ok()) return at;
  const auto response = session.client.ListReviews(request);
  if (!response.ok()) return response.status();
  ListWriter<v1::Review> writer(session.console.out, session.output(), ReviewLayout());
  for (const auto& review : response->reviews()) writer.Add(review);
  writer.Finish();
  SayListed(session, {writer.count(), "review", "reviews", response->revision()});
  return ExitCode::kAnswered;
}

void AddRecord(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<RecordFlags>();
  CLI::App* record =
      AddLedgerVerb(line, noun, "record",
                    {"Record a formal review: the answers to all measures of its notice are frozen",
                     "assay review record six-month --notice in-2013 --on 2014-05-21 --narrative-file panel.md"},
                    [flags](Session& session) { return Record(session, *flags); });
  record->add_option("ID", flags->id, "Its id: lower-case letters, digits and hyphens")->required();
  record->add_option("--notice", flags->notice, "The notice under which it is held")->required()->type_name("ID");
  record->add_option("--on", flags->held_on, "The day it is about (default: today)")->type_name("DATE");
  record->add_option("--number", flags->number, "Which of the notice's reviews (default: the first not recorded)")
      ->check(AboveZero())
      ->type_name("N");
  record
      ->add_option("--narrative-file", flags->narrative_file,
                   "Holds what the panel said; it stays for good and must not identify anybody")
      ->type_name("FILE|-");
  record->add_flag("--dry-run", flags->dry_run, "Check everything, change nothing");
}

}  // namespace

void AddReview(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "review",
                           {"Formal reviews: what was known and said on a day, frozen",
                            "assay review record six-month --notice in-2013 --on 2014-05-21"
                            " --narrative-file panel.md\n"
                            "assay review diff six-month"});
  AddRecord(line, noun);
  AddReviewDiff(line, noun);

  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(line, noun, "get", {"Show a review as it was frozen", "assay review get six-month"},
                                [flags](Session& session) { return Get(session, *flags); });
  get->add_option("ID", flags->id, "Its id")->required();
  AddAtFlag(get, flags->as_of);

  auto as_of = std::make_shared<AsOfFlags>();
  CLI::App* list = AddLedgerVerb(line, noun, "list", {"List all reviews", "assay review list -o csv"},
                                 [as_of](Session& session) { return List(session, *as_of); });
  AddAtFlag(list, *as_of);
}

}  // namespace assay
