// Sees every call begin and end, whichever service it is for: counts it, and tells whoever keeps the log.
//
// It stands before all adapters, so no adapter can forget it.
#ifndef ASSAY_SERVICE_RPC_CALL_OBSERVER_H_
#define ASSAY_SERVICE_RPC_CALL_OBSERVER_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "service/rpc/adapter.h"
#include "service/rpc/call_stats.h"

namespace assay {

// A call that has ended; lives as long as the one who is told looks at it. Nothing of what was asked or answered.
struct EndedCall {
  std::string_view service;
  std::string_view method;
  int code = 0;
  std::string principal;   // who called; empty: nobody known
  std::string request_id;  // ours, made anew for each call
  std::string trace_id;    // the caller's, from "traceparent"; empty: none
  int64_t duration_us = 0;
};

// From any thread; must be quick.
using CallListener = std::function<void(const EndedCall& call)>;

// Thread-safe.
class CallObserver {
 public:
  // A call under way.
  struct Begun {
    CallStats::Method* method;
    std::chrono::steady_clock::time_point at;
  };

  // `host` and `stats` outlive it; `listener` may be empty.
  CallObserver(const RpcHost& host, const CallStats& stats, CallListener listener);

  Begun Begin(std::string_view path) const;

  // Once for each call that began. `caller` is who was admitted; empty: nobody was, and it is looked up who asked. The
  // request id is for whoever saw a call fail, to name its line in the log; a call that did not may have none.
  std::string End(const Begun& call, const grpc::ServerContext& context, std::string_view caller,
                  grpc::StatusCode code) const;

 private:
  const RpcHost& host_;
  const CallStats& stats_;
  const CallListener listener_;
};

// The trace id of a W3C "traceparent" ("00-{32 hex digits}-{16}-{2}"); empty where it is none.
std::string_view TraceIdOf(std::string_view traceparent);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_CALL_OBSERVER_H_
