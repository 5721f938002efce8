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

// The purpose of what is recorded of a write that was compared with somebody else's personal part: its answer tells
// whether they are alike. Of several at once it names none.
inline constexpr char kComparison[] = "comparison";
WriteRequest::Beside ComparisonBeside(const std::vector<PersonalRead>& compared, const std::string& actor);

// Records in the authority's second ledger that `actor` is about to read. `done` is called exactly once, from this
// thread or the committer's, and must not block: with OK once it is on disk. INVALID_ARGUMENT for a purpose that is no
// public code; UNAVAILABLE while writes are stopped. The authority must be one.
void RecordPersonalRead(const House& house, const PersonalRead& read, const std::string& actor,
                        std::function<void(const absl::Status&)> done);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_PERSONAL_READS_H_
