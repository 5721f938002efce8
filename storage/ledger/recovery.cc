#include "storage/ledger/recovery.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/ledger/advice.h"
#include "storage/ledger/entry_check.h"
#include "storage/ledger/summary.h"
#include "storage/mutex.h"

namespace assay {
namespace {

// How many summaries are written at once: about 2 MiB.
constexpr int kSummariesInABatch = 256;

// One ledger.
class LedgerRecovery {
 public:
  // All outlive it.
  LedgerRecovery(const RecoveryContext& context, const store::v1::Head& head, LedgerState* state)
      : context_(context), state_(state), check_(head), full_tiles_(static_cast<uint32_t>(head.size() / kTileLeaves)) {}

  absl::Status Run() {
    const Counters counters = {.size = check_.head().size(),
                               .last_recorded_at_us = check_.head().last_recorded_at_us(),
                               .last_case_number = check_.head().last_case_number()};
    state_->Reserve(counters);
    const uint32_t number = state_->number();
    const ScanRange rows = {.begin = TileKey{.ledger_number = number}, .end = TileKey{.ledger_number = number + 1}};
    absl::Status status = context_.store.ScanSummaries(
        rows, [this](std::string_view key, std::string_view row) { return Take(key, row); });
    if (status.ok()) status = ReadUpTo({.ledger_number = number + 1});
    if (status.ok()) status = WriteSummaries();
    if (status.ok()) status = check_.CheckEntries();
    if (status.ok()) status = check_.CheckTiles();
    if (!status.ok()) return status;
    if (has_stray_tiles_) {
      return absl::DataLossError(
          absl::StrCat("ledger ", state_->name(), ": a tile row belongs to no entries: ", kRebuildAdvice));
    }
    state_->Restore(check_.TakeTree(), counters, std::move(ids_));
    return absl::OkStatus();
  }

 private:
  bool uses_summaries() const { return context_.summaries != nullptr || !context_.observer; }

  absl::Status DamagedSummary(absl::string_view what) const {
    return absl::DataLossError(absl::StrCat("ledger ", state_->name(), ": a summary row ", what, ": ", kRebuildAdvice));
  }

  // A row of the summaries family. The entries between the one before and this one are read first.
  absl::Status Take(std::string_view key_bytes, std::string_view row) {
    const std::optional<TileKey> key = DecodeTileKey(key_bytes);
    if (!key.has_value() || key->tile >= full_tiles_) return DamagedSummary("belongs to no entries");
    const std::optional<Summary> summary = DecodeSummary(*key, row);
    if (!summary.has_value()) return DamagedSummary("is damaged");
    const bool is_of_our_version = context_.summaries == nullptr || summary->version == context_.summaries->version;
    // The last entries are read: they have to be those of the head row.
    const bool is_last = (uint64_t{key->tile} + 1) * kTileLeaves == check_.head().size();
    if (!uses_summaries() || !is_of_our_version) return absl::OkStatus();
    if (is_last) {
      is_last_summarised_ = true;
      return absl::OkStatus();
    }
    if (absl::Status status = ReadUpTo(*key); !status.ok()) return status;
    if (next_tile_ == key->tile) return Apply(*key, *summary);
    return Damage(state_->name(), static_cast<uint32_t>(check_.tree().size()) + 1, "the entry is missing");
  }

  absl::Status Apply(const TileKey& key, const Summary& summary) {
    const uint32_t first = static_cast<uint32_t>(key.tile * kTileLeaves + 1);
    std::vector<IndexedEntry> entries;
    entries.reserve(kTileLeaves);
    for (uint32_t i = 0; i < kTileLeaves; ++i) {
      if (summary.ids[i].case_number > check_.head().last_case_number()) return DamagedSummary("is damaged");
      entries.push_back({.revision = first + i, .ids = summary.ids[i]});
    }
    if (absl::Status filed = state_->Restore(entries); !filed.ok()) return DamagedSummary("is damaged");
    check_.Skip(summary.tile_hash);
    next_tile_ = key.tile + 1;
    if (!context_.observer) return absl::OkStatus();
    const absl::Status applied = context_.summaries->apply(
        {.ledger = state_->name(), .first_revision = first, .count = static_cast<uint32_t>(kTileLeaves)}, summary.facts,
        [this](uint32_t revision) { return context_.store.ReadLeaf(state_->KeyOf(revision)); });
    return applied.ok() ? applied : DamagedSummary(absl::StrCat("cannot be used: ", applied.message()));
  }

  // Reads the entries from where the last summary ended.
  absl::Status ReadUpTo(const TileKey& end) {
    const TileKey begin = {.ledger_number = state_->number(), .tile = next_tile_};
    if (begin == end) return absl::OkStatus();
    const auto read = [this](const StoredEntry& stored) { return Read(stored); };
    const auto stray = [this](std::string_view) {
      has_stray_tiles_ = true;
      return absl::OkStatus();
    };
    return context_.store.Scan({.begin = begin, .end = end}, {.entry = read, .stray_tile = stray});
  }

  absl::Status Read(const StoredEntry& stored) {
    const absl::StatusOr<Leaf> leaf = check_.Add(stored);
    if (!leaf.ok()) return leaf.status();
    const absl::StatusOr<EntryIds> ids = context_.lookup.IdsOf(*state_, stored, *leaf);
    if (!ids.ok()) return ids.status();
    if (absl::Status filed = state_->Restore({{.revision = stored.key.revision, .ids = *ids}}); !filed.ok()) {
      return Damage(state_->name(), stored.key.revision, filed.message());
    }
    if (context_.observer) context_.observer(state_->name(), stored.key.revision, *leaf, nullptr);
    ids_.push_back(*ids);
    if (ids_.size() < kTileLeaves) return absl::OkStatus();
    return Summarise();
  }

  // Of the 256 entries that were read last.
  absl::Status Summarise() {
    const FullTile tile = {.number = next_tile_,
                           .hash = *check_.tree().Find({.level = kTileLevel, .index = next_tile_}),
                           .ids = std::exchange(ids_, {})};
    ++next_tile_;
    const bool is_there = next_tile_ == full_tiles_ && is_last_summarised_;
    // Nothing is made of entries that are not what the tiles say.
    if (context_.summaries == nullptr || is_there || !check_.bad_tiles().empty()) return absl::OkStatus();
    const absl::StatusOr<std::string> summary = SummaryOf(*context_.summaries, *state_, tile);
    if (!summary.ok()) return summary.status();
    if (batch_ == nullptr) batch_ = std::make_unique<StoreBatch>(&context_.store);
    batch_->PutSummary({.ledger_number = state_->number(), .tile = tile.number}, *summary);
    return ++batched_ < kSummariesInABatch ? absl::OkStatus() : WriteSummaries();
  }

  absl::Status WriteSummaries() {
    if (batch_ == nullptr) return absl::OkStatus();
    batched_ = 0;
    return context_.store.Write(std::exchange(batch_, nullptr).get());
  }

  const RecoveryContext& context_;
  LedgerState* const state_;
  EntryCheck check_;
  const uint32_t full_tiles_;
  uint32_t next_tile_ = 0;           // the first that was neither taken from a summary nor read to its end
  bool is_last_summarised_ = false;  // the last full tile, though it is read
  std::vector<EntryIds> ids_;        // of its entries
  bool has_stray_tiles_ = false;
  std::unique_ptr<StoreBatch> batch_;
  int batched_ = 0;
};

// Every ledger on some thread. The first error ends it.
absl::Status RecoverAll(const RecoveryContext& context, const Heads& heads, Book* book) {
  struct Work {
    const store::v1::Head* head;
    LedgerState* state;
  };
  std::vector<Work> work;
  for (const auto& [number, head] : heads) work.push_back({.head = &head, .state = book->FindOrAdd(head.ledger())});
  // The longest first, so that no thread begins it when the others are done.
  std::stable_sort(work.begin(), work.end(),
                   [](const Work& a, const Work& b) { return a.head->size() > b.head->size(); });
  std::atomic<size_t> next = 0;
  Mutex mutex;
  absl::Status failure;
  const auto recover = [&] {
    for (size_t i = next++; i < work.size(); i = next++) {
      const absl::Status status = LedgerRecovery(context, *work[i].head, work[i].state).Run();
      if (status.ok()) continue;
      next = work.size();
      MutexLock lock(&mutex);
      if (failure.ok()) failure = status;
    }
  };
  std::vector<std::thread> threads(std::min<size_t>(std::max(std::thread::hardware_concurrency(), 1u), work.size()));
  for (std::thread& thread : threads) thread = std::thread(recover);
  for (std::thread& thread : threads) thread.join();
  return failure;
}

// That the families hold nothing before and after the ledgers that have heads.
absl::Status CheckAround(const Store& store, uint32_t ledgers) {
  const auto entry = [](const StoredEntry& stored) {
    return absl::DataLossError(
        absl::StrCat("ledger number ", stored.key.ledger_number, " has entries but no head row"));
  };
  const auto stray = [](std::string_view) {
    return absl::DataLossError(absl::StrCat("a tile row belongs to no entries: ", kRebuildAdvice));
  };
  const auto summary = [](std::string_view, std::string_view) {
    return absl::DataLossError(absl::StrCat("a summary row belongs to no entries: ", kRebuildAdvice));
  };
  const ScanRange before = {.begin = {}, .end = TileKey{.ledger_number = 1}};
  const ScanRange after = {.begin = TileKey{.ledger_number = ledgers + 1}, .end = {}};
  for (const ScanRange& range : {before, after}) {
    absl::Status status = store.Scan(range, {.entry = entry, .stray_tile = stray});
    if (status.ok()) status = store.ScanSummaries(range, summary);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Recover(const RecoveryContext& context, Book* book) {
  const absl::StatusOr<Heads> heads = context.store.ReadHeads();
  if (!heads.ok()) return heads.status();
  if (absl::Status status = CheckAround(context.store, static_cast<uint32_t>(heads->size())); !status.ok()) {
    return status;
  }
  return RecoverAll(context, *heads, book);
}

}  // namespace assay
