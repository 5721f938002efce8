// A checksum of the database's manifest, beside the database.
//
// RocksDB has one of each record, but takes a manifest that is cut short, or a record whose length is wrong, for the
// tail that a crash tore; it opens without what comes after, and deletes the tables that only the rest names. So the
// file "manifest" of the data directory says which manifest was synced last, how long it was, and the SHA-256 of so
// much of it: "MANIFEST-000005 1234 HEX", a line.
#ifndef ASSAY_STORAGE_LEDGER_MANIFEST_GUARD_H_
#define ASSAY_STORAGE_LEDGER_MANIFEST_GUARD_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "rocksdb/env.h"

namespace assay {

// An Env that keeps that file of a data directory while a database is written through it. Where the file cannot be
// written the manifest is none the worse, and the one before it still holds. `env` outlives it.
std::unique_ptr<rocksdb::Env> GuardManifest(const std::string& directory, rocksdb::Env* env);

// Before the database is opened. DATA_LOSS: its manifest is not what was synced. OK where nothing is known of it: it is
// newer than the file, or was written before there was one.
absl::Status CheckManifest(const std::string& directory, rocksdb::Env* env);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_MANIFEST_GUARD_H_
