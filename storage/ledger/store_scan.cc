// Reading everything in order.
#include <set>

#include "absl/strings/str_cat.h"
#include "storage/ledger/options.h"
#include "storage/ledger/slices.h"
#include "storage/ledger/store.h"
#include "storage/merkle/sha256.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

// Keys from `begin` up to, not including, `end`. An empty `begin` comes before all keys; no `end`: to the last.
struct KeyRange {
  std::string begin;
  std::optional<std::string> end;
};

std::string FirstEntryKey(const TileKey& key) {
  return Encode(
      EntryKey{.ledger_number = key.ledger_number, .revision = static_cast<uint32_t>(key.tile * kTileLeaves) + 1});
}

// Where the rows of entries are.
KeyRange EntriesIn(const ScanRange& range) {
  KeyRange keys;
  if (range.begin.has_value()) keys.begin = FirstEntryKey(*range.begin);
  if (range.end.has_value()) keys.end = FirstEntryKey(*range.end);
  return keys;
}

// Where the rows of tiles are.
KeyRange TilesIn(const ScanRange& range) {
  KeyRange keys;
  if (range.begin.has_value()) keys.begin = Encode(*range.begin);
  if (range.end.has_value()) keys.end = Encode(*range.end);
  return keys;
}

// The rows of one family within a range, one after another.
class Rows {
 public:
  Rows(rocksdb::DB* database, rocksdb::ColumnFamilyHandle* family, KeyRange keys)
      : end_(std::move(keys.end)), end_slice_(ToSlice(end_.has_value() ? *end_ : std::string_view())) {
    rocksdb::ReadOptions options = SequentialRead();
    if (end_.has_value()) {
      options.iterate_upper_bound = &end_slice_;
      // It may be short, and there may be many: RocksDB reads ahead by itself, the more the longer the reading goes on.
      options.readahead_size = 0;
    }
    row_.reset(database->NewIterator(options, family));
    row_->Seek(keys.begin);
  }

  bool is_at(std::string_view key) const { return row_->Valid() && ToView(row_->key()) == key; }
  bool is_before(std::string_view key) const { return row_->Valid() && ToView(row_->key()) < key; }
  bool is_at_end() const { return !row_->Valid(); }
  std::string_view key() const { return ToView(row_->key()); }
  std::string_view value() const { return ToView(row_->value()); }
  void Next() { row_->Next(); }
  rocksdb::Status status() const { return row_->status(); }

 private:
  const std::optional<std::string> end_;
  const rocksdb::Slice end_slice_;  // of end_: the iterator looks at it
  std::unique_ptr<rocksdb::Iterator> row_;
};

absl::Status CheckHead(const store::v1::Head& head) {
  if (head.ledger().empty()) return absl::DataLossError("a head row has no ledger's name");
  if (head.size() == 0 || head.last_case_number() > head.size() || head.root().size() != kHashBytes) {
    return absl::DataLossError(absl::StrCat("ledger ", head.ledger(), ": the head row is damaged"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Heads> Store::ReadHeads() const {
  Heads heads;
  std::set<std::string> names;
  const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(SequentialRead(), default_));
  for (row->SeekToFirst(); row->Valid(); row->Next()) {
    const std::string_view key = ToView(row->key());
    if (key == kFormatKey || key == kCommitKey || key == kPurgeKey) continue;
    const std::optional<uint32_t> number = DecodeHeadKey(key);
    store::v1::Head head;
    if (!number.has_value() || !head.ParseFromArray(row->value().data(), static_cast<int>(row->value().size()))) {
      return absl::DataLossError("a row of the default column family is not a ledger's head");
    }
    const uint32_t expected = static_cast<uint32_t>(heads.size()) + 1;
    if (*number != expected) {
      return absl::DataLossError(absl::StrCat("the head row of ledger number ", expected, " is missing"));
    }
    if (absl::Status status = CheckHead(head); !status.ok()) return status;
    if (!names.insert(head.ledger()).second) {
      return absl::DataLossError(absl::StrCat("ledger ", head.ledger(), ": there are two head rows"));
    }
    heads[*number] = std::move(head);
  }
  if (absl::Status status = Checked(row->status()); !status.ok()) return status;
  return heads;
}

absl::Status Store::Scan(const ScanRange& range, const ScanVisitor& visitor) const {
  Rows leaf(database_.get(), leaves_, EntriesIn(range));
  Rows personal(database_.get(), personal_, EntriesIn(range));
  Rows tile(database_.get(), tiles_, TilesIn(range));
  for (; !leaf.is_at_end(); leaf.Next()) {
    const std::optional<EntryKey> key = DecodeEntryKey(leaf.key());
    if (!key.has_value()) return absl::DataLossError("a row of the leaves column family has no entry's key");
    StoredEntry entry = {.key = *key, .leaf = leaf.value(), .personal = {}, .tile = {}};
    const bool has_personal = personal.is_at(leaf.key());
    if (has_personal) entry.personal = personal.value();
    bool has_tile = false;
    if (key->revision % kTileLeaves == 0) {
      const std::string wanted = Encode(TileOf(*key));
      for (; tile.is_before(wanted); tile.Next()) {
        if (absl::Status status = visitor.stray_tile(tile.key()); !status.ok()) return status;
      }
      has_tile = tile.is_at(wanted);
      if (has_tile) entry.tile = tile.value();
    }
    if (absl::Status status = visitor.entry(entry); !status.ok()) return status;
    if (has_personal) personal.Next();
    if (has_tile) tile.Next();
  }
  // Errors first: an iterator that failed looks like one at its end.
  for (const rocksdb::Status& status : {leaf.status(), personal.status(), tile.status()}) {
    if (absl::Status checked = Checked(status); !checked.ok()) return checked;
  }
  // Both run in the same order, so a personal part without a leaf is never stepped over.
  if (!personal.is_at_end()) return absl::DataLossError("a personal part belongs to no entry");
  for (; !tile.is_at_end(); tile.Next()) {
    if (absl::Status status = visitor.stray_tile(tile.key()); !status.ok()) return status;
  }
  return Checked(tile.status());
}

absl::Status Store::ScanSummaries(
    const ScanRange& range,
    const std::function<absl::Status(std::string_view key, std::string_view summary)>& visit) const {
  if (summaries_ == nullptr) return absl::OkStatus();
  Rows row(database_.get(), summaries_, TilesIn(range));
  for (; !row.is_at_end(); row.Next()) {
    if (absl::Status status = visit(row.key(), row.value()); !status.ok()) return status;
  }
  return Checked(row.status());
}

}  // namespace assay
