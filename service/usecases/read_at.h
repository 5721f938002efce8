// Which revision a read is answered at.
#ifndef ASSAY_SERVICE_USECASES_READ_AT_H_
#define ASSAY_SERVICE_USECASES_READ_AT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/read.pb.h"
#include "service/usecases/house.h"

namespace assay {

// The revision of the authority's ledger that `read_at` asks for. Its entries can be read, and its facts are folded.
// FAILED_PRECONDITION (NOT_YET) for a revision not reached yet; INVALID_ARGUMENT (NOT_YET) for a time in the future.
absl::StatusOr<uint32_t> ResolveReadAt(const House& house, std::string_view authority, const v1::ReadAt& read_at);

// The time, in microseconds since 1970-01-01 UTC, that `read_at` asks for; nullopt: latest. For a question across
// ledgers, each of which counts its own revisions: INVALID_ARGUMENT (OUT_OF_RANGE) for a revision, and for a time as
// ResolveReadAt.
absl::StatusOr<std::optional<int64_t>> ResolveReadTime(const House& house, const v1::ReadAt& read_at);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_READ_AT_H_
