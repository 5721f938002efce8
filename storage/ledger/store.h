// The RocksDB database of a data directory: opening it safely, and the few operations a ledger needs.
//
//   <directory>/LOCK     held while open
//   <directory>/rocksdb/ the database
//
// Thread-safety: all methods may be called from any thread. Every rocksdb::Status is looked at here and goes no
// further.
#ifndef ASSAY_STORAGE_LEDGER_STORE_H_
#define ASSAY_STORAGE_LEDGER_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/store/v1/store.pb.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"
#include "storage/ledger/keys.h"
#include "storage/mutex.h"

namespace assay {

// One entry as it stands on disk. Lives until the scan goes on.
struct StoredEntry {
  EntryKey key;
  std::string_view leaf;
  std::string_view personal;  // empty: none
};

// The head row of one ledger.
struct StoredHead {
  uint32_t ledger_number = 0;
  store::v1::Head head;
};

class Store;

// What one group writes: all of it or nothing. Not thread-safe.
class StoreBatch {
 public:
  // `store` must outlive the batch.
  explicit StoreBatch(const Store* store);

  void PutHead(uint32_t ledger_number, const store::v1::Head& head);

  // No personal row is written for an empty personal part.
  void PutEntry(const StoredEntry& entry);

 private:
  friend class Store;

  void Note(const rocksdb::Status& status);

  const Store* const store_;
  rocksdb::WriteBatch batch_;
  rocksdb::Status failure_;  // the first
};

class Store {
 public:
  // Opens or creates. `env` must not be null and outlives the Store.
  // FAILED_PRECONDITION: in use, or of a newer format. DATA_LOSS: damaged, or parts are missing. Messages are for the
  // operator and may name paths.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& directory, rocksdb::Env* env);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // An entry that must be there: DATA_LOSS if not.
  absl::StatusOr<std::string> ReadLeaf(const EntryKey& key) const;

  // Empty: none.
  absl::StatusOr<std::string> ReadPersonal(const EntryKey& key) const;

  // Every head row, by ledger number. DATA_LOSS for a row that is no head.
  absl::StatusOr<std::vector<StoredHead>> ReadHeads() const;

  // Calls `visit` for every leaf, by ledger number and revision, until it answers an error. DATA_LOSS for a personal
  // part without a leaf.
  absl::Status Scan(const std::function<absl::Status(const StoredEntry&)>& visit) const;

  // Returns after the sync. After an error the outcome is unknown and nothing more may be written.
  absl::Status Write(StoreBatch* batch);

  // RocksDB's own words about the latest failure; empty: none. For the log only: may name paths.
  std::string last_error() const;

 private:
  friend class StoreBatch;

  Store(std::string directory, rocksdb::Env* env) : directory_(std::move(directory)), env_(env) {}

  std::string database_path() const { return directory_ + "/rocksdb"; }
  absl::Status MakeDirectories();
  absl::Status TakeLock();
  // Whether a database is there. DATA_LOSS where only parts of one are.
  absl::StatusOr<bool> FindDatabase() const;
  absl::Status OpenDatabase();
  // Reads the format row, or writes it into a database that has no row at all.
  absl::Status CheckFormat();
  absl::StatusOr<bool> IsEmpty() const;
  absl::Status Checked(const rocksdb::Status& status) const;

  const std::string directory_;
  rocksdb::Env* const env_;
  rocksdb::FileLock* lock_ = nullptr;
  std::unique_ptr<rocksdb::DB> database_;
  rocksdb::ColumnFamilyHandle* default_ = nullptr;
  rocksdb::ColumnFamilyHandle* leaves_ = nullptr;
  rocksdb::ColumnFamilyHandle* personal_ = nullptr;

  mutable Mutex mutex_;
  mutable std::string last_error_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_STORE_H_
