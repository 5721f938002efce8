// What must hold of a data directory before its ledger is opened.
#ifndef ASSAY_SERVICE_SERVER_DATA_DIRECTORY_H_
#define ASSAY_SERVICE_SERVER_DATA_DIRECTORY_H_

#include <string>

#include "absl/status/status.h"

namespace assay {

// Tells a first start from a ledger that was taken away whole: the signing key is made only once there is a ledger, so
// a key beside neither database nor mark is no first start, and a new, empty ledger must not be begun in its place.
// Nor is half a restoration to be taken for one. FAILED_PRECONDITION, saying what is missing and what to do.
absl::Status CheckLedgerNotTaken(const std::string& data_directory);

// Whether the one directory is the other, or somewhere within it, links followed.
bool IsWithin(const std::string& directory, const std::string& other);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_DATA_DIRECTORY_H_
