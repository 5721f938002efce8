// The ledger's observer: folds every entry into the facts, or their summaries where a start finds them.
#ifndef ASSAY_SERVICE_USECASES_FACTS_FOLD_H_
#define ASSAY_SERVICE_USECASES_FACTS_FOLD_H_

#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/facts/facts.h"
#include "storage/ledger/ledger.h"
#include "storage/mutex.h"

namespace assay {

// Thread-safe as the ledger needs it: ledgers in parallel, the entries of one on one thread at a time.
class FactsFold {
 public:
  // `facts` outlives it, and it the ledger.
  explicit FactsFold(Facts* facts) : facts_(facts) {}
  FactsFold(const FactsFold&) = delete;
  FactsFold& operator=(const FactsFold&) = delete;

  // For LedgerOptions.
  Observer observer();
  SummaryCodec summaries();

  // What went wrong with the entries on disk: the first that cannot be decoded. Call once Ledger::Open has returned and
  // before anything is committed.
  absl::Status BeginServing();

 private:
  absl::StatusOr<std::string> Summarise(const EntryRange& entries);
  // `decoded` is null or the Event of the leaf, but for what the leaf's header says.
  void Apply(std::string_view ledger, uint32_t revision, const Leaf& leaf, void* decoded);

  Facts* const facts_;
  Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  bool serving_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_FACTS_FOLD_H_
