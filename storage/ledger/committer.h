// The queue of write requests and the one thread that empties it, everything that has queued up at a time. Who asks for
// much takes turns with the others.
//
// Thread-safety: all methods may be called from any thread.
#ifndef ASSAY_STORAGE_LEDGER_COMMITTER_H_
#define ASSAY_STORAGE_LEDGER_COMMITTER_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/fair_queue.h"
#include "storage/ledger/ledger.h"
#include "storage/mutex.h"

namespace assay {

// One result a proposal.
using WriteResults = std::vector<absl::StatusOr<Committed>>;

// How much may wait.
struct QueueBounds {
  size_t proposals_max = 0;
  size_t bytes_max = 0;
  std::chrono::milliseconds time_max{0};  // see LedgerOptions::queued_time_max
};

class Committer {
 public:
  // Writes a group of requests and answers what became of each, in order. A status means that the outcome is unknown.
  using WriteGroup = std::function<absl::StatusOr<std::vector<WriteResults>>(const std::vector<WriteRequest>&)>;

  // Starts the thread.
  Committer(const QueueBounds& bounds, WriteGroup write_group);

  // Finishes what is queued.
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // RESOURCE_EXHAUSTED: the queue is full, or half full of this actor's, or it is behind. UNAVAILABLE: writes are
  // stopped. Or what Refuse was given last. `done` is not called then.
  absl::Status Submit(WriteRequest request);

  // Submit answers this from now on, unless it is OK; what is queued is still written.
  void Refuse(absl::Status why);

  // What Refuse was given last.
  absl::Status refusal() const {
    MutexLock lock(&mutex_);
    return refusal_;
  }

  // True once a group has failed, for good.
  bool stopped() const { return stopped_.load(); }

  // What it has to do, and has done since the start.
  CommitFigures figures() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Waiting {
    WriteRequest request;
    Clock::time_point since;
  };

  void Loop();
  absl::Status Queue(WriteRequest request) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What a request takes of the queue, in proposals: bytes count as those that usually have so many.
  size_t CostOf(const WriteRequest& request) const;
  bool IsBehind(const std::string& actor) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The next group. Empty: there is nothing left and the end has come.
  std::vector<WriteRequest> Take();
  void Count(size_t proposals);
  void Finish(std::vector<WriteRequest> group);
  // No write after a failed one: answers everything that waits.
  void Stop(std::vector<WriteRequest> group);

  const QueueBounds bounds_;
  const WriteGroup write_group_;
  std::atomic<bool> stopped_ = false;
  std::array<std::atomic<uint64_t>, CommitFigures::kSizes> group_sizes_ = {};
  std::atomic<uint64_t> grouped_ = 0;

  mutable Mutex mutex_;
  Condition changed_;
  FairQueue<Waiting> queue_ ABSL_GUARDED_BY(mutex_);
  std::optional<Clock::time_point> group_since_ ABSL_GUARDED_BY(mutex_);  // of the group under way
  size_t queued_proposals_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_COMMITTER_H_
