#include "service/rpc/call_observer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <random>
#include <utility>

#include "service/rpc/principal.h"

namespace assay {
namespace {

using grpc::experimental::InterceptionHookPoints;
using Clock = std::chrono::steady_clock;

constexpr char kTraceParent[] = "traceparent";
constexpr char kRequestId[] = "request-id";
// "00-" and what follows.
constexpr size_t kTraceIdAt = 3;
constexpr size_t kTraceIdDigits = 32;
constexpr size_t kTraceParentBytes = 55;

std::string Hex(uint64_t value) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (size_t i = 16; i-- > 0; value >>= 4) text[i] = kDigits[value & 15];
  return text;
}

// Numbers calls from a place chosen at start, so that the ids of two runs differ.
uint64_t NextRequest() {
  static std::atomic<uint64_t> next = (uint64_t{std::random_device()()} << 32);
  return next.fetch_add(1, std::memory_order_relaxed);
}

class CallObserver final : public grpc::experimental::Interceptor {
 public:
  CallObserver(grpc::experimental::ServerRpcInfo* info, CallStats::Method* method, const RpcHost& host,
               const CallListener& listener)
      : info_(info), method_(method), host_(host), listener_(listener), began_(Clock::now()) {
    method_->started.fetch_add(1, std::memory_order_relaxed);
  }

  ~CallObserver() override {
    // Cut off before it was answered.
    if (!ended_) method_->End(grpc::StatusCode::CANCELLED, Elapsed());
  }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) End(methods);
    methods->Proceed();
  }

 private:
  int64_t Elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_).count();
  }

  void End(grpc::experimental::InterceptorBatchMethods* methods) {
    if (ended_) return;
    ended_ = true;
    const int code = methods->GetSendStatus().error_code();
    const int64_t duration_us = Elapsed();
    method_->End(code, duration_us);
    if (code == grpc::StatusCode::OK && !listener_) return;
    std::string request_id = Hex(NextRequest());
    if (code != grpc::StatusCode::OK) methods->GetSendTrailingMetadata()->emplace(kRequestId, request_id);
    if (!listener_) return;
    EndedCall call{.service = method_->service,
                   .method = method_->name,
                   .code = code,
                   .request_id = std::move(request_id),
                   .duration_us = duration_us};
    DescribeCaller(call);
    listener_(call);
  }

  void DescribeCaller(EndedCall& call) const {
    const auto* context = static_cast<const grpc::CallbackServerContext*>(info_->server_context());
    if (const absl::StatusOr<Principal> principal = Authenticate(host_, *context); principal.ok()) {
      call.principal = principal->actor();
    }
    const auto& metadata = context->client_metadata();
    const auto found = metadata.find(kTraceParent);
    if (found != metadata.end()) call.trace_id = TraceIdOf({found->second.data(), found->second.size()});
  }

  grpc::experimental::ServerRpcInfo* const info_;
  CallStats::Method* const method_;
  const RpcHost& host_;
  const CallListener& listener_;
  const Clock::time_point began_;
  bool ended_ = false;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  Factory(const RpcHost& host, CallStats* stats, CallListener listener)
      : host_(host), stats_(stats), listener_(std::move(listener)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override {
    return new CallObserver(info, stats_->Find(info->method()), host_, listener_);
  }

 private:
  const RpcHost& host_;
  CallStats* const stats_;
  const CallListener listener_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewCallObserver(const RpcHost& host,
                                                                                       CallStats* stats,
                                                                                       CallListener listener) {
  return std::make_unique<Factory>(host, stats, std::move(listener));
}

std::string_view TraceIdOf(std::string_view traceparent) {
  if (traceparent.size() < kTraceParentBytes || traceparent[2] != '-') return {};
  const std::string_view id = traceparent.substr(kTraceIdAt, kTraceIdDigits);
  if (traceparent[kTraceIdAt + kTraceIdDigits] != '-') return {};
  const bool is_hex =
      std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  const bool is_zero = std::all_of(id.begin(), id.end(), [](char c) { return c == '0'; });
  return is_hex && !is_zero ? id : std::string_view();
}

}  // namespace assay
