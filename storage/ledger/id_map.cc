#include "storage/ledger/id_map.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "storage/merkle/big_endian.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

constexpr size_t kFirstSlots = 16;

}  // namespace

uint32_t IdMap::Shorten(uint64_t hash) {
  static const uint64_t multiplier = ReadBigEndian<uint64_t>(NewSalt()) | 1;
  return static_cast<uint32_t>(hash * multiplier >> 32);
}

void IdMap::Reserve(size_t entries) {
  // 80% full with all of them.
  const size_t slots = entries + entries / 4 + 1;
  if (slots > slots_.size()) Rehash(slots);
}

void IdMap::Insert(uint64_t hash, uint32_t value) {
  if (value == 0) std::abort();
  if (8 * (size_ + 1) > 7 * slots_.size()) Rehash(std::max(kFirstSlots, slots_.size() + slots_.size() / 4));
  Place({.hash = Shorten(hash), .value = value});
  ++size_;
}

bool IdMap::Replace(uint64_t hash, const Move& move) {
  if (slots_.empty() || move.from == 0 || move.to == 0) return false;
  Slot& slot = slots_[Search(Shorten(hash), move.from)];
  if (slot.value == 0) return false;
  slot.value = move.to;
  return true;
}

void IdMap::Erase(uint64_t hash, uint32_t value) {
  if (slots_.empty() || value == 0) std::abort();
  size_t hole = Search(Shorten(hash), value);
  if (slots_[hole].value == 0) std::abort();
  // A search ends at the first free slot, so what stands after the hole moves into it, unless its own search begins
  // later.
  for (size_t slot = Next(hole); slots_[slot].value != 0; slot = Next(slot)) {
    if (Distance(Home(slots_[slot].hash), slot) < Distance(hole, slot)) continue;
    slots_[hole] = slots_[slot];
    hole = slot;
  }
  slots_[hole] = Slot();
  --size_;
}

bool IdMap::Contains(uint64_t hash, uint32_t value) const {
  return !slots_.empty() && value != 0 && slots_[Search(Shorten(hash), value)].value == value;
}

std::vector<uint32_t> IdMap::Find(uint64_t hash) const {
  std::vector<uint32_t> found;
  if (slots_.empty()) return found;
  const uint32_t wanted = Shorten(hash);
  for (size_t slot = Home(wanted); slots_[slot].value != 0; slot = Next(slot)) {
    if (slots_[slot].hash == wanted) found.push_back(slots_[slot].value);
  }
  return found;
}

size_t IdMap::Search(uint32_t hash, uint32_t value) const {
  size_t slot = Home(hash);
  while (slots_[slot].value != 0 && (slots_[slot].hash != hash || slots_[slot].value != value)) {
    slot = Next(slot);
  }
  return slot;
}

void IdMap::Place(const Slot& entry) {
  size_t slot = Home(entry.hash);
  while (slots_[slot].value != 0) slot = Next(slot);
  slots_[slot] = entry;
}

void IdMap::Rehash(size_t slots) {
  for (const Slot& slot : std::exchange(slots_, std::vector<Slot>(slots))) {
    if (slot.value != 0) Place(slot);
  }
}

}  // namespace assay
