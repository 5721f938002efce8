// Disclosure control of published counts (DOMAIN rule 13): counts of 1 to 5 are suppressed, and as many further numbers
// as it takes that nothing published gives one of them back.
//
// Published are the count of each grade, the ungraded, their sums, and the verdict. Shares, required counts,
// shortfalls, intervals and bounds are functions of these and of the measure: each is shown only where all that it is
// computed from is shown. How many of the hidden counts are small must not be said, only how many are hidden: two
// hidden counts of a sum of 10, both said to be small, are 5 and 5.
//
// What a verdict gives away is an inequality: MET at 75% of 6 audited leaves at most one miss. It is counted among what
// is known, and is hidden itself only where nothing else does: INSUFFICIENT below a minimum of 2 says that exactly 1
// was graded, if any was.
//
// Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_DOMAIN_DISCLOSURE_H_
#define ASSAY_SERVICE_DOMAIN_DISCLOSURE_H_

#include <cstdint>
#include <vector>

#include "service/domain/verdict.h"

namespace assay {

inline constexpr uint32_t kSmallestPublished = 6;

// The counts of one statement: cells that partition the audited, and the sums that its headline figures show of them.
// All cells together fit 32 bits.
struct CountTable {
  std::vector<uint32_t> hits;    // by grade, on the comparator's side of the threshold
  std::vector<uint32_t> misses;  // by grade, on the other side
  uint32_t ungraded = 0;
};

// What may be shown. True: it may. A true 0 may always be shown.
struct Disclosure {
  std::vector<bool> hits;
  std::vector<bool> misses;
  bool ungraded = true;
  bool numerator = true;  // all hits; the numerator of both figures
  bool graded = true;     // all graded; the denominator of GRADED
  bool total = true;      // all audited; the denominator of AUDITED
  bool verdict = true;

  bool operator==(const Disclosure&) const = default;
};

// The least suppression that protects every count of 1 to 5 among the cells, the sums, and the misses, which are not
// printed but are graded less numerator. Protected: it is hidden, and somebody who knows the rule of the measure, all
// that is shown, that what is hidden is not 0, and that nothing would be hidden were nothing small, still finds at
// least two values possible for it. Least: by the number of what is hidden, the verdict last; then cells before sums;
// then other sums before the total; then by the sum of what is hidden; then hits before misses and earlier grades
// before later ones.
//
// Not protected from: who runs this code on each table that looks the same, to see which of them it would hide the same
// of. Which numbers are least tells a little of what they are, as with any least suppression: in one small table of
// forty or so it gives a count back.
Disclosure Disclose(const CountTable& table, const Rule& rule);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_DISCLOSURE_H_
