// A ledger read from its leaves by somebody who does not trust them: each is checked and then folded into the same
// facts that the server answers from. One code for the examiner of an evidence pack and of a data directory.
#ifndef ASSAY_SERVICE_FOLD_LEDGER_FOLD_H_
#define ASSAY_SERVICE_FOLD_LEDGER_FOLD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "service/domain/event.h"
#include "service/facts/facts.h"
#include "storage/merkle/leaf.h"

namespace assay {

// Whose entries a ledger holds: those of one authority, or the scales that all of them use.
enum class LedgerKind { kAuthority, kRegistry };

// Not thread-safe.
class LedgerFold {
 public:
  explicit LedgerFold(LedgerKind kind = LedgerKind::kAuthority) : kind_(kind) {}

  // Takes the next leaf. DATA_LOSS, naming the entry, where no honest server wrote it: it cannot be read, lacks
  // what the facts are made of, was recorded before the one before it, is of another authority, names a scale the
  // ledger does not hold, submits an audit twice, or supersedes anything but the current entry of its own audit. After
  // an error nothing more may be added.
  absl::Status Add(std::string_view leaf);
  // As Add; the error names no entry.
  absl::Status Add(const Leaf& leaf);

  // Empty where nothing was added: the first entry is the authority. The registry has none.
  const std::string& authority() const { return authority_; }
  int64_t last_recorded_at_us() const { return last_recorded_at_us_; }
  const LedgerFacts& facts() const { return facts_; }

 private:
  absl::Status Check(const Event& event) const;
  absl::Status CheckAudit(const Event& event, const Audit& audit) const;
  void Apply(const Event& event);

  const LedgerKind kind_;
  std::string authority_;
  int64_t last_recorded_at_us_ = 0;
  uint32_t size_ = 0;
  std::unordered_map<std::string, uint32_t> current_;  // an audit's id: its newest revision
  std::unordered_map<std::string, Scale> scales_;      // "ofsted-2013@1"
  LedgerFacts facts_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FOLD_LEDGER_FOLD_H_
