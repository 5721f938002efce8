#include "storage/ledger/rocksdb_status.h"

#include "absl/strings/str_cat.h"

namespace assay {

absl::Status ToStatus(const rocksdb::Status& status) {
  switch (status.code()) {
    case rocksdb::Status::kOk:
      return absl::OkStatus();
    case rocksdb::Status::kCorruption:
    // Every key that we read was written: that it is missing is damage.
    case rocksdb::Status::kNotFound:
      return absl::DataLossError("the storage is damaged");
    case rocksdb::Status::kInvalidArgument:
    case rocksdb::Status::kNotSupported:
      return absl::InternalError("the storage refused the operation");
    default:
      return absl::UnavailableError("the storage failed");
  }
}

absl::Status Explain(const rocksdb::Status& status) {
  const absl::Status plain = ToStatus(status);
  return plain.ok() ? plain : absl::Status(plain.code(), absl::StrCat(plain.message(), ": ", status.ToString()));
}

}  // namespace assay
