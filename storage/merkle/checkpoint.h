// Checkpoints (https://c2sp.org/tlog-checkpoint): what a ledger's operator signs about it at one size.
//
//   <origin>                       which ledger: "deployment/authority/epoch"
//   <size, decimal>                how many entries it has
//   <root, base64>                 the root of the Merkle tree over them
//   <empty line>
//   — <key name> <signature>       see note.h
//
// A checkpoint has no extension lines: none are written, and one with any is refused. The key's name says who signed,
// the origin which ledger: whoever opens a checkpoint compares the origin with the one expected. Safe from any thread.
#ifndef ASSAY_STORAGE_MERKLE_CHECKPOINT_H_
#define ASSAY_STORAGE_MERKLE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/merkle/note.h"
#include "storage/merkle/sha256.h"

namespace assay {

struct Checkpoint {
  std::string origin;  // one line, not empty
  uint64_t size = 0;
  Hash root = {};

  bool operator==(const Checkpoint&) const = default;
};

// The signed note. INVALID_ARGUMENT: the origin is empty, or not one line of UTF-8 text.
absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);

// The checkpoint in a note signed by at least one of the keys. Errors as OpenNote, and INVALID_ARGUMENT where the text
// is not a checkpoint.
absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, const std::vector<VerifierKey>& keys);

// The checkpoint in a note that nobody vouches for: good for showing, or for "consistent, signer unknown".
absl::StatusOr<Checkpoint> ReadCheckpointUnverified(std::string_view note);

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_CHECKPOINT_H_
