// The operator's TLS files as connections are made with them: copies in memory, of files that hold together.
//
// gRPC reads files again when they change, whatever is in them, and 1.51 aborts the process where one is empty, as a
// file is for a moment while it is written anew.
#ifndef ASSAY_SERVICE_SERVER_SERVED_TLS_FILES_H_
#define ASSAY_SERVICE_SERVER_SERVED_TLS_FILES_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "service/server/log.h"
#include "service/server/tls_files.h"

namespace assay {

class ServedTlsFiles {
 public:
  using Say = std::function<void(LogLevel level, const std::string& message)>;

  // `say` is told why the files do not hold together, once for each reason, and of a certificate that soon expires.
  ServedTlsFiles(const TlsPaths& paths, Say say);
  ~ServedTlsFiles();
  ServedTlsFiles(const ServedTlsFiles&) = delete;
  ServedTlsFiles& operator=(const ServedTlsFiles&) = delete;

  // Of the copies; empty where no file was given. What lies there changes, always whole; while the files do not hold
  // together it is something that no connection can be made with.
  TlsPaths served() const;

  // Reads the files again. One thread at a time.
  void Look();

  // False while no connection can be made for what the files hold. From any thread.
  bool holds() const { return paths_[0].empty() || serving_.load(std::memory_order_relaxed); }

  // When the certificate that was served last expires, in seconds since 1970; 0: there was none. From any thread.
  int64_t expires_at() const { return expires_at_.load(std::memory_order_relaxed); }

 private:
  static constexpr size_t kFiles = 3;
  using Contents = std::array<std::string, kFiles>;

  enum class Ending { kFar, kSoon, kExpired };

  void Read();
  absl::Status Serve(const Contents& contents);
  void WarnOfExpiry();

  const std::array<std::string, kFiles> paths_;
  const Say say_;
  std::array<int, kFiles> served_ = {-1, -1, -1};  // descriptors, which stay the same
  Contents seen_;
  std::atomic<bool> serving_ = false;  // what was seen, and not something that no connection can be made with
  std::string told_;                   // of what is amiss
  std::atomic<int64_t> expires_at_ = 0;
  Ending told_ending_ = Ending::kFar;  // of the certificate that is served
};

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_SERVED_TLS_FILES_H_
