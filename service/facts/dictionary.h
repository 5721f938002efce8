// Strings to small numbers and back, for one column of one authority. Numbers count from 0 in the order of first sight.
//
// One writer, many readers. The lock is for the map of numbers alone: a writer takes it to give a new number, so that
// no reader holds it up over a text that was seen before.
#ifndef ASSAY_SERVICE_FACTS_DICTIONARY_H_
#define ASSAY_SERVICE_FACTS_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "service/facts/stable_vector.h"
#include "storage/mutex.h"

namespace assay {

class Dictionary {
 public:
  // The number of the text, given now if it has none. One thread at a time.
  uint32_t Intern(std::string_view text) {
    if (const auto known = Known(text)) return *known;
    MutexLock lock(&mutex_);
    const uint32_t number = texts_.size();
    texts_.Append(&numbers_.emplace(text, number).first->first);
    return number;
  }

  // From any thread, as everything below. nullopt: never seen.
  std::optional<uint32_t> Find(std::string_view text) const {
    MutexLock lock(&mutex_);
    const auto it = numbers_.find(text);
    return it == numbers_.end() ? std::nullopt : std::optional(it->second);
  }

  // `number` must have been given out.
  const std::string& Text(uint32_t number) const { return *texts_[number]; }

  uint32_t size() const { return texts_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  // Only the writer changes the map, so the writer may read it without the lock.
  std::optional<uint32_t> Known(std::string_view text) const ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const auto it = numbers_.find(text);
    return it == numbers_.end() ? std::nullopt : std::optional(it->second);
  }

  mutable Mutex mutex_;
  // Node-based: keys stay where they are.
  std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> numbers_ ABSL_GUARDED_BY(mutex_);
  StableVector<const std::string*> texts_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_DICTIONARY_H_
