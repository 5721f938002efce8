// What every use case works with, and what they have in common.
#ifndef ASSAY_SERVICE_USECASES_HOUSE_H_
#define ASSAY_SERVICE_USECASES_HOUSE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

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

// Who asks for a write and how.
struct WriteContext {
  std::string actor;  // the authenticated principal
  WriteMode mode = WriteMode::kCommit;
  WhenBehind when_behind = WhenBehind::kRefuse;
  std::function<bool()> is_cancelled;  // may be empty
};

// The server's civil day, in UTC.
absl::CivilDay Today(const House& house);

// The facts of an authority; NOT_FOUND (UNKNOWN_AUTHORITY) where there is none.
absl::StatusOr<const LedgerFacts*> FindAuthority(const House& house, std::string_view authority);

// "no authority somerset": the id is shown only where it is well-formed.
absl::Status UnknownAuthority(std::string_view authority);

// What a ledger knows of schema: wires service/records into storage/ledger.
Schema LeafSchema();

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_HOUSE_H_
