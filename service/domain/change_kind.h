// What kind of entry a revision of an audit is.
#ifndef ASSAY_SERVICE_DOMAIN_CHANGE_KIND_H_
#define ASSAY_SERVICE_DOMAIN_CHANGE_KIND_H_

#include <cstdint>

namespace assay {

// Values equal assay.v1.ChangeKind. kNone: the entry is of no audit.
enum class ChangeKind : uint8_t {
  kNone = 0,
  kSubmitted = 1,
  kCorrected = 2,
  kModerated = 3,
  kWithdrawn = 4,
  kErased = 5,
  kActionAdded = 6,
  kActionCompleted = 7,
  kRiskAcknowledged = 8,
};

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_CHANGE_KIND_H_
