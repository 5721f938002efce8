// How much room a directory's disk has, and when that is too little to go on writing.
#ifndef ASSAY_SERVICE_OPS_DISK_SPACE_H_
#define ASSAY_SERVICE_OPS_DISK_SPACE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace assay {

struct DiskSpace {
  uint64_t free_bytes = 0;  // for this process: what is kept for root is not counted
  uint64_t size_bytes = 0;
};

// UNAVAILABLE where the disk does not say.
absl::StatusOr<DiskSpace> DiskSpaceOf(const std::string& directory);

// RESOURCE_EXHAUSTED, with both figures, below max(limits::kFreeDiskBytes, limits::kFreeDiskPercent of the disk):
// writes must stop before RocksDB meets a full disk, which it does not survive without a restart.
absl::Status CheckDiskSpace(const DiskSpace& space);

}  // namespace assay

#endif  // ASSAY_SERVICE_OPS_DISK_SPACE_H_
