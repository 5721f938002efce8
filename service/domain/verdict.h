// The verdict: pure arithmetic from counts to an answer (DOMAIN rules 6, 7, 10). One code for server and offline
// verifier.
#ifndef ASSAY_SERVICE_DOMAIN_VERDICT_H_
#define ASSAY_SERVICE_DOMAIN_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "service/domain/fraction.h"
#include "service/domain/measure.h"
#include "service/domain/wilson.h"

namespace assay {

// Values equal assay.v1.Verdict and assay.v1.Security.
enum class Verdict { kNoEvidence = 1, kInsufficient = 2, kMet = 3, kNotMet = 4, kIndeterminate = 5 };
enum class Security { kNotAsked = 0, kSecure = 1, kNotSecure = 2, kNotApplicable = 3 };

// "NOT_MET"
std::string_view Name(Verdict verdict);

// What the rules need to know of a measure.
struct Rule {
  Comparator comparator = Comparator::kAtLeast;
  Fraction target;
  UngradedPolicy ungraded_policy = UngradedPolicy::kUndecided;
  uint32_t minimum_graded = 1;  // 0 is read as 1
};

// What was found in the window, after filters. `graded` + `ungraded` fits 32 bits: a ledger counts its entries in them.
struct Counts {
  // Graded audits on the comparator's side of the threshold: at it or better (AT_LEAST), at it or worse (AT_MOST).
  uint32_t hits = 0;
  uint32_t graded = 0;
  uint32_t ungraded = 0;
};

// One figure. `ratio` is hits over graded and ungraded (AUDITED) or over graded (GRADED).
struct Figure {
  Ratio ratio;
  uint32_t required = 0;   // AT_LEAST: least count that reaches the target; AT_MOST: greatest that keeps to it
  uint32_t shortfall = 0;  // how many short of it, or for AT_MOST too many
  // By the figure's own fraction: MET or NOT_MET; NO_EVIDENCE with nothing audited; INSUFFICIENT with too few graded.
  Verdict verdict = Verdict::kNoEvidence;
  std::optional<Interval> interval;  // nullopt over a denominator of 0
};

// Over all audited, with every ungraded one graded the worst or the best way for the share.
struct Bounds {
  Ratio low;
  Ratio high;
};

struct Judgement {
  Verdict verdict = Verdict::kNoEvidence;
  Figure audited;
  Figure graded;
  Bounds bounds;
};

// The verdict in rule 10's order. AGAINST counts every ungraded audit against the service: outside the numerator for
// AT_LEAST, inside it for AT_MOST. EXCLUDED judges the graded alone. UNDECIDED is MET or NOT_MET only where both ways
// agree.
Judgement Judge(const Rule& rule, const Counts& counts);

// Whether every case of the frame was audited, or some of them.
enum class Coverage { kSample, kCensus };

// Whether a MET is secure: the whole interval of the share that decided on the target's side, compared as shown, in
// integers. The share that decided is GRADED's for EXCLUDED, else the worst that the ungraded allow: they count against
// the service for AT_LEAST (the AUDITED figure) and for AT_MOST. A census has no sampling error: kNotApplicable. Not
// MET: kNotAsked.
Security JudgeSecurity(const Rule& rule, const Judgement& judgement, Coverage coverage);

// True where no grading of the ungraded audits would change the AUDITED figure's verdict (or there are none). Too few
// graded to decide, but enough once the ungraded are graded, is false: it would become MET or NOT_MET.
bool UngradedCannotChangeIt(const Rule& rule, const Counts& counts);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_VERDICT_H_
