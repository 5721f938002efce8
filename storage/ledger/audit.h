// What is asked of a data directory that no server has open: whether it is whole, and to make again what can be
// derived.
#ifndef ASSAY_STORAGE_LEDGER_AUDIT_H_
#define ASSAY_STORAGE_LEDGER_AUDIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/ledger/ledger.h"
#include "storage/merkle/leaf.h"

namespace assay {

// An entry that agrees with its neighbours and its head row.
struct VerifiedEntry {
  std::string_view ledger;
  uint32_t revision = 0;
  const Leaf& leaf;
  std::string_view personal;  // salt and bytes; empty: none, or erased
};

// Whether the entry says what it should. Asked of every entry, those of one ledger in order.
using ContentCheck = std::function<absl::Status(const VerifiedEntry& entry)>;

struct VerifiedLedger {
  std::string name;
  TreeHead head;  // as the head row states it, and the leaves have it if there is no problem
};

struct DirectoryReport {
  std::string deployment_id;    // 16 bytes; empty where the database cannot be opened
  uint64_t commits = 0;         // how many the database reached
  uint64_t entries = 0;         // read, and good
  uint64_t personal_parts = 0;  // among them
  std::vector<VerifiedLedger> ledgers;
  // OK: the directory is whole. Else the first problem, which says where it is and what to do.
  absl::Status problem;
};

// Reads everything and changes nothing: that the database reaches its mark, that each ledger has all its entries, that
// these have the root of the head row, and the tiles their hashes. `check` may be empty. `env` null: the
// default one. FAILED_PRECONDITION: another process has the directory open, or there is no database. UNAVAILABLE: it
// cannot be read.
absl::StatusOr<DirectoryReport> VerifyDirectory(const std::string& directory, const ContentCheck& check,
                                                rocksdb::Env* env);

struct RebuildReport {
  uint64_t tiles_written = 0;
  uint64_t tiles_deleted = 0;
};

// Writes again what is derived from the leaves alone (today: the tiles), after checking that every ledger's leaves have
// the root of its head row. DATA_LOSS where they have not: that is damage which nothing can be rebuilt from. `env`
// null: the default one. Other errors as for Ledger::Open.
absl::StatusOr<RebuildReport> RebuildDirectory(const std::string& directory, rocksdb::Env* env);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_AUDIT_H_
