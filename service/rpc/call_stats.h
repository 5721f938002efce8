// How many calls of each method began and ended, how, and how long they took. A call costs a few relaxed additions.
//
// Thread-safety: all methods may be called from any thread. What is read while calls go on is of about that moment.
#ifndef ASSAY_SERVICE_RPC_CALL_STATS_H_
#define ASSAY_SERVICE_RPC_CALL_STATS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

class CallStats {
 public:
  // gRPC's status codes, 0 to 16.
  static constexpr size_t kCodes = 17;
  // Upper ends of the buckets, in microseconds; a last one without an end follows.
  static constexpr std::array<int64_t, 14> kBucketEndsUs = {500,       1'000,     2'500,     5'000,     10'000,
                                                            25'000,    50'000,    100'000,   250'000,   500'000,
                                                            1'000'000, 2'500'000, 5'000'000, 10'000'000};

  // One method's figures.
  struct Method {
    std::string service;  // "assay.v1.AuditService"
    std::string name;     // "SubmitAudit"
    std::string type;     // "unary", "client_stream", "server_stream" or "bidi_stream"
    std::atomic<uint64_t> started = 0;
    std::atomic<uint64_t> received = 0;  // messages
    std::atomic<uint64_t> sent = 0;
    std::array<std::atomic<uint64_t>, kCodes> handled = {};
    std::array<std::atomic<uint64_t>, kBucketEndsUs.size() + 1> took = {};  // calls in each bucket alone
    std::atomic<uint64_t> took_us = 0;                                      // of all together

    // A call has ended. A code that is none counts as UNKNOWN.
    void End(int code, int64_t duration_us);
  };

  // Counts the methods of these services ("assay.v1.AuditService", as protobuf knows them), and everything else that is
  // called as one further method, named "other".
  explicit CallStats(const std::vector<std::string>& services);

  // The method of a path, "/assay.v1.AuditService/SubmitAudit". Never null; lives as long as the CallStats.
  Method* Find(std::string_view path) const;

  const std::vector<std::unique_ptr<Method>>& methods() const { return methods_; }

 private:
  std::vector<std::unique_ptr<Method>> methods_;  // the last one is "other"
  std::map<std::string, Method*, std::less<>> by_path_;
};

// "OK", "NOT_FOUND": as gRPC writes it.
std::string_view CodeName(int code);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_CALL_STATS_H_
