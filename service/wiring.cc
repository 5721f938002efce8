#include "service/wiring.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "service/records/leaf_codec.h"
#include "service/server/data_directory.h"
#include "service/usecases/house.h"

namespace assay {

void Fold::Apply(std::string_view ledger, uint32_t revision, const Leaf& leaf, void* decoded) {
  if (decoded != nullptr) {
    Event& known = *static_cast<Event*>(decoded);
    CompleteEvent(revision, leaf.header, known);
    return facts_->Apply(ledger, known);
  }
  absl::StatusOr<Event> event = DecodeEvent(revision, leaf);
  if (!event.ok()) {
    if (serving_) std::abort();
    if (status_.ok()) {
      status_ = absl::DataLossError("ledger " + std::string(ledger) + ", revision " + std::to_string(revision) + ": " +
                                    std::string(event.status().message()));
    }
    return;
  }
  facts_->Apply(ledger, *event);
}

std::string LedgerDirectory(const std::string& data_directory) { return data_directory + "/ledger"; }

std::string PartialLedgerDirectory(const std::string& data_directory) { return data_directory + "/ledger.partial"; }

absl::Status CreateDataDirectory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return absl::FailedPreconditionError("cannot create " + directory + ": " + std::strerror(errno));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const std::string& data_directory, OpenOptions options) {
  if (absl::Status status = CheckLedgerNotTaken(data_directory); !status.ok()) return status;
  return Ledger::Open({.directory = LedgerDirectory(data_directory),
                       .schema = LeafSchema(),
                       .observer = std::move(options.observer),
                       .on_growth = std::move(options.on_growth),
                       .erasures_copy = std::move(options.erasures_copy)});
}

}  // namespace assay
