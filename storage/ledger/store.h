// The RocksDB database of a data directory and the mark beside it: opening them safely, and the few operations a ledger
// needs.
//
//   <directory>/LOCK     held while open
//   <directory>/rocksdb/ the database
//   <directory>/mark     how far the database must reach
//
// Thread-safety: Write of batches with heads belongs to one thread; everything else to any. Every rocksdb::Status is
// looked at here and goes no further.
#ifndef ASSAY_STORAGE_LEDGER_STORE_H_
#define ASSAY_STORAGE_LEDGER_STORE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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
#include "storage/ledger/commit_chain.h"
#include "storage/ledger/keys.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/mark_file.h"
#include "storage/ledger/tile.h"
#include "storage/mutex.h"

namespace assay {

// One entry as it stands on disk. Lives until the scan goes on.
struct StoredEntry {
  EntryKey key;
  std::string_view leaf;
  std::string_view personal;  // empty: none
  // The row of the tile that this entry completes; empty: it completes none, or the row is missing.
  std::string_view tile;
};

// The part of each family between two tiles: the entries, their personal parts and the tile rows.
struct ScanRange {
  std::optional<TileKey> begin;  // nullopt: from the first row there is
  std::optional<TileKey> end;    // not included; nullopt: to the last
};

// Who is told what a scan comes upon, until it answers an error.
struct ScanVisitor {
  std::function<absl::Status(const StoredEntry&)> entry;
  // A row of the tiles family that belongs to no 256 entries: its key.
  std::function<absl::Status(std::string_view)> stray_tile;
};

class Store;

// What one group writes: all of it or nothing. Not thread-safe.
class StoreBatch {
 public:
  // `store` must outlive the batch.
  explicit StoreBatch(const Store* store);

  void PutHead(uint32_t ledger_number, const store::v1::Head& head);

  // No personal row is written for an empty personal part. Tiles are put apart.
  void PutEntry(const StoredEntry& entry);

  void PutTile(const TileKey& key, const Tile& tile);

  // Replaces the row, if there is one.
  void PutSummary(const TileKey& key, std::string_view summary);

  // Deletes a personal part and the summary that its case is read off; lists it, and asks for a purge.
  void ErasePersonal(const EntryKey& key);

  // Adds the entry to the list of erasures, and changes nothing else.
  void List(const EntryKey& key) { listed_.push_back(key); }

  // A row of the tiles family that ScanVisitor::stray_tile was told of.
  void DeleteStrayTile(std::string_view key);

  // A row that Store::ScanSummaries told of, by its key.
  void DeleteSummary(std::string_view key);

 private:
  friend class Store;

  void Note(const rocksdb::Status& status);

  const Store* const store_;
  rocksdb::WriteBatch batch_;
  Heads heads_;
  std::vector<EntryKey> listed_;
  bool erases_ = false;
  rocksdb::Status failure_;  // the first
};

class Store {
 public:
  // Opens or creates; checks the database against its mark and sets the mark to the database. `env` must not be null
  // and outlives the Store. FAILED_PRECONDITION: in use, of a newer format, or database and mark are not of one
  // deployment. DATA_LOSS: damaged, or parts are missing. Messages are for the operator and may name paths.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& directory, rocksdb::Env* env);

  // Changes nothing in a directory that must be there; otherwise the same. Only const methods may be called.
  static absl::StatusOr<std::unique_ptr<const Store>> OpenForReading(const std::string& directory, rocksdb::Env* env);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // 16 bytes.
  const std::string& deployment_id() const { return deployment_id_; }

  // See assay.store.v1.Format.
  uint32_t epoch() const { return epoch_; }

  // Whether a group that a power cut tore, for which nobody was answered, was cut off when it was opened.
  bool was_torn() const { return was_torn_; }

  // How many batches with heads were ever written. Not while another thread writes.
  uint64_t commits() const { return commit_.number(); }

  // An entry that must be there: DATA_LOSS if not.
  absl::StatusOr<std::string> ReadLeaf(const EntryKey& key) const;

  // Empty: none.
  absl::StatusOr<std::string> ReadPersonal(const EntryKey& key) const;

  // A tile that must be there: DATA_LOSS if it is not, or has another length.
  absl::StatusOr<Tile> ReadTile(const TileKey& key) const;

  // The row; nullopt: there is none.
  absl::StatusOr<std::optional<std::string>> ReadSummary(const TileKey& key) const;

  // Every head row. DATA_LOSS for one that is none: not numbered from 1 without gaps, unnamed or named twice, empty,
  // without a root.
  absl::StatusOr<Heads> ReadHeads() const;

  // Visits every entry of the range by ledger number and revision. DATA_LOSS for a personal part without a leaf.
  absl::Status Scan(const ScanRange& range, const ScanVisitor& visitor) const;

  // Visits the rows of the summaries family within the range, by key, until the visitor answers an error. There are
  // none in a database of version 1 that is read only.
  absl::Status ScanSummaries(
      const ScanRange& range,
      const std::function<absl::Status(std::string_view key, std::string_view summary)>& visit) const;

  // Writes the batch and, if it has heads, the next commit and its mark. Returns after the database's sync. After an
  // error the outcome is unknown and nothing more may be written.
  absl::Status Write(StoreBatch* batch);

  // False once the mark can no longer be trusted to reach the disk: Write will fail.
  bool accepts_writes() const { return mark_ != nullptr && mark_->ok(); }

  // Whether personal parts were erased since the last purge that succeeded.
  absl::StatusOr<bool> NeedsPurge() const;

  // Makes the list of erasures, or finds out whether it can be added to: the first erasure would else end all writes.
  absl::Status MakeErasureList() const;

  // Where the list of erasures is kept a second time; empty: nowhere. Before the first Purge or CopyErasures.
  void CopyErasuresTo(std::string path) { erasures_copy_ = std::move(path); }

  // See Ledger::CopyErasures.
  absl::Status CopyErasures() const ABSL_LOCKS_EXCLUDED(copy_mutex_);

  // Rewrites what is there so that nothing erased before the call is left in any file, and waits until the old files
  // are gone, and that the copied list of erasures has them all. UNAVAILABLE, and to be called again: something still
  // reads them. Who asks for a number within a second of an attempt for it that failed is told the same.
  absl::Status Purge(std::optional<uint64_t> erasures = std::nullopt);
  // Erasures written since the store was opened.
  uint64_t Erasures() const ABSL_LOCKS_EXCLUDED(erasure_mutex_);

  // See Ledger::CountErasures.
  absl::StatusOr<size_t> CountErasures(const std::string& path) const ABSL_LOCKS_EXCLUDED(copy_mutex_);

  // Makes a backup in that directory; its number. The note's entries are the caller's to say. See backup.h.
  absl::StatusOr<uint32_t> BackUp(const std::string& directory, store::v1::BackupNote note) const;

  // From now on, and after every restart.
  absl::Status BeginEpoch(uint32_t epoch);

  // See Ledger::Scrub.
  absl::Status Scrub(size_t bytes_max, ScrubCursor* cursor) const;

  // See LedgerFigures::database. A figure that cannot be had is left out.
  std::map<std::string, uint64_t> DatabaseFigures() const;

  // RocksDB's own words about the latest failure; empty: none. For the log only: may name paths.
  std::string last_error() const;

 private:
  friend class StoreBatch;

  enum class Access { kReadOnly, kReadWrite };

  Store(std::string directory, rocksdb::Env* env) : directory_(std::move(directory)), env_(env) {}

  std::string database_path() const { return directory_ + "/rocksdb"; }
  std::string mark_path() const { return directory_ + "/mark"; }

  // store_open.cc
  absl::Status OpenParts(Access access);
  absl::Status MakeDirectories();
  absl::Status TakeLock(Access access);
  // Whether a database is there. DATA_LOSS where only parts of one are.
  absl::StatusOr<bool> FindDatabase() const;
  // The names of the families that are there, all of which must be known.
  absl::StatusOr<std::vector<std::string>> FindFamilies(const rocksdb::DBOptions& options) const;
  absl::Status OpenDatabase(const rocksdb::DBOptions& options,
                            const std::vector<rocksdb::ColumnFamilyDescriptor>& families, Access access);
  // Whether what is damaged in the logs is one group, with none after it, that the mark does not say was acknowledged.
  bool IsTornGroup(rocksdb::DBOptions options, const std::vector<rocksdb::ColumnFamilyDescriptor>& families,
                   const Mark& mark) const;

  // store_check.cc
  // Reads the format row, or writes it into a database that has no row at all. Its version.
  absl::StatusOr<uint32_t> CheckFormat(const std::optional<Mark>& mark, Access access);
  // Of the version that we write.
  absl::Status WriteFormat();
  // Reads the commit row, which is there as soon as there are heads.
  absl::Status CheckCommit();
  absl::Status CheckMark(const std::optional<Mark>& mark) const;
  absl::StatusOr<bool> IsEmpty() const;

  // store_purge.cc
  // By path.
  absl::StatusOr<std::vector<std::string>> LogFiles() const;
  std::vector<std::string> TablesWithPersonalParts() const;
  absl::Status AwaitDeletion(const std::vector<std::string>& paths);
  absl::Status PurgeUpTo(uint64_t erasures) ABSL_EXCLUSIVE_LOCKS_REQUIRED(purge_mutex_);
  // Everything in memory, and the tables with personal parts; what they were goes to old_files_.
  absl::Status Rewrite() ABSL_EXCLUSIVE_LOCKS_REQUIRED(purge_mutex_);

  // The value of a row; nullopt: there is none.
  absl::StatusOr<std::optional<std::string>> ReadRow(rocksdb::ColumnFamilyHandle* family, std::string_view key) const;
  absl::Status WriteErasing(rocksdb::WriteBatch* batch) ABSL_LOCKS_EXCLUDED(erasure_mutex_);

  // store_backup.cc
  absl::Status MergeOwnErasures(const std::string& path) const ABSL_LOCKS_EXCLUDED(copy_mutex_);
  absl::Status ListErasures(const Heads& heads, const std::vector<EntryKey>& listed) const;
  // As Checked, for what became of a list.
  absl::Status CheckedList(const absl::Status& status) const;

  // Keeps RocksDB's words as last_error, and leaves them out of what may travel to a client.
  absl::Status Checked(const rocksdb::Status& status) const;
  // Those that are there.
  std::vector<rocksdb::ColumnFamilyHandle*> families() const;

  const std::string directory_;
  rocksdb::Env* const env_;
  // The database's, where it is written: one over the other.
  std::unique_ptr<rocksdb::Env> logs_env_;
  std::unique_ptr<rocksdb::Env> guarded_env_;
  rocksdb::FileLock* lock_ = nullptr;
  std::unique_ptr<rocksdb::DB> database_;
  rocksdb::ColumnFamilyHandle* default_ = nullptr;
  rocksdb::ColumnFamilyHandle* leaves_ = nullptr;
  rocksdb::ColumnFamilyHandle* personal_ = nullptr;
  rocksdb::ColumnFamilyHandle* tiles_ = nullptr;
  rocksdb::ColumnFamilyHandle* summaries_ = nullptr;  // null: of version 1, and read only

  std::string deployment_id_;
  uint32_t epoch_ = 1;
  bool was_torn_ = false;
  std::string erasures_copy_;
  store::v1::Commit commit_;  // the newest; changed by Write
  std::unique_ptr<MarkFile> mark_;

  // Held while an erasure is written, and while a purge takes back the row that asks for it: so that it never takes
  // back what an erasure after it asked for.
  mutable Mutex erasure_mutex_;
  uint64_t erasures_ ABSL_GUARDED_BY(erasure_mutex_) = 0;
  std::optional<uint64_t> purged_ ABSL_GUARDED_BY(erasure_mutex_);  // up to which of them; nullopt: no purge yet

  mutable Mutex purge_mutex_;                                         // held while purging
  std::optional<uint64_t> rewritten_ ABSL_GUARDED_BY(purge_mutex_);   // up to which erasure; nullopt: not yet
  std::vector<std::string> old_files_ ABSL_GUARDED_BY(purge_mutex_);  // that have yet to go
  struct FailedPurge {
    absl::Status status;
    uint64_t erasures = 0;
    std::chrono::steady_clock::time_point until;  // who asks by then for no more is answered the same
  };
  FailedPurge failed_ ABSL_GUARDED_BY(purge_mutex_);

  mutable Mutex copy_mutex_;  // held while the copied list is written

  mutable Mutex mutex_;
  mutable std::string last_error_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_STORE_H_
