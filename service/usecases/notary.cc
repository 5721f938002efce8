#include "service/usecases/notary.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "storage/merkle/checkpoint.h"

namespace assay {
namespace {

// Grows by one when a deployment is restored to before a checkpoint it has given out.
constexpr std::string_view kEpoch = "1";

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace

std::string KeyName(std::string_view deployment_id) { return "assay-" + Hex(deployment_id); }

Notary::Notary(const Ledger& ledger, SigningKey key)
    : ledger_(ledger), key_(std::move(key)), deployment_(Hex(ledger.deployment_id())) {}

absl::StatusOr<SignedCheckpoint> Notary::Sign(std::string_view ledger, uint32_t size) {
  absl::StatusOr<TreeHead> head = ledger_.Head(ledger, size);
  if (!head.ok()) return head.status();
  {
    MutexLock lock(&mutex_);
    auto it = newest_.find(ledger);
    if (it != newest_.end() && it->second.size == head->size) return it->second;
  }
  Checkpoint checkpoint{.origin = deployment_ + "/" + std::string(ledger) + "/" + std::string(kEpoch),
                        .size = head->size};
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
