#include "storage/ledger/ledger.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/env.h"
#include "storage/ledger/book.h"
#include "storage/ledger/committer.h"
#include "storage/ledger/group_ledger.h"
#include "storage/ledger/lookup.h"
#include "storage/ledger/recovery.h"
#include "storage/ledger/store.h"
#include "storage/ledger/subtrees.h"
#include "storage/ledger/summary.h"

namespace assay {
namespace {

int64_t SystemTimeMicroseconds() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
}

absl::Status NoSuchSize() { return absl::NotFoundError("the ledger has not reached that size"); }

}  // namespace

class Ledger::Impl {
 public:
  Impl(LedgerOptions options, std::unique_ptr<Store> store)
      : options_(std::move(options)),
        store_(std::move(store)),
        lookup_(store_.get(), &options_.schema, &options_.hash_of_id) {}

  absl::Status Start() {
    const RecoveryContext recovery = {.store = *store_,
                                      .lookup = lookup_,
                                      .observer = options_.observer,
                                      .summaries = options_.summaries.has_value() ? &*options_.summaries : nullptr};
    if (absl::Status status = Recover(recovery, &book_); !status.ok()) return status;
    store_->CopyErasuresTo(options_.erasures_copy);
    // Only now: nothing is taken out of a database that is damaged.
    const absl::StatusOr<bool> needs_purge = store_->NeedsPurge();
    if (!needs_purge.ok()) return needs_purge.status();
    absl::Status status = store_->MakeErasureList();
    if (status.ok()) status = *needs_purge ? store_->Purge() : store_->CopyErasures();
    if (!status.ok()) {
      return absl::Status(status.code(), absl::StrCat(status.message(), ": ", store_->last_error()));
    }
    const QueueBounds bounds = {.proposals_max = options_.queued_proposals_max,
                                .bytes_max = options_.queued_bytes_max,
                                .time_max = options_.queued_time_max};
    committer_ = std::make_unique<Committer>(
        bounds, [this](const std::vector<WriteRequest>& requests) { return WriteGroup(requests); });
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<WriteResults>> WriteGroup(const std::vector<WriteRequest>& requests);
  void PutSummaries(StoreBatch* batch);

  const LedgerOptions options_;
  const std::unique_ptr<Store> store_;
  const Lookup lookup_;
  Book book_;
  std::vector<LedgerState*> filled_;      // have tiles that became full in the last group; the committer's
  std::unique_ptr<Committer> committer_;  // last: its thread uses all of the above
};

// Runs the proposals one after another, each seeing what those before it appended, and writes all of it at once. A
// proposal that is refused leaves no trace.
absl::StatusOr<std::vector<WriteResults>> Ledger::Impl::WriteGroup(const std::vector<WriteRequest>& requests) {
  const int64_t now_us = options_.now_us();
  std::map<std::string, GroupLedger, std::less<>> group;
  std::vector<WriteResults> results(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    const WriteRequest& request = requests[i];
    if (absl::Status awaited = request.check_awaited ? request.check_awaited() : absl::OkStatus(); !awaited.ok()) {
      results[i].assign(request.proposals.size(), awaited);
      continue;
    }
    const auto named = [&](const std::string& name) -> GroupLedger& {
      return group.try_emplace(name, name, &book_, &lookup_, now_us).first->second;
    };
    results[i] = named(request.ledger).Run(request);
    if (!request.beside) continue;
    WriteRequest::Beside beside = request.beside();
    if (beside.ledger.empty()) continue;
    const absl::Status written = named(beside.ledger).Add(std::move(beside.draft));
    if (!written.ok()) results[i].assign(request.proposals.size(), written);
  }
  std::erase_if(group, [](const auto& item) { return !item.second.has_entries(); });
  if (group.empty()) return results;
  StoreBatch batch(store_.get());
  PutSummaries(&batch);
  // Afterwards: what it erases takes a summary with it, also one that is only being written.
  for (auto& [name, ledger] : group) ledger.Fill(&batch);
  if (absl::Status status = store_->Write(&batch); !status.ok()) {
    for (const auto& [name, ledger] : group) ledger.state()->Abandon();
    return status;
  }
  // Observers first: whoever reads up to a ledger's size must find everything folded.
  for (const auto& [name, ledger] : group) ledger.Observe(options_.observer);
  for (const auto& [name, ledger] : group) ledger.Publish();
  for (const auto& [name, ledger] : group) {
    if (ledger.state()->HasFullTiles()) filled_.push_back(ledger.state());
    if (options_.on_growth) options_.on_growth(name);
  }
  return results;
}

// A tile's summary is written with the group after the one that filled it: the observer is told of entries when they
// are on disk. Those of the last group before an end are made at the next start.
void Ledger::Impl::PutSummaries(StoreBatch* batch) {
  for (LedgerState* state : filled_) {
    for (const FullTile& tile : state->TakeFullTiles()) {
      if (!options_.summaries.has_value()) continue;
      const TileKey key = {.ledger_number = state->number(), .tile = tile.number};
      // Without one, the next start makes it.
      const absl::StatusOr<std::string> summary = SummaryOf(*options_.summaries, *state, tile);
      if (summary.ok()) batch->PutSummary(key, *summary);
    }
  }
  filled_.clear();
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(LedgerOptions options) {
  if (options.env == nullptr) options.env = rocksdb::Env::Default();
  if (!options.now_us) options.now_us = SystemTimeMicroseconds;
  if (!options.hash_of_id) options.hash_of_id = HashOfId;
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(options.directory, options.env);
  if (!store.ok()) return store.status();
  auto impl = std::make_unique<Impl>(std::move(options), *std::move(store));
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<Ledger>(new Ledger(std::move(impl)));
}

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Ledger::~Ledger() = default;

absl::Status Ledger::Commit(WriteRequest request) { return impl_->committer_->Submit(std::move(request)); }

void Ledger::RefuseWrites(absl::Status why) { impl_->committer_->Refuse(std::move(why)); }

absl::Status Ledger::refusal() const { return impl_->committer_->refusal(); }

std::vector<std::string> Ledger::Names() const { return impl_->book_.Names(); }

absl::StatusOr<std::vector<std::string>> Ledger::NamesAt(int64_t time_us) const {
  const int64_t now_us = std::max(impl_->options_.now_us(), impl_->book_.LatestTime());
  if (time_us > now_us) return absl::InvalidArgumentError("the time lies in the future");
  std::vector<std::string> names;
  for (LedgerState* state : impl_->book_.AllAsOf(time_us)) {
    const absl::StatusOr<Counters> counters = state->AnswerAsOf(time_us, now_us);
    if (!counters.ok()) return counters.status();
    if (counters->size == 0) continue;
    const absl::StatusOr<LeafHeader> first = impl_->lookup_.ReadHeader(*state, 1);
    if (!first.ok()) return first.status();
    if (first->recorded_at_us <= time_us) names.push_back(state->name());
  }
  return names;
}

uint32_t Ledger::Size(std::string_view ledger) const {
  const LedgerState* state = impl_->book_.Find(ledger);
  return state == nullptr ? 0 : state->counters().size;
}

absl::StatusOr<Entry> Ledger::Read(std::string_view ledger, uint32_t revision) const {
  const LedgerState* state = impl_->book_.Find(ledger);
  if (state == nullptr || revision == 0 || revision > state->counters().size) {
    return absl::NotFoundError("the ledger has no such revision");
  }
  return impl_->lookup_.Read(*state, revision);
}

absl::StatusOr<std::optional<Entry>> Ledger::Find(std::string_view ledger, std::string_view name) const {
  const LedgerState* state = impl_->book_.Find(ledger);
  if (state == nullptr) return std::nullopt;
  return impl_->lookup_.Find(*state, impl_->lookup_.Hashed(name));
}

absl::StatusOr<uint32_t> Ledger::CaseNumber(std::string_view ledger, std::string_view case_ref) const {
  const LedgerState* state = impl_->book_.Find(ledger);
  if (state == nullptr) return 0;
  return impl_->lookup_.FindCase(*state, impl_->lookup_.Hashed(case_ref), /*erased=*/{});
}

absl::Status Ledger::AwaitGroup(std::string_view ledger) const {
  LedgerState* const state = impl_->book_.Find(ledger);
  return state == nullptr ? absl::OkStatus() : state->AwaitGroup();
}

absl::StatusOr<uint32_t> Ledger::RevisionAt(std::string_view ledger, int64_t time_us) const {
  const int64_t now_us = impl_->options_.now_us();
  LedgerState* state = impl_->book_.Find(ledger);
  if (state == nullptr) {
    if (time_us > now_us) return absl::InvalidArgumentError("the time lies in the future");
    state = impl_->book_.FindAsOf(ledger, time_us);
  }
  if (state == nullptr) return 0;
  const absl::StatusOr<Counters> counters = state->AnswerAsOf(time_us, now_us);
  if (!counters.ok()) return counters.status();
  if (time_us >= counters->last_recorded_at_us) return counters->size;
  return impl_->lookup_.RevisionAt(*state, counters->size, time_us);
}

const std::string& Ledger::deployment_id() const { return impl_->store_->deployment_id(); }

uint32_t Ledger::epoch() const { return impl_->store_->epoch(); }

absl::StatusOr<TreeHead> Ledger::Head(std::string_view ledger, uint32_t size) const {
  const LedgerState* state = impl_->book_.Find(ledger);
  const Counters counters = state == nullptr ? Counters() : state->counters();
  if (counters.size == 0 || size > counters.size) return NoSuchSize();
  if (size == 0 || size == counters.size) {
    return TreeHead{.size = counters.size,
                    .root = std::string(BytesOf(counters.root)),
                    .recorded_at_us = counters.last_recorded_at_us};
  }
  const absl::StatusOr<Hash> root = RootAt(size, SubtreesOf(state, impl_->store_.get()));
  if (!root.ok()) return root.status();
  const absl::StatusOr<LeafHeader> last = impl_->lookup_.ReadHeader(*state, size);
  if (!last.ok()) return last.status();
  return TreeHead{.size = size, .root = std::string(BytesOf(*root)), .recorded_at_us = last->recorded_at_us};
}

absl::StatusOr<std::vector<Hash>> Ledger::InclusionProof(std::string_view ledger, uint32_t revision,
                                                         uint32_t size) const {
  const LedgerState* state = impl_->book_.Find(ledger);
  if (state == nullptr || size > state->counters().size) return NoSuchSize();
  if (revision == 0 || revision > size)
    return absl::InvalidArgumentError("the ledger of that size has no such revision");
  return assay::InclusionProof({.index = revision - 1, .size = size}, SubtreesOf(state, impl_->store_.get()));
}

absl::StatusOr<std::vector<Hash>> Ledger::ConsistencyProof(std::string_view ledger, uint32_t first,
                                                           uint32_t second) const {
  const LedgerState* state = impl_->book_.Find(ledger);
  if (state == nullptr || second > state->counters().size) return NoSuchSize();
  if (first == 0 || first > second) return absl::InvalidArgumentError("the first size is 0, or beyond the second");
  return assay::ConsistencyProof({.old_size = first, .new_size = second}, SubtreesOf(state, impl_->store_.get()));
}

absl::Status Ledger::Purge(std::optional<uint64_t> erasures) { return impl_->store_->Purge(erasures); }

uint64_t Ledger::Erasures() const { return impl_->store_->Erasures(); }

absl::Status Ledger::CopyErasures() { return impl_->store_->CopyErasures(); }

absl::StatusOr<size_t> Ledger::CountErasures(const std::string& path) const {
  return impl_->store_->CountErasures(path);
}

absl::StatusOr<uint32_t> Ledger::BackUp(const std::string& directory) const {
  // What is in memory only is written first, and RocksDB does not survive a full disk.
  if (absl::Status refused = impl_->committer_->refusal(); !refused.ok()) return refused;
  store::v1::BackupNote note;
  // Before the backup begins: all of these are in it.
  for (const std::string& name : impl_->book_.Names()) note.set_entries(note.entries() + Size(name));
  return impl_->store_->BackUp(directory, std::move(note));
}

bool Ledger::accepts_writes() const { return !impl_->committer_->stopped() && impl_->store_->accepts_writes(); }

absl::Status Ledger::Scrub(size_t bytes_max, ScrubCursor* cursor) const {
  if (cursor->is_done) *cursor = {};
  return impl_->store_->Scrub(bytes_max, cursor);
}

LedgerFigures Ledger::Figures() const {
  LedgerFigures figures;
  figures.commits = impl_->committer_->figures();
  for (const std::string& name : impl_->book_.Names()) {
    ++figures.ledgers;
    figures.entries += Size(name);
  }
  const absl::StatusOr<bool> pending = impl_->store_->NeedsPurge();
  figures.purge_pending = !pending.ok() || *pending;
  figures.database = impl_->store_->DatabaseFigures();
  return figures;
}

bool Ledger::was_torn() const { return impl_->store_->was_torn(); }

std::string Ledger::last_error() const { return impl_->store_->last_error(); }

}  // namespace assay
