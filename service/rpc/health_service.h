// gRPC's standard health service. Anybody may ask, without a deadline; it tells of the whole server only.
#ifndef ASSAY_SERVICE_RPC_HEALTH_SERVICE_H_
#define ASSAY_SERVICE_RPC_HEALTH_SERVICE_H_

#include <atomic>

#include "service/rpc/call.h"
#include "service/rpc/watch_hub.h"

namespace assay {

// What the health service answers.
enum class Health { kServing, kNotServing };

// Thread-safe. Outlives the calls of its methods.
class HealthService {
 public:
  Health health() const { return health_; }
  // Whoever watches is told of changes alone.
  void Set(Health health);
  // It does not serve from now on, which whoever watches is told last.
  void Stop();

  Methods methods();

 private:
  std::atomic<Health> health_ = Health::kServing;
  std::atomic<bool> stopped_ = false;
  WatchHub watches_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_HEALTH_SERVICE_H_
