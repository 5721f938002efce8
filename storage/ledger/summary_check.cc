#include "storage/ledger/summary_check.h"

#include "absl/strings/str_cat.h"
#include "storage/ledger/advice.h"
#include "storage/ledger/summary.h"

namespace assay {
namespace {

absl::Status Wrong(const std::string& ledger, uint32_t tile) {
  return absl::DataLossError(absl::StrCat("ledger ", ledger, ": the summary row of revisions ", tile * kTileLeaves + 1,
                                          " to ", (tile + 1) * kTileLeaves,
                                          " does not say what they say: ", kRebuildAdvice));
}

}  // namespace

SummaryCheck::SummaryCheck(const Store& store, const std::optional<SummaryRules>& rules)
    : store_(store), rules_(rules) {
  if (rules_.has_value()) lookup_.emplace(&store_, &rules_->schema, &hash_);
}

absl::Status SummaryCheck::Add(const StoredEntry& stored, const Leaf& leaf, const EntryCheck& ledger) {
  const TileKey tile = TileOf(stored.key);
  if (stored.key.revision == tile.tile * kTileLeaves + 1) {
    ids_.clear();
    is_personal_.clear();
  }
  is_personal_.push_back(!stored.personal.empty());
  if (lookup_.has_value()) {
    LedgerState* const state = book_.FindOrAdd(ledger.head().ledger());
    const absl::StatusOr<EntryIds> ids = lookup_->IdsOf(*state, stored, leaf);
    if (!ids.ok()) return ids.status();
    ids_.push_back(*ids);
    const EntryIds name = {.name_hash = ids->name_hash, .replaced_revision = ids->replaced_revision};
    const absl::Status filed = state->Restore({{.revision = stored.key.revision, .ids = name}});
    if (!filed.ok()) return Damage(state->name(), stored.key.revision, filed.message());
  }
  return stored.key.revision % kTileLeaves == 0 ? CheckTile(tile, ledger) : absl::OkStatus();
}

absl::Status SummaryCheck::CheckTile(const TileKey& key, const EntryCheck& ledger) {
  const absl::StatusOr<std::optional<std::string>> row = store_.ReadSummary(key);
  if (!row.ok()) return row.status();
  if (row->has_value() && problem_.ok() && !Agrees(key, **row, ledger)) {
    problem_ = Wrong(ledger.head().ledger(), key.tile);
  }
  return absl::OkStatus();
}

bool SummaryCheck::Agrees(const TileKey& key, std::string_view row, const EntryCheck& ledger) const {
  const std::optional<Summary> summary = DecodeSummary(key, row);
  const Hash tile_hash = *ledger.tree().Find({.level = kTileLevel, .index = key.tile});
  if (!summary.has_value() || summary->tile_hash != tile_hash) return false;
  for (size_t i = 0; i < kTileLeaves; ++i) {
    if (summary->ids[i].case_hash != 0 && !is_personal_[i]) return false;
  }
  if (!rules_.has_value()) return true;
  // Facts of another version are not used.
  if (summary->version != rules_->codec.version) return summary->ids == ids_;
  const std::string& name = ledger.head().ledger();
  const absl::StatusOr<std::string> expected =
      SummaryOf(rules_->codec, *book_.Find(name), {.number = key.tile, .hash = tile_hash, .ids = ids_});
  return expected.ok() && row == *expected;
}

absl::Status SummaryCheck::Finish(const Heads& heads) const {
  if (!problem_.ok()) return problem_;
  return store_.ScanSummaries(ScanRange(), [&heads](std::string_view key, std::string_view) {
    const std::optional<TileKey> tile = DecodeTileKey(key);
    if (tile.has_value()) {
      const auto head = heads.find(tile->ledger_number);
      if (head != heads.end() && tile->tile < head->second.size() / kTileLeaves) return absl::OkStatus();
    }
    return absl::DataLossError(absl::StrCat("a summary row belongs to no entries: ", kRebuildAdvice));
  });
}

}  // namespace assay
