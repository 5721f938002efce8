// Samples: the audits that were allocated, and which of them came back (DOMAIN rule 18).
#ifndef ASSAY_SERVICE_DOMAIN_SAMPLE_H_
#define ASSAY_SERVICE_DOMAIN_SAMPLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "service/domain/violation.h"

namespace assay {

struct Allocation {
  std::string audit;    // id
  std::string auditor;  // empty: not stated
  std::string due_date;

  bool operator==(const Allocation&) const = default;
};

struct Sample {
  std::string authority;  // id
  std::string id;
  std::string title;
  std::string practice_area;
  int audit_type = 0;       // an assay.v1.AuditType, unknown values included until Validate refuses them
  int sampling_method = 0;  // an assay.v1.SamplingMethod, likewise
  uint32_t frame_size = 0;  // 0: not known
  std::string drawn_on;
  std::vector<Allocation> allocations;

  bool operator==(const Sample&) const = default;
};

// Fields are named as in assay.v1.Sample ("allocations[3].due_date"). An audit allocated twice is DUPLICATE; a frame
// smaller than the allocations is OUT_OF_RANGE.
Violations Validate(const Sample& sample);

// How much of a sample has come back.
struct SampleCoverage {
  std::string sample;  // id
  uint32_t allocated = 0;
  uint32_t returned = 0;
  uint32_t withdrawn = 0;
  uint32_t frame_size = 0;

  bool operator==(const SampleCoverage&) const = default;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_SAMPLE_H_
