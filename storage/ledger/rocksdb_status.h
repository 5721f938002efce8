// RocksDB's statuses as ours: the one mapping.
#ifndef ASSAY_STORAGE_LEDGER_ROCKSDB_STATUS_H_
#define ASSAY_STORAGE_LEDGER_ROCKSDB_STATUS_H_

#include "absl/status/status.h"
#include "rocksdb/status.h"

namespace assay {

// DATA_LOSS for damage, UNAVAILABLE for everything the disk or the system may do to us, INTERNAL for calls that RocksDB
// refuses. The message says nothing of paths or keys, so it may travel to a client.
absl::Status ToStatus(const rocksdb::Status& status);

// The same with RocksDB's own words, paths included: for who opens a data directory, its operator.
absl::Status Explain(const rocksdb::Status& status);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_ROCKSDB_STATUS_H_
