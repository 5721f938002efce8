// Samples: audits allocated, and which of them came back (DOMAIN rule 18).
#ifndef ASSAY_SERVICE_USECASES_SAMPLES_H_
#define ASSAY_SERVICE_USECASES_SAMPLES_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "assay/v1/sample_service.pb.h"
#include "service/usecases/records.h"

namespace assay {

// As PutRecord.
void CreateSample(const House& house, const AskedRecord<Sample>& asked, const WriteContext& context, PutDone done);

// How much of the sample has come back by the revision. It looks each audit up: for the reader pool.
absl::StatusOr<SampleCoverage> CoverageAt(const House& house, const Sample& sample, uint32_t revision);

// NOT_FOUND for the authority or sample; INVALID_ARGUMENT for the day; else as ResolveReadAt. For the reader pool.
absl::StatusOr<v1::GetSampleResponse> GetSample(const House& house, const v1::GetSampleRequest& request);
absl::StatusOr<v1::ListSamplesResponse> ListSamples(const House& house, const v1::ListSamplesRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_SAMPLES_H_
