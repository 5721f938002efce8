// assay review diff

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "assay/v1/review_service.pb.h"
#include "client/cli/audit_layout.h"
#include "client/cli/audit_past.h"
#include "client/cli/record_command.h"
#include "client/cli/review_commands.h"
#include "client/cli/review_text.h"
#include "client/sdk/ledger_proof.h"
#include "service/domain/record.h"

namespace assay {
namespace {

struct DiffFlags {
  std::string id;
  AsOfFlags as_of;
};

// What the later ledger proves of the one the review rests on, in words. DATA_LOSS where it does not hold.
absl::StatusOr<std::string> CheckConsistency(const Session& session, const v1::DiffReviewResponse& response) {
  const v1::Review& review = response.review();
  const std::string from = std::to_string(review.read_revision());
  if (response.revision() == review.read_revision()) return "ledger unchanged: revision " + from;
  const auto after =
      OpenNoteOf({.ledger = session.settings.authority, .note = response.checkpoint()}, session.settings.keys);
  if (!after.ok()) return after.status();
  if (after->size != response.revision()) {
    return absl::DataLossError("the checkpoint is of revision " + std::to_string(after->size) + ", not " +
                               std::to_string(response.revision()));
  }
  Checkpoint before{.origin = after->origin, .size = review.read_revision()};
  // Of the empty ledger there is no root, and every ledger begins with it.
  if (before.size > 0) {
    if (review.read_root().size() != before.root.size())
      return absl::DataLossError("the review's root is not 32 bytes");
    std::copy(review.read_root().begin(), review.read_root().end(), before.root.begin());
    if (absl::Status grown = CheckGrowth({before, *after}, response.consistency_hashes()); !grown.ok()) return grown;
  }
  return "ledger consistent: revision " + from + " -> " + std::to_string(response.revision());
}

// Reads each audit's past once.
class Pasts {
 public:
  explicit Pasts(const Session& session) : session_(session) {}

  // What the entry changed, in words.
  absl::StatusOr<std::string> WordsOf(const v1::AuditRevision& entry) {
    const v1::Audit& audit = entry.audit();
    if (entry.kind() == v1::CHANGE_KIND_SUBMITTED) return "submitted " + JudgementOf(audit);
    auto found = pasts_.find(audit.name());
    if (found == pasts_.end()) {
      v1::GetAuditHistoryRequest request;
      request.set_name(audit.name());
      auto past = ReadPast(session_, request);
      if (!past.ok()) return past.status();
      found = pasts_.emplace(audit.name(), *std::move(past)).first;
    }
    for (const auto& revision : found->second.revisions()) {
      if (revision.audit().revision() == entry.superseded_revision()) {
        return assay::WordsOf(entry.kind(), {revision.audit(), audit});
      }
    }
    return CodeOf(entry.kind()) + " " + JudgementOf(audit);
  }

 private:
  const Session& session_;
  std::map<std::string, v1::GetAuditHistoryResponse> pasts_;
};

absl::StatusOr<std::vector<TouchedEntry>> Touched(const Session& session, const v1::DiffReviewResponse& response) {
  Pasts pasts(session);
  std::vector<TouchedEntry> entries;
  for (const auto& entry : response.entries()) {
    const auto what = pasts.WordsOf(entry);
    if (!what.ok()) return what.status();
    const v1::Audit& audit = entry.audit();
    entries.push_back({AuditIdOf(audit), std::to_string(audit.revision()), *what, entry.reason(),
                       FormatTime(audit.recorded_at()), audit.actor()});
  }
  return entries;
}

void WriteRows(const Session& session, const std::vector<TouchedEntry>& entries) {
  std::ostream& out = session.console.out;
  const bool csv = session.settings.format == Format::kCsv;
  if (csv && session.settings.headers == Headers::kShown) {
    out << CsvLine({"revision", "audit_id", "what", "reason", "by", "recorded_at"});
  }
  for (const TouchedEntry& entry : entries) {
    if (csv) {
      out << CsvLine({entry.revision, entry.audit, entry.what, entry.reason, entry.by, entry.when});
    } else {
      out << entry.revision << '\n';
    }
  }
}

void WriteDiff(const Session& session, const v1::DiffReviewResponse& response, const std::vector<TouchedEntry>& entries,
               const std::string& consistency) {
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kTable:
      out << LastPart(response.review().name()) << ": " << ReviewHeading(response.review()) << '\n'
          << ReviewedMeasuresText(response) << TouchedText(entries, session.output());
      if (response.more_entries()) out << "and more, which are not shown\n";
      out << consistency << '\n';
      return;
    case Format::kJson:
      out << ToJson(response, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    case Format::kJsonl:
      out << ToJson(response, Whitespace::kNone, Defaults::kLeftOut) << '\n';
      break;
    default:
      WriteRows(session, entries);
      break;
  }
  if (!session.quiet()) session.console.err << consistency << '\n';
}

absl::StatusOr<ExitCode> Diff(Session& session, const DiffFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Review>, flags.id);
  if (!name.ok()) return name.status();
  v1::DiffReviewRequest request;
  request.set_name(*name);
  if (absl::Status at = SetReadAt(flags.as_of, request); !at.ok()) return at;
  const auto response = session.client.DiffReview(request);
  if (!response.ok()) return response.status();
  const auto consistency = CheckConsistency(session, *response);
  if (!consistency.ok()) return consistency.status();
  const auto entries = Touched(session, *response);
  if (!entries.ok()) return entries.status();
  WriteDiff(session, *response, *entries, *consistency);
  return ExitCode::kAnswered;
}

}  // namespace

void AddReviewDiff(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<DiffFlags>();
  CLI::App* diff = AddLedgerVerb(line, noun, "diff",
                                 {"Show what was recorded since a review that touches what it rests on",
                                  "assay review diff six-month\n"
                                  "assay review diff six-month --at 2014-09-30"},
                                 [flags](Session& session) { return Diff(session, *flags); });
  diff->add_option("ID", flags->id, "Its id")->required();
  AddAtFlag(diff, flags->as_of);
}

}  // namespace assay
