#include "storage/ledger/recovery.h"

#include <string>
#include <utility>
#include <vector>

#include "storage/ledger/entry_check.h"
#include "storage/ledger/personal.h"

namespace assay {
namespace {

// Where an entry is to be found.
absl::StatusOr<EntryIds> IdsOf(const LedgerState& state, const Lookup& lookup, const StoredEntry& stored,
                               const Leaf& leaf) {
  EntryIds ids;
  const std::string name = lookup.schema().name(leaf);
  if (!name.empty()) {
    ids.name_hash = lookup.Hash(name);
    const absl::StatusOr<uint32_t> replaced = lookup.FindRevision(state, {.text = name, .hash = ids.name_hash});
    if (!replaced.ok()) return replaced.status();
    ids.replaced_revision = *replaced;
  }
  if (stored.personal.empty()) return ids;
  const std::string case_ref = lookup.schema().case_ref(leaf.header.kind, WithoutSalt(stored.personal));
  if (case_ref.empty()) return ids;
  if (leaf.header.case_number == 0) {
    return Damage(state.name(), stored.key.revision, "it belongs to a case and has no case number");
  }
  ids.case_hash = lookup.Hash(case_ref);
  ids.case_number = leaf.header.case_number;
  return ids;
}

}  // namespace

absl::Status Recover(const Store& store, const Lookup& lookup, const Observer& observer, Book* book) {
  const absl::StatusOr<Heads> heads = store.ReadHeads();
  if (!heads.ok()) return heads.status();
  // Element 0 is ledger number 1.
  std::vector<LedgerState*> states;
  std::vector<std::vector<uint32_t>> newest_of_cases;  // by case number - 1; 0: none
  for (const auto& [number, head] : *heads) {
    states.push_back(book->FindOrAdd(head.ledger()));
    newest_of_cases.emplace_back(head.last_case_number());
  }

  absl::StatusOr<CheckedLedgers> checked =
      CheckEntries(store, *heads, [&](const StoredEntry& stored, const Leaf& leaf) {
        LedgerState* const state = states[stored.key.ledger_number - 1];
        const absl::StatusOr<EntryIds> ids = IdsOf(*state, lookup, stored, leaf);
        if (!ids.ok()) return ids.status();
        IndexedEntry entry = {.revision = stored.key.revision, .ids = *ids, .before_of_case = 0};
        if (ids->case_hash != 0) {
          uint32_t& newest = newest_of_cases[stored.key.ledger_number - 1][ids->case_number - 1];
          entry.before_of_case = std::exchange(newest, entry.revision);
        }
        if (absl::Status filed = state->Restore({entry}); !filed.ok()) {
          return Damage(state->name(), entry.revision, filed.message());
        }
        if (observer) observer(state->name(), stored.key.revision, leaf, nullptr);
        return absl::OkStatus();
      });
  if (!checked.ok()) return checked.status();
  if (absl::Status status = CheckTiles(*checked); !status.ok()) return status;
  for (size_t i = 0; i < states.size(); ++i) {
    const store::v1::Head& head = checked->ledgers[i].head();
    states[i]->Restore(checked->ledgers[i].TakeTree(), {.size = head.size(),
                                                        .last_recorded_at_us = head.last_recorded_at_us(),
                                                        .last_case_number = head.last_case_number()});
  }
  return absl::OkStatus();
}

}  // namespace assay
