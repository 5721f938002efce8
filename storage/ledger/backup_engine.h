// RocksDB's engine for backups, opened one way by whoever makes and whoever deletes them.
#ifndef ASSAY_STORAGE_LEDGER_BACKUP_ENGINE_H_
#define ASSAY_STORAGE_LEDGER_BACKUP_ENGINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "rocksdb/utilities/backup_engine.h"

namespace assay {

// Open for writing, with the directory's lock: two at once would give out one number twice.
class BackupWriter {
 public:
  // Makes the directory, for its owner only, where there is none. FAILED_PRECONDITION: another process writes there.
  static absl::StatusOr<std::unique_ptr<BackupWriter>> Lock(const std::string& directory, rocksdb::Env* env);
  ~BackupWriter();
  BackupWriter(const BackupWriter&) = delete;
  BackupWriter& operator=(const BackupWriter&) = delete;

  // DATA_LOSS: what is said of a backup is damaged, whose files RocksDB would delete.
  absl::Status OpenEngine();
  rocksdb::BackupEngine& engine() { return *engine_; }

  // Of what the engine says of backups: once one is made, of all that have none, and before one is deleted.
  absl::Status WriteMissingChecks();
  rocksdb::Status DeleteCheck(uint32_t number);
  // What is said of a backup, of which nothing is to be read.
  rocksdb::Status DeleteDescription(uint32_t number);

 private:
  absl::Status WriteCheck(uint32_t number);
  BackupWriter(std::string directory, rocksdb::Env* env) : directory_(std::move(directory)), env_(env) {}

  const std::string directory_;
  rocksdb::Env* const env_;
  rocksdb::FileLock* lock_ = nullptr;
  std::unique_ptr<rocksdb::BackupEngine> engine_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_BACKUP_ENGINE_H_
