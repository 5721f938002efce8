// What follows a restoration from a backup, before anybody is served: the new epoch is written into every ledger, and
// what was erased or revoked since the backup is erased and revoked again.
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

// How many were not erased or revoked before.
struct Replayed {
  uint32_t audits = 0;
  uint32_t tokens = 0;

  bool operator==(const Replayed&) const = default;
};

// Of every listed entry that is the same here: erases the audit, where it still has its personal part, or revokes the
// token. Blocks. Ledger::Purge() before anybody reads.
absl::StatusOr<Replayed> ReplayErasures(const House& house, const std::vector<ErasedEntry>& erasures);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_RESTORING_H_
