// HTTP for who watches the server: /metrics, /livez and /readyz, on loopback only.
//
//   /livez    "ok" while the process can answer at all; it asks nothing and touches no disk
//   /readyz   200 while every check holds, else 503 and what does not; ?verbose names every check
//   /metrics  figures for Prometheus
#ifndef ASSAY_SERVICE_OPS_OPS_SERVER_H_
#define ASSAY_SERVICE_OPS_OPS_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// Something that must hold for the server to be of use.
struct ReadyCheck {
  std::string name;  // "ledger"
  // OK, or why not, in words for an operator. From any thread.
  std::function<absl::Status()> check;
};

using ReadyChecks = std::vector<ReadyCheck>;

bool IsReady(const ReadyChecks& checks);

struct OpsServerOptions {
  std::string listen;  // "127.0.0.1:0", "[::1]:7172"; port 0 picks a free one
  ReadyChecks checks;
  std::function<std::string()> metrics;  // the text; from any thread
};

// INVALID_ARGUMENT for an address that is no loopback address.
absl::Status CheckOpsAddress(const std::string& address);

class OpsServer {
 public:
  // As CheckOpsAddress; UNAVAILABLE where it cannot be had.
  static absl::StatusOr<std::unique_ptr<OpsServer>> Start(OpsServerOptions options);

  // Waits for requests under way.
  ~OpsServer();
  OpsServer(const OpsServer&) = delete;
  OpsServer& operator=(const OpsServer&) = delete;

  // With the port it got: "127.0.0.1:41873".
  const std::string& address() const;

 private:
  class Impl;
  explicit OpsServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_OPS_OPS_SERVER_H_
