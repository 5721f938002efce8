#include "storage/ledger/lookup.h"

#include "storage/ledger/entry_check.h"
#include "storage/ledger/personal.h"
#include "storage/merkle/big_endian.h"
#include "storage/merkle/sha256.h"

namespace assay {

uint64_t HashOfId(std::string_view id) { return ReadBigEndian<uint64_t>(BytesOf(Sha256Of({id}))); }

absl::StatusOr<Entry> Lookup::Read(const LedgerState& state, uint32_t revision) const {
  absl::StatusOr<std::string> leaf = store_->ReadLeaf(state.KeyOf(revision));
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<std::string> personal = store_->ReadPersonal(state.KeyOf(revision));
  if (!personal.ok()) return personal.status();
  return Entry{.revision = revision, .leaf = *std::move(leaf), .personal = *std::move(personal)};
}

absl::StatusOr<LeafHeader> Lookup::ReadHeader(const LedgerState& state, uint32_t revision) const {
  const absl::StatusOr<std::string> bytes = store_->ReadLeaf(state.KeyOf(revision));
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<Leaf> leaf = DecodeLeaf(*bytes);
  if (!leaf.ok()) return leaf.status();
  return leaf->header;
}

absl::StatusOr<Entry> Lookup::FindLeaf(const LedgerState& state, const HashedId& name) const {
  for (uint32_t revision : state.RevisionsNamed(name.hash)) {
    absl::StatusOr<std::string> bytes = store_->ReadLeaf(state.KeyOf(revision));
    if (!bytes.ok()) return bytes.status();
    const absl::StatusOr<Leaf> leaf = DecodeLeaf(*bytes);
    if (!leaf.ok()) return leaf.status();
    if (schema_->name(*leaf) == name.text)
      return Entry{.revision = revision, .leaf = *std::move(bytes), .personal = {}};
  }
  return Entry();
}

absl::StatusOr<std::optional<Entry>> Lookup::Find(const LedgerState& state, const HashedId& name) const {
  absl::StatusOr<Entry> entry = FindLeaf(state, name);
  if (!entry.ok()) return entry.status();
  if (entry->revision == 0) return std::nullopt;
  absl::StatusOr<std::string> personal = store_->ReadPersonal(state.KeyOf(entry->revision));
  if (!personal.ok()) return personal.status();
  entry->personal = *std::move(personal);
  return *std::move(entry);
}

absl::StatusOr<uint32_t> Lookup::FindRevision(const LedgerState& state, const HashedId& name) const {
  const absl::StatusOr<Entry> entry = FindLeaf(state, name);
  if (!entry.ok()) return entry.status();
  return entry->revision;
}

absl::StatusOr<std::string> Lookup::FindPersonal(const LedgerState& state, uint32_t revision,
                                                 const RevisionSet& erased) const {
  // Erased by a group that is about to be published, an entry may still be found by its case.
  for (; revision != 0; revision = state.BeforeOfCase(revision)) {
    if (erased.contains(revision)) continue;
    absl::StatusOr<std::string> personal = store_->ReadPersonal(state.KeyOf(revision));
    if (!personal.ok() || !personal->empty()) return personal;
  }
  return std::string();
}

absl::StatusOr<uint32_t> Lookup::FindCase(const LedgerState& state, const HashedId& case_ref,
                                          const RevisionSet& erased) const {
  for (const KnownCase& known : state.CasesOf(case_ref.hash)) {
    const absl::StatusOr<std::string> personal = FindPersonal(state, known.newest_revision, erased);
    if (!personal.ok()) return personal.status();
    if (!personal->empty() && schema_->case_ref(WithoutSalt(*personal)) == case_ref.text) return known.number;
  }
  return 0;
}

absl::StatusOr<EntryIds> Lookup::IdsOf(const LedgerState& state, const StoredEntry& stored, const Leaf& leaf) const {
  EntryIds ids;
  const std::string name = schema_->name(leaf);
  if (!name.empty()) {
    ids.name_hash = Hash(name);
    const absl::StatusOr<uint32_t> replaced = FindRevision(state, {.text = name, .hash = ids.name_hash});
    if (!replaced.ok()) return replaced.status();
    ids.replaced_revision = *replaced;
  }
  if (stored.personal.empty()) return ids;
  const std::string case_ref = schema_->case_ref(WithoutSalt(stored.personal));
  if (case_ref.empty()) return ids;
  if (leaf.header.case_number == 0) {
    return Damage(state.name(), stored.key.revision, "it belongs to a case and has no case number");
  }
  ids.case_hash = Hash(case_ref);
  ids.case_number = leaf.header.case_number;
  return ids;
}

absl::StatusOr<uint32_t> Lookup::RevisionAt(const LedgerState& state, uint32_t size, int64_t time_us) const {
  // Stamps only rise: entries up to `low` are recorded by then, those after `high` are not.
  uint32_t low = 0;
  uint32_t high = size;
  while (low < high) {
    const uint32_t middle = high - (high - low) / 2;
    const absl::StatusOr<LeafHeader> header = ReadHeader(state, middle);
    if (!header.ok()) return header.status();
    if (header->recorded_at_us <= time_us) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace assay
