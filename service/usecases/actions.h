// What is to be done because of audits, across one authority. Adding, completing and acknowledging are changes of an
// audit: see changes.h.
#ifndef ASSAY_SERVICE_USECASES_ACTIONS_H_
#define ASSAY_SERVICE_USECASES_ACTIONS_H_

#include "absl/status/statusor.h"
#include "assay/v1/action_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// Unacknowledged risks first, by the day somebody was told; then actions by due date. An owner's list holds the risks
// that were told to them. Pages, as page.h. It reads every audit that has an action: for the reader pool. NOT_FOUND for
// the authority; INVALID_ARGUMENT for the day; else as ResolveReadAt.
absl::StatusOr<v1::ListActionsResponse> ListActions(const House& house, const v1::ListActionsRequest& request,
                                                    const Caller& caller);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_ACTIONS_H_
