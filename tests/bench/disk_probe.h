// What the disk costs by itself.
#ifndef ASSAY_TESTS_BENCH_DISK_PROBE_H_
#define ASSAY_TESTS_BENCH_DISK_PROBE_H_

#include <cstddef>
#include <string>

namespace assay::bench {

// A file that 512 bytes are appended to, as to a log. It is gone when this is.
class ProbeFile {
 public:
  explicit ProbeFile(const std::string& directory);
  ~ProbeFile();
  ProbeFile(const ProbeFile&) = delete;
  ProbeFile& operator=(const ProbeFile&) = delete;

  // Appends as many times 512 bytes, and waits for one fdatasync. False: it failed.
  bool Append(size_t count = 1) const;

 private:
  const std::string path_;
  const int file_;
};

// The median time of an Append in the directory, in microseconds; -1: it failed.
double MedianSyncMicroseconds(const std::string& directory, double seconds);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_DISK_PROBE_H_
