// A few threads for what would keep the calls' own: reads that scan, backups, batches of audits. Nobody waits for them.
// Who asks for much takes turns with the others.
#ifndef ASSAY_SERVICE_RPC_READER_POOL_H_
#define ASSAY_SERVICE_RPC_READER_POOL_H_

#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "storage/fair_queue.h"
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

  using Task = std::function<void()>;

  // RESOURCE_EXHAUSTED, and the task is not run, where the queue is full, or half full of what this one asked for. From
  // any thread.
  [[nodiscard]] absl::Status Run(const std::string& actor, Task task);

  // Runs it in this one's turn, however much is queued: for what is bounded elsewhere, or has been begun. From any
  // thread.
  void Do(const std::string& actor, Task task);

 private:
  void Work();

  const size_t queued_max_;
  Mutex mutex_;
  Condition wake_;
  FairQueue<Task> waiting_ ABSL_GUARDED_BY(mutex_){/*turn=*/1};
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_READER_POOL_H_
