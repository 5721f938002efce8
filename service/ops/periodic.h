// Something done again and again on a thread of its own.
#ifndef ASSAY_SERVICE_OPS_PERIODIC_H_
#define ASSAY_SERVICE_OPS_PERIODIC_H_

#include <chrono>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "storage/mutex.h"

namespace assay {

class Periodic {
 public:
  // Does it at once, and then each time the interval has passed since it was done.
  Periodic(std::chrono::milliseconds interval, std::function<void()> work);
  // Waits for what is under way; it is not done again.
  ~Periodic();
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

 private:
  void Loop();

  const std::chrono::milliseconds interval_;
  const std::function<void()> work_;
  Mutex mutex_;
  Condition changed_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace assay

#endif  // ASSAY_SERVICE_OPS_PERIODIC_H_
