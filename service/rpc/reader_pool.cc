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
    const auto own = waiting_.find(actor);
    if (queued_ >= queued_max_ || (own != waiting_.end() && own->second.size() >= (queued_max_ + 1) / 2)) {
      return absl::ResourceExhaustedError("too many reads are waiting; try again");
    }
    Queue(actor, std::move(task));
  }
  wake_.NotifyOne();
  return absl::OkStatus();
}

void ReaderPool::Do(Task task) {
  {
    MutexLock lock(&mutex_);
    Queue("", std::move(task));
  }
  wake_.NotifyOne();
}

void ReaderPool::Queue(const std::string& actor, Task task) {
  std::deque<Task>& own = waiting_[actor];
  if (own.empty()) turns_.push_back(actor);
  own.push_back(std::move(task));
  ++queued_;
}

void ReaderPool::Work() {
  while (true) {
    Task task;
    {
      MutexLock lock(&mutex_);
      while (turns_.empty() && !stopping_) wake_.Wait(&mutex_);
      if (turns_.empty()) return;
      const auto own = waiting_.find(turns_.front());
      task = std::move(own->second.front());
      own->second.pop_front();
      --queued_;
      if (own->second.empty()) {
        waiting_.erase(own);
      } else {
        turns_.push_back(turns_.front());
      }
      turns_.pop_front();
    }
    task();
  }
}

}  // namespace assay
