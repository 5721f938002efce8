// Many audits over one SubmitAudits stream, batch after batch, each counted when its answer is here.
#ifndef ASSAY_TESTS_BENCH_BULK_LOAD_H_
#define ASSAY_TESTS_BENCH_BULK_LOAD_H_

#include <cstdint>
#include <string>

#include "tests/bench/audit_maker.h"

namespace assay::bench {

struct BulkLoad {
  std::string endpoint;
  MakerOptions maker;
  uint64_t first_number = 0;
  uint64_t audits = 1'000;
  uint32_t batch_audits = 1'000;
};

struct BulkResult {
  uint64_t added = 0;
  uint64_t refused = 0;
  double seconds = 0;
  std::string failure;  // what ended the stream early; empty: nothing
};

// A batch is of one authority; batches go round the authorities.
BulkResult RunBulkLoad(const BulkLoad& load);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_BULK_LOAD_H_
