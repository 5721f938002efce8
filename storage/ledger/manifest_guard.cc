#include "storage/ledger/manifest_guard.h"

#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "rocksdb/file_system.h"
#include "storage/ledger/advice.h"
#include "storage/ledger/files.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/merkle/running_sha256.h"
#include "storage/merkle/sha256.h"

namespace assay {
namespace {

constexpr char kGuardFile[] = "/manifest";
constexpr char kManifest[] = "MANIFEST-";

std::string Line(const std::string& name, uint64_t size, const Hash& hash) {
  const std::string_view bytes = BytesOf(hash);
  return absl::StrCat(name, " ", size, " ", absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size())),
                      "\n");
}

class Manifest final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  Manifest(std::unique_ptr<rocksdb::FSWritableFile> target, std::string name, std::string guard, rocksdb::Env* env)
      : FSWritableFileOwnerWrapper(std::move(target)), name_(std::move(name)), guard_(std::move(guard)), env_(env) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    hash_.Add(data.ToStringView());
    return FSWritableFileOwnerWrapper::Append(data, options, debug);
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& info, rocksdb::IODebugContext* debug) override {
    hash_.Add(data.ToStringView());
    return FSWritableFileOwnerWrapper::Append(data, options, info, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FSWritableFileOwnerWrapper::Sync(options, debug);
    if (status.ok()) Note();
    return status;
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FSWritableFileOwnerWrapper::Fsync(options, debug);
    if (status.ok()) Note();
    return status;
  }

 private:
  void Note() const {
    const std::string unfinished = guard_ + ".new";
    rocksdb::Status status =
        rocksdb::WriteStringToFile(env_, Line(name_, hash_.size(), hash_.Now()), unfinished, /*should_sync=*/true);
    if (status.ok()) status = env_->RenameFile(unfinished, guard_);
    if (status.ok()) status = SyncDirectory(ParentOf(guard_), env_);
    status.PermitUncheckedError();
  }

  const std::string name_;
  const std::string guard_;
  rocksdb::Env* const env_;
  RunningSha256 hash_;
};

class GuardedFiles final : public rocksdb::FileSystemWrapper {
 public:
  GuardedFiles(std::string guard, rocksdb::Env* env)
      : FileSystemWrapper(env->GetFileSystem()), guard_(std::move(guard)), env_(env) {}

  const char* Name() const override { return "assay-guarded-files"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
    std::string name = std::filesystem::path(path).filename().string();
    if (status.ok() && name.starts_with(kManifest)) {
      *file = std::make_unique<Manifest>(std::move(*file), std::move(name), guard_, env_);
    }
    return status;
  }

 private:
  const std::string guard_;
  rocksdb::Env* const env_;
};

// With the clock and the threads of the one below.
class GuardedEnv final : public rocksdb::EnvWrapper {
 public:
  GuardedEnv(std::string guard, rocksdb::Env* env) : EnvWrapper(env) {
    file_system_ = std::make_shared<GuardedFiles>(std::move(guard), env);
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> GuardManifest(const std::string& directory, rocksdb::Env* env) {
  return std::make_unique<GuardedEnv>(directory + kGuardFile, env);
}

absl::Status CheckManifest(const std::string& directory, rocksdb::Env* env) {
  const std::string guard = directory + kGuardFile;
  if (env->FileExists(guard).IsNotFound()) return absl::OkStatus();
  std::string line;
  std::string current;
  std::string manifest;
  rocksdb::Status status = rocksdb::ReadFileToString(env, guard, &line);
  if (status.ok()) status = rocksdb::ReadFileToString(env, directory + "/rocksdb/CURRENT", &current);
  if (!status.ok()) return Explain(status);
  const std::vector<std::string> parts = absl::StrSplit(line, ' ');
  uint64_t size = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &size)) {
    return absl::DataLossError(absl::StrCat(guard, " is damaged; the database opens without it"));
  }
  if (current != parts[0] + "\n") return absl::OkStatus();
  status = rocksdb::ReadFileToString(env, absl::StrCat(directory, "/rocksdb/", parts[0]), &manifest);
  // After a crash there may be more.
  const Hash hash = Sha256Of({std::string_view(manifest).substr(0, size)});
  if (status.ok() && manifest.size() >= size && Line(parts[0], size, hash) == line) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the manifest of the database is cut short, damaged or missing: ", kRestoreAdvice));
}

}  // namespace assay
