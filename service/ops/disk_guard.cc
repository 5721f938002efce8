#include "service/ops/disk_guard.h"

#include <string>
#include <utility>

#include "service/domain/violation.h"
#include "service/records/refusal.h"

namespace assay {

void DiskGuard::Look() {
  const absl::StatusOr<DiskSpace> space = space_();
  const bool was_full = state().code() == absl::StatusCode::kResourceExhausted;
  if (!space.ok()) {
    if (was_full) return;
    MutexLock lock(&mutex_);
    state_ = space.status();
    return;
  }
  const absl::Status found = CheckDiskSpace(*space);
  {
    MutexLock lock(&mutex_);
    state_ = found;
  }
  if (found.ok() == !was_full) return;
  if (found.ok()) {
    ledger_->RefuseWrites(absl::OkStatus());
    log_->Write(LogLevel::kInfo, "the disk has room again: writes are taken");
    return;
  }
  ledger_->RefuseWrites(Refuse(absl::StatusCode::kUnavailable, reason::kDiskNearlyFull,
                               "the disk is nearly full: writes are refused until there is room"));
  log_->Write(LogLevel::kError, std::string(found.message()) + ": writes are refused");
}

absl::Status DiskGuard::state() const {
  MutexLock lock(&mutex_);
  return state_;
}

}  // namespace assay
