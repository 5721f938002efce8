#include "storage/ledger/group_ledger.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/ledger/personal.h"

namespace assay {

GroupLedger::GroupLedger(std::string name, Book* book, const Lookup* lookup, int64_t now_us)
    : name_(std::move(name)), book_(book), lookup_(lookup), now_us_(now_us), state_(book->Find(name_)) {
  if (state_ != nullptr) counters_ = state_->counters();
  committed_size_ = counters_.size;
}

absl::StatusOr<std::optional<Entry>> GroupLedger::Find(std::string_view name) const {
  const LookedFor& looked_for = LookFor(name);
  const auto found = names_.find(looked_for.name);
  if (found != names_.end()) return *FindAppended(found->second);
  if (state_ == nullptr) return std::nullopt;
  absl::StatusOr<std::optional<Entry>> entry = lookup_->Find(*state_, looked_for.id());
  if (!entry.ok()) return entry.status();
  looked_for_.revision = entry->has_value() ? (*entry)->revision : 0;
  if (entry->has_value() && erased_.contains((*entry)->revision)) (*entry)->personal.clear();
  return entry;
}

absl::StatusOr<Entry> GroupLedger::Read(uint32_t revision) const {
  if (revision == 0 || revision > counters_.size) return absl::NotFoundError("the ledger has no such revision");
  if (const Entry* entry = FindAppended(revision); entry != nullptr) return *entry;
  absl::StatusOr<Entry> entry = lookup_->Read(*state_, revision);
  if (entry.ok() && erased_.contains(revision)) entry->personal.clear();
  return entry;
}

std::vector<absl::StatusOr<Committed>> GroupLedger::Run(const WriteRequest& request) {
  std::optional<absl::Status> ahead;  // nullopt: it has not run
  const auto run_ahead = [&]() -> absl::Status {
    if (ahead.has_value()) return *ahead;
    ahead.emplace();
    for (const Proposal& proposal : request.ahead) {
      ahead->Update(RunOne(request.mode, proposal, [] { return absl::OkStatus(); }).status());
      if (!ahead->ok()) break;
    }
    return *ahead;
  };
  std::vector<absl::StatusOr<Committed>> results;
  results.reserve(request.proposals.size());
  for (const Proposal& proposal : request.proposals) results.push_back(RunOne(request.mode, proposal, run_ahead));
  return results;
}

absl::Status GroupLedger::Add(Draft draft) {
  absl::StatusOr<Ids> ids = IdsOf(draft);
  if (ids.ok()) Append(std::move(draft), *std::move(ids));
  return ids.status();
}

absl::StatusOr<Committed> GroupLedger::RunOne(WriteMode mode, const Proposal& proposal,
                                              const std::function<absl::Status()>& before_append) {
  absl::StatusOr<Decision> decision = proposal(*this);
  if (!decision.ok()) return decision.status();
  if (decision->draft.has_value() == decision->already_there.has_value()) {
    return absl::InternalError("a proposal must decide on exactly one outcome");
  }
  if (decision->already_there.has_value()) return Repeat(*decision->already_there);
  if (absl::Status status = before_append(); !status.ok()) return status;
  absl::StatusOr<Ids> ids = IdsOf(*decision->draft);
  if (!ids.ok()) return ids.status();
  if (mode == WriteMode::kValidateOnly) return Committed();
  return Append(std::move(*decision->draft), *std::move(ids));
}

absl::Status GroupLedger::Check(const Draft& draft) const {
  if (counters_.size == std::numeric_limits<uint32_t>::max()) {
    return absl::FailedPreconditionError("the ledger holds as many entries as a ledger can");
  }
  if (draft.superseded_revision > counters_.size) {
    return absl::InternalError("a proposal must not supersede what is not there");
  }
  if (!draft.personal.empty() && !HasSalt(draft.personal)) {
    return absl::InternalError("a personal part must begin with its salt");
  }
  if (draft.case_number > counters_.last_case_number) {
    return absl::InternalError("a proposal must not use a case number that was never given out");
  }
  for (uint32_t revision : draft.erased_revisions) {
    if (revision == 0 || revision > counters_.size) {
      return absl::InternalError("a proposal must not erase what is not there");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<GroupLedger::Ids> GroupLedger::IdsOf(Draft& draft) const {
  if (absl::Status status = Check(draft); !status.ok()) return status;
  Ids ids;
  DraftIds names = NamesOf(draft);
  ids.name = std::move(names.name);
  if (!ids.name.empty()) {
    ids.name_hash = LookFor(ids.name).hash;
    const absl::StatusOr<uint32_t> replaced = FindRevision(ids.name);
    if (!replaced.ok()) return replaced.status();
    ids.replaced = *replaced;
  }
  ids.case_number = draft.case_number;
  ids.case_ref = std::move(names.case_ref);
  if (!ids.case_ref.empty()) {
    ids.case_hash = lookup_->Hash(ids.case_ref);
    const absl::StatusOr<uint32_t> number = FindCase(ids.case_ref, ids.case_hash);
    if (!number.ok()) return number.status();
    ids.case_number = *number;
  }
  absl::StatusOr<std::vector<Erasure>> erasures = ErasuresOf(draft);
  if (!erasures.ok()) return erasures.status();
  ids.erasures = *std::move(erasures);
  return ids;
}

absl::StatusOr<std::vector<GroupLedger::Erasure>> GroupLedger::ErasuresOf(const Draft& draft) const {
  std::vector<Erasure> erasures;
  for (uint32_t revision : draft.erased_revisions) {
    const absl::StatusOr<Entry> entry = Read(revision);
    if (!entry.ok()) return entry.status();
    // Erased before, or it never had a personal part.
    if (entry->personal.empty()) continue;
    const absl::StatusOr<Leaf> leaf = DecodeLeaf(entry->leaf);
    if (!leaf.ok()) return leaf.status();
    erasures.push_back(
        {.revision = revision, .case_ref = CaseRefOf(entry->personal), .case_number = leaf->header.case_number});
  }
  return erasures;
}

std::string GroupLedger::CaseRefOf(std::string_view personal) const {
  return personal.empty() ? "" : lookup_->schema().case_ref(WithoutSalt(personal));
}

DraftIds GroupLedger::NamesOf(Draft& draft) const {
  if (draft.ids.has_value()) return *std::move(draft.ids);
  const LeafHeader header = {.kind = draft.kind, .superseded_revision = draft.superseded_revision};
  return {.name = lookup_->schema().name(Leaf{.header = header, .body = draft.body}),
          .case_ref = CaseRefOf(draft.personal)};
}

const GroupLedger::LookedFor& GroupLedger::LookFor(std::string_view name) const {
  if (looked_for_.name != name || looked_for_.hash == 0) {
    looked_for_ = {.name = std::string(name), .hash = lookup_->Hash(name), .revision = std::nullopt};
  }
  return looked_for_;
}

absl::StatusOr<uint32_t> GroupLedger::FindRevision(const std::string& name) const {
  const LookedFor& looked_for = LookFor(name);
  if (looked_for.revision.has_value()) return *looked_for.revision;
  const auto found = names_.find(name);
  if (found != names_.end()) return found->second;
  return state_ == nullptr ? 0 : lookup_->FindRevision(*state_, looked_for.id());
}

absl::StatusOr<uint32_t> GroupLedger::FindCase(const std::string& case_ref, uint64_t hash) const {
  const auto found = cases_.find(case_ref);
  if (found != cases_.end() && found->second.living > 0) return found->second.number;
  return state_ == nullptr ? 0 : lookup_->FindCase(*state_, {.text = case_ref, .hash = hash}, erased_);
}

Committed GroupLedger::Append(Draft draft, Ids ids) {
  if (state_ == nullptr) state_ = book_->FindOrAdd(name_);
  looked_for_.revision.reset();
  // Only the first stamp has to look at what was answered meanwhile: later times wait until the group is written.
  counters_.last_recorded_at_us =
      appended_.empty() ? state_->FirstStamp(now_us_) : std::max(now_us_, counters_.last_recorded_at_us + 1);
  ++counters_.size;

  LeafHeader header = {.kind = draft.kind,
                       .case_number = ids.case_number,
                       .recorded_at_us = counters_.last_recorded_at_us,
                       .superseded_revision = draft.superseded_revision};
  IndexedEntry indexed = {.revision = counters_.size, .ids = {}};
  if (!ids.name.empty()) {
    names_.insert_or_assign(std::move(ids.name), counters_.size);
    indexed.ids.name_hash = ids.name_hash;
    indexed.ids.replaced_revision = ids.replaced;
  }
  if (!ids.case_ref.empty()) {
    if (ids.case_number == 0) header.case_number = ++counters_.last_case_number;
    Case& seen = cases_[ids.case_ref];
    seen.number = header.case_number;
    ++seen.living;
    indexed.ids.case_hash = ids.case_hash;
    indexed.ids.case_number = header.case_number;
  }
  appended_.push_back(
      {.revision = counters_.size, .leaf = EncodeLeaf(header, draft.body), .personal = std::move(draft.personal)});
  decoded_.push_back(draft.decoded);
  growth_.entries.push_back(indexed);
  // After the entry: if it carries the reference of a case whose other entries go, the case lives on.
  for (const Erasure& erasure : ids.erasures) Erase(erasure);
  // A backup that has an entry of this group has all of them.
  if (draft.ends_superseded && draft.superseded_revision <= committed_size_) {
    ended_.push_back(draft.superseded_revision);
  }
  return {.appended = true,
          .revision = counters_.size,
          .recorded_at_us = header.recorded_at_us,
          .case_number = header.case_number};
}

void GroupLedger::Erase(const Erasure& erasure) {
  if (erasure.revision > committed_size_) {
    // It was not written yet, and will not be.
    const size_t index = erasure.revision - committed_size_ - 1;
    if (std::exchange(appended_[index].personal, "").empty() || erasure.case_ref.empty()) return;
    growth_.entries[index].ids.case_hash = 0;
    growth_.entries[index].ids.case_number = 0;
    --cases_[erasure.case_ref].living;
    return;
  }
  if (!erased_.insert(erasure.revision).second || erasure.case_ref.empty()) return;
  growth_.erased.push_back(
      {.hash = lookup_->Hash(erasure.case_ref), .case_number = erasure.case_number, .revision = erasure.revision});
}

absl::StatusOr<Committed> GroupLedger::Repeat(const AlreadyThere& already_there) const {
  const uint32_t revision = already_there.revision;
  if (revision == 0 || revision > counters_.size) {
    return absl::InternalError("a proposal must not repeat what is not there");
  }
  LeafHeader header;
  if (const Entry* entry = FindAppended(revision); entry != nullptr) {
    header = DecodeLeaf(entry->leaf)->header;
  } else {
    const absl::StatusOr<LeafHeader> committed = lookup_->ReadHeader(*state_, revision);
    if (!committed.ok()) return committed.status();
    header = *committed;
  }
  return Committed{.appended = false,
                   .revision = revision,
                   .recorded_at_us = header.recorded_at_us,
                   .case_number = header.case_number};
}

const Entry* GroupLedger::FindAppended(uint32_t revision) const {
  return revision > committed_size_ ? &appended_[revision - committed_size_ - 1] : nullptr;
}

void GroupLedger::Fill(StoreBatch* batch) {
  std::vector<Hash> leaf_hashes;
  leaf_hashes.reserve(appended_.size());
  for (const Entry& entry : appended_) {
    leaf_hashes.push_back(LeafHash(entry.leaf));
    batch->PutEntry({.key = state_->KeyOf(entry.revision), .leaf = entry.leaf, .personal = entry.personal, .tile = {}});
  }
  for (uint32_t revision : erased_) batch->ErasePersonal(state_->KeyOf(revision));
  for (uint32_t revision : ended_) batch->List(state_->KeyOf(revision));
  const Extension extension = state_->Extend(leaf_hashes);
  for (const auto& [number, tile] : extension.full_tiles) {
    batch->PutTile({.ledger_number = state_->number(), .tile = number}, tile);
  }
  counters_.root = extension.root;
  store::v1::Head head;
  head.set_ledger(name_);
  head.set_size(counters_.size);
  head.set_last_recorded_at_us(counters_.last_recorded_at_us);
  head.set_last_case_number(counters_.last_case_number);
  head.set_root(std::string(BytesOf(counters_.root)));
  batch->PutHead(state_->number(), head);
  growth_.counters = counters_;
}

void GroupLedger::Observe(const Observer& observer) const {
  if (!observer) return;
  for (size_t i = 0; i < appended_.size(); ++i) {
    observer(name_, appended_[i].revision, *DecodeLeaf(appended_[i].leaf), decoded_[i]);
  }
}

void GroupLedger::Publish() const { state_->Publish(growth_); }

}  // namespace assay
