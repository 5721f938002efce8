#include "service/usecases/proofs.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "service/domain/limits.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/notary.h"

namespace assay {
namespace {

absl::Status OutOfRange(std::string_view field, std::string_view description) {
  return RefuseFields({{.field = std::string(field),
                        .reason = std::string(reason::kOutOfRange),
                        .description = std::string(description)}});
}

// A size the ledger has reached; 0 stands for all there is.
absl::StatusOr<uint32_t> ReachedSize(const House& house, const std::string& ledger, uint32_t size) {
  const uint32_t newest = house.ledger.Size(ledger);
  if (size == 0) return newest;
  if (size <= newest) return size;
  return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNotYet,
                "the ledger has " + std::to_string(newest) + " entries, not yet " + std::to_string(size));
}

}  // namespace

absl::StatusOr<std::string> FindLedger(const House& house, const std::string& parent) {
  std::optional<LedgerName> name = ParseLedgerName(parent);
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, name ? name->authority : "");
  if (!facts.ok()) return facts.status();
  if (house.ledger.Size(name->ledger) == 0) {
    return Refuse(absl::StatusCode::kNotFound, reason::kUnknownRecord, "no personal part has been read yet");
  }
  return std::move(name->ledger);
}

absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const House& house, const v1::GetCheckpointRequest& request) {
  absl::StatusOr<std::string> ledger = FindLedger(house, request.parent());
  if (!ledger.ok()) return ledger.status();
  absl::StatusOr<uint32_t> size = ReachedSize(house, *ledger, request.tree_size());
  if (!size.ok()) return size.status();
  absl::StatusOr<SignedCheckpoint> checkpoint = house.notary.Sign(*ledger, *size);
  if (!checkpoint.ok()) return checkpoint.status();
  v1::GetCheckpointResponse response;
  response.set_checkpoint(std::move(checkpoint->note));
  response.set_tree_size(checkpoint->size);
  return response;
}

absl::StatusOr<v1::InclusionProof> ProveInclusion(const House& house, const std::string& ledger, uint32_t revision,
                                                  uint32_t size) {
  absl::StatusOr<SignedCheckpoint> checkpoint = house.notary.Sign(ledger, size);
  if (!checkpoint.ok()) return checkpoint.status();
  const absl::StatusOr<std::vector<Hash>> hashes = house.ledger.InclusionProof(ledger, revision, checkpoint->size);
  if (!hashes.ok()) return hashes.status();
  v1::InclusionProof proof;
  proof.set_leaf_index(revision - 1);
  proof.set_tree_size(checkpoint->size);
  for (const Hash& hash : *hashes) proof.add_hashes(hash.data(), hash.size());
  proof.set_checkpoint(std::move(checkpoint->note));
  return proof;
}

absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(const House& house,
                                                                const v1::GetInclusionProofRequest& request) {
  absl::StatusOr<std::string> ledger = FindLedger(house, request.parent());
  if (!ledger.ok()) return ledger.status();
  absl::StatusOr<uint32_t> size = ReachedSize(house, *ledger, request.tree_size());
  if (!size.ok()) return size.status();
  if (request.revision() == 0 || request.revision() > *size) {
    return OutOfRange("revision", "must be 1 to the tree size, " + std::to_string(*size));
  }
  absl::StatusOr<Entry> entry = house.ledger.Read(*ledger, request.revision());
  if (!entry.ok()) return entry.status();
  absl::StatusOr<v1::InclusionProof> proof = ProveInclusion(house, *ledger, request.revision(), *size);
  if (!proof.ok()) return proof.status();
  v1::GetInclusionProofResponse response;
  response.set_leaf(std::move(entry->leaf));
  *response.mutable_proof() = *std::move(proof);
  return response;
}

absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(const House& house,
                                                                    const v1::GetConsistencyProofRequest& request) {
  absl::StatusOr<std::string> ledger = FindLedger(house, request.parent());
  if (!ledger.ok()) return ledger.status();
  absl::StatusOr<uint32_t> second = ReachedSize(house, *ledger, request.second_tree_size());
  if (!second.ok()) return second.status();
  if (absl::Status reached = ReachedSize(house, *ledger, request.first_tree_size()).status(); !reached.ok()) {
    return reached;
  }
  if (request.first_tree_size() == 0 || request.first_tree_size() > *second) {
    return OutOfRange("first_tree_size", "must be 1 to the second tree size, " + std::to_string(*second));
  }
  absl::StatusOr<SignedCheckpoint> checkpoint = house.notary.Sign(*ledger, *second);
  if (!checkpoint.ok()) return checkpoint.status();
  auto hashes = house.ledger.ConsistencyProof(*ledger, request.first_tree_size(), *second);
  if (!hashes.ok()) return hashes.status();
  v1::GetConsistencyProofResponse response;
  for (const Hash& hash : *hashes) response.add_hashes(hash.data(), hash.size());
  response.set_checkpoint(std::move(checkpoint->note));
  response.set_second_tree_size(*second);
  return response;
}

absl::StatusOr<v1::WatchLedgerResponse> NextLeaves(const House& house, const LeafSpan& span) {
  uint32_t last = house.ledger.Size(span.ledger);
  if (span.last != 0) last = std::min(last, span.last);
  v1::WatchLedgerResponse response;
  response.set_first_revision(span.after + 1);
  size_t bytes = 0;
  for (uint32_t before = span.after; before < last; ++before) {
    if (response.leaves_size() == limits::kWatchLeaves) break;
    absl::StatusOr<Entry> entry = house.ledger.Read(span.ledger, before + 1);
    if (!entry.ok()) return entry.status();
    if (bytes > 0 && bytes + entry->leaf.size() > limits::kWatchBytes) break;
    bytes += entry->leaf.size();
    response.add_leaves(std::move(entry->leaf));
  }
  return response;
}

}  // namespace assay
