// Values that repeat, numbered from 0 in the order of first sight, so that a row holds a number in their stead.
#ifndef ASSAY_SERVICE_FACTS_INTERNED_H_
#define ASSAY_SERVICE_FACTS_INTERNED_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "service/facts/stable_vector.h"

namespace assay {

template <typename T>
class Interned {
 public:
  // The number of the value, given now if it has none. One thread at a time.
  uint32_t Intern(const T& value) {
    if (size_t{values_.size()} * 2 >= slots_.size()) Grow();
    uint32_t& slot = SlotOf(value);
    if (slot == 0) slot = Append(value) + 1;
    return slot - 1;
  }

  // As Intern, of a value that is not worth looking for: one that hardly repeats. It gets a number of its own.
  uint32_t Append(const T& value) {
    values_.Append(value);
    return values_.size() - 1;
  }

  // From any thread, as StableVector.
  uint32_t size() const { return values_.size(); }
  const T& operator[](uint32_t number) const { return values_[number]; }

 private:
  static_assert(std::has_unique_object_representations_v<T>, "it is hashed as bytes");

  // The slot that holds the value, or the empty one where it belongs.
  uint32_t& SlotOf(const T& value) {
    size_t at = std::hash<std::string_view>()({reinterpret_cast<const char*>(&value), sizeof(T)});
    for (;; ++at) {
      uint32_t& slot = slots_[at & (slots_.size() - 1)];
      if (slot == 0 || values_[slot - 1] == value) return slot;
    }
  }

  void Grow() {
    const std::vector<uint32_t> old = std::move(slots_);
    slots_.assign(old.empty() ? 64 : old.size() * 2, 0);
    for (uint32_t number : old) {
      if (number != 0) SlotOf(values_[number - 1]) = number;
    }
  }

  StableVector<T> values_;
  // The writer's alone: numbers + 1, 0: empty. Half of them at most are in use, and their count is a power of two.
  std::vector<uint32_t> slots_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_INTERNED_H_
