// Write-ahead logs that are made longer ahead of what is written.
//
// A sync of an append that moves a file's end has the file system write the new length too. Where the end has been
// moved ahead there is nothing to say but the data: see kLogStepBytes for what that brings. The price is zeros at the
// end of a log after a crash, which RocksDB passes over, but takes for damage where they follow the first part of a
// group: see Store::IsTornGroup.
#ifndef ASSAY_STORAGE_LEDGER_LONG_LOGS_H_
#define ASSAY_STORAGE_LEDGER_LONG_LOGS_H_

#include <memory>

#include "rocksdb/env.h"

namespace assay {

// An Env that does so, also where RocksDB would rather not. `env` outlives it.
std::unique_ptr<rocksdb::Env> LengthenLogs(rocksdb::Env* env);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_LONG_LOGS_H_
