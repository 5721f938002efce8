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

// Rows of one family, taken as those of another are walked through.
class Follower {
 public:
  Follower(rocksdb::DB* database, rocksdb::ColumnFamilyHandle* family)
      : row_(database->NewIterator(SequentialRead(), family)) {
    row_->SeekToFirst();
  }

  bool is_at(std::string_view key) const { return row_->Valid() && ToView(row_->key()) == key; }
  bool is_before(std::string_view key) const { return row_->Valid() && ToView(row_->key()) < key; }
  bool is_at_end() const { return !row_->Valid(); }
  std::string_view key() const { return ToView(row_->key()); }
  std::string_view value() const { return ToView(row_->value()); }
  void Next() { row_->Next(); }
  rocksdb::Status status() const { return row_->status(); }

 private:
  const std::unique_ptr<rocksdb::Iterator> row_;
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

absl::Status Store::Scan(const ScanVisitor& visitor) const {
  const std::unique_ptr<rocksdb::Iterator> leaf(database_->NewIterator(SequentialRead(), leaves_));
  Follower personal(database_.get(), personal_);
  Follower tile(database_.get(), tiles_);
  for (leaf->SeekToFirst(); leaf->Valid(); leaf->Next()) {
    const std::string_view key = ToView(leaf->key());
    const std::optional<EntryKey> entry_key = DecodeEntryKey(key);
    if (!entry_key.has_value()) return absl::DataLossError("a row of the leaves column family has no entry's key");
    StoredEntry entry = {.key = *entry_key, .leaf = ToView(leaf->value()), .personal = {}, .tile = {}};
    const bool has_personal = personal.is_at(key);
    if (has_personal) entry.personal = personal.value();
    bool has_tile = false;
    if (entry_key->revision % kTileLeaves == 0) {
      const uint32_t number = static_cast<uint32_t>(entry_key->revision / kTileLeaves) - 1;
      const std::string wanted = Encode(TileKey{.ledger_number = entry_key->ledger_number, .tile = number});
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
  for (const rocksdb::Status& status : {leaf->status(), personal.status(), tile.status()}) {
    if (absl::Status checked = Checked(status); !checked.ok()) return checked;
  }
  // Both run in the same order, so a personal part without a leaf is never stepped over.
  if (!personal.is_at_end()) return absl::DataLossError("a personal part belongs to no entry");
  for (; !tile.is_at_end(); tile.Next()) {
    if (absl::Status status = visitor.stray_tile(tile.key()); !status.ok()) return status;
  }
  return Checked(tile.status());
}

}  // namespace assay
