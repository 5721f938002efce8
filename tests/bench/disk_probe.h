// What the disk costs by itself.
#ifndef ASSAY_TESTS_BENCH_DISK_PROBE_H_
#define ASSAY_TESTS_BENCH_DISK_PROBE_H_

#include <string>

namespace assay::bench {

// The median time of appending 512 bytes to a file in the directory and fdatasync, in microseconds; -1: it failed.
double MedianSyncMicroseconds(const std::string& directory, double seconds);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_DISK_PROBE_H_
