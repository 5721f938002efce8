// Rebuilding memory from disk at start.
//
// Of a tile that has a summary, the summary alone is read. Everything else is read entry by entry: the tiles without
// one, whose summaries are written then, and always the last 1 to 256 entries of a ledger. So the work is bounded by
// what changed since the last start, and what is read is bound to the head row: the root over the summaries' tiles and
// the leaves after them must be the one it states.
#ifndef ASSAY_STORAGE_LEDGER_RECOVERY_H_
#define ASSAY_STORAGE_LEDGER_RECOVERY_H_

#include "absl/status/status.h"
#include "storage/ledger/book.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/lookup.h"
#include "storage/ledger/store.h"

namespace assay {

struct RecoveryContext {
  Store& store;
  const Lookup& lookup;
  const Observer& observer;       // may be empty
  const SummaryCodec* summaries;  // null: none are written, and used only where there is no observer
};

// Fills an empty book, telling the observer of each entry or summary; ledgers in parallel, on as many threads as there
// are processors. DATA_LOSS, naming ledger and revision, where head rows, summaries and what is read of entries and
// tiles do not agree: an entry missing, too many or changed, stamps that do not rise, a case number that was never
// given out.
absl::Status Recover(const RecoveryContext& context, Book* book);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_RECOVERY_H_
