#include "service/rpc/reader_pool.h"

#include <limits>
#include <utility>

namespace assay {

ReaderPool::ReaderPool(Size size) : queued_max_(size.queued_max) {
  for (size_t i = 0; i < size.threads; ++i) threads_.emplace_back([this] { Work(); });
}

ReaderPool::~ReaderPool() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

absl::Status ReaderPool::Run(std::function<void()> task) {
  if (Queue(std::move(task), queued_max_)) return absl::OkStatus();
  return absl::ResourceExhaustedError("too many reads are waiting; try again");
}

void ReaderPool::Do(std::function<void()> task) { Queue(std::move(task), std::numeric_limits<size_t>::max()); }

bool ReaderPool::Queue(std::function<void()> task, size_t queued_max) {
  {
    MutexLock lock(&mutex_);
    if (queue_.size() >= queued_max) return false;
    queue_.push_back(std::move(task));
  }
  wake_.NotifyOne();
  return true;
}

void ReaderPool::Work() {
  while (true) {
    std::function<void()> task;
    {
      MutexLock lock(&mutex_);
      while (queue_.empty() && !stopping_) wake_.Wait(&mutex_);
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace assay
