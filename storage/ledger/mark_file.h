// The mark file of an open data directory: written after every commit, so that a database that lost commits is noticed.
//
// A write is in the operating system's hands before it returns, which outlives this process; a thread of its own syncs
// it to disk within a second, which outlives the machine. Commits do not wait for that: they are synced themselves, and
// a mark that is a second old lets only the loss of that second go unnoticed.
//
// Thread-safety: Write belongs to one thread; ok() to any.
#ifndef ASSAY_STORAGE_LEDGER_MARK_FILE_H_
#define ASSAY_STORAGE_LEDGER_MARK_FILE_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"
#include "storage/ledger/mark_slot.h"
#include "storage/mutex.h"

namespace assay {

// The mark on disk; nullopt: there is no such file. DATA_LOSS: it is damaged in both slots.
absl::StatusOr<std::optional<Mark>> ReadMark(const std::string& path, rocksdb::Env* env);

class MarkFile {
 public:
  // Puts the mark, durably and at once, in the place of whatever was there, and keeps the file open for more. `env`
  // must not be null and outlives it.
  static rocksdb::Status Open(const std::string& path, const Mark& mark, rocksdb::Env* env,
                              std::unique_ptr<MarkFile>* file);

  // Syncs what was written.
  ~MarkFile();
  MarkFile(const MarkFile&) = delete;
  MarkFile& operator=(const MarkFile&) = delete;

  // The mark of the commit after the one before. Fails for good once a write or sync has failed.
  rocksdb::Status Write(const Mark& mark);

  // False once a write or sync has failed.
  bool ok() const { return !failed_.load(); }

 private:
  explicit MarkFile(std::unique_ptr<rocksdb::RandomRWFile> file);

  void SyncLoop();
  // Waits for something to sync. False: there is nothing left and the end has come.
  bool TakeUnsynced();
  // Waits for the time of the next sync, or the end.
  void AwaitInterval();

  const std::unique_ptr<rocksdb::RandomRWFile> file_;
  std::atomic<bool> failed_ = false;

  Mutex mutex_;
  Condition changed_;
  bool unsynced_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_MARK_FILE_H_
