// Opening a data directory, so that damage, a newer format and a second process are all noticed before anything is
// used.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/ledger/advice.h"
#include "storage/ledger/files.h"
#include "storage/ledger/long_logs.h"
#include "storage/ledger/manifest_guard.h"
#include "storage/ledger/options.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/ledger/slices.h"
#include "storage/ledger/store.h"
#include "storage/ledger/torn_log.h"

namespace assay {
namespace {

// Whether the system says that the path may not be written. Asked without opening it: closing a file lets go of every
// lock that this process has on it.
bool IsForbidden(const std::string& path) {
  return ::access(path.c_str(), W_OK) != 0 && (errno == EACCES || errno == EROFS);
}

std::vector<rocksdb::ColumnFamilyDescriptor> AllFamilies() {
  return {{rocksdb::kDefaultColumnFamilyName, FamilyOptions(Family::kDefault)},
          {std::string(kLeavesFamily), FamilyOptions(Family::kLeaves)},
          {std::string(kPersonalFamily), FamilyOptions(Family::kPersonal)},
          {std::string(kTilesFamily), FamilyOptions(Family::kTiles)},
          {std::string(kSummariesFamily), FamilyOptions(Family::kSummaries)}};
}

// Whether these known families are all but the one that version 1 had not.
bool AreOfVersion1(const std::vector<std::string>& names) {
  return names.size() + 1 == AllFamilies().size() &&
         std::find(names.begin(), names.end(), kSummariesFamily) == names.end();
}

// What RocksDB says of a database that it cannot open. That a file is missing or bad is damage, whatever it calls it.
absl::Status CannotOpen(const rocksdb::Status& status) {
  if (!status.IsCorruption() && !status.IsNotFound() && !status.IsPathNotFound()) return Explain(status);
  return absl::DataLossError(
      absl::StrCat("files of the database are damaged or missing: ", status.ToString(), ": ", kRestoreAdvice));
}

struct Opened {
  std::unique_ptr<rocksdb::DB> database;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
};

rocksdb::Status OpenToRead(const rocksdb::DBOptions& options, const std::string& path,
                           const std::vector<rocksdb::ColumnFamilyDescriptor>& families, Opened* opened) {
  rocksdb::DB* database = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, path, families, &opened->families, &database);
  opened->database.reset(database);
  return status;
}

// The newest commit of a database whose logs are read so. nullopt: it cannot be told.
std::optional<store::v1::Commit> LastCommit(rocksdb::DBOptions options, rocksdb::WALRecoveryMode mode,
                                            const std::string& path,
                                            const std::vector<rocksdb::ColumnFamilyDescriptor>& families) {
  options.wal_recovery_mode = mode;
  Opened opened;
  if (!OpenToRead(options, path, families, &opened).ok()) return std::nullopt;
  std::string row;
  store::v1::Commit commit;
  const bool is_read = opened.database->Get(PointRead(), opened.families[0], ToSlice(kCommitKey), &row).ok() &&
                       commit.ParseFromString(row);
  for (rocksdb::ColumnFamilyHandle* family : opened.families) {
    opened.database->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  return is_read ? std::optional(commit) : std::nullopt;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& directory, rocksdb::Env* env) {
  std::unique_ptr<Store> store(new Store(directory, env));
  if (absl::Status status = store->MakeDirectories(); !status.ok()) return status;
  if (absl::Status status = store->OpenParts(Access::kReadWrite); !status.ok()) return status;
  const Mark mark = {.deployment_id = store->deployment_id_, .commit = store->commit_};
  if (rocksdb::Status status = MarkFile::Open(store->mark_path(), mark, env, &store->mark_); !status.ok()) {
    return Explain(status);
  }
  return store;
}

absl::StatusOr<std::unique_ptr<const Store>> Store::OpenForReading(const std::string& directory, rocksdb::Env* env) {
  std::unique_ptr<Store> store(new Store(directory, env));
  if (absl::Status status = store->OpenParts(Access::kReadOnly); !status.ok()) return status;
  return store;
}

Store::~Store() {
  for (rocksdb::ColumnFamilyHandle* family : families()) {
    database_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  // Everything acknowledged is synced already: a failure to close loses nothing.
  if (database_ != nullptr) database_->Close().PermitUncheckedError();
  database_.reset();
  mark_.reset();
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::Status Store::OpenParts(Access access) {
  if (absl::Status status = TakeLock(access); !status.ok()) return status;
  const absl::StatusOr<std::optional<Mark>> mark = ReadMark(mark_path(), env_);
  if (!mark.ok()) return mark.status();
  const absl::StatusOr<bool> exists = FindDatabase();
  if (!exists.ok()) return exists.status();
  // Before a new one is made in its place.
  if (!*exists && mark->has_value()) {
    return absl::DataLossError(absl::StrCat("the database is missing, and its mark says that it reached commit ",
                                            (*mark)->commit.number(), ": ", kRestoreAdvice));
  }
  if (!*exists && access == Access::kReadOnly) return absl::FailedPreconditionError("there is no database here");
  if (*exists) {
    if (absl::Status status = CheckManifest(directory_, env_); !status.ok()) return status;
  }
  if (access == Access::kReadWrite) {
    logs_env_ = LengthenLogs(env_);
    guarded_env_ = GuardManifest(directory_, logs_env_.get());
  }
  rocksdb::DBOptions options = DatabaseOptions(guarded_env_ != nullptr ? guarded_env_.get() : env_);
  options.create_if_missing = !*exists;
  absl::StatusOr<std::vector<std::string>> names = std::vector<std::string>();
  if (*exists) names = FindFamilies(options);
  if (!names.ok()) return names.status();
  const bool is_version_1 = AreOfVersion1(*names);
  if (*exists && mark->has_value() && !is_version_1 && names->size() < AllFamilies().size()) {
    return absl::DataLossError(absl::StrCat("families of the database are missing: ", kRestoreAdvice));
  }
  // A start that was cut short may have left a database without its families.
  options.create_missing_column_families = !mark->has_value() || is_version_1;
  std::vector<rocksdb::ColumnFamilyDescriptor> families = AllFamilies();
  if (is_version_1 && access == Access::kReadOnly) families.pop_back();
  absl::Status opened = OpenDatabase(options, families, access);
  if (absl::IsDataLoss(opened) && mark->has_value() && IsTornGroup(options, families, **mark)) {
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    opened = OpenDatabase(options, families, access);
    was_torn_ = opened.ok();
  }
  if (!opened.ok()) return opened;
  const absl::StatusOr<uint32_t> version = CheckFormat(*mark, access);
  if (!version.ok()) return version.status();
  if (absl::Status status = CheckCommit(); !status.ok()) return status;
  if (absl::Status status = CheckMark(*mark); !status.ok()) return status;
  return *version < kFormatVersion && access == Access::kReadWrite ? WriteFormat() : absl::OkStatus();
}

absl::Status Store::MakeDirectories() {
  for (const std::string& path : {directory_, database_path()}) {
    rocksdb::Status status = MakeDirectory(path, env_);
    if (status.ok()) status = SyncDirectory(ParentOf(path), env_);
    if (!status.ok()) return Explain(status);
  }
  return absl::OkStatus();
}

absl::Status Store::TakeLock(Access access) {
  const std::string path = directory_ + "/LOCK";
  // Locking makes the file. A reader leaves a copy that was never opened as it is.
  if (access == Access::kReadOnly && env_->FileExists(path).IsNotFound()) return absl::OkStatus();
  const rocksdb::Status status = env_->LockFile(path, &lock_);
  if (status.ok()) return absl::OkStatus();
  lock_ = nullptr;
  const std::string why = IsForbidden(path) || IsForbidden(directory_) ? "may not be written by this process"
                                                                       : "is in use by another process";
  return absl::FailedPreconditionError(absl::StrCat("the data directory ", why, ": ", status.ToString()));
}

absl::StatusOr<bool> Store::FindDatabase() const {
  const rocksdb::Status current = env_->FileExists(database_path() + "/CURRENT");
  if (current.ok()) return true;
  if (!current.IsNotFound()) return Explain(current);
  std::vector<std::string> names;
  const rocksdb::Status status = env_->GetChildren(database_path(), &names);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return Explain(status);
  // RocksDB writes CURRENT before the first log or table, and would make a new, empty database among what is left.
  const bool has_data = std::any_of(names.begin(), names.end(), [](std::string_view name) {
    return name.ends_with(".log") || name.ends_with(".sst");
  });
  if (!has_data) return false;
  return absl::DataLossError(
      absl::StrCat("the database has logs or tables, but its CURRENT file is missing: ", kRestoreAdvice));
}

absl::StatusOr<std::vector<std::string>> Store::FindFamilies(const rocksdb::DBOptions& options) const {
  std::vector<std::string> names;
  const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(options, database_path(), &names);
  if (!status.ok()) return CannotOpen(status);
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = AllFamilies();
  for (const std::string& name : names) {
    const bool known =
        std::any_of(families.begin(), families.end(), [&name](const auto& family) { return family.name == name; });
    if (!known) {
      return absl::FailedPreconditionError(
          absl::StrCat("the data directory is of a newer format: it has a column family '", name, "'"));
    }
  }
  return names;
}

absl::Status Store::OpenDatabase(const rocksdb::DBOptions& options,
                                 const std::vector<rocksdb::ColumnFamilyDescriptor>& families, Access access) {
  Opened opened;
  rocksdb::Status status;
  if (access == Access::kReadOnly) {
    status = OpenToRead(options, database_path(), families, &opened);
  } else {
    rocksdb::DB* database = nullptr;
    status = rocksdb::DB::Open(options, database_path(), families, &opened.families, &database);
    opened.database.reset(database);
  }
  if (!status.ok()) return CannotOpen(status);
  database_ = std::move(opened.database);
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles = opened.families;
  default_ = handles[0];
  leaves_ = handles[1];
  personal_ = handles[2];
  tiles_ = handles[3];
  if (handles.size() > 4) summaries_ = handles[4];
  return absl::OkStatus();
}

// A power cut may leave any of the sectors of the group that was being written, and zeros for the others. RocksDB takes
// only a log that ends too early for that. To be sure, the logs are read up to the damage, too, and passing over it:
// both must find the same last commit.
bool Store::IsTornGroup(rocksdb::DBOptions options, const std::vector<rocksdb::ColumnFamilyDescriptor>& families,
                        const Mark& mark) const {
  std::vector<std::string> names;
  if (!env_->GetChildren(database_path(), &names).ok()) return false;
  std::erase_if(names, [](const std::string& name) { return !name.ends_with(".log"); });
  // Numbers of six digits at least.
  std::sort(names.begin(), names.end(),
            [](const std::string& a, const std::string& b) { return std::pair(a.size(), a) < std::pair(b.size(), b); });
  LogState newest = LogState::kWhole;
  for (const std::string& name : names) {
    std::string log;
    if (!rocksdb::ReadFileToString(env_, absl::StrCat(database_path(), "/", name), &log).ok()) return false;
    if (log.find_first_not_of('\0') == std::string::npos) continue;
    if (newest != LogState::kWhole) return false;
    newest = StateOfLog(log);
  }
  if (newest != LogState::kTorn) return false;
  options.create_if_missing = false;
  options.create_missing_column_families = false;
  const auto up_to = LastCommit(options, rocksdb::WALRecoveryMode::kPointInTimeRecovery, database_path(), families);
  const auto beyond =
      LastCommit(options, rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords, database_path(), families);
  return up_to && beyond && up_to->number() == beyond->number() && up_to->digest() == beyond->digest() &&
         up_to->number() >= mark.commit.number();
}

}  // namespace assay
