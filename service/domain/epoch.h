// A deployment that is restored from a backup begins a new epoch: what it says from then on is another history than the
// one that was lost, and its checkpoints bear another name.
#ifndef ASSAY_SERVICE_DOMAIN_EPOCH_H_
#define ASSAY_SERVICE_DOMAIN_EPOCH_H_

#include <cstdint>
#include <string>

namespace assay {

// The first epoch. A later one is named by the second at which it began, since 1970-01-01 UTC: so no two restorations
// of one backup ever begin the same epoch.
inline constexpr uint32_t kFirstEpoch = 1;

struct Epoch {
  uint32_t number = 0;
  uint32_t previous = 0;
  std::string lost_checkpoint;  // the latest one known of what was lost, a signed note; empty: none is known
  uint64_t restored_commits = 0;

  bool operator==(const Epoch&) const = default;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_EPOCH_H_
