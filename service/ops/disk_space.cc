#include "service/ops/disk_space.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "service/domain/limits.h"

namespace assay {
namespace {

constexpr uint64_t kMiB = 1u << 20;

}  // namespace

absl::StatusOr<DiskSpace> DiskSpaceOf(const std::string& directory) {
  struct statvfs info {};
  if (statvfs(directory.c_str(), &info) != 0) {
    return absl::UnavailableError(absl::StrCat("the disk does not say how much is free: ", std::strerror(errno)));
  }
  return DiskSpace{.free_bytes = uint64_t{info.f_bavail} * info.f_frsize,
                   .size_bytes = uint64_t{info.f_blocks} * info.f_frsize};
}

absl::Status CheckDiskSpace(const DiskSpace& space) {
  const uint64_t wanted = std::max(limits::kFreeDiskBytes, space.size_bytes / 100 * limits::kFreeDiskPercent);
  if (space.free_bytes >= wanted) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("the disk is nearly full: ", space.free_bytes / kMiB,
                                                   " MiB free, at least ", wanted / kMiB, " MiB wanted"));
}

}  // namespace assay
