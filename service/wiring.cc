#include "service/wiring.h"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/domain/limits.h"
#include "service/records/leaf_codec.h"
#include "service/server/data_directory.h"
#include "service/server/secret_file.h"
#include "service/usecases/house.h"
#include "storage/ledger/files.h"

namespace assay {

std::string LedgerDirectory(const std::string& data_directory) { return data_directory + "/ledger"; }

std::string PartialLedgerDirectory(const std::string& data_directory) { return data_directory + "/ledger.partial"; }

absl::Status CreateDataDirectory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) == 0) return SyncDirectory(ParentOf(directory));
  if (errno == EEXIST) return absl::OkStatus();
  return absl::FailedPreconditionError("cannot create " + directory + ": " + std::strerror(errno));
}

LedgerOptions FoldedInto(FactsFold* fold, std::string directory) {
  LedgerOptions options;
  options.directory = std::move(directory);
  options.schema = LeafSchema();
  options.observer = fold->observer();
  options.summaries = fold->summaries();
  return options;
}

namespace {

// RocksDB writes what its logs hold into tables when it opens, and aborts the process where the disk has no room.
absl::Status CheckRoomToOpen(const std::string& ledger_directory) {
  constexpr uint64_t kBesideLogs = 1u << 20;
  uint64_t wanted = kBesideLogs;
  std::error_code failed;
  for (const auto& file : std::filesystem::directory_iterator(ledger_directory + "/rocksdb", failed)) {
    if (file.path().extension() != ".log") continue;
    const uint64_t bytes = file.file_size(failed);
    if (!failed) wanted += bytes;
  }
  const std::filesystem::space_info space = std::filesystem::space(ledger_directory, failed);
  if (failed || space.available >= wanted) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(ledger_directory, ": the disk is full: ", space.available,
                                                    " bytes are free; opening the ledgers takes ", wanted));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const std::string& data_directory, OpenOptions asked) {
  if (absl::Status status = CheckLedgerNotTaken(data_directory); !status.ok()) return status;
  if (absl::Status status = CheckRoomToOpen(LedgerDirectory(data_directory)); !status.ok()) return status;
  LedgerOptions options;
  if (asked.fold != nullptr) {
    options = FoldedInto(asked.fold, LedgerDirectory(data_directory));
  } else {
    options.directory = LedgerDirectory(data_directory);
    options.schema = LeafSchema();
  }
  options.queued_proposals_max = limits::kQueuedProposals;
  options.queued_bytes_max = limits::kQueuedBytes;
  options.queued_time_max = std::chrono::milliseconds(limits::kQueuedMs);
  options.on_growth = std::move(asked.on_growth);
  options.erasures_copy = std::move(asked.erasures_copy);
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(std::move(options));
  if (!ledger.ok() || asked.fold == nullptr) return ledger;
  if (absl::Status status = asked.fold->BeginServing(); !status.ok()) return status;
  return ledger;
}

}  // namespace assay
