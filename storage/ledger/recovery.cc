#include "storage/ledger/recovery.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/ledger/personal.h"

namespace assay {
namespace {

absl::Status Damage(const std::string& ledger, uint32_t revision, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("ledger ", ledger, " revision ", revision, ": ", what));
}

// One ledger while its entries are read.
class Recovering {
 public:
  Recovering(store::v1::Head head, LedgerState* state, const Lookup* lookup)
      : head_(std::move(head)), state_(state), lookup_(lookup), case_is_found_(head_.last_case_number() + size_t{1}) {}

  absl::Status Add(const StoredEntry& stored, const Observer& observer) {
    const uint32_t expected = counters_.size + 1;
    if (expected > head_.size()) return Damage(head_.ledger(), stored.key.revision, "not counted by the head row");
    if (stored.key.revision != expected) return Damage(head_.ledger(), expected, "the entry is missing");
    const absl::StatusOr<Leaf> leaf = DecodeLeaf(stored.leaf);
    if (!leaf.ok()) return Damage(head_.ledger(), expected, leaf.status().message());
    const LeafHeader& header = leaf->header;
    if (header.recorded_at_us <= counters_.last_recorded_at_us) {
      return Damage(head_.ledger(), expected, "recorded before the entry before it");
    }
    if (header.case_number > head_.last_case_number()) {
      return Damage(head_.ledger(), expected, "its case number was never given out");
    }
    if (header.superseded_revision >= expected) return Damage(head_.ledger(), expected, "it supersedes a later entry");
    if (!stored.personal.empty() && !HasSalt(stored.personal)) {
      return Damage(head_.ledger(), expected, "its personal part is too short");
    }
    const absl::StatusOr<IndexedEntry> indexed = Index(*leaf, stored);
    if (!indexed.ok()) return indexed.status();
    counters_ = {
        .size = expected, .last_recorded_at_us = header.recorded_at_us, .last_case_number = head_.last_case_number()};
    state_->Publish({*indexed}, counters_);
    if (observer) observer(head_.ledger(), expected, *leaf);
    return absl::OkStatus();
  }

  absl::Status Finish() const {
    if (counters_.size != head_.size()) return Damage(head_.ledger(), counters_.size + 1, "the entry is missing");
    if (counters_.last_recorded_at_us != head_.last_recorded_at_us()) {
      return Damage(head_.ledger(), counters_.size, "not recorded when the head row says");
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<IndexedEntry> Index(const Leaf& leaf, const StoredEntry& stored) {
    IndexedEntry indexed = {.revision = stored.key.revision, .name_hash = {}, .replaced_revision = 0, .case_hash = {}};
    const std::string name = lookup_->schema().name(leaf);
    if (!name.empty()) {
      const absl::StatusOr<uint32_t> replaced = lookup_->FindRevision(*state_, name);
      if (!replaced.ok()) return replaced.status();
      indexed.name_hash = lookup_->Hash(name);
      indexed.replaced_revision = *replaced;
    }
    const uint32_t case_number = leaf.header.case_number;
    // A case that has its entry needs no other, so no earlier personal part has to be read for comparison.
    if (case_number == 0 || stored.personal.empty() || case_is_found_[case_number]) return indexed;
    const std::string case_ref = lookup_->schema().case_ref(leaf.header.kind, WithoutSalt(stored.personal));
    if (case_ref.empty()) return indexed;
    indexed.case_hash = lookup_->Hash(case_ref);
    case_is_found_[case_number] = true;
    return indexed;
  }

  const store::v1::Head head_;
  LedgerState* const state_;
  const Lookup* const lookup_;
  Counters counters_;
  std::vector<bool> case_is_found_;
};

// The ledgers by number; element 0 is number 1.
absl::StatusOr<std::vector<Recovering>> OpenLedgers(const Store& store, const Lookup& lookup, Book* book) {
  const absl::StatusOr<std::vector<StoredHead>> heads = store.ReadHeads();
  if (!heads.ok()) return heads.status();
  std::vector<Recovering> ledgers;
  ledgers.reserve(heads->size());
  for (const StoredHead& stored : *heads) {
    const std::string& name = stored.head.ledger();
    const uint32_t expected = static_cast<uint32_t>(ledgers.size()) + 1;
    if (stored.ledger_number != expected) {
      return absl::DataLossError(absl::StrCat("the head row of ledger number ", expected, " is missing"));
    }
    if (stored.head.size() == 0 || stored.head.last_case_number() > stored.head.size()) {
      return absl::DataLossError(absl::StrCat("ledger ", name, ": the head row is damaged"));
    }
    if (book->Find(name) != nullptr) {
      return absl::DataLossError(absl::StrCat("ledger ", name, ": there are two head rows"));
    }
    ledgers.emplace_back(stored.head, book->FindOrAdd(name), &lookup);
  }
  return ledgers;
}

}  // namespace

absl::Status Recover(const Store& store, const Lookup& lookup, const Observer& observer, Book* book) {
  absl::StatusOr<std::vector<Recovering>> ledgers = OpenLedgers(store, lookup, book);
  if (!ledgers.ok()) return ledgers.status();
  absl::Status scanned = store.Scan([&ledgers, &observer](const StoredEntry& entry) {
    const uint32_t number = entry.key.ledger_number;
    if (number == 0 || number > ledgers->size()) {
      return absl::DataLossError(absl::StrCat("ledger number ", number, " has entries but no head row"));
    }
    return (*ledgers)[number - 1].Add(entry, observer);
  });
  if (!scanned.ok()) return scanned;
  for (const Recovering& ledger : *ledgers) {
    if (absl::Status status = ledger.Finish(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace assay
