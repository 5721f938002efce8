// The counts of a statement: one scan over the bits, days and profile numbers of a ledger.
//
// What a profile says is looked at once, after the scan has counted how many rows have it. Re-audits alone are looked
// at row by row, for what they take over from their originals. Measured: see tests/bench/facts_bench.cc.
#ifndef ASSAY_SERVICE_FACTS_COUNT_H_
#define ASSAY_SERVICE_FACTS_COUNT_H_

#include "service/domain/statement.h"
#include "service/facts/question.h"
#include "service/facts/survey.h"

namespace assay {

// Fills in what is counted audit by audit: counts, grades, ungraded_reasons, exclusions, sampling, re_audits,
// failing_cases, failing_cases_re_audited and independence_unknown, all of which must be empty.
void CountAudits(const Survey& survey, const Question& question, Statement& statement);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_COUNT_H_
