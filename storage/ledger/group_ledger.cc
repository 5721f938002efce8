#include "storage/ledger/group_ledger.h"

#include <algorithm>
#include <limits>

#include "storage/ledger/personal.h"

namespace assay {

GroupLedger::GroupLedger(std::string name, Book* book, const Lookup* lookup, int64_t now_us)
    : name_(std::move(name)), book_(book), lookup_(lookup), now_us_(now_us), state_(book->Find(name_)) {
  if (state_ != nullptr) counters_ = state_->counters();
  committed_size_ = counters_.size;
}

absl::StatusOr<std::optional<Entry>> GroupLedger::Find(std::string_view name) const {
  const auto found = names_.find(std::string(name));
  if (found != names_.end()) return *FindAppended(found->second);
  if (state_ == nullptr) return std::nullopt;
  return lookup_->Find(*state_, name);
}

absl::StatusOr<Committed> GroupLedger::Run(WriteMode mode, const Proposal& proposal) {
  absl::StatusOr<Decision> decision = proposal(*this);
  if (!decision.ok()) return decision.status();
  if (decision->draft.has_value() == decision->already_there.has_value()) {
    return absl::InternalError("a proposal must decide on exactly one outcome");
  }
  if (decision->already_there.has_value()) return Repeat(*decision->already_there);
  const absl::StatusOr<Ids> ids = IdsOf(*decision->draft);
  if (!ids.ok()) return ids.status();
  if (mode == WriteMode::kValidateOnly) return Committed();
  return Append(*std::move(decision->draft), *ids);
}

absl::StatusOr<GroupLedger::Ids> GroupLedger::IdsOf(const Draft& draft) const {
  if (counters_.size == std::numeric_limits<uint32_t>::max()) {
    return absl::ResourceExhaustedError("the ledger holds as many entries as a ledger can");
  }
  if (draft.superseded_revision > counters_.size) {
    return absl::InternalError("a proposal must not supersede what is not there");
  }
  if (!draft.personal.empty() && !HasSalt(draft.personal)) {
    return absl::InternalError("a personal part must begin with its salt");
  }
  Ids ids;
  const LeafHeader header = {.kind = draft.kind, .superseded_revision = draft.superseded_revision};
  ids.name = lookup_->schema().name(Leaf{.header = header, .body = draft.body});
  if (!ids.name.empty()) {
    const absl::StatusOr<uint32_t> replaced = FindRevision(ids.name);
    if (!replaced.ok()) return replaced.status();
    ids.replaced = *replaced;
  }
  if (!draft.personal.empty()) ids.case_ref = lookup_->schema().case_ref(draft.kind, WithoutSalt(draft.personal));
  if (!ids.case_ref.empty()) {
    const absl::StatusOr<uint32_t> case_number = FindCaseNumber(ids.case_ref);
    if (!case_number.ok()) return case_number.status();
    ids.case_number = *case_number;
  }
  return ids;
}

absl::StatusOr<uint32_t> GroupLedger::FindRevision(const std::string& name) const {
  const auto found = names_.find(name);
  if (found != names_.end()) return found->second;
  return state_ == nullptr ? 0 : lookup_->FindRevision(*state_, name);
}

absl::StatusOr<uint32_t> GroupLedger::FindCaseNumber(const std::string& case_ref) const {
  const auto found = case_numbers_.find(case_ref);
  if (found != case_numbers_.end()) return found->second;
  return state_ == nullptr ? 0 : lookup_->CaseNumber(*state_, case_ref);
}

Committed GroupLedger::Append(Draft draft, const Ids& ids) {
  if (state_ == nullptr) state_ = book_->FindOrAdd(name_);
  // Only the first stamp has to look at what was answered meanwhile: later times wait until the group is written.
  counters_.last_recorded_at_us =
      appended_.empty() ? state_->FirstStamp(now_us_) : std::max(now_us_, counters_.last_recorded_at_us + 1);
  ++counters_.size;

  LeafHeader header = {.kind = draft.kind,
                       .case_number = ids.case_number,
                       .recorded_at_us = counters_.last_recorded_at_us,
                       .superseded_revision = draft.superseded_revision};
  IndexedEntry indexed = {
      .revision = counters_.size, .name_hash = {}, .replaced_revision = ids.replaced, .case_hash = {}};
  if (!ids.name.empty()) {
    names_[ids.name] = counters_.size;
    indexed.name_hash = lookup_->Hash(ids.name);
  }
  if (!ids.case_ref.empty() && ids.case_number == 0) {
    header.case_number = ++counters_.last_case_number;
    case_numbers_[ids.case_ref] = header.case_number;
    indexed.case_hash = lookup_->Hash(ids.case_ref);
  }
  appended_.push_back(
      {.revision = counters_.size, .leaf = EncodeLeaf(header, draft.body), .personal = std::move(draft.personal)});
  indexed_.push_back(indexed);
  return {.appended = true,
          .revision = counters_.size,
          .recorded_at_us = header.recorded_at_us,
          .case_number = header.case_number};
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

void GroupLedger::Fill(StoreBatch* batch) const {
  if (appended_.empty()) return;
  for (const Entry& entry : appended_) {
    batch->PutEntry({.key = state_->KeyOf(entry.revision), .leaf = entry.leaf, .personal = entry.personal});
  }
  store::v1::Head head;
  head.set_ledger(name_);
  head.set_size(counters_.size);
  head.set_last_recorded_at_us(counters_.last_recorded_at_us);
  head.set_last_case_number(counters_.last_case_number);
  batch->PutHead(state_->number(), head);
}

void GroupLedger::Observe(const Observer& observer) const {
  if (!observer) return;
  for (const Entry& entry : appended_) observer(name_, entry.revision, *DecodeLeaf(entry.leaf));
}

void GroupLedger::Publish() const {
  if (!appended_.empty()) state_->Publish(indexed_, counters_);
}

void GroupLedger::Abandon() const {
  if (!appended_.empty()) state_->Abandon();
}

}  // namespace assay
