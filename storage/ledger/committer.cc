#include "storage/ledger/committer.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace assay {
namespace {

// Bounds of one group, so that a batch stays small beside the write buffer and the first of many waiters is not kept
// until the last has been decided. A request that alone is larger forms a group of its own.
constexpr size_t kGroupProposalsMax = 8'192;
constexpr size_t kGroupBytesMax = 32u << 20;
// What one caller may have decided before it is another's turn: a batch, or as many requests.
constexpr size_t kTurnProposals = 1'000;

absl::Status WritesStopped() { return absl::UnavailableError("writes are stopped after a storage failure"); }

}  // namespace

Committer::Committer(const QueueBounds& bounds, WriteGroup write_group)
    : bounds_(bounds), write_group_(std::move(write_group)), queue_(kTurnProposals), thread_([this] { Loop(); }) {}

Committer::~Committer() {
  {
    MutexLock lock(&mutex_);
    ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

absl::Status Committer::Submit(WriteRequest request) {
  bool was_empty = false;
  {
    MutexLock lock(&mutex_);
    was_empty = queue_.empty();
    if (absl::Status status = Queue(std::move(request)); !status.ok()) return status;
  }
  // Only now: whoever wakes wants the mutex. What queues up behind it is found with it.
  if (was_empty) changed_.NotifyOne();
  return absl::OkStatus();
}

absl::Status Committer::Queue(WriteRequest request) {
  if (stopped()) return WritesStopped();
  if (!refusal_.ok()) return refusal_;
  const size_t proposals = request.proposals.size();
  if (proposals > bounds_.proposals_max - queued_proposals_ || request.bytes > bounds_.bytes_max - queued_bytes_) {
    return absl::ResourceExhaustedError("the queue of writes is full");
  }
  const size_t cost = CostOf(request);
  const size_t own = queue_.CostOf(request.actor);
  // What is larger than half of it is taken where nothing else of theirs waits.
  if (!request.actor.empty() && own > 0 && own + cost > bounds_.proposals_max / 2) {
    return absl::ResourceExhaustedError("half of the queue of writes is full of this caller's");
  }
  if (request.when_behind == WhenBehind::kRefuse && IsBehind(request.actor)) {
    return absl::ResourceExhaustedError("the disk cannot keep up with the writes");
  }
  queued_proposals_ += proposals;
  queued_bytes_ += request.bytes;
  const std::string actor = request.actor;
  queue_.Push(actor, cost, {.request = std::move(request), .since = Clock::now()});
  return absl::OkStatus();
}

size_t Committer::CostOf(const WriteRequest& request) const {
  const size_t usual_bytes = std::max<size_t>(bounds_.bytes_max / std::max<size_t>(bounds_.proposals_max, 1), 1);
  return request.proposals.size() + request.bytes / usual_bytes;
}

void Committer::Refuse(absl::Status why) {
  MutexLock lock(&mutex_);
  refusal_ = std::move(why);
}

CommitFigures Committer::figures() const {
  CommitFigures figures;
  {
    MutexLock lock(&mutex_);
    figures.queued_proposals = queued_proposals_;
    figures.queued_bytes = queued_bytes_;
  }
  figures.grouped_proposals = grouped_.load(std::memory_order_relaxed);
  for (size_t i = 0; i < figures.groups.size(); ++i) {
    figures.groups[i] = group_sizes_[i].load(std::memory_order_relaxed);
  }
  return figures;
}

void Committer::Count(size_t proposals) {
  const size_t size = std::min<size_t>(std::bit_width(std::max<size_t>(proposals, 1) - 1), CommitFigures::kSizes - 1);
  group_sizes_[size].fetch_add(1, std::memory_order_relaxed);
  grouped_.fetch_add(proposals, std::memory_order_relaxed);
}

bool Committer::IsBehind(const std::string& actor) const {
  const Clock::time_point earliest = Clock::now() - bounds_.time_max;
  const Waiting* const oldest = queue_.OldestOf(actor);
  return (group_since_ && *group_since_ < earliest) || (oldest != nullptr && oldest->since < earliest);
}

void Committer::Loop() {
  for (std::vector<WriteRequest> group = Take(); !group.empty(); group = Take()) Finish(std::move(group));
}

std::vector<WriteRequest> Committer::Take() {
  MutexLock lock(&mutex_);
  group_since_.reset();
  while (queue_.empty() && !ending_) changed_.Wait(&mutex_);
  std::vector<WriteRequest> group;
  size_t proposals = 0;
  size_t bytes = 0;
  while (!queue_.empty()) {
    const WriteRequest& next = queue_.front().request;
    const bool fits = proposals + next.proposals.size() <= kGroupProposalsMax && bytes + next.bytes <= kGroupBytesMax;
    if (!group.empty() && !fits) break;
    proposals += next.proposals.size();
    bytes += next.bytes;
    group.push_back(queue_.Pop().request);
  }
  queued_proposals_ -= proposals;
  queued_bytes_ -= bytes;
  if (group.empty()) return group;
  group_since_ = Clock::now();
  Count(proposals);
  return group;
}

void Committer::Finish(std::vector<WriteRequest> group) {
  absl::StatusOr<std::vector<WriteResults>> results = write_group_(group);
  if (!results.ok()) return Stop(std::move(group));
  for (size_t i = 0; i < group.size(); ++i) group[i].done(std::move((*results)[i]));
}

void Committer::Stop(std::vector<WriteRequest> group) {
  {
    MutexLock lock(&mutex_);
    // Under the mutex, so that nothing joins the queue any more. Before the answers, so that nobody who has one is told
    // that writes go on.
    stopped_.store(true);
    while (!queue_.empty()) group.push_back(queue_.Pop().request);
    queued_proposals_ = 0;
    queued_bytes_ = 0;
  }
  for (const WriteRequest& request : group) request.done(WriteResults(request.proposals.size(), WritesStopped()));
}

}  // namespace assay
