// Checks an evidence pack without a server: what lies in it, that it is what was signed, and that the statement follows
// from it.
#ifndef ASSAY_CLIENT_SDK_PACK_VERIFIER_H_
#define ASSAY_CLIENT_SDK_PACK_VERIFIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/statement.pb.h"
#include "client/sdk/ledger_proof.h"
#include "storage/merkle/checkpoint.h"

namespace assay {

struct VerifiedPack {
  std::string ledger;  // an authority's id, or "access/" and an id
  Checkpoint checkpoint;
  int64_t last_recorded_at_us = 0;  // of the last entry
  std::optional<v1::Statement> statement;
};

// Checks, in this order: the pack's frame; the checkpoint, and its signature where keys are pinned; that all its
// entries are there and lead to its root; every entry, as LedgerFold does for such a ledger; that the checkpoint is of
// their authority;
// that the statement is what the server's own code answers from these entries; the digest of the whole. DATA_LOSS,
// naming the part or the entry, for the first that does not hold. `bytes` may be anything. Thread-safe.
absl::StatusOr<VerifiedPack> VerifyPack(std::string_view bytes, const PinnedKeys& keys);

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_PACK_VERIFIER_H_
