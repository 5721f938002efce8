// Readings of personal parts: recorded first, answered then.
#ifndef ASSAY_SERVICE_USECASES_PERSONAL_READS_H_
#define ASSAY_SERVICE_USECASES_PERSONAL_READS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "service/domain/token.h"
#include "service/usecases/house.h"

namespace assay {

// Records in the authority's second ledger that `actor` is about to read. `done` is called exactly once, from this
// thread or the committer's, and must not block: with OK once it is on disk. INVALID_ARGUMENT for a purpose that is no
// public code; UNAVAILABLE while writes are stopped. The authority must be one.
void RecordPersonalRead(const House& house, const PersonalRead& read, const std::string& actor,
                        std::function<void(const absl::Status&)> done);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_PERSONAL_READS_H_
