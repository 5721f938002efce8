#include "storage/ledger/mark_file.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/ledger/files.h"
#include "storage/ledger/rocksdb_status.h"

namespace assay {
namespace {

// Between two syncs, so that a stream of small commits is not slowed by twice as many syncs.
constexpr std::chrono::milliseconds kSyncInterval(500);

}  // namespace

absl::StatusOr<std::optional<Mark>> ReadMark(const std::string& path, rocksdb::Env* env) {
  const rocksdb::Status found = env->FileExists(path);
  if (found.IsNotFound()) return std::nullopt;
  std::string bytes;
  rocksdb::Status status = found.ok() ? rocksdb::ReadFileToString(env, path, &bytes) : found;
  if (!status.ok()) return Explain(status);
  std::optional<Mark> mark = DecodeMarkFile(bytes);
  if (!mark.has_value()) {
    return absl::DataLossError(
        absl::StrCat("the mark file ", path, " is damaged: restore the database and its mark from the same backup"));
  }
  return mark;
}

rocksdb::Status MarkFile::Open(const std::string& path, const Mark& mark, rocksdb::Env* env,
                               std::unique_ptr<MarkFile>* file) {
  const std::string new_path = path + ".new";
  rocksdb::Status status = rocksdb::WriteStringToFile(env, EncodeMarkFile(mark), new_path, /*should_sync=*/true);
  if (status.ok()) status = env->RenameFile(new_path, path);
  if (status.ok()) status = SyncDirectory(ParentOf(path), env);
  std::unique_ptr<rocksdb::RandomRWFile> opened;
  if (status.ok()) status = env->NewRandomRWFile(path, &opened, rocksdb::EnvOptions());
  if (status.ok()) file->reset(new MarkFile(std::move(opened)));
  return status;
}

MarkFile::MarkFile(std::unique_ptr<rocksdb::RandomRWFile> file)
    : file_(std::move(file)), thread_([this] { SyncLoop(); }) {}

MarkFile::~MarkFile() {
  {
    MutexLock lock(&mutex_);
    ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
  file_->Close().PermitUncheckedError();
}

rocksdb::Status MarkFile::Write(const Mark& mark) {
  if (!ok()) return rocksdb::Status::IOError("the mark file could not be synced");
  rocksdb::Status status = file_->Write(SlotOffset(mark.commit.number()), EncodeSlot(mark));
  if (!status.ok()) {
    failed_.store(true);
    return status;
  }
  MutexLock lock(&mutex_);
  // Wakes the thread for the first write of an interval only.
  if (!std::exchange(unsynced_, true)) changed_.NotifyAll();
  return status;
}

void MarkFile::SyncLoop() {
  while (TakeUnsynced()) {
    if (!file_->Sync().ok()) failed_.store(true);
    AwaitInterval();
  }
}

bool MarkFile::TakeUnsynced() {
  MutexLock lock(&mutex_);
  while (!unsynced_ && !ending_) changed_.Wait(&mutex_);
  return std::exchange(unsynced_, false);
}

void MarkFile::AwaitInterval() {
  const auto end = std::chrono::steady_clock::now() + kSyncInterval;
  MutexLock lock(&mutex_);
  while (!ending_ && changed_.WaitUntil(&mutex_, end)) {
  }
}

}  // namespace assay
