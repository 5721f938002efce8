// What every command that opens the ledgers of a data directory begins with. Wiring: knows every layer.
#ifndef ASSAY_SERVICE_WIRING_H_
#define ASSAY_SERVICE_WIRING_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/facts/facts.h"
#include "storage/ledger/ledger.h"
#include "storage/merkle/leaf.h"

namespace assay {

// Folds every entry into the facts. An entry that cannot be decoded must not be left out of a figure in silence: the
// first such is remembered, and the server does not serve.
class Fold {
 public:
  explicit Fold(Facts* facts) : facts_(facts) {}

  // An Observer. `decoded` is null or the Event of the leaf, but for what the leaf's header says.
  void Apply(std::string_view ledger, uint32_t revision, const Leaf& leaf, void* decoded);

  // What went wrong with the entries on disk. Call once Open has returned and before anything is committed.
  const absl::Status& BeginServing() {
    serving_ = true;
    return status_;
  }

 private:
  Facts* const facts_;
  absl::Status status_;
  bool serving_ = false;
};

// Where in a data directory the ledgers are, and where they are while a restoration is not complete.
std::string LedgerDirectory(const std::string& data_directory);
std::string PartialLedgerDirectory(const std::string& data_directory);

// For its owner only; OK where it is there.
absl::Status CreateDataDirectory(const std::string& directory);

struct OpenOptions {
  Observer observer;
  std::function<void(std::string_view ledger)> on_growth;
  std::string erasures_copy;
};

// Opens the ledgers of a data directory. Errors as CheckLedgerNotTaken and Ledger::Open.
absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const std::string& data_directory, OpenOptions options);

}  // namespace assay

#endif  // ASSAY_SERVICE_WIRING_H_
