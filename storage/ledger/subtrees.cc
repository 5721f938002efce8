#include "storage/ledger/subtrees.h"

#include <utility>

namespace assay {
namespace {

class Reader {
 public:
  Reader(const LedgerState* state, const Store* store) : state_(state), store_(store) {}

  absl::StatusOr<Hash> operator()(const Subtree& subtree) {
    if (const std::optional<Hash> hash = state_->FindSubtree(subtree); hash.has_value()) return *hash;
    const uint32_t number = static_cast<uint32_t>(subtree.index >> (kTileLevel - subtree.level));
    if (tile_.empty() || number != number_) {
      absl::StatusOr<Tile> tile = store_->ReadTile({.ledger_number = state_->number(), .tile = number});
      if (!tile.ok()) return tile.status();
      tile_ = *std::move(tile);
      number_ = number;
    }
    return HashWithinTile(subtree, tile_);
  }

 private:
  const LedgerState* const state_;
  const Store* const store_;
  Tile tile_;  // empty: none was read yet
  uint32_t number_ = 0;
};

}  // namespace

SubtreeReader SubtreesOf(const LedgerState* state, const Store* store) { return Reader(state, store); }

}  // namespace assay
