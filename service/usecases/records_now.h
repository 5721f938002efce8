// A ledger's records as a proposal must see them: what the facts hold, and what the group being committed has added.
//
// Facts are folded once a group is on disk. A rule that looks at several records, such as which notices are in force,
// would let two of one group in that each of them forbids; so the entries between are read through the View.
#ifndef ASSAY_SERVICE_USECASES_RECORDS_NOW_H_
#define ASSAY_SERVICE_USECASES_RECORDS_NOW_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "service/facts/facts.h"
#include "service/facts/records_at.h"
#include "storage/ledger/ledger.h"

namespace assay {

// For the committer's thread, within one proposal. `facts` outlives it.
class RecordsNow {
 public:
  // Errors as View::Read; DATA_LOSS where an entry cannot be read as what it is.
  static absl::StatusOr<RecordsNow> Read(const LedgerFacts& facts, const View& view);

  // The same as it was before the entry of this revision.
  RecordsNow Before(uint32_t revision) const;

  // Entries of one type, in recording order, those whose place was taken included.
  template <typename T>
  std::vector<std::shared_ptr<const Event>> Entries() const {
    auto entries = facts_->Records<T>(std::min(folded_, last_));
    for (const auto& event : tail_) {
      if (event->revision <= last_ && std::holds_alternative<T>(std::get<Record>(event->what)))
        entries.push_back(event);
    }
    return entries;
  }

  // The records themselves, likewise: a version list, for notices.
  template <typename T>
  std::vector<T> AllVersions() const {
    std::vector<T> versions;
    for (const auto& event : Entries<T>()) versions.push_back(RecordIn<T>(*event));
    return versions;
  }

  // Entries of all types.
  size_t count() const { return facts_->record_count() + tail_.size(); }

 private:
  RecordsNow(const LedgerFacts& facts, uint32_t folded, uint32_t last) : facts_(&facts), folded_(folded), last_(last) {}

  const LedgerFacts* facts_;
  uint32_t folded_;  // entries the facts hold
  uint32_t last_;    // the last revision to look at
  std::vector<std::shared_ptr<const Event>> tail_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_RECORDS_NOW_H_
