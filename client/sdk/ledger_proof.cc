#include "client/sdk/ledger_proof.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "service/records/names.h"
#include "storage/merkle/proof.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

absl::Status Wrong(const std::string& why) { return absl::DataLossError(why); }

absl::StatusOr<std::vector<Hash>> HashesOf(const google::protobuf::RepeatedPtrField<std::string>& proof) {
  std::vector<Hash> hashes;
  for (const std::string& bytes : proof) {
    if (bytes.size() != kHashBytes) return Wrong("a hash of the proof is not one of 32 bytes");
    Hash& hash = hashes.emplace_back();
    std::copy(bytes.begin(), bytes.end(), hash.begin());
  }
  return hashes;
}

}  // namespace

absl::StatusOr<Origin> ParseOrigin(std::string_view text) {
  const size_t first = text.find('/');
  const size_t last = text.rfind('/');
  std::string ledger = last == first ? "" : std::string(text.substr(first + 1, last - first - 1));
  const std::string authority = AuthorityOfAccessLedger(ledger).value_or(ledger);
  if (authority.empty() || authority.find('/') != std::string::npos) {
    return Wrong("the checkpoint's origin is not deployment/ledger/epoch");
  }
  return Origin{.deployment = std::string(text.substr(0, first)),
                .ledger = std::move(ledger),
                .epoch = std::string(text.substr(last + 1))};
}

absl::StatusOr<Checkpoint> OpenLedgerNote(std::string_view note, const PinnedKeys& keys) {
  absl::StatusOr<Checkpoint> checkpoint = keys.empty() ? ReadCheckpointUnverified(note) : OpenCheckpoint(note, keys);
  if (checkpoint.ok()) return checkpoint;
  const std::string why(checkpoint.status().message());
  if (absl::IsUnauthenticated(checkpoint.status())) {
    std::string names;
    for (const VerifierKey& key : keys)
      names += (names.empty() ? "" : ", ") + absl::StrFormat("%s+%08x", key.name, KeyId(key));
    return Wrong("the checkpoint is not signed by the pinned key " + names + ": " + why);
  }
  return Wrong("the checkpoint cannot be read: " + why);
}

absl::StatusOr<Checkpoint> OpenNoteOf(const LedgerNote& note, const PinnedKeys& keys) {
  absl::StatusOr<Checkpoint> checkpoint = OpenLedgerNote(note.note, keys);
  if (!checkpoint.ok()) return checkpoint;
  const absl::StatusOr<Origin> origin = ParseOrigin(checkpoint->origin);
  if (!origin.ok()) return origin.status();
  if (origin->ledger != note.ledger) {
    return Wrong("the checkpoint is of " + origin->ledger + "'s ledger, not of " + std::string(note.ledger) + "'s");
  }
  return checkpoint;
}

absl::Status CheckInclusion(const v1::InclusionProof& proof, std::string_view leaf, const Checkpoint& checkpoint) {
  if (proof.tree_size() != checkpoint.size) {
    return Wrong("the proof is for " + std::to_string(proof.tree_size()) + " entries, its checkpoint for " +
                 std::to_string(checkpoint.size));
  }
  const absl::StatusOr<std::vector<Hash>> hashes = HashesOf(proof.hashes());
  if (!hashes.ok()) return hashes.status();
  const absl::Status proved = VerifyInclusion({.inclusion = {.index = proof.leaf_index(), .size = proof.tree_size()},
                                               .leaf_hash = LeafHash(leaf),
                                               .root = checkpoint.root},
                                              *hashes);
  if (proved.ok()) return proved;
  return Wrong("entry " + std::to_string(proof.leaf_index() + 1) +
               " is not proved to be in the ledger: " + std::string(proved.message()));
}

bool AreOfOneLedger(const Growth& growth) {
  if (growth.after.origin == growth.before.origin) return true;
  const absl::StatusOr<Origin> before = ParseOrigin(growth.before.origin);
  const absl::StatusOr<Origin> after = ParseOrigin(growth.after.origin);
  uint32_t epoch_before = 0;
  uint32_t epoch_after = 0;
  return before.ok() && after.ok() && before->deployment == after->deployment && before->ledger == after->ledger &&
         absl::SimpleAtoi(before->epoch, &epoch_before) && absl::SimpleAtoi(after->epoch, &epoch_after) &&
         epoch_before < epoch_after;
}

absl::Status CheckGrowth(const Growth& growth, const google::protobuf::RepeatedPtrField<std::string>& hashes) {
  const auto& [before, after] = growth;
  if (!AreOfOneLedger(growth)) {
    return Wrong("this is another ledger: \"" + after.origin + "\", not \"" + before.origin + "\"");
  }
  const std::string lost =
      after.origin == before.origin ? "" : "history is lost: the server was restored from an earlier backup: ";
  if (after.size < before.size) {
    return Wrong(lost + "the ledger has shrunk: it had " + std::to_string(before.size) + " entries and now has " +
                 std::to_string(after.size));
  }
  if (after.size == before.size) {
    if (after.root == before.root) return absl::OkStatus();
    return Wrong(lost + "two different ledgers of " + std::to_string(after.size) + " entries were signed");
  }
  const absl::StatusOr<std::vector<Hash>> proof = HashesOf(hashes);
  if (!proof.ok()) return proof.status();
  const absl::Status proved = VerifyConsistency({.consistency = {.old_size = before.size, .new_size = after.size},
                                                 .old_root = before.root,
                                                 .new_root = after.root},
                                                *proof);
  if (proved.ok()) return proved;
  return Wrong(lost + "the ledger of " + std::to_string(before.size) + " entries is not the beginning of the one of " +
               std::to_string(after.size) + ": " + std::string(proved.message()));
}

}  // namespace assay
