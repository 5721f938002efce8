#include "service/rpc/call_observer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <utility>

#include "service/rpc/principal.h"

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kTraceParent[] = "traceparent";
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

}  // namespace

CallObserver::CallObserver(const RpcHost& host, const CallStats& stats, CallListener listener)
    : host_(host), stats_(stats), listener_(std::move(listener)) {}

CallObserver::Begun CallObserver::Begin(std::string_view path) const {
  CallStats::Method* const method = stats_.Find(path);
  method->started.fetch_add(1, std::memory_order_relaxed);
  return {.method = method, .at = Clock::now()};
}

std::string CallObserver::End(const Begun& call, const grpc::ServerContext& context, std::string_view caller,
                              grpc::StatusCode code) const {
  const int64_t duration_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - call.at).count();
  call.method->End(code, duration_us);
  if (code == grpc::StatusCode::OK && !listener_) return "";
  std::string request_id = Hex(NextRequest());
  if (!listener_) return request_id;
  EndedCall ended{.service = call.method->service,
                  .method = call.method->name,
                  .code = code,
                  .principal = std::string(caller),
                  .request_id = request_id,
                  .duration_us = duration_us};
  if (caller.empty()) {
    const absl::StatusOr<Principal> principal = Authenticate(host_, context);
    if (principal.ok()) ended.principal = principal->actor();
  }
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kTraceParent);
  if (found != metadata.end()) ended.trace_id = TraceIdOf({found->second.data(), found->second.size()});
  listener_(ended);
  return request_id;
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
