// The gRPC server with all adapters and the standard health service.
//
// Calls of every method come off completion queues of its own (call_queue.h), and not by gRPC's callbacks: for those
// gRPC has two threads that take turns at the same sockets, and each answer contends with them. An echo by callback
// does 0.62 of the calls of one queue's thread, 64 in flight, and 0.84 one at a time (`./dev bench --only kinds`, 5
// turns each on a quiet machine; 0.77 and 0.76 on a busy one). assayd itself, the one after the other on the same
// machine (medians of 3 turns, bulk and import of one): 0.30 of an echo for 0.26, 64 in flight; 36,700 submits/s for
// 28,400 of 256 callers; 169,000/s for 143,000 in bulk; 143,000 rows/s for 130,000 imported.
#ifndef ASSAY_SERVICE_RPC_RPC_SERVER_H_
#define ASSAY_SERVICE_RPC_RPC_SERVER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/rpc/acceptor.h"
#include "service/rpc/adapter.h"
#include "service/rpc/call_observer.h"
#include "service/rpc/call_stats.h"
#include "service/rpc/health_service.h"
#include "service/rpc/listen_address.h"
#include "service/rpc/watch_hub.h"
#include "service/usecases/house.h"

namespace assay {

struct RpcServerOptions {
  std::vector<std::string> listen;  // at least one; see listen_address.h
  TlsFiles tls;
  LocalCallers local_callers = LocalCallers::kTrusted;
  // Told of every commit; outlives the server.
  WatchHub* watches = nullptr;
  // Threads that serve calls; 0: one for every two cores.
  size_t queues = 0;
  // Told of failures that are the server's own. From any thread; must not block for long.
  std::function<void(const absl::Status& status)> on_failure;
  // Told of every call that has ended; may be empty.
  CallListener on_call;
};

class RpcServer {
 public:
  // INVALID_ARGUMENT for an address that cannot be read, or is not of this machine while there is no TLS; UNAVAILABLE
  // where one cannot be had. `house` outlives the server.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(const House& house, RpcServerOptions options);

  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  // Where it listens, with the ports it got: "127.0.0.1:41873", "mtls://0.0.0.0:7171". In the order asked for.
  const std::vector<std::string>& addresses() const;

  const CallStats& stats() const;
  AcceptorFigures connections() const;

  // Whether connections are accepted: see Acceptor. Not once it drains.
  absl::Status Probe();

  // Not once it drains: from then on it does not serve.
  void SetHealth(Health health);

  // Refuses new calls, lets calls under way finish for up to the grace, then cuts the rest off. Returns when all is
  // quiet.
  void Drain(std::chrono::milliseconds grace);

 private:
  class Impl;
  explicit RpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_RPC_SERVER_H_
