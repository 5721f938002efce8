// `assayd restore`. Wiring: knows every layer.
#ifndef ASSAY_SERVICE_RESTORE_H_
#define ASSAY_SERVICE_RESTORE_H_

#include "absl/status/status.h"
#include "service/server/command_line.h"

namespace assay {

// Restores a backup into a data directory that is empty or not there: copies it, begins a new epoch, erases again what
// was erased since, checks everything, and only then gives the ledger its name; so a restoration that is cut short is
// never served. Prints what was restored.
absl::Status Restore(const RestoreCommand& command);

}  // namespace assay

#endif  // ASSAY_SERVICE_RESTORE_H_
