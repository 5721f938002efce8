// Backups of a data directory's ledgers, made while they are open, and restoring one into a new directory.
//
// A backup is RocksDB's own (BackupEngine): files that several backups need are kept once, each with its checksum. With
// it goes a BackupNote: the mark as it was before the backup began, which the backup therefore reaches. A backup holds
// personal parts, and never the signing key.
//
// The directory of backups also holds a list of erasures (see erasure_list.h), which restoring brings to bear, and a
// checksum of what RocksDB says of each backup. Where one does not fit, that backup is damaged, and of the others none
// can be made or deleted before it is: nobody knows which files are its.
//
// Thread-safety: one call at a time for one directory of backups.
#ifndef ASSAY_STORAGE_LEDGER_BACKUP_H_
#define ASSAY_STORAGE_LEDGER_BACKUP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/store/v1/store.pb.h"
#include "storage/ledger/ledger.h"

namespace assay {

// The newest one where a number is asked for; where that is damaged, DATA_LOSS.
inline constexpr uint32_t kLatestBackup = 0;

struct Backup {
  uint32_t number = 0;  // rises with each backup of a directory
  int64_t created_at_us = 0;
  uint64_t size_bytes = 0;  // of its files, shared or not
  store::v1::BackupNote note;
  bool is_damaged = false;  // then only its number is known
};

// All there are, damaged ones among them, the oldest first; nothing where there is no such directory. `env` null: the
// default one.
absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& directory, rocksdb::Env* env);

// Reads every file of the backup. NOT_FOUND: there is no such backup. DATA_LOSS: a file is missing or damaged.
absl::StatusOr<Backup> VerifyBackup(const std::string& directory, uint32_t number, rocksdb::Env* env);

// Deletes the backup and the files that no other needs. NOT_FOUND: there is no such backup. FAILED_PRECONDITION:
// another process writes there. DATA_LOSS: what is said of another backup is damaged.
absl::Status DeleteBackup(const std::string& directory, uint32_t number, rocksdb::Env* env);

struct RestorePlan {
  std::string backups;              // the directory of backups
  uint32_t number = kLatestBackup;  // which
  std::string target;               // for the ledger; must not be there, or be empty
  uint32_t epoch = 0;               // that begins; later than the backup's, else the one after that
};

// Copies a backup, once its checksums are found good, to the target, with a mark that it reaches and the list of
// erasures; the deployment is in the new epoch then. What was erased since the backup is still there: replay it before
// anybody reads. NOT_FOUND: there is no such backup. FAILED_PRECONDITION: the target is there. DATA_LOSS: the backup,
// or the list, is damaged.
absl::StatusOr<Backup> RestoreBackup(const RestorePlan& plan, rocksdb::Env* env);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_BACKUP_H_
