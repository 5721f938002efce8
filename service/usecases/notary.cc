#include "service/usecases/notary.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "storage/merkle/checkpoint.h"

namespace assay {
namespace {

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace

std::string KeyName(std::string_view deployment_id) { return "assay-" + Hex(deployment_id); }

Notary::Notary(const Ledger& ledger, const Facts& facts, SigningKey key)
    : ledger_(ledger), facts_(facts), key_(std::move(key)), deployment_(Hex(ledger.deployment_id())) {}

uint32_t Notary::EpochAt(std::string_view ledger, uint32_t size) const {
  // A ledger without such an entry began in the epoch that still is.
  uint32_t epoch = ledger_.epoch();
  const LedgerFacts* const facts = facts_.Find(ledger);
  if (facts == nullptr) return epoch;
  const std::vector<BegunEpoch> epochs = facts->Epochs();
  for (auto begun = epochs.rbegin(); begun != epochs.rend(); ++begun) {
    if (size >= begun->revision) return begun->epoch.number;
    epoch = begun->epoch.previous;
  }
  return epoch;
}

absl::StatusOr<SignedCheckpoint> Notary::Sign(std::string_view ledger, uint32_t size) {
  absl::StatusOr<TreeHead> head = ledger_.Head(ledger, size);
  if (!head.ok()) return head.status();
  {
    MutexLock lock(&mutex_);
    auto it = newest_.find(ledger);
    if (it != newest_.end() && it->second.size == head->size) return it->second;
  }
  const std::string epoch = std::to_string(EpochAt(ledger, head->size));
  Checkpoint checkpoint{.origin = deployment_ + "/" + std::string(ledger) + "/" + epoch, .size = head->size};
  std::copy(head->root.begin(), head->root.end(), checkpoint.root.begin());
  absl::StatusOr<std::string> note = SignCheckpoint(checkpoint, key_);
  if (!note.ok()) return note.status();
  SignedCheckpoint made{.size = head->size, .note = *std::move(note)};
  MutexLock lock(&mutex_);
  SignedCheckpoint& kept = newest_[std::string(ledger)];
  if (kept.size < made.size) kept = made;
  return made;
}

}  // namespace assay
