#include "storage/ledger/entry_check.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/ledger/advice.h"
#include "storage/ledger/personal.h"

namespace assay {

absl::Status Damage(const std::string& ledger, uint32_t revision, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("ledger ", ledger, " revision ", revision, ": ", what));
}

absl::StatusOr<Leaf> EntryCheck::Add(const StoredEntry& stored) {
  const uint32_t expected = size_ + 1;
  if (expected > head_.size()) return Damage(head_.ledger(), stored.key.revision, "not counted by the head row");
  if (stored.key.revision != expected) return Damage(head_.ledger(), expected, "the entry is missing");
  absl::StatusOr<Leaf> leaf = DecodeLeaf(stored.leaf);
  if (!leaf.ok()) return Damage(head_.ledger(), expected, leaf.status().message());
  if (absl::Status status = CheckHeader(leaf->header); !status.ok()) return status;
  if (!stored.personal.empty() && !HasSalt(stored.personal)) {
    return Damage(head_.ledger(), expected, "its personal part is too short");
  }
  size_ = expected;
  last_recorded_at_us_ = leaf->header.recorded_at_us;
  AddToTree(stored);
  return leaf;
}

void EntryCheck::Skip(const Hash& tile_hash) {
  if (size_ >= head_.size() || head_.size() - size_ <= kTileLeaves) std::abort();
  tree_.AppendTile(tile_hash);
  size_ += static_cast<uint32_t>(kTileLeaves);
  last_recorded_at_us_ = std::numeric_limits<int64_t>::min();
  has_skipped_ = true;
}

absl::Status EntryCheck::CheckHeader(const LeafHeader& header) const {
  const uint32_t revision = size_ + 1;
  if (header.recorded_at_us <= last_recorded_at_us_) {
    return Damage(head_.ledger(), revision, "recorded before the entry before it");
  }
  if (header.case_number > head_.last_case_number()) {
    return Damage(head_.ledger(), revision, "its case number was never given out");
  }
  if (header.superseded_revision >= revision) return Damage(head_.ledger(), revision, "it supersedes a later entry");
  return absl::OkStatus();
}

void EntryCheck::AddToTree(const StoredEntry& stored) {
  tree_.Append(LeafHash(stored.leaf));
  if (tree_.full_tiles().empty()) return;
  const auto& [number, hashes] = *tree_.full_tiles().begin();
  if (EncodeTile(hashes) != stored.tile) {
    const std::optional<Tile> stated = DecodeTile(stored.tile);
    for (size_t i = 0; stated.has_value() && first_differing_revision_ == 0 && i < kTileLeaves; ++i) {
      if ((*stated)[i] != hashes[i]) first_differing_revision_ = static_cast<uint32_t>(number * kTileLeaves + i + 1);
    }
    bad_tiles_.push_back(number);
  }
  tree_.ForgetFullTiles();
}

absl::Status EntryCheck::CheckEntries() const {
  if (size_ != head_.size()) return Damage(head_.ledger(), size_ + 1, "the entry is missing");
  if (last_recorded_at_us_ != head_.last_recorded_at_us()) {
    return Damage(head_.ledger(), size_, "not recorded when the head row says");
  }
  if (BytesOf(tree_.Root()) == head_.root()) return absl::OkStatus();
  if (has_skipped_) {
    return absl::DataLossError(absl::StrCat(
        "ledger ", head_.ledger(), ": its entries, or what is kept in short of them, are not those that the head row ",
        "counts: another root: rebuild what is derived from the entries, which says whether they are whole"));
  }
  const std::string where = first_differing_revision_ == 0 ? std::string()
                                                           : absl::StrCat("; revision ", first_differing_revision_,
                                                                          " is the first that was changed");
  return absl::DataLossError(absl::StrCat("ledger ", head_.ledger(),
                                          ": its entries are not those that the head row counts: another root", where,
                                          ": ", kRestoreAdvice));
}

absl::Status EntryCheck::CheckTiles() const {
  if (bad_tiles_.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("ledger ", head_.ledger(), ": the tile row of revisions ",
                                          bad_tiles_[0] * kTileLeaves + 1, " to ", (bad_tiles_[0] + 1) * kTileLeaves,
                                          " is missing or damaged: ", kRebuildAdvice));
}

absl::StatusOr<CheckedLedgers> CheckEntries(const Store& store, const Heads& heads, const EntryVisitor& visit) {
  CheckedLedgers checked;
  checked.ledgers.reserve(heads.size());
  for (const auto& [number, head] : heads) checked.ledgers.emplace_back(head);
  const auto add = [&checked, &visit](const StoredEntry& stored) {
    const uint32_t number = stored.key.ledger_number;
    if (number == 0 || number > checked.ledgers.size()) {
      return absl::DataLossError(absl::StrCat("ledger number ", number, " has entries but no head row"));
    }
    EntryCheck& ledger = checked.ledgers[number - 1];
    const absl::StatusOr<Leaf> leaf = ledger.Add(stored);
    return leaf.ok() ? visit(stored, *leaf, ledger) : leaf.status();
  };
  const auto note = [&checked](std::string_view key) {
    checked.stray_tiles.emplace_back(key);
    return absl::OkStatus();
  };
  if (absl::Status status = store.Scan(ScanRange(), {.entry = add, .stray_tile = note}); !status.ok()) return status;
  for (const EntryCheck& ledger : checked.ledgers) {
    if (absl::Status status = ledger.CheckEntries(); !status.ok()) return status;
  }
  return checked;
}

absl::Status CheckTiles(const CheckedLedgers& checked) {
  for (const EntryCheck& ledger : checked.ledgers) {
    if (absl::Status status = ledger.CheckTiles(); !status.ok()) return status;
  }
  if (checked.stray_tiles.empty()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(checked.stray_tiles.size(), " tile rows belong to no entries: ", kRebuildAdvice));
}

}  // namespace assay
