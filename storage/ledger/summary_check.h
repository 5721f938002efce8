// Whether the summaries of a data directory say what its entries say.
#ifndef ASSAY_STORAGE_LEDGER_SUMMARY_CHECK_H_
#define ASSAY_STORAGE_LEDGER_SUMMARY_CHECK_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "storage/ledger/audit.h"
#include "storage/ledger/book.h"
#include "storage/ledger/entry_check.h"
#include "storage/ledger/lookup.h"
#include "storage/ledger/store.h"

namespace assay {

// Not thread-safe.
class SummaryCheck {
 public:
  // Both outlive it. Without rules only what needs no schema is checked.
  SummaryCheck(const Store& store, const std::optional<SummaryRules>& rules);

  // Every entry of every ledger, in order, of which the rules' codec may be asked by now; `ledger` has it already. An
  // error is of the disk, or of the entry: a wrong summary is kept for Finish.
  absl::Status Add(const StoredEntry& stored, const Leaf& leaf, const EntryCheck& ledger);

  // After the last. DATA_LOSS: a summary is damaged, does not agree with its entries, or belongs to none. A tile
  // without one is no damage.
  absl::Status Finish(const Heads& heads) const;

 private:
  absl::Status CheckTile(const TileKey& key, const EntryCheck& ledger);
  bool Agrees(const TileKey& key, std::string_view row, const EntryCheck& ledger) const;

  const Store& store_;
  const std::optional<SummaryRules>& rules_;
  const IdHash hash_ = HashOfId;
  std::optional<Lookup> lookup_;   // where there are rules
  Book book_;                      // names only
  std::vector<EntryIds> ids_;      // of the tile's entries so far, where there are rules
  std::vector<bool> is_personal_;  // whether each has a personal part
  absl::Status problem_;           // the first
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_SUMMARY_CHECK_H_
