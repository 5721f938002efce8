// What is asked of a data directory that no server has open: whether it is whole, and to make again what can be
// derived.
#ifndef ASSAY_STORAGE_LEDGER_AUDIT_H_
#define ASSAY_STORAGE_LEDGER_AUDIT_H_

#include <cstdint>
#include <functional>
#include <optional>
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

// What summaries have to hold: the schema says under what entries are found, the codec what an observer makes of them,
// which is asked once the ContentCheck has been told of them; its `apply` is not called.
struct SummaryRules {
  Schema schema;
  SummaryCodec codec;
};

// What is looked at beyond what the directory says by itself. Either may be absent.
struct DirectoryCheck {
  ContentCheck content;
  // Absent: of summaries only what needs no schema is checked.
  std::optional<SummaryRules> summaries;
};

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
// these have the root of the head row, the tiles their hashes, and the summaries what belongs into them. `env` null:
// the default one. FAILED_PRECONDITION: another process has the directory open, or there is no database. UNAVAILABLE:
// it cannot be read.
absl::StatusOr<DirectoryReport> VerifyDirectory(const std::string& directory, const DirectoryCheck& check,
                                                rocksdb::Env* env);

struct RebuildReport {
  uint64_t tiles_written = 0;
  uint64_t tiles_deleted = 0;
  uint64_t summaries_deleted = 0;
};

// Writes again the tiles, and deletes the summaries, which the next Ledger::Open makes again from the entries; after
// checking that every ledger's leaves have the root of its head row. DATA_LOSS where they have not: that is damage
// which nothing can be rebuilt from. `env` null: the default one. Other errors as for Ledger::Open.
absl::StatusOr<RebuildReport> RebuildDirectory(const std::string& directory, rocksdb::Env* env);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_AUDIT_H_
