// Readings of personal parts: recorded first, answered then.
#ifndef ASSAY_SERVICE_USECASES_PERSONAL_READS_H_
#define ASSAY_SERVICE_USECASES_PERSONAL_READS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "service/domain/token.h"
#include "service/usecases/house.h"

namespace assay {

// Records in the authority's second ledger that `actor` is about to read. `done` is called exactly once, from this
// thread or the committer's, and must not block: with OK once it is on disk. INVALID_ARGUMENT for a purpose that is no
// public code; UNAVAILABLE while writes are stopped. The authority must be one.
void RecordPersonalRead(const House& house, const PersonalRead& read, const std::string& actor,
                        std::function<void(const absl::Status&)> done);

// The purpose of what is recorded of a write that was compared with somebody else's personal part: its answer tells
// whether they are alike.
inline constexpr char kComparison[] = "comparison";

// The same for several of one authority, which may be none: recorded all or none.
void RecordPersonalReads(const House& house, const std::vector<PersonalRead>& reads, const std::string& actor,
                         std::function<void(const absl::Status&)> done);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_PERSONAL_READS_H_
