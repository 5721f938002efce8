#include "storage/ledger/backup.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/utilities/backup_engine.h"
#include "storage/ledger/backup_engine.h"
#include "storage/ledger/erasure_list.h"
#include "storage/ledger/files.h"
#include "storage/ledger/mark_slot.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/ledger/store.h"

namespace assay {
namespace {

constexpr int64_t kMicrosecondsASecond = 1'000'000;

rocksdb::Env* OrDefault(rocksdb::Env* env) { return env == nullptr ? rocksdb::Env::Default() : env; }

absl::Status NoSuchBackup() { return absl::NotFoundError("there is no such backup"); }

absl::StatusOr<Backup> Describe(const rocksdb::BackupInfo& info) {
  Backup backup{
      .number = info.backup_id, .created_at_us = info.timestamp * kMicrosecondsASecond, .size_bytes = info.size};
  if (!backup.note.ParseFromString(info.app_metadata) || backup.note.deployment_id().empty()) {
    return absl::DataLossError(absl::StrCat("the note of backup ", info.backup_id, " is damaged"));
  }
  return backup;
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenForReading(const std::string& directory,
                                                                              rocksdb::Env* env) {
  if (env->FileExists(directory + "/meta").IsNotFound()) return absl::NotFoundError("there are no backups");
  rocksdb::BackupEngineReadOnly* engine = nullptr;
  const rocksdb::IOStatus status =
      rocksdb::BackupEngineReadOnly::Open(rocksdb::BackupEngineOptions(directory, env), env, &engine);
  if (!status.ok()) return Explain(status);
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(engine);
}

// The backup of a number, or the newest. RocksDB lists those it cannot read apart.
absl::StatusOr<Backup> FindBackup(const rocksdb::BackupEngineReadOnly& engine, uint32_t number) {
  rocksdb::BackupInfo info;
  const rocksdb::Status status =
      number == kLatestBackup ? engine.GetLatestBackupInfo(&info) : engine.GetBackupInfo(number, &info);
  if (status.ok()) return Describe(info);
  std::vector<rocksdb::BackupID> damaged;
  engine.GetCorruptedBackups(&damaged);
  if (std::find(damaged.begin(), damaged.end(), number) != damaged.end()) {
    return absl::DataLossError(absl::StrCat("backup ", number, " is damaged"));
  }
  return NoSuchBackup();
}

// A file that is missing or of another size or checksum is damage, whatever RocksDB calls it.
absl::Status CheckFiles(const rocksdb::BackupEngineReadOnly& engine, uint32_t number) {
  const rocksdb::IOStatus status = engine.VerifyBackup(number, /*verify_with_checksum=*/true);
  if (status.ok()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("backup ", number, " is damaged: ", status.ToString()));
}

// Opened as a ledger's, which checks it against its mark.
absl::Status BeginEpoch(const std::string& directory, uint32_t epoch, rocksdb::Env* env) {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(directory, env);
  if (!store.ok()) return store.status();
  return (*store)->BeginEpoch(epoch);
}

}  // namespace

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> OpenBackupEngine(const std::string& directory,
                                                                        rocksdb::Env* env) {
  const bool is_new = env->FileExists(directory).IsNotFound();
  rocksdb::Status status = MakeDirectory(directory, env);
  if (status.ok() && is_new) status = SyncDirectory(ParentOf(directory), env);
  rocksdb::BackupEngine* engine = nullptr;
  if (status.ok()) {
    status = rocksdb::BackupEngine::Open(rocksdb::BackupEngineOptions(directory, env), env, &engine);
  }
  if (!status.ok()) return Explain(status);
  return std::unique_ptr<rocksdb::BackupEngine>(engine);
}

absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& directory, rocksdb::Env* env) {
  const auto engine = OpenForReading(directory, OrDefault(env));
  if (absl::IsNotFound(engine.status())) return std::vector<Backup>();
  if (!engine.ok()) return engine.status();
  std::vector<rocksdb::BackupInfo> infos;
  (*engine)->GetBackupInfo(&infos);
  std::vector<Backup> backups;
  for (const rocksdb::BackupInfo& info : infos) {
    absl::StatusOr<Backup> backup = Describe(info);
    if (!backup.ok()) return backup.status();
    backups.push_back(*std::move(backup));
  }
  return backups;
}

absl::StatusOr<Backup> VerifyBackup(const std::string& directory, uint32_t number, rocksdb::Env* env) {
  const auto engine = OpenForReading(directory, OrDefault(env));
  if (!engine.ok()) return engine.status();
  absl::StatusOr<Backup> backup = FindBackup(**engine, number);
  if (!backup.ok()) return backup.status();
  if (absl::Status checked = CheckFiles(**engine, backup->number); !checked.ok()) return checked;
  return backup;
}

absl::Status DeleteBackup(const std::string& directory, uint32_t number, rocksdb::Env* env) {
  env = OrDefault(env);
  if (env->FileExists(directory + "/meta").IsNotFound()) return NoSuchBackup();
  const auto engine = OpenBackupEngine(directory, env);
  if (!engine.ok()) return engine.status();
  const rocksdb::IOStatus status = (*engine)->DeleteBackup(number);
  if (status.IsNotFound()) return NoSuchBackup();
  if (!status.ok()) return Explain(status);
  // What an earlier backup that was cut short left behind.
  return Explain((*engine)->GarbageCollect());
}

absl::StatusOr<Backup> RestoreBackup(const RestorePlan& plan, rocksdb::Env* env) {
  env = OrDefault(env);
  std::vector<std::string> there;
  if (env->GetChildren(plan.target, &there).ok() && !there.empty()) {
    return absl::FailedPreconditionError(plan.target + " is there already");
  }
  const auto engine = OpenForReading(plan.backups, env);
  if (!engine.ok()) return engine.status();
  absl::StatusOr<Backup> backup = FindBackup(**engine, plan.number);
  if (!backup.ok()) return backup.status();
  if (absl::Status checked = CheckFiles(**engine, backup->number); !checked.ok()) return checked;
  const std::string database = plan.target + "/rocksdb";
  rocksdb::Status status = MakeDirectory(plan.target, env);
  if (status.ok()) status = (*engine)->RestoreDBFromBackup(backup->number, database, database);
  const Mark mark = {.deployment_id = backup->note.deployment_id(), .commit = backup->note.commit()};
  if (status.ok()) {
    status = rocksdb::WriteStringToFile(env, EncodeMarkFile(mark), plan.target + "/mark", /*should_sync=*/true);
  }
  if (!status.ok()) return Explain(status);
  if (absl::Status merged =
          MergeErasures({.from = plan.backups + "/" + kErasuresFile, .to = plan.target + "/" + kErasuresFile}, env,
                        TornLine::kDamage);
      !merged.ok()) {
    return merged;
  }
  const uint32_t epoch = std::max(plan.epoch, backup->note.epoch() + 1);
  if (absl::Status begun = BeginEpoch(plan.target, epoch, env); !begun.ok()) return begun;
  return backup;
}

}  // namespace assay
