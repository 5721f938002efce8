// A compliance question made ready: everything it names looked up in one ledger at one revision. One code for server
// and offline verifier.
//
// Thread-safe: pure functions over facts.
#ifndef ASSAY_SERVICE_FACTS_QUESTION_H_
#define ASSAY_SERVICE_FACTS_QUESTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/time/civil_time.h"
#include "service/domain/crosswalk.h"
#include "service/domain/measure.h"
#include "service/domain/scale.h"
#include "service/domain/statement.h"
#include "service/facts/facts.h"

namespace assay {

// A notice's measure, by ids.
struct MeasureOfNotice {
  std::string notice;
  std::string measure;
};

// What is asked. An ad-hoc measure is valid (domain/measure.h).
using Subject = std::variant<Measure, MeasureOfNotice>;

struct Question {
  Measure measure;       // as asked or as the notice sets it
  NoticeContext notice;  // empty for an ad-hoc measure
  // The scale the threshold is on; nullopt: no grade of this ledger can be compared, so nothing counts as graded.
  std::optional<Scale> scale;
  std::optional<Crosswalk> crosswalk;
  absl::CivilDay on;
  DayRange window;
};

// Where to look and what the ledger knew.
struct AskedOf {
  const LedgerFacts& facts;
  const LedgerFacts* registry;  // null: what this ledger does not hold is unknown
  uint32_t revision = 0;
  absl::CivilDay on;
};

// Refused: UNKNOWN_NOTICE (not in force on the day), UNKNOWN_MEASURE, UNKNOWN_CROSSWALK, UNKNOWN_SCALE,
// AMBIGUOUS_SCALE, GRADE_NOT_ON_SCALE, NOT_ALLOWED (a crosswalk to another scale). `field` is named from
// StatementQuery: "measure", "ad_hoc.scale".
std::variant<Question, Refused> ResolveQuestion(const AskedOf& asked, const Subject& subject);

// The scale version a valid measure speaks of:
// - named with its version: that one, from this ledger or else from the registry; UNKNOWN_SCALE where neither has it;
// - named without: the newest this ledger held at the revision; nullopt where it held none of that id;
// - not named: the one its crosswalk leads to; else the only one this ledger held (newest version of each) that has the
//   threshold grade; AMBIGUOUS_SCALE where there are several, GRADE_NOT_ON_SCALE where there is none; nullopt where the
//   ledger held no scale at all.
// With nullopt no grade can be compared; a threshold that no registered version has is refused all the same. A named
// version never changes, so the same question at the same revision keeps its answer.
std::variant<std::optional<Scale>, Violation> ResolveScale(const LedgerFacts& facts, const LedgerFacts* registry,
                                                           const Measure& measure, uint32_t revision);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_QUESTION_H_
