// Small operations on files through RocksDB's Env.
#ifndef ASSAY_STORAGE_LEDGER_FILES_H_
#define ASSAY_STORAGE_LEDGER_FILES_H_

#include <string>

#include "rocksdb/env.h"

namespace assay {

// The directory that a file or directory is in.
std::string ParentOf(std::string path);

// Makes the directory, unless it is there, for its owner only.
rocksdb::Status MakeDirectory(const std::string& path, rocksdb::Env* env);

// What was made or renamed in a directory is durable only once that is synced; without it a crash could lose
// acknowledged entries whole.
rocksdb::Status SyncDirectory(const std::string& path, rocksdb::Env* env);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_FILES_H_
