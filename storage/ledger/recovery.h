// Rebuilding memory from disk at start.
#ifndef ASSAY_STORAGE_LEDGER_RECOVERY_H_
#define ASSAY_STORAGE_LEDGER_RECOVERY_H_

#include "absl/status/status.h"
#include "storage/ledger/book.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/lookup.h"
#include "storage/ledger/store.h"

namespace assay {

// Reads every entry of every ledger in order into an empty book, telling the observer (which may be empty) of each.
// DATA_LOSS, naming ledger and revision, where head rows, entries and tiles do not agree: an entry missing, too many or
// changed, stamps that do not rise, a case number that was never given out.
absl::Status Recover(const Store& store, const Lookup& lookup, const Observer& observer, Book* book);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_RECOVERY_H_
