#include "service/usecases/changes.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/chain.h"
#include "service/usecases/differences.h"
#include "service/usecases/originals.h"
#include "service/usecases/personal_reads.h"
#include "service/usecases/request_fields.h"
#include "service/usecases/scale_lookup.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

// One change on its way through the committer.
struct Work {
  AuditChange change;
  std::string actor;
  Whose whose = Whose::kAll;
  std::string salt;  // fresh, for what this change keeps
  // The registry's scale that a correction names; the recorded one otherwise.
  std::optional<Scale> corrected_scale;
  const LedgerFacts* facts = nullptr;
  const Facts* all_facts = nullptr;
  ChangeDone done;
  Event event;  // as recorded, once decided
  // Whose personal part, if it is somebody else's, the answer tells to be the same or another.
  std::vector<PersonalRead> compared;
};

void NoteComparison(Work& work, const std::string& audit, uint32_t revision) {
  work.compared.push_back({.authority = work.change.authority, .audit = audit, .revision = revision});
}

// An audit's entries, newest first.
using Chain = std::vector<Link>;

absl::Status UnknownAudit() { return Refuse(absl::StatusCode::kNotFound, reason::kUnknownAudit, "no such audit"); }

absl::StatusOr<Chain> ReadChain(const View& view, const std::string& audit) {
  absl::StatusOr<std::optional<Link>> newest = NewestLink(view, audit);
  if (!newest.ok()) return newest.status();
  if (!*newest) return UnknownAudit();
  Chain chain;
  chain.push_back(**std::move(newest));
  while (chain.back().event.superseded_revision != 0) {
    absl::StatusOr<Link> earlier = EarlierLink(view, chain.back());
    if (!earlier.ok()) return earlier.status();
    chain.push_back(*std::move(earlier));
  }
  return chain;
}

std::string_view PersonalBytes(const Entry& entry) {
  return entry.personal.size() < kSaltBytes ? std::string_view() : std::string_view(entry.personal).substr(kSaltBytes);
}

// The personal part as it stood from `first` on (an index into the chain) back: corrections and submissions keep it
// whole.
absl::StatusOr<PersonalPart> PersonalAt(const Chain& chain, size_t first) {
  for (size_t i = first; i < chain.size(); ++i) {
    const ChangeKind kind = chain[i].event.kind;
    if (kind != ChangeKind::kCorrected && kind != ChangeKind::kSubmitted) continue;
    return DecodePersonal(PersonalBytes(chain[i].entry));
  }
  return absl::DataLossError("an audit's chain has no beginning");
}

// The personal part this change keeps with its entry; empty: none.
absl::StatusOr<PersonalPart> PersonalOf(const AuditChange& change, const Chain& chain, size_t expected) {
  PersonalPart personal;
  if (change.kind == ChangeKind::kCorrected) {
    personal = change.corrected->personal;
    if (KeepsPersonal(change)) {
      absl::StatusOr<PersonalPart> kept = PersonalAt(chain, expected);
      if (!kept.ok()) return kept.status();
      personal = *std::move(kept);
    }
  }
  personal.change_note = change.note;
  return personal;
}

// A reference that no new audit may have stays where it is recorded already.
absl::Status CheckReferenceOf(const AuditChange& change, const Chain& chain, size_t expected) {
  if (change.kind != ChangeKind::kCorrected || KeepsPersonal(change)) return absl::OkStatus();
  const std::string& asked = change.corrected->personal.case_ref;
  Violations odd;
  CheckReference({"audit.personal.case_ref", asked}, limits::kCaseRefBytes, odd);
  if (odd.empty()) return absl::OkStatus();
  const absl::StatusOr<PersonalPart> before = PersonalAt(chain, expected);
  return before.ok() && before->case_ref == asked ? absl::OkStatus() : RefuseFields(odd);
}

// What the change makes of the audit as it was expected, and what it keeps with its entry.
struct Made {
  Audit audit;
  std::string personal;  // serialised; empty: none
  std::string case_ref;  // of a correction
};

// The version of the corrected audit's scale that was meant when the entry was made: a retry that names none means the
// one that was the newest then.
Scale ScaleThen(const Work& work, const Scale& now, const Link& made) {
  const bool names_version = absl::StrContains(work.change.corrected->scale, '@');
  const std::optional<ScaleRef> then = ParseScaleRef(std::get<Audit>(made.event.what).scale);
  if (names_version || made.event.kind != ChangeKind::kCorrected || !then || then->id != now.ref.id) return now;
  const auto recorded = work.facts->FindScale(*then);
  return recorded ? recorded->scale : now;
}

absl::StatusOr<Made> Make(const Work& work, const Chain& chain, size_t expected) {
  const Audit& before = std::get<Audit>(chain[expected].event.what);
  std::optional<Scale> scale = work.corrected_scale;
  if (scale && expected > 0) scale = ScaleThen(work, *scale, chain[expected - 1]);
  if (!scale) {
    const auto recorded = work.facts->FindScale(*ParseScaleRef(before.scale));
    if (!recorded) return absl::DataLossError("the scale of a recorded audit is not recorded");
    scale = recorded->scale;
  }
  std::variant<Audit, Refused> applied = Apply(work.change, before, *scale);
  if (std::holds_alternative<Refused>(applied)) {
    // Again, to say what might have been meant: every scale is looked at only then.
    applied = Apply(work.change, before, *scale, KnownScales(work.all_facts->Find(kRegistryLedger)));
  }
  if (const auto* refused = std::get_if<Refused>(&applied)) return ToStatus(*refused);
  if (absl::Status reference = CheckReferenceOf(work.change, chain, expected); !reference.ok()) return reference;
  Made made{.audit = std::get<Audit>(std::move(applied))};
  absl::StatusOr<PersonalPart> personal = PersonalOf(work.change, chain, expected);
  if (!personal.ok()) return personal.status();
  if (*personal != PersonalPart{}) made.personal = EncodePersonal(*personal);
  if (work.change.kind == ChangeKind::kCorrected) made.case_ref = personal->case_ref;
  return made;
}

// A corrected re-audit must still be of its original's case. What names another original than before is linked to it;
// what names the same keeps the link it has.
absl::Status LinkToOriginal(Work& work, const View& view, const Audit& before, Made& made) {
  if (work.change.kind != ChangeKind::kCorrected || made.audit.re_audit_of.empty()) return absl::OkStatus();
  const bool same_original = made.audit.re_audit_of == before.re_audit_of;
  if (same_original && KeepsPersonal(work.change)) return absl::OkStatus();
  uint32_t compared = 0;
  absl::StatusOr<uint32_t> original = FindOriginal(view, *work.facts,
                                                   {.audit = made.audit.re_audit_of,
                                                    .case_ref = made.case_ref,
                                                    .field = "audit.re_audit_of",
                                                    .actor = work.actor,
                                                    .whose = work.whose,
                                                    .compared = &compared});
  if (compared != 0) NoteComparison(work, made.audit.re_audit_of, compared);
  if (!original.ok()) return original.status();
  if (!same_original) made.audit.original_revision = *original;
  return absl::OkStatus();
}

// The server's part of a correction depends on what is recorded by then: it is not what was asked.
bool SameAsked(const Audit& a, Audit b) {
  b.original_revision = a.original_revision;
  return a == b;
}

// The entry of a chain that kept the personal part as it stood from `first` on, where anybody else had a hand in it:
// what somebody's own correction leaves as it is was not written by them. Null: all of it is the actor's own.
const Link* SomebodyElses(const Chain& chain, size_t first, std::string_view actor) {
  const auto keeps = [](const Link& link) {
    return link.event.kind == ChangeKind::kCorrected || link.event.kind == ChangeKind::kSubmitted;
  };
  const auto begin = chain.begin() + static_cast<ptrdiff_t>(first);
  const bool is_own =
      std::all_of(begin, chain.end(), [&](const Link& link) { return !keeps(link) || link.event.actor == actor; });
  return is_own ? nullptr : &*std::find_if(begin, chain.end(), keeps);
}

// Whether a correction or moderation leaves everything as it is.
absl::StatusOr<bool> ChangesNothing(Work& work, const Made& made, const Chain& chain, size_t expected) {
  if (work.change.kind != ChangeKind::kCorrected && work.change.kind != ChangeKind::kModerated) return false;
  if (!SameAsked(made.audit, std::get<Audit>(chain[expected].event.what))) return false;
  if (work.change.kind == ChangeKind::kModerated || KeepsPersonal(work.change)) return true;
  absl::StatusOr<PersonalPart> before = PersonalAt(chain, expected);
  if (!before.ok()) return before.status();
  before->change_note.clear();
  if (const Link* const keeper = SomebodyElses(chain, expected, work.actor); keeper != nullptr) {
    NoteComparison(work, work.change.id, keeper->entry.revision);
  }
  return *before == work.change.corrected->personal;
}

// Whether the entry that superseded the expected one is this very change, made before.
bool IsSameChange(Work& work, const Made& made, const Link& link) {
  const Event& there = link.event;
  if (there.kind != work.change.kind || there.reason != work.change.reason) return false;
  if (!SameAsked(made.audit, std::get<Audit>(there.what))) return false;
  // Of a version that kept no salt where there was nothing personal.
  if (there.personal_commitment.empty()) return made.personal.empty();
  // What has been erased since can no longer be compared; what is public says the same.
  if (link.entry.personal.size() < kSaltBytes) return true;
  if (there.actor != work.actor) NoteComparison(work, work.change.id, link.entry.revision);
  const std::string_view salt = std::string_view(link.entry.personal).substr(0, kSaltBytes);
  return EqualInConstantTime(Commit({.salt = salt, .bytes = made.personal}), there.personal_commitment);
}

// By kind, so that nobody's corrections keep another's moderation out. The other kinds end by themselves.
absl::Status CheckRoom(ChangeKind kind, const Chain& chain) {
  const auto made =
      std::count_if(chain.begin(), chain.end(), [kind](const Link& link) { return link.event.kind == kind; });
  if (static_cast<size_t>(made) < limits::kChangesOfAKind) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                "an audit is corrected no more than " + std::to_string(limits::kChangesOfAKind) +
                    " times, and moderated likewise");
}

Draft MakeDraft(const Work& work, const Made& made, const Chain& chain) {
  const Link& newest = chain.front();
  Draft draft{.kind = LeafKindOf(work.change.kind),
              .superseded_revision = newest.entry.revision,
              .case_number = newest.event.case_number};
  // Salted though there may be nothing personal: who is given the hash of a leaf, in a proof, and not the leaf could
  // else find out what grades it holds by trying. But an erasure leaves nothing.
  std::string commitment;
  if (work.change.kind != ChangeKind::kErased || !made.personal.empty()) {
    draft.personal = work.salt + made.personal;
    commitment = Commit({.salt = work.salt, .bytes = made.personal});
  }
  draft.body = EncodeChangeBody(
      {.audit = made.audit, .actor = work.actor, .reason = work.change.reason, .personal_commitment = commitment});
  if (work.change.kind == ChangeKind::kErased) {
    for (const Link& link : chain) {
      if (!link.entry.personal.empty()) draft.erased_revisions.push_back(link.entry.revision);
    }
  }
  return draft;
}

absl::StatusOr<Decision> Decide(Work& work, const View& view) {
  absl::StatusOr<Chain> chain = ReadChain(view, work.change.id);
  if (!chain.ok()) return chain.status();
  if (work.whose == Whose::kOwn && chain->back().event.actor != work.actor) return UnknownAudit();
  size_t expected = 0;
  while (expected < chain->size() && (*chain)[expected].entry.revision != work.change.expected_revision) ++expected;
  const uint32_t current = chain->front().entry.revision;
  if (expected == chain->size()) return RefuseStale(current);
  absl::StatusOr<Made> made = Make(work, *chain, expected);
  if (expected > 0) {
    const Link& successor = (*chain)[expected - 1];
    if (!made.ok() || !IsSameChange(work, *made, successor)) return RefuseStale(current);
    work.event = successor.event;
    return Decision{.already_there = AlreadyThere{.revision = successor.entry.revision}};
  }
  if (!made.ok()) return made.status();
  if (absl::Status room = CheckRoom(work.change.kind, *chain); !room.ok()) return room;
  const Audit& before = std::get<Audit>(chain->front().event.what);
  if (absl::Status status = LinkToOriginal(work, view, before, *made); !status.ok()) return status;
  absl::StatusOr<bool> nothing = ChangesNothing(work, *made, *chain, expected);
  if (!nothing.ok()) return nothing.status();
  if (*nothing) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNoChange, "the change would change nothing");
  }
  work.event = {.superseded_revision = current,
                .actor = work.actor,
                .kind = work.change.kind,
                .reason = work.change.reason,
                .what = made->audit};
  return Decision{.draft = MakeDraft(work, *made, *chain)};
}

void Finish(Work& work, const absl::StatusOr<Committed>& committed) {
  if (!committed.ok()) return work.done(committed.status());
  work.event.revision = committed->revision;
  work.event.recorded_at_us = committed->recorded_at_us;
  work.event.case_number = committed->case_number;
  work.done(Submitted{.committed = *committed, .event = std::make_shared<const Event>(std::move(work.event))});
}

}  // namespace

void ChangeAudit(const House& house, const AuditChange& change, Violations shape, const WriteContext& context,
                 ChangeDone done) {
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, change.authority);
  if (!facts.ok()) return done(facts.status());
  for (const Violation& violation : Validate(change, Today(house))) shape.push_back(violation);
  if (!shape.empty()) return done(RefuseFields(shape));
  auto work = std::make_shared<Work>(Work{.change = change,
                                          .actor = context.actor,
                                          .whose = context.whose,
                                          .salt = NewSalt(),
                                          .facts = *facts,
                                          .all_facts = &house.facts,
                                          .done = std::move(done)});
  WriteRequest request = RequestOf(change.authority, context);
  request.bytes = sizeof(Work) + change.note.size();
  ScaleLookup scales(**facts, house.facts.Find(kRegistryLedger));
  if (change.corrected) {
    const Scale* const scale = scales.Find(change.corrected->scale);
    if (scale != nullptr) work->corrected_scale = *scale;
    if (scale == nullptr) return work->done(UnknownScale("audit.scale", change.corrected->scale));
    request.bytes += change.corrected->personal.narrative.size() + change.corrected->personal.notes.size();
    if (absl::Status status = AddAdoptions(house, scales, request.ahead); !status.ok()) return work->done(status);
  }
  request.proposals.emplace_back([work](const View& view) { return Decide(*work, view); });
  request.beside = [work] {
    return work->compared.empty() ? WriteRequest::Beside() : ComparisonBeside(work->compared, work->actor);
  };
  request.done = [work](const std::vector<absl::StatusOr<Committed>>& results) { Finish(*work, results.front()); };
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) work->done(status);
}

}  // namespace assay
