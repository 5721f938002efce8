#include "storage/ledger/recovery.h"

#include <string>
#include <utility>
#include <vector>

#include "storage/ledger/entry_check.h"
#include "storage/ledger/personal.h"

namespace assay {
namespace {

// Where an entry is to be found.
absl::StatusOr<IndexedEntry> Index(const LedgerState& state, const Lookup& lookup, const StoredEntry& stored,
                                   const Leaf& leaf) {
  IndexedEntry indexed = {.revision = stored.key.revision, .name_hash = {}, .replaced_revision = 0, .case_entry = {}};
  const std::string name = lookup.schema().name(leaf);
  if (!name.empty()) {
    const absl::StatusOr<uint32_t> replaced = lookup.FindRevision(state, name);
    if (!replaced.ok()) return replaced.status();
    indexed.name_hash = lookup.Hash(name);
    indexed.replaced_revision = *replaced;
  }
  if (stored.personal.empty()) return indexed;
  const std::string case_ref = lookup.schema().case_ref(leaf.header.kind, WithoutSalt(stored.personal));
  if (case_ref.empty()) return indexed;
  if (leaf.header.case_number == 0) {
    return Damage(state.name(), stored.key.revision, "it belongs to a case and has no case number");
  }
  indexed.case_entry = {
      .hash = lookup.Hash(case_ref), .case_number = leaf.header.case_number, .revision = stored.key.revision};
  return indexed;
}

}  // namespace

absl::Status Recover(const Store& store, const Lookup& lookup, const Observer& observer, Book* book) {
  const absl::StatusOr<Heads> heads = store.ReadHeads();
  if (!heads.ok()) return heads.status();
  std::vector<LedgerState*> states;  // element 0 is ledger number 1
  for (const auto& [number, head] : *heads) states.push_back(book->FindOrAdd(head.ledger()));

  absl::StatusOr<CheckedLedgers> checked =
      CheckEntries(store, *heads, [&](const StoredEntry& stored, const Leaf& leaf) {
        LedgerState* const state = states[stored.key.ledger_number - 1];
        const absl::StatusOr<IndexedEntry> indexed = Index(*state, lookup, stored, leaf);
        if (!indexed.ok()) return indexed.status();
        const Counters counters = {.size = stored.key.revision,
                                   .last_recorded_at_us = leaf.header.recorded_at_us,
                                   .last_case_number = heads->at(stored.key.ledger_number).last_case_number()};
        state->Publish({.entries = {*indexed}, .erased = {}, .counters = counters});
        if (observer) observer(state->name(), stored.key.revision, leaf);
        return absl::OkStatus();
      });
  if (!checked.ok()) return checked.status();
  if (absl::Status status = CheckTiles(*checked); !status.ok()) return status;
  for (size_t i = 0; i < states.size(); ++i) states[i]->SetTree(checked->ledgers[i].TakeTree());
  return absl::OkStatus();
}

}  // namespace assay
