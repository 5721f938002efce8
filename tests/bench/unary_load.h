// Calls one method again and again, so many at a time, and says how quick they were.
#ifndef ASSAY_TESTS_BENCH_UNARY_LOAD_H_
#define ASSAY_TESTS_BENCH_UNARY_LOAD_H_

#include <cstdint>
#include <functional>
#include <string>

namespace assay::bench {

struct UnaryLoad {
  std::string endpoint;
  std::string method;  // "/assay.v1.AuditService/SubmitAudit"
  // The serialised request of the nth call.
  std::function<std::string(uint64_t number)> request;
  uint64_t first_number = 0;
  uint32_t in_flight = 1;
  double seconds = 1;
  double deadline_seconds = 30;
};

struct UnaryResult {
  uint64_t answered = 0;  // with OK
  uint64_t refused = 0;   // with RESOURCE_EXHAUSTED
  uint64_t failed = 0;    // with anything else
  double seconds = 0;     // from the first call to the last answer
  double p50_us = 0;      // of those answered OK
  double p99_us = 0;
  double refused_p99_us = 0;
  std::string last_answer;   // serialised
  std::string last_failure;  // what the server said
};

UnaryResult RunUnaryLoad(const UnaryLoad& load);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_UNARY_LOAD_H_
