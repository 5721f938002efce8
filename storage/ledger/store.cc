#include "storage/ledger/store.h"

#include "storage/ledger/options.h"
#include "storage/ledger/rocksdb_status.h"

namespace assay {
namespace {

// RocksDB and we both speak of bytes we do not own.
rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

StoreBatch::StoreBatch(const Store* store) : store_(store), batch_(0, 0, kProtectionBytesPerKey, 0) {}

void StoreBatch::PutHead(uint32_t ledger_number, const store::v1::Head& head) {
  Note(batch_.Put(store_->default_, HeadKey(ledger_number), head.SerializeAsString()));
}

void StoreBatch::PutEntry(const StoredEntry& entry) {
  const std::string key = Encode(entry.key);
  Note(batch_.Put(store_->leaves_, key, ToSlice(entry.leaf)));
  if (!entry.personal.empty()) Note(batch_.Put(store_->personal_, key, ToSlice(entry.personal)));
}

void StoreBatch::Note(const rocksdb::Status& status) {
  if (failure_.ok() && !status.ok()) failure_ = status;
}

absl::Status Store::Write(StoreBatch* batch) {
  if (!batch->failure_.ok()) return Checked(batch->failure_);
  return Checked(database_->Write(SyncedWrite(), &batch->batch_));
}

absl::StatusOr<std::string> Store::ReadLeaf(const EntryKey& key) const {
  std::string leaf;
  if (absl::Status status = Checked(database_->Get(PointRead(), leaves_, Encode(key), &leaf)); !status.ok()) {
    return status;
  }
  return leaf;
}

absl::StatusOr<std::string> Store::ReadPersonal(const EntryKey& key) const {
  std::string personal;
  const rocksdb::Status status = database_->Get(PointRead(), personal_, Encode(key), &personal);
  if (status.IsNotFound()) return std::string();
  if (absl::Status checked = Checked(status); !checked.ok()) return checked;
  return personal;
}

absl::StatusOr<std::vector<StoredHead>> Store::ReadHeads() const {
  std::vector<StoredHead> heads;
  const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(SequentialRead(), default_));
  for (row->SeekToFirst(); row->Valid(); row->Next()) {
    if (ToView(row->key()) == kFormatKey) continue;
    const std::optional<uint32_t> number = DecodeHeadKey(ToView(row->key()));
    StoredHead& head = heads.emplace_back();
    if (!number.has_value() || !head.head.ParseFromArray(row->value().data(), static_cast<int>(row->value().size()))) {
      return absl::DataLossError("a row of the default column family is not a ledger's head");
    }
    head.ledger_number = *number;
  }
  if (absl::Status status = Checked(row->status()); !status.ok()) return status;
  return heads;
}

absl::Status Store::Scan(const std::function<absl::Status(const StoredEntry&)>& visit) const {
  const std::unique_ptr<rocksdb::Iterator> leaf(database_->NewIterator(SequentialRead(), leaves_));
  const std::unique_ptr<rocksdb::Iterator> personal(database_->NewIterator(SequentialRead(), personal_));
  personal->SeekToFirst();
  for (leaf->SeekToFirst(); leaf->Valid(); leaf->Next()) {
    const std::optional<EntryKey> key = DecodeEntryKey(ToView(leaf->key()));
    if (!key.has_value()) return absl::DataLossError("a row of the leaves column family has no entry's key");
    StoredEntry entry = {.key = *key, .leaf = ToView(leaf->value()), .personal = {}};
    const bool has_personal = personal->Valid() && personal->key() == leaf->key();
    if (has_personal) entry.personal = ToView(personal->value());
    if (absl::Status status = visit(entry); !status.ok()) return status;
    if (has_personal) personal->Next();
  }
  // Errors first: an iterator that failed looks like one at its end.
  if (absl::Status status = Checked(leaf->status()); !status.ok()) return status;
  if (absl::Status status = Checked(personal->status()); !status.ok()) return status;
  // Both run in the same order, so a personal part without a leaf is never stepped over.
  if (personal->Valid()) return absl::DataLossError("a personal part belongs to no entry");
  return absl::OkStatus();
}

std::string Store::last_error() const {
  MutexLock lock(&mutex_);
  return last_error_;
}

absl::Status Store::Checked(const rocksdb::Status& status) const {
  if (status.ok()) return absl::OkStatus();
  MutexLock lock(&mutex_);
  last_error_ = status.ToString();
  return ToStatus(status);
}

}  // namespace assay
