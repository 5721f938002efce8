// The list of erasures beside the mark: which entries' personal parts were erased, and which entries were ended for
// good (a token's, by its revocation), so that whoever restores a backup made before can erase and end them again.
//
// One line an entry, in the order of erasing: "LEDGER REVISION HASH CHECK", the hash of its leaf in hexadecimal, and
// the first 4 bytes of the SHA-256 of what stands before the last space: a line that is damaged would else name what is
// not there, and be passed over. The hash tells the entry from another that came to stand at its place after an earlier
// restoration. Nothing personal is in it.
// `env` null: the default one.
#ifndef ASSAY_STORAGE_LEDGER_ERASURE_LIST_H_
#define ASSAY_STORAGE_LEDGER_ERASURE_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"
#include "storage/merkle/sha256.h"

namespace assay {

inline constexpr char kErasuresFile[] = "erasures";

struct ErasedEntry {
  std::string ledger;
  uint32_t revision = 0;
  Hash leaf_hash = {};

  auto operator<=>(const ErasedEntry&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy's own 0
};

// What a last line is that was cut short: a write of our own that never ended, for which nobody was answered, or damage
// of a file that lay elsewhere.
enum class TornLine { kLeftOut, kDamage };

// Nothing where there is no such file. DATA_LOSS: it holds something else.
absl::StatusOr<std::vector<ErasedEntry>> ReadErasures(const std::string& path, rocksdb::Env* env,
                                                      TornLine torn = TornLine::kLeftOut);

// Adds to the file, which is made where there is none. On disk when this returns.
absl::Status AppendErasures(const std::string& path, const std::vector<ErasedEntry>& entries, rocksdb::Env* env);

// Adds to the file of one path what only that of the other has; makes it, where there is none. On disk when this
// returns.
struct ErasurePaths {
  std::string from;
  std::string to;
};
absl::Status MergeErasures(const ErasurePaths& paths, rocksdb::Env* env, TornLine torn = TornLine::kLeftOut);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_ERASURE_LIST_H_
