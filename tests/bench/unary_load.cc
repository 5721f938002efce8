#include "tests/bench/unary_load.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <vector>

#include "tests/bench/latencies.h"

namespace assay::bench {
namespace {

using Clock = std::chrono::steady_clock;

double MicrosecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

// One of the calls in flight.
struct Call {
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer answer;
  grpc::Status status;
  Clock::time_point started;
};

class Runner {
 public:
  explicit Runner(const UnaryLoad& load)
      : load_(load),
        stub_(grpc::CreateChannel(load.endpoint, grpc::InsecureChannelCredentials())),
        next_number_(load.first_number) {}

  UnaryResult Run() {
    const Clock::time_point begin = Clock::now();
    const Clock::time_point end = begin + std::chrono::duration_cast<Clock::duration>(Seconds(load_.seconds));
    std::vector<Call> calls(load_.in_flight);
    for (Call& call : calls) Start(call);
    size_t open = calls.size();
    void* tag = nullptr;
    bool ok = false;
    while (open > 0 && queue_.Next(&tag, &ok)) {
      Call& call = *static_cast<Call*>(tag);
      Count(call);
      if (Clock::now() < end) {
        Start(call);
      } else {
        --open;
      }
    }
    result_.seconds = MicrosecondsSince(begin) / 1e6;
    result_.p50_us = answered_.At(0.5);
    result_.p99_us = answered_.At(0.99);
    result_.refused_p99_us = refused_.At(0.99);
    queue_.Shutdown();
    while (queue_.Next(&tag, &ok)) {
    }
    return std::move(result_);
  }

 private:
  using Seconds = std::chrono::duration<double>;

  void Start(Call& call) {
    const grpc::Slice slice(load_.request(next_number_++));
    const grpc::ByteBuffer request(&slice, 1);
    call.context = std::make_unique<grpc::ClientContext>();
    call.context->set_deadline(std::chrono::system_clock::now() +
                               std::chrono::duration_cast<std::chrono::microseconds>(Seconds(load_.deadline_seconds)));
    call.context->set_wait_for_ready(true);
    call.answer.Clear();
    call.started = Clock::now();
    call.reader = stub_.PrepareUnaryCall(call.context.get(), load_.method, request, &queue_);
    call.reader->StartCall();
    call.reader->Finish(&call.answer, &call.status, &call);
  }

  void Count(Call& call) {
    const double took_us = MicrosecondsSince(call.started);
    if (call.status.ok()) {
      ++result_.answered;
      answered_.Add(took_us);
      if (result_.last_answer.empty()) result_.last_answer = BytesOf(call.answer);
      return;
    }
    result_.last_failure = call.status.error_message();
    if (call.status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      ++result_.refused;
      refused_.Add(took_us);
    } else {
      ++result_.failed;
    }
  }

  static std::string BytesOf(const grpc::ByteBuffer& buffer) {
    std::vector<grpc::Slice> slices;
    std::string bytes;
    if (!buffer.Dump(&slices).ok()) return bytes;
    for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    return bytes;
  }

  const UnaryLoad& load_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  uint64_t next_number_;
  UnaryResult result_;
  Latencies answered_;
  Latencies refused_;
};

}  // namespace

UnaryResult RunUnaryLoad(const UnaryLoad& load) { return Runner(load).Run(); }

}  // namespace assay::bench
