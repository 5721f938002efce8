// All ledgers of a data directory, by name.
//
// Thread-safety: all methods may be called from any thread. A LedgerState lives as long as the Book.
#ifndef ASSAY_STORAGE_LEDGER_BOOK_H_
#define ASSAY_STORAGE_LEDGER_BOOK_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "storage/ledger/ledger_state.h"
#include "storage/mutex.h"

namespace assay {

class Book {
 public:
  // nullptr: no such ledger. One whose first entry is being written is there, with size 0.
  LedgerState* Find(std::string_view name) const;

  // As Find; where there is none, a ledger that comes later will hold nothing recorded at or before this time.
  LedgerState* FindAsOf(std::string_view name, int64_t time_us);

  // The latest time that an entry bears or an answer was given for: the clock may have been set back since.
  int64_t LatestTime() const;

  // All ledgers, sorted by name, those whose first entry is being written among them; a ledger that comes later will
  // hold nothing recorded at or before this time.
  std::vector<LedgerState*> AllAsOf(int64_t time_us);

  // The ledger, made with the next free number where there is none. One thread at a time.
  LedgerState* FindOrAdd(std::string_view name);

  // Names of the ledgers with at least one entry, sorted.
  std::vector<std::string> Names() const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::unique_ptr<LedgerState>, std::less<>> states_ ABSL_GUARDED_BY(mutex_);
  // The latest time for which a ledger was said not to exist, or all were named.
  int64_t answered_us_ ABSL_GUARDED_BY(mutex_) = std::numeric_limits<int64_t>::min();
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_BOOK_H_
