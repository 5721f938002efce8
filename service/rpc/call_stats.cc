#include "service/rpc/call_stats.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

namespace assay {
namespace {

constexpr int kUnknown = 2;

constexpr std::array<std::string_view, CallStats::kCodes> kCodeNames = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

size_t Known(int code) { return code < 0 || code >= static_cast<int>(CallStats::kCodes) ? kUnknown : code; }

const char* TypeOf(const google::protobuf::MethodDescriptor& method) {
  if (method.client_streaming()) return method.server_streaming() ? "bidi_stream" : "client_stream";
  return method.server_streaming() ? "server_stream" : "unary";
}

}  // namespace

void CallStats::Method::End(int code, int64_t duration_us) {
  handled[Known(code)].fetch_add(1, std::memory_order_relaxed);
  const auto* bucket = std::lower_bound(kBucketEndsUs.begin(), kBucketEndsUs.end(), duration_us);
  took[bucket - kBucketEndsUs.begin()].fetch_add(1, std::memory_order_relaxed);
  took_us.fetch_add(std::max<int64_t>(duration_us, 0), std::memory_order_relaxed);
}

CallStats::CallStats(const std::vector<std::string>& services) {
  for (const std::string& name : services) {
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor& method = *service->method(i);
      auto counted = std::make_unique<Method>();
      counted->service = name;
      counted->name = method.name();
      counted->type = TypeOf(method);
      by_path_["/" + name + "/" + method.name()] = counted.get();
      methods_.push_back(std::move(counted));
    }
  }
  // One for all: a stranger may invent as many names as they like.
  auto other = std::make_unique<Method>();
  other->service = "other";
  other->name = "other";
  other->type = "unary";
  methods_.push_back(std::move(other));
}

CallStats::Method* CallStats::Find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? methods_.back().get() : found->second;
}

std::string_view CodeName(int code) { return kCodeNames[Known(code)]; }

}  // namespace assay
