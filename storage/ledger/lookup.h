// Finding committed entries: ids through memory, then the rows, which have the last word.
//
// Thread-safety: all methods may be called from any thread; each may read the disk.
#ifndef ASSAY_STORAGE_LEDGER_LOOKUP_H_
#define ASSAY_STORAGE_LEDGER_LOOKUP_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "absl/status/statusor.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/store.h"

namespace assay {

using RevisionSet = std::unordered_set<uint32_t>;

using IdHash = std::function<uint64_t(std::string_view)>;

// The first 8 bytes of the id's SHA-256, so that nobody can choose ids that crowd one place.
uint64_t HashOfId(std::string_view id);

// An id and its hash, so that it is hashed once however often it is looked for. Does not own the text.
struct HashedId {
  std::string_view text;
  uint64_t hash = 0;  // Lookup::Hash
};

class Lookup {
 public:
  // All three outlive the Lookup.
  Lookup(const Store* store, const Schema* schema, const IdHash* hash) : store_(store), schema_(schema), hash_(hash) {}

  // Never 0, which stands for none.
  uint64_t Hash(std::string_view id) const {
    const uint64_t hash = (*hash_)(id);
    return hash == 0 ? 1 : hash;
  }
  HashedId Hashed(std::string_view id) const { return {.text = id, .hash = Hash(id)}; }
  const Schema& schema() const { return *schema_; }

  // The entry, which must be there: DATA_LOSS if not.
  absl::StatusOr<Entry> Read(const LedgerState& state, uint32_t revision) const;

  // Its header, for which no personal part is read.
  absl::StatusOr<LeafHeader> ReadHeader(const LedgerState& state, uint32_t revision) const;

  // The newest entry of this name; nullopt: none.
  absl::StatusOr<std::optional<Entry>> Find(const LedgerState& state, const HashedId& name) const;

  // Its revision only; 0: none.
  absl::StatusOr<uint32_t> FindRevision(const LedgerState& state, const HashedId& name) const;

  // The number of the case; 0: there is none. Entries in `erased` count as erased already.
  absl::StatusOr<uint32_t> FindCase(const LedgerState& state, const HashedId& case_ref,
                                    const RevisionSet& erased) const;

  // Under what an entry read from disk is found; `state` knows those before it. DATA_LOSS: it belongs to a case and has
  // no number.
  absl::StatusOr<EntryIds> IdsOf(const LedgerState& state, const StoredEntry& stored, const Leaf& leaf) const;

  // The newest revision among the first `size` recorded at or before the time; 0: none.
  absl::StatusOr<uint32_t> RevisionAt(const LedgerState& state, uint32_t size, int64_t time_us) const;

 private:
  // The personal part of the newest entry that has one, from this one of a case backwards; empty: none has.
  absl::StatusOr<std::string> FindPersonal(const LedgerState& state, uint32_t revision,
                                           const RevisionSet& erased) const;

  // Revision and leaf of a name; revision 0: none.
  absl::StatusOr<Entry> FindLeaf(const LedgerState& state, const HashedId& name) const;

  const Store* const store_;
  const Schema* const schema_;
  const IdHash* const hash_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_LOOKUP_H_
