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

// What entries a ledger holds: those of one authority; the scales that all of them use; who read one authority's
// personal parts; the tokens.
enum class LedgerKind { kAuthority, kRegistry, kPersonalReads, kTokens };

// By the ledger's name.
LedgerKind LedgerKindOf(std::string_view ledger);

// Not thread-safe.
class LedgerFold {
 public:
  explicit LedgerFold(LedgerKind kind = LedgerKind::kAuthority) : kind_(kind) {}

  // Makes room for so many audits, so that they can be added without growing.
  void Reserve(size_t audits) { linked_.reserve(audits); }

  // Takes the next leaf. DATA_LOSS, naming the entry, where no honest server wrote it: it cannot be read, lacks what
  // the facts are made of, was recorded before the one before it, is of another authority, names a scale the ledger
  // does not hold, submits an audit twice, names another original than the one recorded, supersedes anything but the
  // current entry of its own audit or record, or changes it otherwise than its kind says. After an error
  // nothing more may be added.
  absl::Status Add(std::string_view leaf);
  // As Add; the error names no entry.
  absl::Status Add(const Leaf& leaf);

  // Empty where nothing was added: the first entry is the authority. The registry has none.
  const std::string& authority() const { return authority_; }
  int64_t last_recorded_at_us() const { return last_recorded_at_us_; }
  const LedgerFacts& facts() const { return facts_; }
  // Revision of the audit's current entry; 0: there is none.
  uint32_t CurrentRevision(const std::string& audit) const;

 private:
  // The revision that submitted an audit, what its current entry says of the original, and that entry.
  struct Linked {
    uint32_t submitted_revision = 0;
    uint32_t current_revision = 0;
    std::string re_audit_of;
    uint32_t original_revision = 0;
    LeafHeader header;  // of its current entry
    std::string body;
  };

  absl::Status Check(const Event& event) const;
  absl::Status CheckAudit(const Event& event, const Audit& audit) const;
  absl::Status CheckChange(const Event& event, const Audit& audit, const Linked& linked) const;
  absl::Status CheckOriginal(const Event& event, const Audit& audit) const;
  absl::Status CheckRecord(const Event& event, const Record& record) const;
  absl::Status CheckNotice(const Notice& notice) const;
  absl::Status CheckEpoch(const Event& event, const Epoch& epoch) const;
  absl::Status CheckPersonalRead(const Event& event, const PersonalRead& read) const;
  absl::Status CheckToken(const Event& event, const Token& token) const;
  void Apply(const Event& event, const Leaf& leaf);

  const LedgerKind kind_;
  std::string authority_;
  int64_t last_recorded_at_us_ = 0;
  uint32_t size_ = 0;
  std::unordered_map<std::string, uint32_t> records_;  // what a record answers to: its newest revision
  std::unordered_map<std::string, Linked> linked_;     // an audit's id
  std::unordered_map<std::string, Scale> scales_;      // "ofsted-2013@1"
  LedgerFacts facts_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FOLD_LEDGER_FOLD_H_
