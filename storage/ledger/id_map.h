// Where entries are found by a 64-bit hash of their name, and case numbers by one of the case reference.
//
// Open addressing with linear probing over two flat arrays, at most three quarters full: 16 to 32 bytes an entry and no
// allocation for each. A hash proves nothing: several entries may share one, so whoever asks compares what the entry
// itself says. Not thread-safe.
#ifndef ASSAY_STORAGE_LEDGER_ID_MAP_H_
#define ASSAY_STORAGE_LEDGER_ID_MAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay {

class IdMap {
 public:
  // Which revision a changed entry had, and has now.
  struct Move {
    uint32_t from = 0;
    uint32_t to = 0;
  };

  // Adds a revision, which must not be 0, beside others of the same hash.
  void Insert(uint64_t hash, uint32_t revision);

  // Puts one revision in the place of another. The old one must be there.
  void Replace(uint64_t hash, const Move& move);

  // Takes out a revision, which must be there.
  void Erase(uint64_t hash, uint32_t revision);

  // Every revision under this hash, in no order.
  std::vector<uint32_t> Find(uint64_t hash) const;

  size_t size() const { return size_; }

 private:
  size_t Next(size_t slot) const { return (slot + 1) & (revisions_.size() - 1); }
  size_t Home(uint64_t hash) const { return static_cast<size_t>(hash) & (revisions_.size() - 1); }
  // The slot of a revision, which must be there.
  size_t SlotOf(uint64_t hash, uint32_t revision) const;
  void Place(uint64_t hash, uint32_t revision);
  void Grow();

  // Slot by slot; revision 0 marks a free one. The number of slots is 0 or a power of two.
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> revisions_;
  size_t size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_ID_MAP_H_
