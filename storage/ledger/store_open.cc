// Opening a data directory, so that damage, a newer format and a second process are all noticed before anything is
// used.
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "storage/ledger/options.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/ledger/store.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

constexpr mode_t kOwnerOnly = 0700;

// With RocksDB's own words: who opens a data directory is its operator.
absl::Status Explain(const rocksdb::Status& status) {
  const absl::Status plain = ToStatus(status);
  return plain.ok() ? plain : absl::Status(plain.code(), absl::StrCat(plain.message(), ": ", status.ToString()));
}

// RocksDB would make directories that everybody can read.
rocksdb::Status MakeDirectory(const std::string& path, rocksdb::Env* env) {
  if (env == rocksdb::Env::Default()) ::mkdir(path.c_str(), kOwnerOnly);
  return env->CreateDirIfMissing(path);
}

// A new directory is durable only once its parent is synced; without that a crash could lose acknowledged entries
// whole.
rocksdb::Status SyncDirectory(const std::string& path, rocksdb::Env* env) {
  std::unique_ptr<rocksdb::Directory> directory;
  const rocksdb::Status status = env->NewDirectory(path, &directory);
  return status.ok() ? directory->Fsync() : status;
}

std::string ParentOf(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& directory, rocksdb::Env* env) {
  std::unique_ptr<Store> store(new Store(directory, env));
  if (absl::Status status = store->MakeDirectories(); !status.ok()) return status;
  if (absl::Status status = store->TakeLock(); !status.ok()) return status;
  if (absl::Status status = store->OpenDatabase(); !status.ok()) return status;
  if (absl::Status status = store->CheckFormat(); !status.ok()) return status;
  return store;
}

Store::~Store() {
  for (rocksdb::ColumnFamilyHandle* family : {default_, leaves_, personal_}) {
    if (family != nullptr) database_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  // Everything acknowledged is synced already: a failure to close loses nothing.
  if (database_ != nullptr) database_->Close().PermitUncheckedError();
  database_.reset();
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::Status Store::MakeDirectories() {
  for (const std::string& path : {directory_, database_path()}) {
    rocksdb::Status status = MakeDirectory(path, env_);
    if (status.ok()) status = SyncDirectory(ParentOf(path), env_);
    if (!status.ok()) return Explain(status);
  }
  return absl::OkStatus();
}

absl::Status Store::TakeLock() {
  const rocksdb::Status status = env_->LockFile(directory_ + "/LOCK", &lock_);
  if (status.ok()) return absl::OkStatus();
  lock_ = nullptr;
  return absl::FailedPreconditionError(absl::StrCat(
      "the data directory is in use by another process, or may not be written by this one: ", status.ToString()));
}

absl::StatusOr<bool> Store::FindDatabase() const {
  const rocksdb::Status current = env_->FileExists(database_path() + "/CURRENT");
  if (current.ok()) return true;
  if (!current.IsNotFound()) return Explain(current);
  std::vector<std::string> names;
  if (rocksdb::Status status = env_->GetChildren(database_path(), &names); !status.ok()) return Explain(status);
  // RocksDB writes CURRENT before the first log or table, and would make a new, empty database among what is left.
  const bool has_data = std::any_of(names.begin(), names.end(), [](std::string_view name) {
    return name.ends_with(".log") || name.ends_with(".sst");
  });
  if (has_data) return absl::DataLossError("the database has logs or tables, but its CURRENT file is missing");
  return false;
}

absl::Status Store::OpenDatabase() {
  const absl::StatusOr<bool> exists = FindDatabase();
  if (!exists.ok()) return exists.status();
  rocksdb::DBOptions options = DatabaseOptions(env_);
  options.create_if_missing = !*exists;
  // A start that was cut short may have left a database without its families.
  options.create_missing_column_families = true;

  const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, FamilyOptions(Family::kDefault)},
      {std::string(kLeavesFamily), FamilyOptions(Family::kLeaves)},
      {std::string(kPersonalFamily), FamilyOptions(Family::kPersonal)}};
  if (*exists) {
    std::vector<std::string> names;
    rocksdb::Status status = rocksdb::DB::ListColumnFamilies(options, database_path(), &names);
    if (!status.ok()) return Explain(status);
    for (const std::string& name : names) {
      const bool known =
          std::any_of(families.begin(), families.end(), [&name](const auto& family) { return family.name == name; });
      if (!known) {
        return absl::FailedPreconditionError(
            absl::StrCat("the data directory is of a newer format: it has a column family '", name, "'"));
      }
    }
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* database = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(options, database_path(), families, &handles, &database);
  if (!status.ok()) return Explain(status);
  database_.reset(database);
  default_ = handles[0];
  leaves_ = handles[1];
  personal_ = handles[2];
  return absl::OkStatus();
}

absl::Status Store::CheckFormat() {
  const rocksdb::Slice key(kFormatKey.data(), kFormatKey.size());
  std::string bytes;
  rocksdb::Status status = database_->Get(PointRead(), default_, key, &bytes);
  store::v1::Format format;
  if (status.IsNotFound()) {
    const absl::StatusOr<bool> empty = IsEmpty();
    if (!empty.ok()) return empty.status();
    if (!*empty) return absl::DataLossError("the format row is missing");
    format.set_version(kFormatVersion);
    format.set_deployment_id(NewSalt().substr(0, kDeploymentIdBytes));
    return Explain(database_->Put(SyncedWrite(), default_, key, format.SerializeAsString()));
  }
  if (!status.ok()) return Explain(status);
  if (!format.ParseFromString(bytes) || format.version() == 0) return absl::DataLossError("the format row is damaged");
  if (format.version() > kFormatVersion) {
    return absl::FailedPreconditionError(absl::StrCat("the data directory is of a newer format: version ",
                                                      format.version(), ", known up to ", kFormatVersion));
  }
  if (format.deployment_id().size() != kDeploymentIdBytes) return absl::DataLossError("the format row is damaged");
  return absl::OkStatus();
}

absl::StatusOr<bool> Store::IsEmpty() const {
  for (rocksdb::ColumnFamilyHandle* family : {default_, leaves_, personal_}) {
    const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(SequentialRead(), family));
    row->SeekToFirst();
    if (row->Valid()) return false;
    if (!row->status().ok()) return Explain(row->status());
  }
  return true;
}

}  // namespace assay
