// One ledger as a group sees it: what is committed, and what the group has appended to it.
//
// Lives on the committer thread only.
#ifndef ASSAY_STORAGE_LEDGER_GROUP_LEDGER_H_
#define ASSAY_STORAGE_LEDGER_GROUP_LEDGER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/ledger/book.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/lookup.h"
#include "storage/ledger/store.h"

namespace assay {

class GroupLedger final : public View {
 public:
  // `book` and `lookup` outlive it.
  GroupLedger(std::string name, Book* book, const Lookup* lookup, int64_t now_us);

  uint32_t size() const override { return counters_.size; }
  absl::StatusOr<std::optional<Entry>> Find(std::string_view name) const override;
  absl::StatusOr<Entry> Read(uint32_t revision) const override;

  // Runs the proposals; appends their drafts, unless they are only to be validated. One result a proposal; a status
  // refuses it alone.
  std::vector<absl::StatusOr<Committed>> Run(const WriteRequest& request);

  // Appends it, whatever is there.
  absl::Status Add(Draft draft);

  bool has_entries() const { return !appended_.empty(); }
  // Null only where there are neither committed entries nor others.
  LedgerState* state() const { return state_; }
  // The rest is for one that has entries. Puts every entry, tile and erasure and the head into the batch; once.
  void Fill(StoreBatch* batch);
  void Observe(const Observer& observer) const;
  void Publish() const;

 private:
  // A personal part that goes.
  struct Erasure {
    uint32_t revision = 0;
    std::string case_ref;  // empty: none
    uint32_t case_number = 0;
  };

  // A case seen in this group.
  struct Case {
    uint32_t number = 0;
    uint32_t living = 0;  // how many entries of this group carry its reference
  };

  // A name, and what is known of it already.
  struct LookedFor {
    std::string name;
    uint64_t hash = 0;
    std::optional<uint32_t> revision;  // 0: no entry has the name

    HashedId id() const { return {.text = name, .hash = hash}; }
  };

  // Everything about a draft that can fail, found out before anything is changed.
  struct Ids {
    std::string name;  // empty: none
    uint64_t name_hash = 0;
    uint32_t replaced = 0;  // the entry that had the name; 0: none
    std::string case_ref;   // empty: none
    uint64_t case_hash = 0;
    // The number of the case reference, 0 where it is new; without one, the draft's own.
    uint32_t case_number = 0;
    std::vector<Erasure> erasures;
  };

  // `before_append` is run before the proposal's draft is appended, and refuses it with its status.
  absl::StatusOr<Committed> RunOne(WriteMode mode, const Proposal& proposal,
                                   const std::function<absl::Status()>& before_append);
  absl::Status Check(const Draft& draft) const;
  // Uses the names up that the draft brings.
  absl::StatusOr<Ids> IdsOf(Draft& draft) const;
  absl::StatusOr<std::vector<Erasure>> ErasuresOf(const Draft& draft) const;
  DraftIds NamesOf(Draft& draft) const;
  // The name as looked_for_.
  const LookedFor& LookFor(std::string_view name) const;
  absl::StatusOr<uint32_t> FindRevision(const std::string& name) const;
  absl::StatusOr<uint32_t> FindCase(const std::string& case_ref, uint64_t hash) const;
  Committed Append(Draft draft, Ids ids);
  void Erase(const Erasure& erasure);
  absl::StatusOr<Committed> Repeat(const AlreadyThere& already_there) const;
  std::string CaseRefOf(std::string_view personal) const;
  const Entry* FindAppended(uint32_t revision) const;

  const std::string name_;
  Book* const book_;
  const Lookup* const lookup_;
  const int64_t now_us_;
  LedgerState* state_;  // null: nothing was ever appended to this ledger
  Counters counters_;   // with what the group appended
  uint32_t committed_size_;

  std::vector<Entry> appended_;
  std::vector<void*> decoded_;  // parallel to appended_
  Growth growth_;               // its entries are parallel to appended_
  // The last one, until something is appended: a proposal has just looked for the name that its draft then has.
  mutable LookedFor looked_for_;
  std::unordered_map<std::string, uint32_t> names_;  // to revisions in appended_
  std::unordered_map<std::string, Case> cases_;
  RevisionSet erased_;           // committed entries whose personal parts go
  std::vector<uint32_t> ended_;  // committed entries that must not come back with a backup
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_GROUP_LEDGER_H_
