// What every command that opens the ledgers of a data directory begins with. Wiring: knows every layer.
#ifndef ASSAY_SERVICE_WIRING_H_
#define ASSAY_SERVICE_WIRING_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/usecases/facts_fold.h"
#include "storage/ledger/ledger.h"

namespace assay {

// Where in a data directory the ledgers are, and where they are while a restoration is not complete.
std::string LedgerDirectory(const std::string& data_directory);
std::string PartialLedgerDirectory(const std::string& data_directory);

// For its owner only; OK where it is there.
absl::Status CreateDataDirectory(const std::string& directory);

// The options of a Ledger whose entries are folded.
LedgerOptions FoldedInto(FactsFold* fold, std::string directory);

struct OpenOptions {
  FactsFold* fold = nullptr;  // null where nobody asks for figures; else outlives the ledger
  std::function<void(std::string_view ledger)> on_growth;
  std::string erasures_copy;
};

// Opens the ledgers of a data directory. Errors as CheckLedgerNotTaken, Ledger::Open and
// FactsFold::BeginServing.
absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const std::string& data_directory, OpenOptions options);

}  // namespace assay

#endif  // ASSAY_SERVICE_WIRING_H_
