#include "service/ops/disk_space.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

constexpr uint64_t kGiB = uint64_t{1} << 30;

TEST(DiskSpaceTest, ASmallDiskIsNearlyFullBelowOneGibibyte) {
  EXPECT_EQ(CheckDiskSpace({.free_bytes = kGiB, .size_bytes = 10 * kGiB}), absl::OkStatus());
  EXPECT_EQ(CheckDiskSpace({.free_bytes = kGiB - 1, .size_bytes = 10 * kGiB}).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(CheckDiskSpace({.free_bytes = 0, .size_bytes = 0}).ok());
}

TEST(DiskSpaceTest, ALargeDiskIsNearlyFullBelowATwentieth) {
  EXPECT_EQ(CheckDiskSpace({.free_bytes = 50 * kGiB, .size_bytes = 1'000 * kGiB}), absl::OkStatus());
  EXPECT_FALSE(CheckDiskSpace({.free_bytes = 49 * kGiB, .size_bytes = 1'000 * kGiB}).ok());
}

TEST(DiskSpaceTest, ADirectoryThatIsNotThereSaysNothing) {
  EXPECT_TRUE(DiskSpaceOf("/").ok());
  EXPECT_EQ(DiskSpaceOf("/nowhere/at/all").status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace assay
