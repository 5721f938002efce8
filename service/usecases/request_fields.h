// What is wrong with a request, gathered under the names its fields have there.
#ifndef ASSAY_SERVICE_USECASES_REQUEST_FIELDS_H_
#define ASSAY_SERVICE_USECASES_REQUEST_FIELDS_H_

#include <string_view>

#include "absl/status/status.h"
#include "service/domain/violation.h"

namespace assay {

// Moves the violations of the thing itself under the request's field that holds it: "title" to "authority.title".
void AddUnder(std::string_view parent, const Violations& found, Violations& all);

// What the converter found wrong with a thing and what the domain did, under the field that holds it. A malformed
// resource name makes the id empty: what the domain says of that was said already, better.
Violations AllViolations(std::string_view parent, const Violations& shape, Violations found);

// The refusal of a write that things as they stand do not allow: INVALID_ARGUMENT where a field is at fault,
// FAILED_PRECONDITION where none is; ALREADY_EXISTS where the reason says that.
absl::Status ToStatus(const Refused& refused);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_REQUEST_FIELDS_H_
