#include "tests/bench/disk_probe.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>

#include "tests/bench/latencies.h"

namespace assay::bench {

double MedianSyncMicroseconds(const std::string& directory, double seconds) {
  using Clock = std::chrono::steady_clock;
  const std::string path = directory + "/sync-probe";
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return -1;
  const std::string bytes(512, 'x');
  Latencies latencies;
  bool ok = true;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (ok && Clock::now() < end) {
    const auto start = Clock::now();
    ok = write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && fdatasync(file) == 0;
    latencies.Add(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
  }
  close(file);
  unlink(path.c_str());
  return ok ? latencies.At(0.5) : -1;
}

}  // namespace assay::bench
