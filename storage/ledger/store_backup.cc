// What a store does for backups, and for the list of erasures that outlives them.
#include <set>

#include "storage/ledger/backup_engine.h"
#include "storage/ledger/erasure_list.h"
#include "storage/ledger/options.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/ledger/slices.h"
#include "storage/ledger/store.h"
#include "storage/merkle/tree.h"

namespace assay {

absl::StatusOr<uint32_t> Store::BackUp(const std::string& directory, store::v1::BackupNote note) const {
  // From the file, which the committer writes: the mark as it stands now, or the one before.
  const absl::StatusOr<std::optional<Mark>> mark = ReadMark(mark_path(), env_);
  if (!mark.ok()) return mark.status();
  if (!mark->has_value()) return absl::DataLossError("the mark file is missing");
  note.set_deployment_id(deployment_id_);
  note.set_epoch(epoch_);
  *note.mutable_commit() = (*mark)->commit;
  const absl::StatusOr<std::vector<ErasedEntry>> erasures = ReadErasures(directory + "/" + kErasuresFile, env_);
  if (!erasures.ok()) return CheckedList(erasures.status());
  note.set_erasures(std::set<ErasedEntry>(erasures->begin(), erasures->end()).size());
  const auto engine = OpenBackupEngine(directory, env_);
  if (!engine.ok()) return engine.status();
  rocksdb::CreateBackupOptions options;
  // So that it consists of little but tables, which other backups may share.
  options.flush_before_backup = true;
  rocksdb::BackupID number = 0;
  const rocksdb::IOStatus status =
      (*engine)->CreateNewBackupWithMetadata(options, database_.get(), note.SerializeAsString(), &number);
  if (!status.ok()) return Checked(status);
  return number;
}

absl::Status Store::BeginEpoch(uint32_t epoch) {
  absl::StatusOr<std::optional<std::string>> row = ReadRow(default_, kFormatKey);
  if (!row.ok()) return row.status();
  store::v1::Format format;
  if (!row->has_value() || !format.ParseFromString(**row)) return absl::DataLossError("the format row is damaged");
  format.set_epoch(epoch);
  epoch_ = epoch;
  return Checked(database_->Put(SyncedWrite(), default_, ToSlice(kFormatKey), format.SerializeAsString()));
}

absl::Status Store::ListErasures(const Heads& heads, const std::vector<EntryKey>& listed) const {
  std::vector<ErasedEntry> entries;
  for (const EntryKey& key : listed) {
    absl::StatusOr<std::string> leaf = ReadLeaf(key);
    if (!leaf.ok()) return leaf.status();
    entries.push_back(
        {.ledger = heads.at(key.ledger_number).ledger(), .revision = key.revision, .leaf_hash = LeafHash(*leaf)});
  }
  return CheckedList(AppendErasures(directory_ + "/" + kErasuresFile, entries, env_));
}

absl::Status Store::CopyErasures() const {
  if (erasures_copy_.empty()) return absl::OkStatus();
  MutexLock lock(&copy_mutex_);
  return CheckedList(MergeErasures({.from = directory_ + "/" + kErasuresFile, .to = erasures_copy_}, env_));
}

absl::Status Store::CheckedList(const absl::Status& status) const {
  if (status.ok()) return absl::OkStatus();
  MutexLock lock(&mutex_);
  last_error_ = std::string(status.message());
  return absl::Status(status.code(), "the list of erasures and revocations cannot be brought up to date");
}

}  // namespace assay
