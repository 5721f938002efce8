// Strings to small numbers and back, for one column of one authority. Numbers count from 0 in the order of first sight.
//
// One writer, many readers, all under a short lock of the dictionary's own.
#ifndef ASSAY_SERVICE_FACTS_DICTIONARY_H_
#define ASSAY_SERVICE_FACTS_DICTIONARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/mutex.h"

namespace assay {

class Dictionary {
 public:
  // The number of the text, given now if it has none.
  uint32_t Intern(std::string_view text) {
    MutexLock lock(&mutex_);
    auto [it, added] = numbers_.try_emplace(std::string(text), static_cast<uint32_t>(texts_.size()));
    if (added) texts_.push_back(&it->first);
    return it->second;
  }

  // nullopt: never seen.
  std::optional<uint32_t> Find(std::string_view text) const {
    MutexLock lock(&mutex_);
    auto it = numbers_.find(std::string(text));
    if (it == numbers_.end()) return std::nullopt;
    return it->second;
  }

  // `number` must have been given out.
  std::string Text(uint32_t number) const {
    MutexLock lock(&mutex_);
    return *texts_[number];
  }

  uint32_t size() const {
    MutexLock lock(&mutex_);
    return static_cast<uint32_t>(texts_.size());
  }

 private:
  mutable Mutex mutex_;
  std::unordered_map<std::string, uint32_t> numbers_ ABSL_GUARDED_BY(mutex_);  // node-based: keys stay where they are
  std::vector<const std::string*> texts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_DICTIONARY_H_
