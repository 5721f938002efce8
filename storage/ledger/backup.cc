#include "storage/ledger/backup.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/file_system.h"
#include "rocksdb/utilities/backup_engine.h"
#include "storage/ledger/backup_engine.h"
#include "storage/ledger/erasure_list.h"
#include "storage/ledger/files.h"
#include "storage/ledger/mark_slot.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/ledger/store.h"
#include "storage/merkle/sha256.h"

namespace assay {
namespace {

constexpr int64_t kMicrosecondsASecond = 1'000'000;

// What RocksDB says of each backup, and beside it a SHA-256 of ours: RocksDB has no checksum of it, takes what it
// cannot read for no backup, and aborts the process over some of what it can.
constexpr char kMeta[] = "/meta";
constexpr char kChecks[] = "/checks";

std::string MetaPath(const std::string& directory, uint32_t number) {
  return absl::StrCat(directory, kMeta, "/", number);
}
std::string CheckPath(const std::string& directory, uint32_t number) {
  return absl::StrCat(directory, kChecks, "/", number);
}
std::string CheckOf(std::string_view meta) {
  const Hash hash = Sha256Of({meta});
  return absl::BytesToHexString(absl::string_view(BytesOf(hash).data(), hash.size())) + "\n";
}

// Backups of earlier versions have no check.
bool IsAsChecked(const std::string& directory, uint32_t number, rocksdb::Env* env) {
  std::string meta;
  std::string check;
  const std::string path = CheckPath(directory, number);
  if (env->FileExists(path).IsNotFound()) return true;
  rocksdb::Status status = rocksdb::ReadFileToString(env, path, &check);
  if (status.ok()) status = rocksdb::ReadFileToString(env, MetaPath(directory, number), &meta);
  if (status.ok() && CheckOf(meta) == check) return true;
  // Or it has just been deleted: the check goes first.
  return env->FileExists(path).IsNotFound();
}

// Those of which what is said is missing or not what was written.
absl::StatusOr<std::vector<uint32_t>> FindUnsound(const std::string& directory, rocksdb::Env* env) {
  std::vector<uint32_t> unsound;
  if (env->FileExists(directory + kChecks).IsNotFound()) return unsound;
  std::vector<std::string> names;
  if (rocksdb::Status listed = env->GetChildren(directory + kChecks, &names); !listed.ok()) return Explain(listed);
  for (const std::string& name : names) {
    uint32_t number = 0;
    if (absl::SimpleAtoi(name, &number) && !IsAsChecked(directory, number, env)) unsound.push_back(number);
  }
  return unsound;
}

// Before RocksDB writes there.
absl::Status CheckAllSound(const std::string& directory, rocksdb::Env* env) {
  const absl::StatusOr<std::vector<uint32_t>> unsound = FindUnsound(directory, env);
  if (!unsound.ok()) return unsound.status();
  if (unsound->empty()) return absl::OkStatus();
  const uint32_t number = *std::min_element(unsound->begin(), unsound->end());
  return absl::DataLossError(absl::StrCat("backup ", number, " is damaged: meta/", number,
                                          " is missing or is not what was written; delete that backup first ",
                                          "(assay backup delete ", number, ")"));
}

// The files without what is said of some backups, which RocksDB must not read.
class SoundFiles final : public rocksdb::FileSystemWrapper {
 public:
  SoundFiles(const std::vector<uint32_t>& unsound, rocksdb::Env* env) : FileSystemWrapper(env->GetFileSystem()) {
    for (const uint32_t number : unsound) hidden_.insert(absl::StrCat(number));
  }

  const char* Name() const override { return "assay-sound-files"; }

  rocksdb::IOStatus GetChildren(const std::string& path, const rocksdb::IOOptions& options,
                                std::vector<std::string>* names, rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::GetChildren(path, options, names, debug);
    if (std::filesystem::path(path + "/").parent_path().filename() != kMeta + 1) return status;
    std::erase_if(*names, [this](const std::string& name) { return hidden_.count(name) > 0; });
    // Where all of it is missing, so is what is said of each.
    return status.IsNotFound() ? rocksdb::IOStatus::OK() : status;
  }

 private:
  std::set<std::string> hidden_;
};

class SoundEnv final : public rocksdb::EnvWrapper {
 public:
  SoundEnv(const std::vector<uint32_t>& unsound, rocksdb::Env* env) : EnvWrapper(env) {
    file_system_ = std::make_shared<SoundFiles>(unsound, env);
  }
};

rocksdb::Env* OrDefault(rocksdb::Env* env) { return env == nullptr ? rocksdb::Env::Default() : env; }

absl::Status NoSuchBackup() { return absl::NotFoundError("there is no such backup"); }

Backup Describe(const rocksdb::BackupInfo& info) {
  Backup backup{
      .number = info.backup_id, .created_at_us = info.timestamp * kMicrosecondsASecond, .size_bytes = info.size};
  const bool is_whole = backup.note.ParseFromString(info.app_metadata) && !backup.note.deployment_id().empty();
  if (!is_whole) return Backup{.number = info.backup_id, .is_damaged = true};
  return backup;
}

// Opened for reading.
struct Reader {
  std::vector<uint32_t> unsound;  // which the engine does not know
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<rocksdb::BackupEngineReadOnly> engine;
};

// All there are, the oldest first. RocksDB lists those it cannot read apart.
std::vector<Backup> AllOf(const Reader& reader) {
  std::vector<Backup> backups;
  std::vector<rocksdb::BackupInfo> infos;
  reader.engine->GetBackupInfo(&infos);
  for (const rocksdb::BackupInfo& info : infos) backups.push_back(Describe(info));
  std::vector<rocksdb::BackupID> unreadable;
  reader.engine->GetCorruptedBackups(&unreadable);
  unreadable.insert(unreadable.end(), reader.unsound.begin(), reader.unsound.end());
  for (const rocksdb::BackupID number : unreadable) backups.push_back({.number = number, .is_damaged = true});
  std::sort(backups.begin(), backups.end(), [](const Backup& a, const Backup& b) { return a.number < b.number; });
  return backups;
}

absl::StatusOr<Reader> OpenForReading(const std::string& directory, rocksdb::Env* env) {
  Reader reader;
  absl::StatusOr<std::vector<uint32_t>> unsound = FindUnsound(directory, env);
  if (!unsound.ok()) return unsound.status();
  if (env->FileExists(directory + kMeta).IsNotFound() && unsound->empty()) {
    return absl::NotFoundError("there are no backups");
  }
  reader.unsound = *std::move(unsound);
  reader.env = std::make_unique<SoundEnv>(reader.unsound, env);
  rocksdb::BackupEngineReadOnly* engine = nullptr;
  const rocksdb::IOStatus status =
      rocksdb::BackupEngineReadOnly::Open(rocksdb::BackupEngineOptions(directory, reader.env.get()), env, &engine);
  if (!status.ok()) return Explain(status);
  reader.engine.reset(engine);
  return reader;
}

// The backup of a number, or the newest: where that is damaged, not the one before it.
absl::StatusOr<Backup> FindBackup(const Reader& reader, uint32_t number) {
  for (std::vector<Backup> left = AllOf(reader); !left.empty(); left.pop_back()) {
    Backup& newest = left.back();
    if (number != kLatestBackup && newest.number != number) continue;
    if (!newest.is_damaged) return std::move(newest);
    return absl::DataLossError(absl::StrCat("backup ", newest.number, " is damaged",
                                            number == kLatestBackup ? "; an older one can be named" : ""));
  }
  return NoSuchBackup();
}

// A file that is missing or of another size or checksum is damage, whatever RocksDB calls it.
absl::Status CheckFiles(const Reader& reader, uint32_t number) {
  const rocksdb::IOStatus status = reader.engine->VerifyBackup(number, /*verify_with_checksum=*/true);
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

absl::StatusOr<std::unique_ptr<BackupWriter>> BackupWriter::Lock(const std::string& directory, rocksdb::Env* env) {
  std::unique_ptr<BackupWriter> writer(new BackupWriter(directory, env));
  const bool is_new = env->FileExists(directory).IsNotFound();
  rocksdb::Status status = MakeDirectory(directory, env);
  if (status.ok() && is_new) status = SyncDirectory(ParentOf(directory), env);
  if (!status.ok()) return Explain(status);
  if (status = env->LockFile(directory + "/LOCK", &writer->lock_); !status.ok()) {
    writer->lock_ = nullptr;
    return absl::FailedPreconditionError(absl::StrCat("another process writes backups into ", directory,
                                                      ", or it may not be written: ", status.ToString()));
  }
  return writer;
}

absl::Status BackupWriter::OpenEngine() {
  if (absl::Status sound = CheckAllSound(directory_, env_); !sound.ok()) return sound;
  rocksdb::BackupEngine* engine = nullptr;
  const rocksdb::Status status =
      rocksdb::BackupEngine::Open(rocksdb::BackupEngineOptions(directory_, env_), env_, &engine);
  engine_.reset(engine);
  return Explain(status);
}

rocksdb::Status BackupWriter::DeleteDescription(uint32_t number) {
  const std::string meta = MetaPath(directory_, number);
  rocksdb::Status status;
  if (!env_->FileExists(meta).IsNotFound()) status = env_->DeleteFile(meta);
  return status.ok() ? DeleteCheck(number) : status;
}

BackupWriter::~BackupWriter() {
  engine_.reset();
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::Status BackupWriter::WriteCheck(uint32_t number) {
  std::string meta;
  rocksdb::Status status = rocksdb::ReadFileToString(env_, MetaPath(directory_, number), &meta);
  if (status.ok()) status = MakeDirectory(directory_ + kChecks, env_);
  if (status.ok()) status = SyncDirectory(directory_, env_);
  const std::string path = CheckPath(directory_, number);
  if (status.ok()) status = rocksdb::WriteStringToFile(env_, CheckOf(meta), path + ".new", /*should_sync=*/true);
  if (status.ok()) status = env_->RenameFile(path + ".new", path);
  if (status.ok()) status = SyncDirectory(directory_ + kChecks, env_);
  return Explain(status);
}

absl::Status BackupWriter::WriteMissingChecks() {
  std::vector<rocksdb::BackupInfo> infos;
  engine_->GetBackupInfo(&infos);
  for (const rocksdb::BackupInfo& info : infos) {
    if (!env_->FileExists(CheckPath(directory_, info.backup_id)).IsNotFound()) continue;
    if (absl::Status written = WriteCheck(info.backup_id); !written.ok()) return written;
  }
  return absl::OkStatus();
}

rocksdb::Status BackupWriter::DeleteCheck(uint32_t number) {
  const std::string path = CheckPath(directory_, number);
  if (env_->FileExists(path).IsNotFound()) return rocksdb::Status();
  const rocksdb::Status status = env_->DeleteFile(path);
  return status.ok() ? SyncDirectory(directory_ + kChecks, env_) : status;
}

absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& directory, rocksdb::Env* env) {
  const absl::StatusOr<Reader> reader = OpenForReading(directory, OrDefault(env));
  if (absl::IsNotFound(reader.status())) return std::vector<Backup>();
  if (!reader.ok()) return reader.status();
  return AllOf(*reader);
}

absl::StatusOr<Backup> VerifyBackup(const std::string& directory, uint32_t number, rocksdb::Env* env) {
  const absl::StatusOr<Reader> reader = OpenForReading(directory, OrDefault(env));
  if (!reader.ok()) return reader.status();
  absl::StatusOr<Backup> backup = FindBackup(*reader, number);
  if (!backup.ok()) return backup.status();
  if (absl::Status checked = CheckFiles(*reader, backup->number); !checked.ok()) return checked;
  return backup;
}

absl::Status DeleteBackup(const std::string& directory, uint32_t number, rocksdb::Env* env) {
  env = OrDefault(env);
  const bool is_damaged = !IsAsChecked(directory, number, env);
  if (env->FileExists(directory + kMeta).IsNotFound() && !is_damaged) return NoSuchBackup();
  const auto writer = BackupWriter::Lock(directory, env);
  if (!writer.ok()) return writer.status();
  rocksdb::Status status;
  if (is_damaged) {
    status = (*writer)->DeleteDescription(number);
    if (!status.ok()) return Explain(status);
    // Its files go with those of the last such one.
    const absl::Status opened = (*writer)->OpenEngine();
    if (!opened.ok()) return absl::IsDataLoss(opened) ? absl::OkStatus() : opened;
  } else {
    if (absl::Status opened = (*writer)->OpenEngine(); !opened.ok()) return opened;
    // Its check first: a backup without one is taken.
    status = (*writer)->DeleteCheck(number);
    if (status.ok()) status = (*writer)->engine().DeleteBackup(number);
    if (status.IsNotFound()) return NoSuchBackup();
    if (!status.ok()) return Explain(status);
  }
  // What an earlier backup that was cut short left behind.
  return Explain((*writer)->engine().GarbageCollect());
}

absl::StatusOr<Backup> RestoreBackup(const RestorePlan& plan, rocksdb::Env* env) {
  env = OrDefault(env);
  std::vector<std::string> there;
  if (env->GetChildren(plan.target, &there).ok() && !there.empty()) {
    return absl::FailedPreconditionError(plan.target + " is there already");
  }
  const absl::StatusOr<Reader> reader = OpenForReading(plan.backups, env);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<Backup> backup = FindBackup(*reader, plan.number);
  if (!backup.ok()) return backup.status();
  if (absl::Status checked = CheckFiles(*reader, backup->number); !checked.ok()) return checked;
  const std::string database = plan.target + "/rocksdb";
  rocksdb::Status status = MakeDirectory(plan.target, env);
  if (status.ok()) status = reader->engine->RestoreDBFromBackup(backup->number, database, database);
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
