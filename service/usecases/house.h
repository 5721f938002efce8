// What every use case works with, and what they have in common.
#ifndef ASSAY_SERVICE_USECASES_HOUSE_H_
#define ASSAY_SERVICE_USECASES_HOUSE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "service/facts/facts.h"
#include "storage/ledger/ledger.h"

namespace assay {

class Notary;

// Everything outlives the House. Thread-safe as its parts are.
struct House {
  Ledger& ledger;
  const Facts& facts;
  Notary& notary;
  std::function<int64_t()> now_us;  // wall clock, microseconds since 1970-01-01 UTC
  std::string page_key;             // secret that authenticates page tokens
  std::string backup_directory;     // empty: no backups are kept
};

// Which audits somebody may touch: all of the authority's, or those alone that this principal submitted. To others it
// must seem that those of others are not there.
enum class Whose { kAll, kOwn };

// Which authorities somebody may see; kEveryAuthority: what is common to all of them.
using MaySee = std::function<bool(std::string_view authority)>;

// For whom a use case works. It was admitted, for one authority or, where `may_see` is set, across them.
struct Caller {
  std::string actor;  // the authenticated principal
  Whose whose = Whose::kAll;
  MaySee may_see;  // empty: the use case is about one authority, and that was looked at
  // Whether anybody still waits for the answer; for what reads much. May be empty.
  std::function<absl::Status()> check_awaited;
};

// True for what the caller may see; for anything where `may_see` is empty.
bool Sees(const Caller& caller, std::string_view authority);

// Who asks for a write and how.
struct WriteContext {
  std::string actor;  // the authenticated principal
  Whose whose = Whose::kAll;
  WriteMode mode = WriteMode::kCommit;
  WhenBehind when_behind = WhenBehind::kRefuse;
  std::function<absl::Status()> check_awaited;  // may be empty
};

// A write of the ledger without its proposals, asked for as the context says.
WriteRequest RequestOf(std::string ledger, const WriteContext& context);

// The server's civil day, in UTC.
absl::CivilDay Today(const House& house);

// The facts of an authority; NOT_FOUND (UNKNOWN_AUTHORITY) where there is none.
absl::StatusOr<const LedgerFacts*> FindAuthority(const House& house, std::string_view authority);

// "no authority somerset": the id is shown only where it is well-formed.
absl::Status UnknownAuthority(std::string_view authority);

// Ids of the authorities after `after` that the caller sees, sorted; at most `limit`.
std::vector<std::string> AuthoritiesSeen(const House& house, const Caller& caller, std::string_view after,
                                         size_t limit);

// PERMISSION_DENIED, in the same words whatever it is that is not permitted.
absl::Status PermissionDenied();

// What a ledger knows of schema: wires service/records into storage/ledger.
Schema LeafSchema();

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_HOUSE_H_
