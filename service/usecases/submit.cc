#include "service/usecases/submit.h"

#include <memory>
#include <optional>
#include <utility>

#include "service/domain/limits.h"
#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/chain.h"
#include "service/usecases/differences.h"
#include "service/usecases/originals.h"
#include "service/usecases/personal_reads.h"
#include "service/usecases/scale_lookup.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

// An audit that keeps every rule of shape, ready for the committer. Written by the proposal, on the committer thread;
// read by the answer, after it.
struct Prepared {
  size_t index = 0;  // in the batch
  Whose whose = Whose::kAll;
  Event event;        // as asked until it is decided, then as recorded
  std::string scale;  // the version that it will be recorded on
  DraftIds ids;
  std::string body;
  std::string personal;  // salt and bytes
  // Whose personal part, if it is somebody else's, the answer tells to be the same or another.
  std::optional<PersonalRead> compared;
};

// One batch on its way through the committer. Held by the request's `done`, so that it outlives every proposal.
struct Batch {
  std::string actor;
  SubmitDone done;
  std::vector<absl::StatusOr<Submitted>> results;  // refused items are filled in before the commit
  std::vector<Prepared> prepared;
};

Violations CheckShape(const House& house, const std::string& authority, const Submission& submission) {
  Violations all = submission.shape;
  Violations found = Validate(submission.audit, Today(house));
  if (!all.empty()) std::erase_if(found, [](const Violation& violation) { return violation.field == "name"; });
  all.insert(all.end(), found.begin(), found.end());
  if (all.empty() && submission.audit.authority != authority) {
    all.push_back({.field = "name",
                   .reason = std::string(reason::kNotAllowed),
                   .description = "belongs to another authority than the batch"});
  }
  return all;
}

// The body of an audit as it will be recorded, which names the version of its scale.
void EncodeBody(Prepared& prepared) {
  Audit& audit = std::get<Audit>(prepared.event.what);
  std::swap(audit.scale, prepared.scale);
  prepared.body = EncodeAuditBody(audit, prepared.event.actor, prepared.event.personal_commitment);
  std::swap(audit.scale, prepared.scale);
}

// Everything that needs no state but the scale. A status refuses the item.
absl::Status Prepare(const House& house, const std::string& authority, Submission& submission, std::string_view actor,
                     ScaleLookup& scales, Prepared& prepared) {
  if (Violations all = CheckShape(house, authority, submission); !all.empty()) return RefuseFields(all);
  Audit& audit = submission.audit;
  const Scale* const scale = scales.Find(audit.scale);
  if (!scale) return UnknownScale("scale", audit.scale);
  if (!ValidateAgainst(*scale, audit).empty()) {
    return RefuseFields(ValidateAgainst(*scale, audit, KnownScales(house.facts.Find(kRegistryLedger))));
  }
  const std::string personal_bytes = EncodePersonal(audit.personal);
  prepared.personal = NewSalt();
  prepared.event.personal_commitment = Commit({.salt = prepared.personal, .bytes = personal_bytes});
  prepared.personal += personal_bytes;
  prepared.ids = {.name = AuditKey(audit.id), .case_ref = std::move(audit.personal.case_ref)};
  audit.personal = {};
  prepared.scale = FormatScaleRef(scale->ref);
  prepared.event.actor = actor;
  prepared.event.kind = ChangeKind::kSubmitted;
  // The event keeps the scale as asked: a retry that names no version is compared by its id alone.
  prepared.event.what = std::move(audit);
  EncodeBody(prepared);
  return absl::OkStatus();
}

// The personal part is compared through the recorded salt, so that it never has to be read. One that has been erased
// can no longer be compared: what is public decides.
bool SamePersonal(Prepared& prepared, const Link& link) {
  if (link.entry.personal.size() < kSaltBytes) return true;
  if (link.event.actor != prepared.event.actor) {
    const Audit& audit = std::get<Audit>(link.event.what);
    prepared.compared = {.authority = audit.authority, .audit = audit.id, .revision = link.entry.revision};
  }
  const std::string_view salt = std::string_view(link.entry.personal).substr(0, kSaltBytes);
  const std::string_view bytes = std::string_view(prepared.personal).substr(kSaltBytes);
  return EqualInConstantTime(Commit({.salt = salt, .bytes = bytes}), link.event.personal_commitment);
}

// The name is taken: by this very submission, whatever became of the audit since, or by another.
absl::StatusOr<Decision> DecideTaken(Prepared& prepared, const View& view, const LedgerFacts& facts, Link newest) {
  absl::StatusOr<Link> link = SubmissionOf(view, facts, std::move(newest));
  if (!link.ok()) return link.status();
  const Audit& asked = std::get<Audit>(prepared.event.what);
  // Which fields differ would tell what somebody else's audit says.
  if (prepared.whose == Whose::kOwn && link->event.actor != prepared.event.actor) {
    return AlreadyExists("audit " + asked.id, {"name"});
  }
  std::vector<std::string> fields = Differences(asked, std::get<Audit>(link->event.what));
  if (!SamePersonal(prepared, *link)) fields.emplace_back("personal");
  if (!fields.empty()) return AlreadyExists("audit " + asked.id, fields);
  prepared.event = std::move(link->event);
  return Decision{.already_there = AlreadyThere{.revision = link->entry.revision}};
}

// Names the revision of a re-audit's original in what is recorded, where the original is there.
absl::Status LinkToOriginal(Prepared& prepared, const View& view, const LedgerFacts& facts) {
  Audit& audit = std::get<Audit>(prepared.event.what);
  if (audit.re_audit_of.empty()) return absl::OkStatus();
  uint32_t compared = 0;
  absl::StatusOr<uint32_t> original = FindOriginal(view, facts,
                                                   {.audit = audit.re_audit_of,
                                                    .case_ref = prepared.ids.case_ref,
                                                    .field = "re_audit_of",
                                                    .actor = prepared.event.actor,
                                                    .whose = prepared.whose,
                                                    .compared = &compared});
  if (compared != 0) {
    prepared.compared = {.authority = audit.authority, .audit = audit.re_audit_of, .revision = compared};
  }
  if (!original.ok()) return original.status();
  if (*original == 0) return absl::OkStatus();
  audit.original_revision = *original;
  EncodeBody(prepared);
  return absl::OkStatus();
}

// Uses the prepared audit up.
absl::StatusOr<Decision> DecideAudit(Prepared& prepared, const View& view, const LedgerFacts& facts,
                                     const Ledger& ledger) {
  absl::StatusOr<std::optional<Entry>> taken = view.Find(prepared.ids.name);
  if (!taken.ok()) return taken.status();
  if (*taken) {
    absl::StatusOr<Link> link = DecodeLink(**std::move(taken));
    if (!link.ok()) return link.status();
    return DecideTaken(prepared, view, facts, *std::move(link));
  }
  // Only now: what was recorded before there was this rule is found again, and its case goes on; but nobody learns by
  // it which cases others have.
  Violations odd;
  CheckReference({"personal.case_ref", prepared.ids.case_ref}, limits::kCaseRefBytes, odd);
  if (!odd.empty() && prepared.whose == Whose::kOwn) return RefuseFields(odd);
  if (!odd.empty()) {
    const absl::StatusOr<uint32_t> known =
        ledger.CaseNumber(std::get<Audit>(prepared.event.what).authority, prepared.ids.case_ref);
    if (!known.ok()) return known.status();
    if (*known == 0) return RefuseFields(odd);
  }
  if (absl::Status status = LinkToOriginal(prepared, view, facts); !status.ok()) return status;
  std::get<Audit>(prepared.event.what).scale = std::move(prepared.scale);
  return Decision{.draft = Draft{.kind = LeafKind::kAudit,
                                 .body = std::move(prepared.body),
                                 .personal = std::move(prepared.personal),
                                 .ids = std::move(prepared.ids),
                                 .decoded = &prepared.event}};
}

void Finish(const std::shared_ptr<Batch>& batch, const std::vector<absl::StatusOr<Committed>>& committed) {
  for (size_t i = 0; i < batch->prepared.size(); ++i) {
    Prepared& prepared = batch->prepared[i];
    const absl::StatusOr<Committed>& result = committed[i];
    if (!result.ok()) {
      batch->results[prepared.index] = result.status();
      continue;
    }
    prepared.event.revision = result->revision;
    prepared.event.recorded_at_us = result->recorded_at_us;
    prepared.event.case_number = result->case_number;
    // The event is part of the batch and keeps it alive.
    batch->results[prepared.index] = Submitted{.committed = *result, .event = {batch, &prepared.event}};
  }
  batch->done(std::move(batch->results));
}

WriteRequest::Beside RecordCompared(const Batch& batch) {
  std::vector<PersonalRead> compared;
  for (const Prepared& prepared : batch.prepared) {
    if (prepared.compared) compared.push_back(*prepared.compared);
  }
  return compared.empty() ? WriteRequest::Beside() : ComparisonBeside(compared, batch.actor);
}

void FailAll(Batch& batch, const absl::Status& status) {
  for (const Prepared& prepared : batch.prepared) batch.results[prepared.index] = status;
  batch.done(std::move(batch.results));
}

}  // namespace

void SubmitAudits(const House& house, const std::string& authority, std::vector<Submission> submissions,
                  const WriteContext& context, SubmitDone done) {
  auto batch =
      std::make_shared<Batch>(Batch{.actor = context.actor, .done = std::move(done), .results = {}, .prepared = {}});
  batch->results.assign(submissions.size(), absl::InternalError("not decided"));
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, authority);
  if (!facts.ok()) {
    batch->results.assign(submissions.size(), facts.status());
    return batch->done(std::move(batch->results));
  }
  ScaleLookup scales(**facts, house.facts.Find(kRegistryLedger));
  WriteRequest request = RequestOf(authority, context);
  batch->prepared.reserve(submissions.size());
  for (size_t i = 0; i < submissions.size(); ++i) {
    Prepared& prepared = batch->prepared.emplace_back(Prepared{.index = i, .whose = context.whose});
    if (absl::Status status = Prepare(house, authority, submissions[i], context.actor, scales, prepared);
        !status.ok()) {
      batch->results[i] = std::move(status);
      batch->prepared.pop_back();
      continue;
    }
    request.bytes += prepared.body.size() + prepared.personal.size() + sizeof(Prepared);
  }
  if (batch->prepared.empty()) return batch->done(std::move(batch->results));
  if (context.mode == WriteMode::kCommit) {
    if (absl::Status status = AddAdoptions(house, scales, request.ahead); !status.ok()) {
      return FailAll(*batch, status);
    }
  }
  for (Prepared& prepared : batch->prepared) {
    request.proposals.emplace_back([&prepared, &facts = **facts, &ledger = house.ledger](const View& view) {
      return DecideAudit(prepared, view, facts, ledger);
    });
  }
  request.beside = [batch] { return RecordCompared(*batch); };
  request.done = [batch](const std::vector<absl::StatusOr<Committed>>& committed) { Finish(batch, committed); };
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) FailAll(*batch, status);
}

}  // namespace assay
