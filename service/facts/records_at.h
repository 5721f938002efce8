// Records of one authority as known at a revision: each in its newest entry, or every entry.
//
// Pure functions over facts; thread-safe.
#ifndef ASSAY_SERVICE_FACTS_RECORDS_AT_H_
#define ASSAY_SERVICE_FACTS_RECORDS_AT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "service/domain/record.h"
#include "service/facts/facts.h"

namespace assay {

// The record an entry holds. `event` must be of a T.
template <typename T>
const T& RecordIn(const Event& event) {
  return std::get<T>(std::get<Record>(event.what));
}

// The newest entry of each, by its key.
template <typename T>
std::vector<std::shared_ptr<const Event>> CurrentRecords(const LedgerFacts& facts, uint32_t revision) {
  std::map<std::string, std::shared_ptr<const Event>> newest;
  for (auto& event : facts.Records<T>(revision)) newest[RecordKey(RecordIn<T>(*event))] = std::move(event);
  std::vector<std::shared_ptr<const Event>> current;
  current.reserve(newest.size());
  for (auto& [key, event] : newest) current.push_back(std::move(event));
  return current;
}

// The newest entry of one, by its key ("notices/in-2013"); null: there is none.
template <typename T>
std::shared_ptr<const Event> FindRecord(const LedgerFacts& facts, std::string_view key, uint32_t revision) {
  std::shared_ptr<const Event> found;
  for (auto& event : facts.Records<T>(revision)) {
    if (RecordKey(RecordIn<T>(*event)) == key) found = std::move(event);
  }
  return found;
}

// The records themselves, every entry, in recording order: a version list, for notices.
template <typename T>
std::vector<T> AllVersions(const LedgerFacts& facts, uint32_t revision) {
  std::vector<T> versions;
  for (const auto& event : facts.Records<T>(revision)) versions.push_back(RecordIn<T>(*event));
  return versions;
}

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_RECORDS_AT_H_
