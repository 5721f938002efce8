// The rows of ledgers checked against each other: at every start, and by whoever audits a data directory.
//
// Every leaf is hashed, so whatever is read afterwards is what the heads' roots speak of. Not thread-safe.
#ifndef ASSAY_STORAGE_LEDGER_ENTRY_CHECK_H_
#define ASSAY_STORAGE_LEDGER_ENTRY_CHECK_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assay/store/v1/store.pb.h"
#include "storage/ledger/store.h"
#include "storage/ledger/tiled_tree.h"
#include "storage/merkle/leaf.h"

namespace assay {

// DATA_LOSS that names the ledger and the revision.
absl::Status Damage(const std::string& ledger, uint32_t revision, absl::string_view what);

// One ledger, entry by entry.
class EntryCheck {
 public:
  // The head row says what is to be found.
  explicit EntryCheck(store::v1::Head head) : head_(std::move(head)) {}

  const store::v1::Head& head() const { return head_; }

  // The next entry. DATA_LOSS where it is not the one after the last, or breaks a rule of storage/FORMAT.md. A bad tile
  // row is kept for Finish.
  absl::StatusOr<Leaf> Add(const StoredEntry& stored);

  // The next 256 entries, unread, by the hash of their subtree: there must be that many more, and one after them.
  void Skip(const Hash& tile_hash);

  // After the last. DATA_LOSS: entries are missing, or are not those that the head row counts.
  absl::Status CheckEntries() const;

  // After that. DATA_LOSS: a tile row is missing, or does not hold the hashes of its entries.
  absl::Status CheckTiles() const;

  // Numbers of full tiles without a good row.
  const std::vector<uint32_t>& bad_tiles() const { return bad_tiles_; }

  // Over the entries so far.
  const TiledTree& tree() const { return tree_; }
  TiledTree TakeTree() { return std::move(tree_); }

 private:
  absl::Status CheckHeader(const LeafHeader& header) const;
  void AddToTree(const StoredEntry& stored);

  const store::v1::Head head_;
  uint32_t size_ = 0;
  bool has_skipped_ = false;
  int64_t last_recorded_at_us_ = std::numeric_limits<int64_t>::min();
  TiledTree tree_;
  std::vector<uint32_t> bad_tiles_;
  uint32_t first_differing_revision_ = 0;  // the first entry whose hash is not what its tile row says; 0: none
};

// All ledgers.
struct CheckedLedgers {
  std::vector<EntryCheck> ledgers;       // element 0 is ledger number 1
  std::vector<std::string> stray_tiles;  // keys of rows of the tiles family that belong to no entries
};

// Told of an entry that is as it should be; `ledger` has it already.
using EntryVisitor = std::function<absl::Status(const StoredEntry& stored, const Leaf& leaf, const EntryCheck& ledger)>;

// Reads every entry in order and tells `visit`, whose error ends it. DATA_LOSS where entries and heads do not agree.
// Tiles are left to CheckTiles.
absl::StatusOr<CheckedLedgers> CheckEntries(const Store& store, const Heads& heads, const EntryVisitor& visit);

// DATA_LOSS: tile rows are missing, damaged or too many.
absl::Status CheckTiles(const CheckedLedgers& checked);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_ENTRY_CHECK_H_
