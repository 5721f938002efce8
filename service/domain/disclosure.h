// Disclosure control of published counts (DOMAIN rule 13): counts of 1 to 5 are suppressed, and as many further numbers
// as it takes that nothing published gives one of them back.
//
// Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_DOMAIN_DISCLOSURE_H_
#define ASSAY_SERVICE_DOMAIN_DISCLOSURE_H_

#include <cstdint>
#include <vector>

namespace assay {

inline constexpr uint32_t kSmallestPublished = 6;

// The counts of one statement: cells that partition the audited, and the sums that its headline figures show of them.
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
  bool total = true;      // all audited; the denominator of AUDITED
  bool graded = true;     // all graded; the denominator of GRADED
  bool numerator = true;  // all hits; the numerator of both figures, and with it shares, shortfalls, intervals, bounds

  bool operator==(const Disclosure&) const = default;
};

// The least suppression by number of cells, then by the sum of what is hidden, that protects every count of 1 to 5
// (the sums included, and what is left when one published sum is taken from another): somebody who knows all that is
// shown, that hidden counts are at least 1, and this rule, still finds at least two values possible for each. Cells go
// before sums; the total goes last.
Disclosure Disclose(const CountTable& table);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_DISCLOSURE_H_
