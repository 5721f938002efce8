// Compliance answers over the facts of one ledger: a scan of a column prefix, no index, nothing to go stale.
//
// Thread-safe: pure functions over snapshots.
#ifndef ASSAY_SERVICE_FACTS_QUERY_H_
#define ASSAY_SERVICE_FACTS_QUERY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/domain/statement.h"
#include "service/facts/question.h"
#include "service/facts/survey.h"

namespace assay {

// Revision of the entry in which the audit of this id stands at the revision asked about; 0: it is not recorded then.
// Facts hold no ids.
using AuditLocator = std::function<absl::StatusOr<uint32_t>(const std::string& audit)>;

// Fills in everything of the statement but its authority, recorded_at and root. Errors are the locator's alone.
absl::StatusOr<Statement> Answer(const Survey& survey, const Question& question, const AuditLocator& locate);

// How much of each sample drawn for what is measured has come back: see assay.v1.Statement.samples.
absl::StatusOr<std::vector<SampleCoverage>> CoverageOf(const Survey& survey, const Question& question,
                                                       const AuditLocator& locate);

// What decides a measure, defaults filled in.
Rule RuleOf(const Measure& measure);

// Values equal assay.v1.Dimension.
enum class Dimension {
  kTeam = 1,
  kMonth = 2,
  kPracticeArea = 3,
  kAuditor = 4,
  kDomain = 5,
  kSamplingMethod = 6,
};

// The figures of one group.
struct Group {
  std::string key;  // empty: not stated
  Counts counts;
  Judgement judgement;
};

// By key. All dimensions but kDomain partition the audited.
std::vector<Group> GroupsOf(const Survey& survey, const Question& question, Dimension dimension);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_QUERY_H_
