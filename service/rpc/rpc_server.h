// The gRPC server with all adapters and the standard health service.
//
// It serves by callbacks, and is the slower for it: an echo by callback does 0.62 of the calls that one
// completion-queue thread does, 64 in flight, and 0.84 one at a time (`./dev bench --only kinds`, 5 turns each on a
// quiet machine; 0.77 and 0.76 on a busy one). Half of that is that gRPC has two threads for callbacks, which take
// turns at the same sockets; a queue beside them gains nothing, for they go on. Against that stands that every adapter
// is a function from request to answer, with no states of its own.
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
  // Told of failures that are the server's own. From any thread; must not block for long.
  std::function<void(const absl::Status& status)> on_failure;
  // Told of every call that has ended; may be empty.
  CallListener on_call;
};

// What the standard health service answers.
enum class Health { kServing, kNotServing };

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
