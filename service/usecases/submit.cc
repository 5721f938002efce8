#include "service/usecases/submit.h"

#include <memory>
#include <optional>
#include <utility>

#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/chain.h"
#include "service/usecases/differences.h"
#include "service/usecases/originals.h"
#include "service/usecases/scale_lookup.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

// An audit that keeps every rule of shape, ready for the committer. Written by the proposal, read by the answer: both
// run on the committer thread.
struct Prepared {
  size_t index = 0;   // in the batch
  Event event;        // as asked, or, once found there, as it was recorded
  std::string scale;  // the version that `event` will be recorded on
  std::string body;
  std::string personal_bytes;
  std::string salt;
  std::string case_ref;  // of a re-audit; empty otherwise
};

// One batch on its way through the committer.
struct Batch {
  SubmitDone done;
  std::vector<absl::StatusOr<Submitted>> results;  // refused items are filled in before the commit
  std::vector<std::shared_ptr<Prepared>> prepared;
  size_t adoptions = 0;  // proposals ahead of the audits' own
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

// Everything that needs no state but the scale. A status refuses the item.
absl::StatusOr<std::shared_ptr<Prepared>> Prepare(const House& house, const std::string& authority,
                                                  Submission submission, std::string_view actor, ScaleLookup& scales) {
  if (Violations all = CheckShape(house, authority, submission); !all.empty()) return RefuseFields(all);
  Audit& audit = submission.audit;
  const std::optional<Scale>& scale = scales.Find(audit.scale);
  if (!scale) return UnknownScale("scale", audit.scale);
  if (!ValidateAgainst(*scale, audit).empty()) {
    return RefuseFields(ValidateAgainst(*scale, audit, KnownScales(house.facts.Find(kRegistryLedger))));
  }
  auto prepared = std::make_shared<Prepared>();
  prepared->personal_bytes = EncodePersonal(audit.personal);
  prepared->salt = NewSalt();
  if (!audit.re_audit_of.empty()) prepared->case_ref = audit.personal.case_ref;
  audit.personal = {};
  prepared->scale = FormatScaleRef(scale->ref);
  Audit recorded = audit;
  recorded.scale = prepared->scale;
  const std::string commitment = Commit({.salt = prepared->salt, .bytes = prepared->personal_bytes});
  prepared->body = EncodeAuditBody(recorded, actor, commitment);
  // The event keeps the scale as asked: a retry that names no version is compared by its id alone.
  prepared->event = {.actor = std::string(actor),
                     .personal_commitment = commitment,
                     .kind = ChangeKind::kSubmitted,
                     .what = std::move(audit)};
  return prepared;
}

// The personal part is compared through the recorded salt, so that it never has to be read. One that has been erased
// can no longer be compared: what is public decides.
bool SamePersonal(const Prepared& prepared, const Link& link) {
  if (link.entry.personal.size() < kSaltBytes) return true;
  const std::string_view salt = std::string_view(link.entry.personal).substr(0, kSaltBytes);
  return EqualInConstantTime(Commit({.salt = salt, .bytes = prepared.personal_bytes}), link.event.personal_commitment);
}

// The name is taken: by this very submission, whatever became of the audit since, or by another.
absl::StatusOr<Decision> DecideTaken(Prepared& prepared, const View& view, Link link) {
  while (link.event.superseded_revision != 0) {
    absl::StatusOr<Link> earlier = EarlierLink(view, link);
    if (!earlier.ok()) return earlier.status();
    link = *std::move(earlier);
  }
  const Audit& asked = std::get<Audit>(prepared.event.what);
  std::vector<std::string> fields = Differences(asked, std::get<Audit>(link.event.what));
  if (!SamePersonal(prepared, link)) fields.emplace_back("personal");
  if (!fields.empty()) return AlreadyExists("audit " + asked.id, fields);
  prepared.event = std::move(link.event);
  return Decision{.already_there = AlreadyThere{.revision = link.entry.revision}};
}

// Names the revision of a re-audit's original in what is recorded, where the original is there.
absl::Status LinkToOriginal(Prepared& prepared, const View& view) {
  Audit& audit = std::get<Audit>(prepared.event.what);
  if (audit.re_audit_of.empty()) return absl::OkStatus();
  absl::StatusOr<uint32_t> original =
      FindOriginal(view, {.audit = audit.re_audit_of, .case_ref = prepared.case_ref, .field = "re_audit_of"});
  if (!original.ok()) return original.status();
  if (*original == 0) return absl::OkStatus();
  audit.original_revision = *original;
  Audit recorded = audit;
  recorded.scale = prepared.scale;
  prepared.body = EncodeAuditBody(recorded, prepared.event.actor, prepared.event.personal_commitment);
  return absl::OkStatus();
}

absl::StatusOr<Decision> DecideAudit(const std::shared_ptr<Prepared>& prepared, const View& view) {
  const std::string& id = std::get<Audit>(prepared->event.what).id;
  absl::StatusOr<std::optional<Link>> taken = NewestLink(view, id);
  if (!taken.ok()) return taken.status();
  if (*taken) return DecideTaken(*prepared, view, **std::move(taken));
  if (absl::Status status = LinkToOriginal(*prepared, view); !status.ok()) return status;
  return Decision{.draft = Draft{.kind = LeafKind::kAudit,
                                 .body = prepared->body,
                                 .personal = prepared->salt + prepared->personal_bytes}};
}

void Finish(Batch& batch, const std::vector<absl::StatusOr<Committed>>& committed) {
  for (size_t i = 0; i < batch.prepared.size(); ++i) {
    Prepared& prepared = *batch.prepared[i];
    const absl::StatusOr<Committed>& result = committed[batch.adoptions + i];
    if (!result.ok()) {
      batch.results[prepared.index] = result.status();
      continue;
    }
    if (result->appended) std::get<Audit>(prepared.event.what).scale = std::move(prepared.scale);
    prepared.event.revision = result->revision;
    prepared.event.recorded_at_us = result->recorded_at_us;
    prepared.event.case_number = result->case_number;
    batch.results[prepared.index] = Submitted{.committed = *result, .event = std::move(prepared.event)};
  }
  batch.done(std::move(batch.results));
}

void FailAll(Batch& batch, const absl::Status& status) {
  for (const auto& prepared : batch.prepared) batch.results[prepared->index] = status;
  batch.done(std::move(batch.results));
}

}  // namespace

void SubmitAudits(const House& house, const std::string& authority, std::vector<Submission> submissions,
                  const WriteContext& context, SubmitDone done) {
  auto batch = std::make_shared<Batch>();
  batch->done = std::move(done);
  batch->results.assign(submissions.size(), absl::InternalError("not decided"));
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, authority);
  if (!facts.ok()) {
    batch->results.assign(submissions.size(), facts.status());
    return batch->done(std::move(batch->results));
  }
  ScaleLookup scales(**facts, house.facts.Find(kRegistryLedger));
  WriteRequest request{.ledger = authority, .mode = context.mode, .is_cancelled = context.is_cancelled};
  for (size_t i = 0; i < submissions.size(); ++i) {
    auto prepared = Prepare(house, authority, std::move(submissions[i]), context.actor, scales);
    if (!prepared.ok()) {
      batch->results[i] = prepared.status();
      continue;
    }
    (*prepared)->index = i;
    request.bytes += (*prepared)->body.size() + (*prepared)->personal_bytes.size() + sizeof(Prepared);
    batch->prepared.push_back(*std::move(prepared));
  }
  if (batch->prepared.empty()) return batch->done(std::move(batch->results));
  if (context.mode == WriteMode::kCommit) {
    if (absl::Status status = AddAdoptions(house, scales, request.proposals); !status.ok())
      return FailAll(*batch, status);
  }
  batch->adoptions = request.proposals.size();
  for (const auto& prepared : batch->prepared) {
    request.proposals.emplace_back([prepared](const View& view) { return DecideAudit(prepared, view); });
  }
  request.done = [batch](const std::vector<absl::StatusOr<Committed>>& committed) { Finish(*batch, committed); };
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) FailAll(*batch, status);
}

}  // namespace assay
