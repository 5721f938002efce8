#include "tests/bench/disk_probe.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>

#include "tests/bench/latencies.h"

namespace assay::bench {

ProbeFile::ProbeFile(const std::string& directory)
    : path_(directory + "/probe-" + std::to_string(getpid())),
      file_(open(path_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600)) {}

ProbeFile::~ProbeFile() {
  if (file_ < 0) return;
  close(file_);
  unlink(path_.c_str());
}

bool ProbeFile::Append(size_t count) const {
  const std::string bytes(512 * count, '\0');
  return write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && fdatasync(file_) == 0;
}

double MedianSyncMicroseconds(const std::string& directory, double seconds) {
  using Clock = std::chrono::steady_clock;
  const ProbeFile file(directory);
  Latencies latencies;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (Clock::now() < end) {
    const auto start = Clock::now();
    if (!file.Append()) return -1;
    latencies.Add(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
  }
  return latencies.At(0.5);
}

}  // namespace assay::bench
