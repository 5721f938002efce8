#include "storage/ledger/audit.h"

#include <memory>

#include "rocksdb/env.h"
#include "storage/ledger/entry_check.h"
#include "storage/ledger/store.h"
#include "storage/ledger/summary_check.h"

namespace assay {
namespace {

// How many tiles are written at once: 2 MiB.
constexpr uint64_t kTilesInABatch = 256;

absl::Status Verify(const Store& store, const DirectoryCheck& check, DirectoryReport* report) {
  const absl::StatusOr<Heads> heads = store.ReadHeads();
  if (!heads.ok()) return heads.status();
  for (const auto& [number, head] : *heads) {
    report->ledgers.push_back({.name = head.ledger(), .head = {.size = head.size(), .root = head.root()}});
  }
  SummaryCheck summaries(store, check.summaries);
  const absl::StatusOr<CheckedLedgers> checked =
      CheckEntries(store, *heads, [&](const StoredEntry& stored, const Leaf& leaf, const EntryCheck& entries) {
        const std::string& ledger = entries.head().ledger();
        const uint32_t revision = stored.key.revision;
        if (check.content) {
          const absl::Status content =
              check.content({.ledger = ledger, .revision = revision, .leaf = leaf, .personal = stored.personal});
          if (!content.ok()) return Damage(ledger, revision, content.message());
        }
        ++report->entries;
        if (!stored.personal.empty()) ++report->personal_parts;
        return summaries.Add(stored, leaf, entries);
      });
  if (!checked.ok()) return checked.status();
  if (absl::Status status = CheckTiles(*checked); !status.ok()) return status;
  return summaries.Finish(*heads);
}

// Whether the directory has a problem, rather than whoever tries to read it.
bool IsProblem(const absl::Status& status) { return status.code() == absl::StatusCode::kDataLoss; }

absl::StatusOr<Tile> TileOfLeaves(const Store& store, const TileKey& key) {
  Tile tile;
  for (uint32_t i = 1; i <= kTileLeaves; ++i) {
    const uint32_t revision = static_cast<uint32_t>(key.tile * kTileLeaves + i);
    const absl::StatusOr<std::string> leaf = store.ReadLeaf({.ledger_number = key.ledger_number, .revision = revision});
    if (!leaf.ok()) return leaf.status();
    tile.push_back(LeafHash(*leaf));
  }
  return tile;
}

// A batch that is written whenever it has grown.
class GrowingBatch {
 public:
  explicit GrowingBatch(Store* store) : store_(store), batch_(std::make_unique<StoreBatch>(store)) {}

  StoreBatch& Next() {
    ++rows_;
    return *batch_;
  }
  absl::Status WriteIfFull() { return rows_ < kTilesInABatch ? absl::OkStatus() : Write(); }
  absl::Status Write() {
    const absl::Status status = store_->Write(batch_.get());
    batch_ = std::make_unique<StoreBatch>(store_);
    rows_ = 0;
    return status;
  }

 private:
  Store* const store_;
  std::unique_ptr<StoreBatch> batch_;
  uint64_t rows_ = 0;
};

}  // namespace

absl::StatusOr<DirectoryReport> VerifyDirectory(const std::string& directory, const DirectoryCheck& check,
                                                rocksdb::Env* env) {
  const absl::StatusOr<std::unique_ptr<const Store>> store =
      Store::OpenForReading(directory, env == nullptr ? rocksdb::Env::Default() : env);
  DirectoryReport report;
  if (!store.ok()) {
    if (!IsProblem(store.status())) return store.status();
    report.problem = store.status();
    return report;
  }
  report.deployment_id = (*store)->deployment_id();
  report.commits = (*store)->commits();
  report.problem = Verify(**store, check, &report);
  if (!report.problem.ok() && !IsProblem(report.problem)) return report.problem;
  return report;
}

absl::StatusOr<RebuildReport> RebuildDirectory(const std::string& directory, rocksdb::Env* env) {
  if (env == nullptr) env = rocksdb::Env::Default();
  // Nothing is made where nothing was.
  if (!env->FileExists(directory).ok()) return absl::FailedPreconditionError("there is no data directory here");
  const absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(directory, env);
  if (!store.ok()) return store.status();
  const absl::StatusOr<Heads> heads = (*store)->ReadHeads();
  if (!heads.ok()) return heads.status();
  const absl::StatusOr<CheckedLedgers> checked =
      CheckEntries(**store, *heads, [](auto&...) { return absl::OkStatus(); });
  if (!checked.ok()) return checked.status();

  RebuildReport report;
  GrowingBatch batch(store->get());
  for (size_t i = 0; i < checked->ledgers.size(); ++i) {
    for (uint32_t number : checked->ledgers[i].bad_tiles()) {
      const TileKey key = {.ledger_number = static_cast<uint32_t>(i) + 1, .tile = number};
      const absl::StatusOr<Tile> tile = TileOfLeaves(**store, key);
      if (!tile.ok()) return tile.status();
      batch.Next().PutTile(key, *tile);
      if (absl::Status status = batch.WriteIfFull(); !status.ok()) return status;
      ++report.tiles_written;
    }
  }
  for (const std::string& key : checked->stray_tiles) {
    batch.Next().DeleteStrayTile(key);
    if (absl::Status status = batch.WriteIfFull(); !status.ok()) return status;
    ++report.tiles_deleted;
  }
  const absl::Status deleted =
      (*store)->ScanSummaries(ScanRange(), [&batch, &report](std::string_view key, std::string_view) {
        batch.Next().DeleteSummary(key);
        ++report.summaries_deleted;
        return batch.WriteIfFull();
      });
  if (!deleted.ok()) return deleted;
  if (absl::Status status = batch.Write(); !status.ok()) return status;
  return report;
}

}  // namespace assay
