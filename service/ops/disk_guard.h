// Refuses writes while the disk is nearly full, and takes them again once there is room.
#ifndef ASSAY_SERVICE_OPS_DISK_GUARD_H_
#define ASSAY_SERVICE_OPS_DISK_GUARD_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/ops/disk_space.h"
#include "service/server/log.h"
#include "storage/ledger/ledger.h"
#include "storage/mutex.h"

namespace assay {

class DiskGuard {
 public:
  using SpaceSource = std::function<absl::StatusOr<DiskSpace>()>;

  // Both outlive the guard.
  DiskGuard(SpaceSource space, Ledger* ledger, Log* log) : space_(std::move(space)), ledger_(ledger), log_(log) {}

  // Asks the disk and acts on it. What the disk does not say changes nothing. One thread at a time.
  void Look();

  // What was found last; from any thread.
  absl::Status state() const;

 private:
  const SpaceSource space_;
  Ledger* const ledger_;
  Log* const log_;
  mutable Mutex mutex_;
  absl::Status state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_OPS_DISK_GUARD_H_
