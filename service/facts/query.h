// Compliance questions over the facts of one ledger: a scan of a column prefix, no index, nothing to go stale.
//
// Statement and explain share one classification of a row, so that they can never disagree. Thread-safe: pure functions
// over snapshots.
#ifndef ASSAY_SERVICE_FACTS_QUERY_H_
#define ASSAY_SERVICE_FACTS_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "service/domain/measure.h"
#include "service/domain/statement.h"
#include "service/facts/facts.h"

namespace assay {

// Where one audit stands before any policy.
enum class Standing : uint8_t {
  kHit,       // graded, on the comparator's side of the threshold
  kMiss,      // graded, on the other side
  kUngraded,  // in the window, without a grade that can be compared
  kOutside,   // outside the window or filters: see the exclusion
};

struct Classified {
  Standing standing = Standing::kOutside;
  Exclusion exclusion = Exclusion::kNone;  // set for kOutside
};

// A valid measure made ready for one ledger at one revision: names turned into the columns' numbers.
class Selection {
 public:
  // `measure` is valid; `scale` is what ResolveScale found, and has the threshold grade.
  Selection(const LedgerFacts& facts, const Measure& measure, const std::optional<Scale>& scale,
            const DayRange& window);

  Classified Classify(const Row& row) const;
  // Rank of the row's grade on the measure's scale; nullopt: it has none that can be compared.
  std::optional<size_t> Rank(const Row& row) const;
  // True where the row has a grade by the measure's basis, comparable or not.
  bool HasGrade(const Row& row) const { return GradeOf(row) != 0; }

 private:
  // A set of dictionary numbers; nullopt: no condition.
  using Wanted = std::optional<std::vector<bool>>;

  // The grade column that counts by the measure's basis.
  uint16_t GradeOf(const Row& row) const {
    return final_basis_ && row.moderated_grade != 0 ? row.moderated_grade : row.grade;
  }
  static Wanted WantedOf(const Dictionary& dictionary, const std::vector<std::string>& texts);
  static bool Passes(const Wanted& wanted, uint32_t number);

  int32_t first_day_;
  int32_t last_day_;
  Wanted practice_areas_;
  Wanted teams_;
  uint32_t audit_types_;       // bit set by AuditType; all ones: no condition
  uint32_t sampling_methods_;  // bit set by SamplingMethod; all ones: no condition
  bool final_basis_;
  std::vector<int8_t> rank_;  // by grade column; -1: cannot be compared
  std::vector<bool> hit_;     // by rank
};

// The scale version a valid measure speaks of:
// - named with its version: that one, from this ledger or else from the registry; UNKNOWN_SCALE where neither has it;
// - named without: the newest this ledger held at the revision; nullopt where it held none of that id;
// - not named: the only one this ledger held (newest version of each) that has the threshold grade; AMBIGUOUS_SCALE
// where
//   there are several, GRADE_NOT_ON_SCALE where there is none; nullopt where the ledger held no scale at all.
// With nullopt no grade can be compared, so nothing counts as graded; a threshold that no registered version has is
// refused all the same. A named version never changes, so the same question at the same revision keeps its answer.
// `registry` may be null.
std::variant<std::optional<Scale>, Violation> ResolveScale(const LedgerFacts& facts, const LedgerFacts* registry,
                                                           const Measure& measure, uint32_t revision);

// Fills in everything of the statement but its authority and recorded_at. `measure` is valid; `rows` is the prefix of
// the revision asked about.
Statement Answer(const LedgerFacts& facts, const Rows& rows, const Measure& measure, const std::optional<Scale>& scale,
                 absl::CivilDay on);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_QUERY_H_
