#include "storage/ledger/store.h"

#include "storage/ledger/options.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/ledger/slices.h"

namespace assay {

StoreBatch::StoreBatch(const Store* store) : store_(store), batch_(0, 0, kProtectionBytesPerKey, 0) {}

void StoreBatch::PutHead(uint32_t ledger_number, const store::v1::Head& head) {
  heads_[ledger_number] = head;
  Note(batch_.Put(store_->default_, HeadKey(ledger_number), head.SerializeAsString()));
}

void StoreBatch::PutEntry(const StoredEntry& entry) {
  const std::string key = Encode(entry.key);
  Note(batch_.Put(store_->leaves_, key, ToSlice(entry.leaf)));
  if (!entry.personal.empty()) Note(batch_.Put(store_->personal_, key, ToSlice(entry.personal)));
}

void StoreBatch::PutTile(const TileKey& key, const Tile& tile) {
  Note(batch_.Put(store_->tiles_, Encode(key), EncodeTile(tile)));
}

void StoreBatch::PutSummary(const TileKey& key, std::string_view summary) {
  Note(batch_.Put(store_->summaries_, Encode(key), ToSlice(summary)));
}

void StoreBatch::ErasePersonal(const EntryKey& key) {
  Note(batch_.Delete(store_->personal_, Encode(key)));
  Note(batch_.Delete(store_->summaries_, Encode(TileOf(key))));
  if (!std::exchange(erases_, true)) Note(batch_.Put(store_->default_, ToSlice(kPurgeKey), ""));
  List(key);
}

void StoreBatch::DeleteStrayTile(std::string_view key) { Note(batch_.Delete(store_->tiles_, ToSlice(key))); }

void StoreBatch::Note(const rocksdb::Status& status) {
  if (failure_.ok() && !status.ok()) failure_ = status;
}

void StoreBatch::DeleteSummary(std::string_view key) { Note(batch_.Delete(store_->summaries_, ToSlice(key))); }

std::vector<rocksdb::ColumnFamilyHandle*> Store::families() const {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  for (rocksdb::ColumnFamilyHandle* family : {default_, leaves_, personal_, tiles_, summaries_}) {
    if (family != nullptr) families.push_back(family);
  }
  return families;
}

absl::Status Store::Write(StoreBatch* batch) {
  // Before anything of it can be on disk: who is refused must not find it there after a restart.
  if (!mark_->ok()) return Checked(rocksdb::Status::IOError("the mark file could not be synced"));
  store::v1::Commit commit = commit_;
  if (!batch->heads_.empty()) {
    commit = NextCommit(commit_, batch->heads_);
    batch->Note(batch->batch_.Put(default_, ToSlice(kCommitKey), commit.SerializeAsString()));
  }
  if (!batch->failure_.ok()) return Checked(batch->failure_);
  // First, so that whoever restores an earlier backup never brings back what somebody was told is gone.
  if (!batch->listed_.empty()) {
    if (absl::Status listed = ListErasures(batch->heads_, batch->listed_); !listed.ok()) return listed;
  }
  if (absl::Status status =
          batch->erases_ ? WriteErasing(&batch->batch_) : Checked(database_->Write(SyncedWrite(), &batch->batch_));
      !status.ok()) {
    return status;
  }
  if (batch->heads_.empty()) return absl::OkStatus();
  commit_ = commit;
  return Checked(mark_->Write({.deployment_id = deployment_id_, .commit = commit_}));
}

absl::Status Store::WriteErasing(rocksdb::WriteBatch* batch) {
  MutexLock lock(&erasure_mutex_);
  ++erasures_;
  return Checked(database_->Write(SyncedWrite(), batch));
}

absl::StatusOr<std::string> Store::ReadLeaf(const EntryKey& key) const {
  std::string leaf;
  if (absl::Status status = Checked(database_->Get(PointRead(), leaves_, Encode(key), &leaf)); !status.ok()) {
    return status;
  }
  return leaf;
}

absl::StatusOr<std::string> Store::ReadPersonal(const EntryKey& key) const {
  std::string personal;
  const rocksdb::Status status = database_->Get(PointRead(), personal_, Encode(key), &personal);
  if (status.IsNotFound()) return std::string();
  if (absl::Status checked = Checked(status); !checked.ok()) return checked;
  return personal;
}

absl::StatusOr<Tile> Store::ReadTile(const TileKey& key) const {
  std::string bytes;
  if (absl::Status status = Checked(database_->Get(PointRead(), tiles_, Encode(key), &bytes)); !status.ok()) {
    return status;
  }
  std::optional<Tile> tile = DecodeTile(bytes);
  if (!tile.has_value()) return absl::DataLossError("a tile row is damaged");
  return *std::move(tile);
}

absl::StatusOr<std::optional<std::string>> Store::ReadSummary(const TileKey& key) const {
  if (summaries_ == nullptr) return std::nullopt;
  return ReadRow(summaries_, Encode(key));
}

absl::StatusOr<std::optional<std::string>> Store::ReadRow(rocksdb::ColumnFamilyHandle* family,
                                                          std::string_view key) const {
  std::string value;
  const rocksdb::Status status = database_->Get(PointRead(), family, ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (absl::Status checked = Checked(status); !checked.ok()) return checked;
  return value;
}

std::map<std::string, uint64_t> Store::DatabaseFigures() const {
  using Properties = rocksdb::DB::Properties;
  std::map<std::string, uint64_t> figures;
  for (const std::string& name :
       {Properties::kCurSizeAllMemTables, Properties::kTotalSstFilesSize, Properties::kEstimateLiveDataSize,
        Properties::kEstimatePendingCompactionBytes, Properties::kNumRunningCompactions, Properties::kNumRunningFlushes,
        Properties::kBackgroundErrors, Properties::kIsWriteStopped}) {
    uint64_t value = 0;
    if (database_->GetAggregatedIntProperty(name, &value)) figures[name] = value;
  }
  return figures;
}

std::string Store::last_error() const {
  MutexLock lock(&mutex_);
  return last_error_;
}

absl::Status Store::Checked(const rocksdb::Status& status) const {
  if (status.ok()) return absl::OkStatus();
  MutexLock lock(&mutex_);
  last_error_ = status.ToString();
  return ToStatus(status);
}

}  // namespace assay
