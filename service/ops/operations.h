// What runs beside a server to watch it: the checks that say whether it is ready, health that follows them, the guard
// of the disk, and the HTTP endpoint that answers operators.
#ifndef ASSAY_SERVICE_OPS_OPERATIONS_H_
#define ASSAY_SERVICE_OPS_OPERATIONS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/ops/disk_guard.h"
#include "service/ops/ops_server.h"
#include "service/ops/periodic.h"
#include "service/ops/scrubber.h"
#include "service/rpc/rpc_server.h"
#include "service/server/log.h"
#include "service/server/served_tls_files.h"
#include "storage/ledger/ledger.h"

namespace assay {

// All outlive the Operations.
struct Watched {
  Ledger& ledger;
  RpcServer& server;
  Log& log;
  const ServedTlsFiles& tls;
  std::string data_directory;
};

class Operations {
 public:
  // Answers operators on `listen`, where it is not empty. Errors as OpsServer::Start.
  static absl::StatusOr<std::unique_ptr<Operations>> Start(const Watched& watched, const std::string& listen);

  ~Operations();
  Operations(const Operations&) = delete;
  Operations& operator=(const Operations&) = delete;

  // From now on the server is not ready; health is the server's own to set.
  void BeginDraining();

 private:
  explicit Operations(const Watched& watched);

  ReadyChecks Checks();
  void LookAtConnections();
  // Tells the log, once, why writes have stopped, and the server whether it is healthy.
  void LookAtHealth();
  // Warns of what has become more since the last look.
  void WarnOf(const std::string& what, uint64_t count, uint64_t& last_count);
  std::string Metrics() const;

  const Watched watched_;
  std::atomic<bool> draining_ = false;
  std::atomic<bool> accepts_ = true;
  DiskGuard disk_;
  Scrubber scrubber_;
  const ReadyChecks checks_;
  // As the log was last told: two of them of the thread of accept_watch_ alone, one of that of health_.
  uint64_t cut_ = 0;
  uint64_t refused_ = 0;
  bool stopped_ = false;
  std::unique_ptr<Periodic> disk_watch_;
  std::unique_ptr<Periodic> accept_watch_;
  std::unique_ptr<Periodic> scrub_;
  std::unique_ptr<Periodic> health_;
  std::unique_ptr<OpsServer> http_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_OPS_OPERATIONS_H_
