// A vector that one thread appends to while others read it, without a lock: what was appended never moves and never
// changes.
//
// It lies in blocks, each twice as long as the one before, so that 29 pointers reach 2^32 elements.
#ifndef ASSAY_SERVICE_FACTS_STABLE_VECTOR_H_
#define ASSAY_SERVICE_FACTS_STABLE_VECTOR_H_

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace assay {

template <typename T>
class StableVector {
 public:
  // One thread at a time.
  void Append(T value) {
    const uint32_t index = size_.load(std::memory_order_relaxed);
    const Place place = PlaceOf(index);
    std::unique_ptr<T[]>& block = blocks_[place.block];
    if (block == nullptr) block = std::make_unique<T[]>(kFirstBlock << place.block);
    block[place.offset] = std::move(value);
    size_.store(index + 1, std::memory_order_release);
  }

  // From any thread, as everything below.
  uint32_t size() const { return size_.load(std::memory_order_acquire); }

  // `index` must be below a size that the calling thread knows: read from size(), or told by whoever read it.
  const T& operator[](uint32_t index) const {
    const Place place = PlaceOf(index);
    return blocks_[place.block][place.offset];
  }

  // The lowest index below `size` whose element is not `before`, which must hold for a beginning and for nothing after
  // it; `size` where there is none.
  template <typename Before>
  uint32_t PartitionPoint(uint32_t size, Before before) const {
    uint32_t low = 0;
    uint32_t high = size;
    while (low < high) {
      const uint32_t middle = low + (high - low) / 2;
      if (before((*this)[middle])) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

 private:
  static constexpr size_t kFirstBlock = 16;

  struct Place {
    size_t block;
    size_t offset;
  };

  static Place PlaceOf(uint32_t index) {
    const size_t shifted = index + kFirstBlock;
    const size_t block = std::bit_width(shifted) - std::bit_width(kFirstBlock);
    return {.block = block, .offset = shifted - (kFirstBlock << block)};
  }

  // A block's pointer is written before the size that covers the block, and read after it.
  std::array<std::unique_ptr<T[]>, 29> blocks_;
  std::atomic<uint32_t> size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_STABLE_VECTOR_H_
