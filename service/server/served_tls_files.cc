#include "service/server/served_tls_files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include "service/server/whole_file.h"

namespace assay {
namespace {

constexpr size_t kFileBytesMax = 4u << 20;
// Time enough to have a certificate renewed by hand.
constexpr int64_t kSoonSeconds = 14 * 24 * 3'600;
constexpr char kNothing[] = "no connection can be made with this\n";

// A file of this process alone; -1: it cannot be had.
int FileInMemory(const std::string& bytes) {
  const int fd = memfd_create("assayd-tls", MFD_CLOEXEC);
  if (fd < 0) return -1;
  if (fchmod(fd, 0600) == 0 && write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())) return fd;
  close(fd);
  return -1;
}

std::string PathOf(int fd) { return fd < 0 ? "" : "/proc/self/fd/" + std::to_string(fd); }

}  // namespace

ServedTlsFiles::ServedTlsFiles(const TlsPaths& paths, Say say)
    : paths_{paths.certificate, paths.key, paths.client_ca}, say_(std::move(say)) {
  for (size_t i = 0; i < kFiles; ++i) {
    if (!paths_[i].empty()) served_[i] = FileInMemory(kNothing);
  }
  Look();
}

ServedTlsFiles::~ServedTlsFiles() {
  for (const int fd : served_) {
    if (fd >= 0) close(fd);
  }
}

TlsPaths ServedTlsFiles::served() const {
  return {.certificate = PathOf(served_[0]), .key = PathOf(served_[1]), .client_ca = PathOf(served_[2])};
}

void ServedTlsFiles::Look() {
  if (paths_[0].empty()) return;
  Read();
  WarnOfExpiry();
}

void ServedTlsFiles::WarnOfExpiry() {
  const int64_t left = expires_at() - std::time(nullptr);
  const Ending ending = left <= 0 ? Ending::kExpired : left <= kSoonSeconds ? Ending::kSoon : Ending::kFar;
  if (!serving_ || std::exchange(told_ending_, ending) == ending) return;
  if (ending == Ending::kExpired)
    say_(LogLevel::kError, paths_[0] + ": the certificate has expired; clients refuse it");
  if (ending == Ending::kSoon) {
    say_(LogLevel::kWarning,
         paths_[0] + ": the certificate expires in " + std::to_string(left / 3'600) + " hours; renew it");
  }
}

void ServedTlsFiles::Read() {
  Contents contents;
  absl::Status status;
  std::error_code failed;
  for (size_t i = 0; i < kFiles; ++i) {
    if (paths_[i].empty()) continue;
    // A pipe would be waited for.
    std::optional<std::string> whole;
    if (std::filesystem::is_regular_file(paths_[i], failed)) whole = ReadWhole(paths_[i], kFileBytesMax);
    if (!whole) status = absl::FailedPreconditionError(paths_[i] + " is no file that can be read, or is too long");
    contents[i] = std::move(whole).value_or("");
  }
  // The files themselves each time: who may read the key is told of them alone, and what was amiss may have passed.
  if (status.ok()) status = CheckTlsFiles({.certificate = paths_[0], .key = paths_[1], .client_ca = paths_[2]});
  if (status.ok() && serving_ && contents == seen_) return;
  if (status.ok()) status = Serve(contents);
  if (status.ok()) {
    expires_at_.store(ExpiryOf(contents[0]).value_or(0), std::memory_order_relaxed);
    told_ending_ = Ending::kFar;
  }
  const bool had_served = serving_.exchange(status.ok());
  seen_ = std::move(contents);
  if (had_served && !serving_) Serve({kNothing, kNothing, kNothing}).IgnoreError();
  const std::string amiss(status.message());
  if (std::exchange(told_, amiss) != amiss && !status.ok()) {
    say_(LogLevel::kError, "no connection can be made over TLS: " + amiss);
  }
}

absl::Status ServedTlsFiles::Serve(const Contents& contents) {
  std::array<int, kFiles> made = {-1, -1, -1};
  absl::Status status;
  for (size_t i = 0; i < kFiles; ++i) {
    if (paths_[i].empty()) continue;
    made[i] = FileInMemory(contents[i]);
    if (made[i] < 0) status = absl::UnavailableError("there is no memory for a copy of " + paths_[i]);
  }
  // What was checked, which need not be what lies there now, is what was read.
  const TlsPaths copies = {.certificate = PathOf(made[0]), .key = PathOf(made[1]), .client_ca = PathOf(made[2])};
  if (status.ok() && contents[0] != kNothing) status = CheckTlsFiles(copies);
  for (size_t i = 0; i < kFiles; ++i) {
    if (made[i] < 0) continue;
    // In the place of the one before, in one step.
    if (status.ok() && dup3(made[i], served_[i], O_CLOEXEC) < 0) status = absl::UnavailableError("no descriptor");
    close(made[i]);
  }
  return status;
}

}  // namespace assay
