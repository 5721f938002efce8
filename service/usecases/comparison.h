// One question put to several authorities. For the reader pool: it scans the facts of each.
#ifndef ASSAY_SERVICE_USECASES_COMPARISON_H_
#define ASSAY_SERVICE_USECASES_COMPARISON_H_

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// All are asked on one scale: where the measure names none, or no version, the only one that any of them resolves it
// to. Grades compare across scales only through a recorded crosswalk, so an authority that grades on another scale has
// its grades counted as ungraded, "other-scale", and one that holds no scale at all has nothing graded.
//
// Where none are named, all that the caller sees. Errors as GetStatement, PERMISSION_DENIED for one that it does not
// see, and INVALID_ARGUMENT: OUT_OF_RANGE on "read_at" for a revision, which is of one ledger only;
// DUPLICATE; AMBIGUOUS_SCALE where the authorities use several; TOO_LONG beyond limits::kCompared (FAILED_PRECONDITION
// where none are named and there are more).
absl::StatusOr<v1::CompareStatementsResponse> CompareStatements(const House& house,
                                                                const v1::CompareStatementsRequest& request,
                                                                const Caller& caller);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_COMPARISON_H_
