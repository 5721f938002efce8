#include "storage/ledger/rocksdb_status.h"

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

}  // namespace assay
