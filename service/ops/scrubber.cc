#include "service/ops/scrubber.h"

#include "service/domain/limits.h"

namespace assay {

void Scrubber::Step() {
  if (std::chrono::steady_clock::now() < rests_until_) return;
  const absl::Status read = ledger_->Scrub(limits::kScrubBytes, &cursor_);
  if (read.ok() && !cursor_.is_done) return;
  if (read.ok()) {
    rounds_.fetch_add(1);
  } else if (!has_damage_.exchange(true)) {
    log_->Write(LogLevel::kError,
                "the database is damaged: " + ledger_->last_error() + ": verify it, and restore a backup made before");
  }
  cursor_ = {};
  rests_until_ = std::chrono::steady_clock::now() + std::chrono::hours(limits::kScrubPauseHours);
}

}  // namespace assay
