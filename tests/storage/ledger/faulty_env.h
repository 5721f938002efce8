// An Env whose write-ahead log can be made to fail, or to call back in the middle of a sync.
#ifndef ASSAY_TESTS_STORAGE_LEDGER_FAULTY_ENV_H_
#define ASSAY_TESTS_STORAGE_LEDGER_FAULTY_ENV_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "rocksdb/env.h"

namespace assay {

class FaultyEnv : public rocksdb::EnvWrapper {
 public:
  using rocksdb::EnvWrapper::EnvWrapper;

  std::atomic<bool> appends_fail = false;
  std::atomic<bool> syncs_fail = false;
  std::atomic<int> syncs = 0;  // of logs, failed ones included
  // Called within a sync of a log before it takes place. Set while nothing is written.
  std::function<void()> on_sync;

  rocksdb::Status NewWritableFile(const std::string& name, std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    rocksdb::Status status = EnvWrapper::NewWritableFile(name, file, options);
    if (status.ok() && name.ends_with(".log")) *file = std::make_unique<Log>(std::move(*file), this);
    return status;
  }

 private:
  class Log : public rocksdb::WritableFileWrapper {
   public:
    Log(std::unique_ptr<rocksdb::WritableFile> target, FaultyEnv* env)
        : WritableFileWrapper(target.get()), target_(std::move(target)), env_(env) {}

    rocksdb::Status Append(const rocksdb::Slice& data) override {
      return env_->appends_fail ? Failure() : WritableFileWrapper::Append(data);
    }
    rocksdb::Status Append(const rocksdb::Slice& data, const rocksdb::DataVerificationInfo& info) override {
      return env_->appends_fail ? Failure() : WritableFileWrapper::Append(data, info);
    }
    rocksdb::Status Sync() override {
      ++env_->syncs;
      if (env_->on_sync) env_->on_sync();
      return env_->syncs_fail ? Failure() : WritableFileWrapper::Sync();
    }
    rocksdb::Status Fsync() override { return Sync(); }

   private:
    static rocksdb::Status Failure() { return rocksdb::Status::IOError("the disk is gone", "/secret/path"); }

    const std::unique_ptr<rocksdb::WritableFile> target_;
    FaultyEnv* const env_;
  };
};

}  // namespace assay

#endif  // ASSAY_TESTS_STORAGE_LEDGER_FAULTY_ENV_H_
