// An Env in which the n-th write, sync, rename or new file fails, and whose power can be cut.
#ifndef ASSAY_TESTS_STORAGE_LEDGER_SCRIPTED_ENV_H_
#define ASSAY_TESTS_STORAGE_LEDGER_SCRIPTED_ENV_H_

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "rocksdb/env.h"

namespace assay {

class ScriptedEnv : public rocksdb::EnvWrapper {
 public:
  using rocksdb::EnvWrapper::EnvWrapper;

  // Operations are counted from 1. The one of this number fails, and no other; 0: none.
  std::atomic<int> failing_operation = 0;
  rocksdb::Status failure;  // set before the operation
  std::atomic<int> operations = 0;
  std::atomic<int> log_operations = 0;  // those on write-ahead logs

  // From now on nothing that is synced counts: an orderly end syncs more than a power cut does.
  std::atomic<bool> power_is_out = false;

  // Takes from every file what was not synced while there was power. Nothing may be open.
  void LoseUnsynced() {
    for (const auto& [name, bytes] : synced_bytes_) {
      std::string contents;
      if (!rocksdb::ReadFileToString(target(), name, &contents).ok()) continue;
      contents.resize(std::min(contents.size(), bytes));
      rocksdb::WriteStringToFile(target(), contents, name).PermitUncheckedError();
    }
  }

  rocksdb::Status NewWritableFile(const std::string& name, std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    if (Fails(name)) return failure;
    rocksdb::Status status = EnvWrapper::NewWritableFile(name, file, options);
    if (!status.ok()) return status;
    SetSynced(name, 0);
    *file = std::make_unique<Writable>(std::move(*file), name, this);
    return status;
  }
  rocksdb::Status NewRandomRWFile(const std::string& name, std::unique_ptr<rocksdb::RandomRWFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    if (Fails(name)) return failure;
    rocksdb::Status status = EnvWrapper::NewRandomRWFile(name, file, options);
    if (status.ok()) *file = std::make_unique<Random>(std::move(*file), name, this);
    return status;
  }
  rocksdb::Status NewDirectory(const std::string& name, std::unique_ptr<rocksdb::Directory>* directory) override {
    return Fails(name) ? failure : EnvWrapper::NewDirectory(name, directory);
  }
  rocksdb::Status RenameFile(const std::string& from, const std::string& to) override {
    if (Fails(from)) return failure;
    rocksdb::Status status = EnvWrapper::RenameFile(from, to);
    std::lock_guard<std::mutex> lock(mutex_);
    const auto moved = synced_bytes_.find(from);
    if (status.ok() && moved != synced_bytes_.end()) {
      synced_bytes_[to] = moved->second;
      synced_bytes_.erase(moved);
    }
    return status;
  }

 private:
  class Writable : public rocksdb::WritableFileWrapper {
   public:
    Writable(std::unique_ptr<rocksdb::WritableFile> target, std::string name, ScriptedEnv* env)
        : WritableFileWrapper(target.get()), target_(std::move(target)), name_(std::move(name)), env_(env) {}

    rocksdb::Status Append(const rocksdb::Slice& data) override {
      bytes_ += data.size();
      return env_->Fails(name_) ? env_->failure : WritableFileWrapper::Append(data);
    }
    rocksdb::Status Append(const rocksdb::Slice& data, const rocksdb::DataVerificationInfo& info) override {
      bytes_ += data.size();
      return env_->Fails(name_) ? env_->failure : WritableFileWrapper::Append(data, info);
    }
    rocksdb::Status Sync() override {
      if (env_->Fails(name_)) return env_->failure;
      if (!env_->power_is_out) env_->SetSynced(name_, bytes_);
      return WritableFileWrapper::Sync();
    }
    rocksdb::Status Fsync() override { return Sync(); }

   private:
    const std::unique_ptr<rocksdb::WritableFile> target_;
    const std::string name_;
    ScriptedEnv* const env_;
    size_t bytes_ = 0;
  };

  class Random : public rocksdb::RandomRWFile {
   public:
    Random(std::unique_ptr<rocksdb::RandomRWFile> target, std::string name, ScriptedEnv* env)
        : target_(std::move(target)), name_(std::move(name)), env_(env) {}

    rocksdb::Status Write(uint64_t offset, const rocksdb::Slice& data) override {
      return env_->Fails(name_) ? env_->failure : target_->Write(offset, data);
    }
    rocksdb::Status Read(uint64_t offset, size_t n, rocksdb::Slice* result, char* scratch) const override {
      return target_->Read(offset, n, result, scratch);
    }
    rocksdb::Status Flush() override { return target_->Flush(); }
    rocksdb::Status Sync() override { return env_->Fails(name_) ? env_->failure : target_->Sync(); }
    rocksdb::Status Close() override { return target_->Close(); }

   private:
    const std::unique_ptr<rocksdb::RandomRWFile> target_;
    const std::string name_;
    ScriptedEnv* const env_;
  };

  bool Fails(const std::string& name) {
    if (name.ends_with(".log")) ++log_operations;
    return ++operations == failing_operation;
  }
  void SetSynced(const std::string& name, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    synced_bytes_[name] = bytes;
  }

  std::mutex mutex_;
  std::map<std::string, size_t> synced_bytes_;  // by file
};

}  // namespace assay

#endif  // ASSAY_TESTS_STORAGE_LEDGER_SCRIPTED_ENV_H_
