// A few threads for what would keep the calls' own: reads that scan, backups, batches of audits. Nobody waits for them.
#ifndef ASSAY_SERVICE_RPC_READER_POOL_H_
#define ASSAY_SERVICE_RPC_READER_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "storage/mutex.h"

namespace assay {

class ReaderPool {
 public:
  struct Size {
    size_t threads = 0;
    size_t queued_max = 0;
  };

  explicit ReaderPool(Size size);
  // Runs what is queued, then stops.
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  // RESOURCE_EXHAUSTED, and the task is not run, where the queue is full. From any thread.
  [[nodiscard]] absl::Status Run(std::function<void()> task);

  // Runs it, however much is queued: for what is bounded elsewhere. From any thread.
  void Do(std::function<void()> task);

 private:
  void Work();
  // False, and nothing is queued, where as many are.
  bool Queue(std::function<void()> task, size_t queued_max);

  const size_t queued_max_;
  Mutex mutex_;
  Condition wake_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_READER_POOL_H_
