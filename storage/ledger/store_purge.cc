// Making erased bytes leave the files.
//
// A deleted row is only hidden: its bytes stay in the log, and in every table until that is compacted. So everything in
// memory is flushed, which lets go of the logs; the tables of the families that hold what is personal are written again
// without what was deleted; and the old files are waited for, because RocksDB deletes them when it finds the time.
#include <chrono>
#include <optional>
#include <thread>

#include "storage/ledger/options.h"
#include "storage/ledger/slices.h"
#include "storage/ledger/store.h"

namespace assay {
namespace {

constexpr std::chrono::seconds kDeletionPatience(60);
constexpr std::chrono::milliseconds kDeletionPoll(5);
constexpr std::chrono::seconds kFailedPatience(1);

}  // namespace

absl::StatusOr<bool> Store::NeedsPurge() const {
  const absl::StatusOr<std::optional<std::string>> row = ReadRow(default_, kPurgeKey);
  if (!row.ok()) return row.status();
  return row->has_value();
}

uint64_t Store::Erasures() const {
  MutexLock lock(&erasure_mutex_);
  return erasures_;
}

absl::Status Store::Purge(std::optional<uint64_t> asked) {
  MutexLock purging(&purge_mutex_);
  uint64_t erasures = 0;
  bool is_done = false;
  {
    MutexLock lock(&erasure_mutex_);
    erasures = erasures_;
    // One that began later than what is asked for did it too.
    is_done = purged_.has_value() && *purged_ >= asked.value_or(erasures);
    // Asks for what is being done, in case it is cut short. And it makes the newest log hold something that is not yet
    // in a table, without which RocksDB would not begin another.
    const rocksdb::Status status =
        is_done ? rocksdb::Status() : database_->Put(SyncedWrite(), default_, ToSlice(kPurgeKey), "");
    if (!status.ok()) return Checked(status);
  }
  if (is_done) return CopyErasures();
  // Those who waited behind an attempt that failed are told the same: each would wait as long again.
  const auto now = std::chrono::steady_clock::now();
  if (!failed_.status.ok() && asked.has_value() && *asked <= failed_.erasures && now < failed_.until) {
    return failed_.status;
  }
  const absl::Status status = PurgeUpTo(erasures);
  failed_ = {.status = status, .erasures = erasures, .until = std::chrono::steady_clock::now() + kFailedPatience};
  return status;
}

absl::Status Store::PurgeUpTo(uint64_t erasures) {
  // What is written again without them is not written once more where only its old files are still in use.
  if (!rewritten_.has_value() || *rewritten_ < erasures) {
    if (absl::Status status = Rewrite(); !status.ok()) return status;
    rewritten_ = erasures;
  }
  if (absl::Status status = AwaitDeletion(old_files_); !status.ok()) return status;
  old_files_.clear();
  if (absl::Status status = CopyErasures(); !status.ok()) return status;
  MutexLock lock(&erasure_mutex_);
  purged_ = erasures;
  if (erasures_ != erasures) return absl::OkStatus();
  return Checked(database_->Delete(SyncedWrite(), default_, ToSlice(kPurgeKey)));
}

absl::Status Store::Rewrite() {
  absl::StatusOr<std::vector<std::string>> logs = LogFiles();
  if (!logs.ok()) return logs.status();
  old_files_.insert(old_files_.end(), logs->begin(), logs->end());
  rocksdb::FlushOptions flush;
  flush.allow_write_stall = true;
  if (absl::Status status = Checked(database_->Flush(flush, families())); !status.ok()) return status;
  for (std::string& table : TablesWithPersonalParts()) old_files_.push_back(std::move(table));
  rocksdb::CompactRangeOptions compact;
  compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (rocksdb::ColumnFamilyHandle* family : {personal_, summaries_}) {
    if (absl::Status status = Checked(database_->CompactRange(compact, family, nullptr, nullptr)); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Store::LogFiles() const {
  rocksdb::VectorLogPtr logs;
  if (absl::Status status = Checked(database_->GetSortedWalFiles(logs)); !status.ok()) return status;
  std::vector<std::string> paths;
  for (const std::unique_ptr<rocksdb::LogFile>& log : logs) paths.push_back(database_path() + log->PathName());
  return paths;
}

std::vector<std::string> Store::TablesWithPersonalParts() const {
  std::vector<rocksdb::LiveFileMetaData> tables;
  database_->GetLiveFilesMetaData(&tables);
  std::vector<std::string> paths;
  for (const rocksdb::LiveFileMetaData& table : tables) {
    const std::string& family = table.column_family_name;
    if (family == kPersonalFamily || family == kSummariesFamily) paths.push_back(database_path() + table.name);
  }
  return paths;
}

absl::Status Store::AwaitDeletion(const std::vector<std::string>& paths) {
  const auto deadline = std::chrono::steady_clock::now() + kDeletionPatience;
  for (const std::string& path : paths) {
    while (!env_->FileExists(path).IsNotFound()) {
      if (std::chrono::steady_clock::now() > deadline) {
        return absl::UnavailableError("files with erased parts are still in use");
      }
      // Allowing deletions again makes RocksDB look for obsolete files at once.
      rocksdb::Status status = database_->DisableFileDeletions();
      if (status.ok()) status = database_->EnableFileDeletions(/*force=*/false);
      if (!status.ok()) return Checked(status);
      if (!env_->FileExists(path).IsNotFound()) std::this_thread::sleep_for(kDeletionPoll);
    }
  }
  return absl::OkStatus();
}

}  // namespace assay
