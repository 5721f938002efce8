#include "service/ops/periodic.h"

#include <utility>

namespace assay {

Periodic::Periodic(std::chrono::milliseconds interval, std::function<void()> work)
    : interval_(interval), work_(std::move(work)), thread_([this] { Loop(); }) {}

Periodic::~Periodic() {
  {
    MutexLock lock(&mutex_);
    ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void Periodic::Loop() {
  while (true) {
    work_();
    const auto next = std::chrono::steady_clock::now() + interval_;
    MutexLock lock(&mutex_);
    while (!ending_ && changed_.WaitUntil(&mutex_, next)) {
    }
    if (ending_) return;
  }
}

}  // namespace assay
