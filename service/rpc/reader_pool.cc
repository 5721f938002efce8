#include "service/rpc/reader_pool.h"

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

absl::Status ReaderPool::Run(const std::string& actor, Task task) {
  {
    MutexLock lock(&mutex_);
    if (waiting_.size() >= queued_max_ || waiting_.CostOf(actor) >= (queued_max_ + 1) / 2) {
      return absl::ResourceExhaustedError("too many reads are waiting; try again");
    }
    waiting_.Push(actor, /*cost=*/1, std::move(task));
  }
  wake_.NotifyOne();
  return absl::OkStatus();
}

void ReaderPool::Do(const std::string& actor, Task task) {
  {
    MutexLock lock(&mutex_);
    waiting_.Push(actor, /*cost=*/1, std::move(task));
  }
  wake_.NotifyOne();
}

void ReaderPool::Work() {
  while (true) {
    Task task;
    {
      MutexLock lock(&mutex_);
      while (waiting_.empty() && !stopping_) wake_.Wait(&mutex_);
      if (waiting_.empty()) return;
      task = waiting_.Pop();
    }
    task();
  }
}

}  // namespace assay
