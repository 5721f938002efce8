#include "storage/ledger/id_map.h"

#include <cstdlib>
#include <utility>

namespace assay {
namespace {

constexpr size_t kFirstSlots = 16;

}  // namespace

void IdMap::Insert(uint64_t hash, uint32_t revision) {
  if (revision == 0) std::abort();
  if (4 * (size_ + 1) > 3 * revisions_.size()) Grow();
  Place(hash, revision);
  ++size_;
}

void IdMap::Replace(uint64_t hash, const Move& move) { revisions_[SlotOf(hash, move.from)] = move.to; }

void IdMap::Erase(uint64_t hash, uint32_t revision) {
  size_t hole = SlotOf(hash, revision);
  // A search ends at the first free slot, so what stands after the hole moves into it, unless its own search begins
  // later.
  for (size_t slot = Next(hole); revisions_[slot] != 0; slot = Next(slot)) {
    const size_t mask = revisions_.size() - 1;
    const size_t from_home = (slot - Home(hashes_[slot])) & mask;
    const size_t from_hole = (slot - hole) & mask;
    if (from_home < from_hole) continue;
    hashes_[hole] = hashes_[slot];
    revisions_[hole] = revisions_[slot];
    hole = slot;
  }
  revisions_[hole] = 0;
  --size_;
}

std::vector<uint32_t> IdMap::Find(uint64_t hash) const {
  std::vector<uint32_t> found;
  if (revisions_.empty()) return found;
  for (size_t slot = Home(hash); revisions_[slot] != 0; slot = Next(slot)) {
    if (hashes_[slot] == hash) found.push_back(revisions_[slot]);
  }
  return found;
}

size_t IdMap::SlotOf(uint64_t hash, uint32_t revision) const {
  if (revisions_.empty()) std::abort();
  size_t slot = Home(hash);
  while (hashes_[slot] != hash || revisions_[slot] != revision) {
    if (revisions_[slot] == 0) std::abort();
    slot = Next(slot);
  }
  return slot;
}

void IdMap::Place(uint64_t hash, uint32_t revision) {
  size_t slot = Home(hash);
  while (revisions_[slot] != 0) slot = Next(slot);
  hashes_[slot] = hash;
  revisions_[slot] = revision;
}

void IdMap::Grow() {
  const size_t slots = revisions_.empty() ? kFirstSlots : 2 * revisions_.size();
  const std::vector<uint64_t> hashes = std::exchange(hashes_, std::vector<uint64_t>(slots));
  const std::vector<uint32_t> revisions = std::exchange(revisions_, std::vector<uint32_t>(slots));
  for (size_t slot = 0; slot < revisions.size(); ++slot) {
    if (revisions[slot] != 0) Place(hashes[slot], revisions[slot]);
  }
}

}  // namespace assay
