// Which revision a read is answered at.
#ifndef ASSAY_SERVICE_USECASES_READ_AT_H_
#define ASSAY_SERVICE_USECASES_READ_AT_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/read.pb.h"
#include "service/usecases/house.h"

namespace assay {

// The revision of the authority's ledger that `read_at` asks for. Its entries can be read, and its facts are folded.
// FAILED_PRECONDITION (NOT_YET) for a revision not reached yet; INVALID_ARGUMENT (NOT_YET) for a time in the future.
absl::StatusOr<uint32_t> ResolveReadAt(const House& house, std::string_view authority, const v1::ReadAt& read_at);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_READ_AT_H_
