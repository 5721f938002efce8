#include "client/sdk/pack_verifier.h"

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <future>
#include <optional>

#include "client/sdk/statement_check.h"
#include "service/fold/ledger_fold.h"
#include "service/records/names.h"
#include "storage/merkle/pack.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

absl::Status Wrong(const std::string& why) { return absl::DataLossError(why); }

// The roots to which the entries lead, and the hashes listed for them, and the first entry where the two part.
struct Roots {
  Hash entries;
  Hash listed;
  std::optional<size_t> first_difference;  // index
};

Roots RootsOf(const Pack& pack) {
  Tree entries;
  std::optional<size_t> first_difference;
  for (size_t i = 0; i < pack.leaves.size(); ++i) {
    const Hash hash = LeafHash(pack.leaves[i]);
    entries.Append(hash);
    if (!first_difference.has_value() && BytesOf(hash) != pack.leaf_hashes.substr(i * kHashBytes, kHashBytes)) {
      first_difference = i;
    }
  }
  Roots roots = {.entries = entries.Root(), .listed = {}, .first_difference = first_difference};
  roots.listed = roots.entries;
  if (!first_difference.has_value()) return roots;
  Tree listed;
  for (size_t i = 0; i < pack.leaves.size(); ++i) {
    const std::string_view bytes = pack.leaf_hashes.substr(i * kHashBytes, kHashBytes);
    Hash hash;
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    listed.Append(hash);
  }
  roots.listed = listed.Root();
  return roots;
}

// All entries of the checkpoint, none changed, in their order.
absl::Status CheckRoot(const Pack& pack, const Checkpoint& checkpoint) {
  if (pack.leaves.size() != checkpoint.size) {
    return Wrong("the checkpoint is of " + std::to_string(checkpoint.size) + " entries, the pack holds " +
                 std::to_string(pack.leaves.size()));
  }
  if (pack.leaves.empty()) return Wrong("the pack holds no entries");
  const Roots roots = RootsOf(pack);
  const std::string entry = "entry " + std::to_string(roots.first_difference.value_or(0) + 1);
  if (roots.entries == checkpoint.root) {
    if (!roots.first_difference.has_value()) return absl::OkStatus();
    return Wrong("the list of hashes: that of " + entry + " was changed");
  }
  if (roots.listed == checkpoint.root) return Wrong(entry + " was changed after the checkpoint was signed");
  if (roots.first_difference.has_value()) return Wrong(entry + " was changed after the pack was written");
  return Wrong("the checkpoint's root is not that of the " + std::to_string(checkpoint.size) + " entries");
}

}  // namespace

absl::StatusOr<VerifiedPack> VerifyPack(std::string_view bytes, const PinnedKeys& keys) {
  // What cannot be parsed is told by our status and not by the library, on standard error.
  const google::protobuf::LogSilencer silence;
  const absl::StatusOr<Pack> pack = ReadPack(bytes);
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Checkpoint> checkpoint = OpenLedgerNote(pack->note, keys);
  if (!checkpoint.ok()) return checkpoint.status();
  const absl::StatusOr<Origin> origin = ParseOrigin(checkpoint->origin);
  if (!origin.ok()) return origin.status();
  // The entries are folded while they are hashed; a fold is safe with entries that nobody has vouched for.
  auto digest_matches = std::async(std::launch::async, [&pack] { return DigestMatches(*pack); });
  auto root = std::async(std::launch::async, [&pack, &checkpoint] { return CheckRoot(*pack, *checkpoint); });
  LedgerFold fold(LedgerKindOf(origin->ledger));
  fold.Reserve(pack->leaves.size());
  absl::Status added;
  for (auto leaf = pack->leaves.begin(); leaf != pack->leaves.end() && added.ok(); ++leaf) added = fold.Add(*leaf);
  if (absl::Status checked = root.get(); !checked.ok()) return checked;
  if (!added.ok()) return added;
  if (AuthorityOfAccessLedger(origin->ledger).value_or(origin->ledger) != fold.authority()) {
    return Wrong("entry 1: the authority is " + fold.authority() + ", the checkpoint is of " + origin->ledger +
                 "'s ledger");
  }
  if (const std::vector<BegunEpoch> epochs = fold.facts().Epochs();
      !epochs.empty() && origin->epoch != std::to_string(epochs.back().epoch.number)) {
    return Wrong("entry " + std::to_string(epochs.back().revision) + " begins epoch " +
                 std::to_string(epochs.back().epoch.number) + ", the checkpoint is of epoch " + origin->epoch);
  }
  VerifiedPack verified{.ledger = origin->ledger,
                        .checkpoint = *checkpoint,
                        .last_recorded_at_us = fold.last_recorded_at_us(),
                        .statement = std::nullopt};
  if (pack->statement.has_value()) {
    if (LedgerKindOf(origin->ledger) != LedgerKind::kAuthority)
      return Wrong("only a ledger of audits answers a question");
    absl::StatusOr<v1::Statement> statement = CheckStatement(fold, BytesOf(checkpoint->root), *pack->statement);
    if (!statement.ok()) return statement.status();
    verified.statement = *std::move(statement);
  }
  if (!digest_matches.get()) return Wrong("the digest at the pack's end is not that of its bytes");
  return verified;
}

}  // namespace assay
