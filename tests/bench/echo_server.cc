#include "tests/bench/echo_server.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace assay::bench {
namespace {

// More than a client ever has in flight, so that a call never waits for one to be asked for.
constexpr int kCallsWaiting = 1'024;

class QueueServer {
 public:
  QueueServer(const std::string& answer, std::function<void(size_t count)> before_answers)
      : before_answers_(std::move(before_answers)) {
    const grpc::Slice slice(answer);
    answer_ = grpc::ByteBuffer(&slice, 1);
  }

  // The port; 0: cannot listen.
  int Start() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterAsyncGenericService(&service_);
    queue_ = builder.AddCompletionQueue();
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return 0;
    for (int i = 0; i < kCallsWaiting; ++i) (new Call(this))->Await();
    thread_ = std::thread([this] { Serve(); });
    return port;
  }

  void Stop() {
    server_->Shutdown(std::chrono::system_clock::now());
    queue_->Shutdown();
    thread_.join();
  }

 private:
  // One call at a time: awaited, read, answered, and awaited anew.
  class Call {
   public:
    explicit Call(QueueServer* server) : server_(server) {}

    void Await() {
      state_ = State::kAwaited;
      context_ = std::make_unique<grpc::GenericServerContext>();
      stream_ = std::make_unique<grpc::GenericServerAsyncReaderWriter>(context_.get());
      server_->service_.RequestCall(context_.get(), stream_.get(), server_->queue_.get(), server_->queue_.get(), this);
    }

    void Answer() {
      state_ = State::kAnswering;
      stream_->WriteAndFinish(server_->answer_, grpc::WriteOptions(), grpc::Status::OK, this);
    }

    // False: there is nothing more for this call to do.
    bool Advance(bool ok) {
      switch (state_) {
        case State::kAwaited:
          if (!ok) return false;
          state_ = State::kReading;
          stream_->Read(&request_, this);
          return true;
        case State::kReading:
          if (!server_->before_answers_) {
            Answer();
          } else {
            server_->group_.push_back(this);
          }
          return true;
        case State::kAnswering:
          Await();
          return true;
      }
      return false;
    }

   private:
    enum class State { kAwaited, kReading, kAnswering };

    QueueServer* const server_;
    State state_ = State::kAwaited;
    std::unique_ptr<grpc::GenericServerContext> context_;
    std::unique_ptr<grpc::GenericServerAsyncReaderWriter> stream_;
    grpc::ByteBuffer request_;
  };

  void Serve() {
    void* tag = nullptr;
    bool ok = false;
    while (true) {
      const gpr_timespec until = group_.empty() ? gpr_inf_future(GPR_CLOCK_MONOTONIC) : gpr_time_0(GPR_CLOCK_MONOTONIC);
      const auto next = queue_->AsyncNext(&tag, &ok, until);
      if (next == grpc::CompletionQueue::SHUTDOWN) return;
      if (next == grpc::CompletionQueue::TIMEOUT) {
        before_answers_(group_.size());
        for (Call* const call : group_) call->Answer();
        group_.clear();
        continue;
      }
      auto* const call = static_cast<Call*>(tag);
      if (!call->Advance(ok)) delete call;
    }
  }

  const std::function<void(size_t count)> before_answers_;
  std::vector<Call*> group_;  // read, and not answered
  grpc::ByteBuffer answer_;
  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::thread thread_;
};

class CallbackServer {
 public:
  explicit CallbackServer(const std::string& answer) : service_(answer) {}

  // The port; 0: cannot listen.
  int Start() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    return server_ == nullptr ? 0 : port;
  }

  void Stop() { server_->Shutdown(std::chrono::system_clock::now()); }

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(const grpc::ByteBuffer& answer) : answer_(answer) { StartRead(&request_); }
    void OnReadDone(bool) override { StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK); }
    void OnDone() override { delete this; }

   private:
    const grpc::ByteBuffer& answer_;
    grpc::ByteBuffer request_;
  };

  class Service final : public grpc::CallbackGenericService {
   public:
    explicit Service(const std::string& answer) {
      const grpc::Slice slice(answer);
      answer_ = grpc::ByteBuffer(&slice, 1);
    }
    grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
      return new Reactor(answer_);
    }

   private:
    grpc::ByteBuffer answer_;
  };

  Service service_;
  std::unique_ptr<grpc::Server> server_;
};

template <typename Server>
int Run(Server&& server) {
  const int port = server.Start();
  if (port == 0) return 1;
  std::printf("echo ready on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  server.Stop();
  return 0;
}

}  // namespace

int RunEchoServer(EchoKind kind, const std::string& answer, std::function<void(size_t count)> before_answers) {
  return kind == EchoKind::kQueue ? Run(QueueServer(answer, std::move(before_answers))) : Run(CallbackServer(answer));
}

}  // namespace assay::bench
