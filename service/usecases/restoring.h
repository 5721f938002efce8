// What follows a restoration from a backup, before anybody is served: the new epoch is written into every ledger, and
// what was erased since the backup is erased again.
#ifndef ASSAY_SERVICE_USECASES_RESTORING_H_
#define ASSAY_SERVICE_USECASES_RESTORING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/usecases/house.h"
#include "storage/ledger/erasure_list.h"

namespace assay {

struct LostHistory {
  uint32_t previous_epoch = 0;  // the backup's
  uint64_t restored_commits = 0;
  // Checkpoints that somebody kept, C2SP signed notes of the previous epoch.
  std::vector<std::string> checkpoints;
};

// Appends to every ledger the entry that begins the ledger's current epoch and names, of the checkpoints, the one with
// the most entries. Blocks. INVALID_ARGUMENT for a checkpoint that is none, or not of this deployment and epoch.
// NOT_FOUND: one is of a ledger that the backup has not: it is lost whole, and nothing is written.
absl::Status BeginEpoch(const House& house, const LostHistory& lost);

// Erases every audit of which an entry is listed, is the same here, and still has its personal part; answers how many
// that were. Blocks. Ledger::Purge() before anybody reads.
absl::StatusOr<uint32_t> ReplayErasures(const House& house, const std::vector<ErasedEntry>& erasures);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_RESTORING_H_
