#include "service/server/data_directory.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace assay {
namespace {

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

}  // namespace

absl::Status CheckLedgerNotTaken(const std::string& data_directory) {
  if (Exists(data_directory + "/ledger.partial")) {
    return absl::FailedPreconditionError(data_directory +
                                         " holds a restoration that was cut short: empty it and restore again");
  }
  if (!Exists(data_directory + "/signing.key")) return absl::OkStatus();
  if (Exists(data_directory + "/ledger/mark") || Exists(data_directory + "/ledger/rocksdb/CURRENT")) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      data_directory +
      " has a signing key, so it had a ledger; database and mark are both missing: restore them from the same backup. "
      "For a new deployment, name a directory that is empty");
}

bool IsWithin(const std::string& directory, const std::string& other) {
  std::error_code none;
  const auto path = std::filesystem::weakly_canonical(directory, none);
  const auto around = std::filesystem::weakly_canonical(other, none);
  return std::mismatch(around.begin(), around.end(), path.begin(), path.end()).first == around.end();
}

}  // namespace assay
