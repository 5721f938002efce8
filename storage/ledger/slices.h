// RocksDB and we both speak of bytes we do not own.
#ifndef ASSAY_STORAGE_LEDGER_SLICES_H_
#define ASSAY_STORAGE_LEDGER_SLICES_H_

#include <string_view>

#include "rocksdb/slice.h"

namespace assay {

inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_SLICES_H_
