// The RocksDB settings of a ledger, each with its reason. Measured on RocksDB 7.8.3.
#ifndef ASSAY_STORAGE_LEDGER_OPTIONS_H_
#define ASSAY_STORAGE_LEDGER_OPTIONS_H_

#include <cstddef>

#include "rocksdb/options.h"

namespace assay {

// Bytes of checksum that travel with each key and value from the batch to the memtable.
inline constexpr size_t kProtectionBytesPerKey = 8;

enum class Family { kDefault, kLeaves, kPersonal, kTiles, kSummaries };

// `env` must not be null. Creating the database is left to the caller to allow.
rocksdb::DBOptions DatabaseOptions(rocksdb::Env* env);

rocksdb::ColumnFamilyOptions FamilyOptions(Family family);

// Every write is on disk before it returns.
rocksdb::WriteOptions SyncedWrite();

// One key.
rocksdb::ReadOptions PointRead();

// Many keys in order, once.
rocksdb::ReadOptions SequentialRead();

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_OPTIONS_H_
