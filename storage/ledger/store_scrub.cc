// Reading everything now and then, so that damage is found where it lies and not years later by whoever needs the row.
#include <memory>

#include "storage/ledger/options.h"
#include "storage/ledger/store.h"

namespace assay {

absl::Status Store::Scrub(size_t bytes_max, ScrubCursor* cursor) const {
  const std::vector<rocksdb::ColumnFamilyHandle*> all = families();
  size_t bytes = 0;
  while (cursor->family < all.size()) {
    // Reading a block compares its checksum. The iterator is let go of soon: it keeps files from being deleted.
    const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(SequentialRead(), all[cursor->family]));
    for (row->Seek(cursor->key); row->Valid(); row->Next()) {
      if (bytes >= bytes_max) {
        cursor->key = row->key().ToString();
        return absl::OkStatus();
      }
      bytes += row->key().size() + row->value().size();
    }
    if (absl::Status status = Checked(row->status()); !status.ok()) return status;
    cursor->key.clear();
    ++cursor->family;
  }
  *cursor = {.is_done = true};
  return absl::OkStatus();
}

}  // namespace assay
