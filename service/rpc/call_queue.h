// Serves calls: one thread, and one of gRPC's completion queues, for every two cores.
#ifndef ASSAY_SERVICE_RPC_CALL_QUEUE_H_
#define ASSAY_SERVICE_RPC_CALL_QUEUE_H_

#include <grpcpp/alarm.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "service/rpc/adapter.h"
#include "service/rpc/call.h"
#include "service/rpc/call_observer.h"
#include "storage/mutex.h"

namespace assay {

// Methods by their path: "/assay.v1.AuditService/GetAudit".
using MethodsByPath = std::map<std::string, Method, std::less<>>;

class CallQueue {
 public:
  // Everything outlives the queue, whose calls are this service's: the server's only one.
  struct Serving {
    const RpcHost& host;
    const MethodsByPath& methods;
    const CallObserver& observer;
    grpc::AsyncGenericService& service;
  };

  CallQueue(const Serving& serving, std::unique_ptr<grpc::ServerCompletionQueue> queue);
  // Stopped, or never started.
  ~CallQueue();
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  // Once the server has started.
  void Start();
  // Once the server has been shut down: returns when the last call is gone. A task posted after that is not run.
  void Stop();

  // See Call::Post.
  void Post(std::function<void()> task);

 private:
  friend class Call;

  void Await();
  void Serve();
  void TakePosted();
  void RunTasks();
  void Tick();
  void ShutDownWhenEmpty();
  // Without those that asked for ticks.
  size_t CallsUnderWay() const;

  const Serving serving_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  grpc::Alarm bell_;  // wakes the thread
  std::thread thread_;
  std::thread::id thread_id_;
  // Of the thread alone: calls there are, those awaited among them.
  size_t calls_ = 0;
  bool stopping_ = false;
  std::deque<std::function<void()>> tasks_;  // taken, and not run yet
  std::set<Call*> ticked_;
  std::map<std::string, int> streams_;  // how many of them each caller has
  std::chrono::steady_clock::time_point ticked_at_;

  Mutex mutex_;
  std::vector<std::function<void()>> posted_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_CALL_QUEUE_H_
