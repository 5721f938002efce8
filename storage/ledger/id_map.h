// Where entries are found by a 64-bit hash of their name, and cases by one of their reference: the revisions of the
// former and the numbers of the latter are called values here.
//
// Open addressing with linear probing over one flat array of 8 bytes a slot, 70 to 87.5% full: 9 to 11.5 bytes an entry
// and no allocation for each. Of the hash 32 bits are kept, so a hit proves nothing: whoever asks compares what the
// entry itself says. Among n entries, n / 2^32 others are found by a hash: a wasted look at one entry in 430 searches
// of 10 million.
//
// The 32 bits are a multiply-shift of the hash by an odd number that each process draws at random. Names are chosen by
// strangers, who could try out ids until thousands share 32 bits of an SHA-256; what they cannot see, they cannot aim
// at.
//
// Slots are in the order of the hashes, so growing is one pass over both arrays: 0.2 s for 10 million entries, once
// every 2.5 million.
//
// Not thread-safe.
#ifndef ASSAY_STORAGE_LEDGER_ID_MAP_H_
#define ASSAY_STORAGE_LEDGER_ID_MAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay {

class IdMap {
 public:
  // Which value a changed entry had, and has now.
  struct Move {
    uint32_t from = 0;
    uint32_t to = 0;
  };

  // Makes room for so many entries, so that they can be added without growing.
  void Reserve(size_t entries);

  // Adds a value, which must not be 0, beside others of the same hash. A value is in the map once.
  void Insert(uint64_t hash, uint32_t value);

  // Puts one value in the place of another. False: the old one is not there, and nothing was done.
  [[nodiscard]] bool Replace(uint64_t hash, const Move& move);

  // Takes out a value, which must be there.
  void Erase(uint64_t hash, uint32_t value);

  bool Contains(uint64_t hash, uint32_t value) const;

  // Every value under this hash, and perhaps some under others, in no order.
  std::vector<uint32_t> Find(uint64_t hash) const;

  // Begins to fetch from memory what a call with this hash is going to need.
  void Prefetch(uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[Home(Shorten(hash))]);
  }

  size_t size() const { return size_; }

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t value = 0;  // 0: the slot is free
  };

  static uint32_t Shorten(uint64_t hash);
  size_t Home(uint32_t hash) const { return static_cast<size_t>(uint64_t{hash} * slots_.size() >> 32); }
  size_t Next(size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }
  // Steps from one slot forward to another.
  size_t Distance(size_t from, size_t to) const { return to >= from ? to - from : to + slots_.size() - from; }
  // Where the value is, or the free slot at which the search for it ends.
  size_t Search(uint32_t hash, uint32_t value) const;
  void Place(const Slot& entry);
  // Moves every entry into as many slots, which must be more than there are.
  void Rehash(size_t slots);

  std::vector<Slot> slots_;  // empty, or at least one is free
  size_t size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_ID_MAP_H_
