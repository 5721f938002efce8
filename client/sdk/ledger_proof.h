// Checks of what a server proves: signed checkpoints, entries within them, ledgers that grew.
//
// Every error is DATA_LOSS and says what does not hold: such an answer must not be believed. Thread-safe: pure
// functions.
#ifndef ASSAY_CLIENT_SDK_LEDGER_PROOF_H_
#define ASSAY_CLIENT_SDK_LEDGER_PROOF_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/write.pb.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/note.h"

namespace assay {

// Whom to believe: a ledger's signer, or several where a deployment has several nodes. Empty: nobody is pinned, so that
// a note says only what it says.
using PinnedKeys = std::vector<VerifierKey>;

// "deployment/ledger/epoch": which ledger a checkpoint speaks of.
struct Origin {
  std::string deployment;
  std::string ledger;  // an authority's id, or "access/" and an id
  std::string epoch;
};

absl::StatusOr<Origin> ParseOrigin(std::string_view text);

// A note as a server sends it, and whose ledger it must be of.
struct LedgerNote {
  std::string_view ledger;  // as in Origin
  std::string_view note;
};

// The checkpoint in the note, signed by one of the keys where any is pinned.
absl::StatusOr<Checkpoint> OpenNoteOf(const LedgerNote& note, const PinnedKeys& keys);

// As OpenNoteOf, for a note of any authority's ledger.
absl::StatusOr<Checkpoint> OpenLedgerNote(std::string_view note, const PinnedKeys& keys);

// The leaf is where the proof says, in the ledger of this checkpoint.
absl::Status CheckInclusion(const v1::InclusionProof& proof, std::string_view leaf, const Checkpoint& checkpoint);

struct Growth {
  const Checkpoint& before;
  const Checkpoint& after;
};

// Whether both speak of one ledger, in the same epoch or the second in a later one: after the deployment was restored
// from a backup.
bool AreOfOneLedger(const Growth& growth);

// The ledger of one checkpoint is the beginning of the other's. `hashes` are not looked at where both have one size. An
// error says so where history is lost: the later epoch does not go on from what was seen in the earlier one.
absl::Status CheckGrowth(const Growth& growth, const google::protobuf::RepeatedPtrField<std::string>& hashes);

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_LEDGER_PROOF_H_
