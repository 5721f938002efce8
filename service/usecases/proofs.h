// Proof for whoever trusts neither the server nor its operator.
#ifndef ASSAY_SERVICE_USECASES_PROOFS_H_
#define ASSAY_SERVICE_USECASES_PROOFS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/ledger_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// The ledger that "authorities/{authority}" or "authorities/{authority}/access" names. NOT_FOUND for the authority, or
// while nobody has read a personal part of its audits.
absl::StatusOr<std::string> FindLedger(const House& house, const std::string& parent);

// NOT_FOUND as FindLedger; FAILED_PRECONDITION (NOT_YET) for a size or revision not reached; INVALID_ARGUMENT for
// one that makes no sense. They may read tiles from disk: for the reader pool.
absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const House& house, const v1::GetCheckpointRequest& request);
absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(const House& house,
                                                                const v1::GetInclusionProofRequest& request);
absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(const House& house,
                                                                    const v1::GetConsistencyProofRequest& request);

// Proof that the entry is in its ledger as it was at that size, 0 for as it is now. Quick for a recent entry: its
// hashes are in memory.
absl::StatusOr<v1::InclusionProof> ProveInclusion(const House& house, const std::string& ledger, uint32_t revision,
                                                  uint32_t size);

// Which leaves a reader wants: those after `after`, up to `last` (0: as far as there are).
struct LeafSpan {
  std::string ledger;
  uint32_t after = 0;
  uint32_t last = 0;
};

// The next leaves of the span, as many as make a message; empty where there are none yet.
absl::StatusOr<v1::WatchLedgerResponse> NextLeaves(const House& house, const LeafSpan& span);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_PROOFS_H_
