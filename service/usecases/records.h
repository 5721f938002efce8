// The one way in for the records of the regime: created, or put in the place of an earlier entry, decided by the
// committer.
//
// A use case checks the shape of what it was given and hands over a RecordPut: what was asked, and the rule that makes
// of it what is recorded. The rule runs inside the proposal, so that what it sees is what the entry will follow.
#ifndef ASSAY_SERVICE_USECASES_RECORDS_H_
#define ASSAY_SERVICE_USECASES_RECORDS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/domain/event.h"
#include "service/domain/record.h"
#include "service/records/refusal.h"
#include "service/usecases/house.h"
#include "service/usecases/records_now.h"
#include "service/usecases/request_fields.h"
#include "storage/ledger/ledger.h"

namespace assay {

// Which entry a write is to take the place of, and why; see assay.v1.RecordWrite.
struct Supersede {
  uint32_t expected_revision = 0;  // 0: none, the write creates
  std::string reason;              // public code
};

// A record as it arrived, and what the converter already found wrong with it.
template <typename T>
struct AskedRecord {
  T record;
  Violations shape;
  Supersede supersede;
};

// What became of an accepted write.
struct WrittenRecord {
  std::string ledger;
  Committed committed;
  // As recorded, the earlier entry's where it was already there. Its revision and time are those of `committed`.
  Event event;
};

using PutDone = std::function<void(absl::StatusOr<WrittenRecord>)>;

// What the record will be recorded as, with the fields the server sets; or why it cannot be. `current` is the entry
// whose place it takes; null: it is new. Runs on the committer thread; must be quick and depend on nothing else than
// its arguments and what it was made of: a retry runs it again as of then.
using RecordRule = std::function<std::variant<Record, Refused>(const RecordsNow& now, const Record* current)>;

struct RecordPut {
  std::string ledger;
  const LedgerFacts* facts = nullptr;  // of the ledger
  std::string key;                     // see RecordKey
  std::string field;                   // the request's field that holds the record: "tally"
  // As the client said it: what a retry is compared by. nullopt: a change that brings no content of its own.
  std::optional<Record> asked;
  Supersede supersede;
  RecordRule rule;
  // Run before the write itself: copies of what the record speaks of.
  std::vector<Proposal> ahead;
};

// Writes the record, or finds that it was written before. `done` is called exactly once, from this thread or the
// committer's, and must not block.
//
// A create is known by its name: the same content again (what a client can say, in the newest entry; in the first one
// for a notice, which lives on in versions) answers the earlier entry, other content is ALREADY_EXISTS naming the
// fields that differ. A change is known by its name and the revision it expects: the same again answers the earlier
// entry, a stale one is ABORTED (STALE_REVISION), one of nothing NOT_FOUND, one that changes nothing
// FAILED_PRECONDITION (NO_CHANGE). A ledger full of records is FAILED_PRECONDITION (TOO_LONG). Else as the rule says.
void PutRecord(const House& house, RecordPut put, const WriteContext& context, PutDone done);

// Whether a write may, must or must not take an earlier entry's place.
enum class PutKind { kCreate, kChange, kEither };

// What is wrong with it, on "write.expected_revision" and "write.reason".
void CheckSupersede(const Supersede& supersede, PutKind kind, Violations& out);

// A rule that records what was asked, whatever else there is.
RecordRule AsAsked(Record record);

// Begins a put of an authority's record that takes the rule as it is: checks everything said of it and finds the
// authority. `found` is what Validate said. INVALID_ARGUMENT for violations; NOT_FOUND for the authority.
template <typename T>
absl::StatusOr<RecordPut> StartPut(const House& house, std::string_view field, const AskedRecord<T>& asked,
                                   Violations found, PutKind kind) {
  Violations all = AllViolations(field, asked.shape, std::move(found));
  CheckSupersede(asked.supersede, kind, all);
  if (!all.empty()) return RefuseFields(all);
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, asked.record.authority);
  if (!facts.ok()) return facts.status();
  return RecordPut{.ledger = asked.record.authority,
                   .facts = *facts,
                   .key = RecordKey(asked.record),
                   .field = std::string(field),
                   .asked = asked.record,
                   .supersede = asked.supersede,
                   .rule = AsAsked(asked.record)};
}

// NOT_FOUND for a record of this key, or of a key that is not known beyond its "samples/": UNKNOWN_NOTICE or
// UNKNOWN_RECORD.
absl::Status UnknownRecord(std::string_view key);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_RECORDS_H_
