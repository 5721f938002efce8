// RocksDB's engine for backups, opened one way by whoever makes and whoever deletes them.
#ifndef ASSAY_STORAGE_LEDGER_BACKUP_ENGINE_H_
#define ASSAY_STORAGE_LEDGER_BACKUP_ENGINE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "rocksdb/utilities/backup_engine.h"

namespace assay {

// Makes the directory, for its owner only, where there is none.
absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> OpenBackupEngine(const std::string& directory,
                                                                        rocksdb::Env* env);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_BACKUP_ENGINE_H_
