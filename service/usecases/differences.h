// Whether a create repeats what is recorded, and which fields say otherwise. Names of fields only, never values.
#ifndef ASSAY_SERVICE_USECASES_DIFFERENCES_H_
#define ASSAY_SERVICE_USECASES_DIFFERENCES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "service/domain/audit.h"
#include "service/domain/authority.h"
#include "service/domain/record.h"
#include "service/domain/scale.h"

namespace assay {

std::vector<std::string> Differences(const Authority& asked, const Authority& recorded);
std::vector<std::string> Differences(const Scale& asked, const Scale& recorded);
// The personal part is not compared here: it is not in the leaf. A scale asked for without a version matches any.
std::vector<std::string> Differences(const Audit& asked, const Audit& recorded);
// What a client can say of a record; both are of one type. A scale or crosswalk asked for without a version matches any
// of its name, a measure's scale or a review's number left out matches any, and the flag that the server sets is not
// compared.
std::vector<std::string> Differences(const Record& asked, const Record& recorded);

// Whether two entries of one record say the same, whatever version of it they are.
bool SameContent(const Record& a, const Record& b);
// Whether they are the same version in the same state, whatever they say.
bool SameVersion(const Record& a, const Record& b);

// ALREADY_EXISTS for the thing described ("audit plan-1"), one violation a field. `fields` must not be empty, and are
// those of the request's field `under`; of the request itself where that is empty.
absl::Status AlreadyExists(const std::string& what, const std::vector<std::string>& fields,
                           std::string_view under = "");

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_DIFFERENCES_H_
