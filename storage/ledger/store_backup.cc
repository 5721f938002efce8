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
  const auto writer = BackupWriter::Lock(directory, env_);
  if (!writer.ok()) return writer.status();
  if (absl::Status opened = (*writer)->OpenEngine(); !opened.ok()) return opened;
  // Whatever became of the directory since the last erasure.
  const std::string list = directory + "/" + kErasuresFile;
  if (absl::Status copied = MergeOwnErasures(list); !copied.ok()) return copied;
  const absl::StatusOr<size_t> erasures = CountErasures(list);
  if (!erasures.ok()) return CheckedList(erasures.status());
  note.set_erasures(*erasures);
  rocksdb::CreateBackupOptions options;
  // So that it consists of little but tables, which other backups may share.
  options.flush_before_backup = true;
  rocksdb::BackupID number = 0;
  const rocksdb::IOStatus status =
      (*writer)->engine().CreateNewBackupWithMetadata(options, database_.get(), note.SerializeAsString(), &number);
  if (!status.ok()) return Checked(status);
  if (absl::Status checked = (*writer)->WriteMissingChecks(); !checked.ok()) return checked;
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

absl::Status Store::MakeErasureList() const {
  return CheckedList(AppendErasures(directory_ + "/" + kErasuresFile, {}, env_));
}

absl::Status Store::CopyErasures() const {
  return erasures_copy_.empty() ? absl::OkStatus() : MergeOwnErasures(erasures_copy_);
}

absl::Status Store::MergeOwnErasures(const std::string& path) const {
  MutexLock lock(&copy_mutex_);
  return CheckedList(MergeErasures({.from = directory_ + "/" + kErasuresFile, .to = path}, env_));
}

absl::StatusOr<size_t> Store::CountErasures(const std::string& path) const {
  MutexLock lock(&copy_mutex_);
  if (env_->FileExists(path).IsNotFound()) return absl::DataLossError("the list of erasures is missing");
  const absl::StatusOr<std::vector<ErasedEntry>> listed = ReadErasures(path, env_, TornLine::kDamage);
  if (!listed.ok()) return listed.status();
  return std::set<ErasedEntry>(listed->begin(), listed->end()).size();
}

absl::Status Store::CheckedList(const absl::Status& status) const {
  if (status.ok()) return absl::OkStatus();
  MutexLock lock(&mutex_);
  last_error_ = std::string(status.message());
  return absl::Status(status.code(), "the list of erasures and revocations cannot be brought up to date");
}

}  // namespace assay
