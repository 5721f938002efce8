// What moderation came to: second grades beside first ones (DOMAIN rule 19), and the grades of the audits themselves.
//
// Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_FACTS_MODERATION_H_
#define ASSAY_SERVICE_FACTS_MODERATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "service/domain/statement.h"
#include "service/facts/question.h"
#include "service/facts/survey.h"

namespace assay {

struct GradeMove {
  std::string from_grade;  // empty: it was not graded
  std::string to_grade;
  uint32_t count = 0;

  bool operator==(const GradeMove&) const = default;
};

// See assay.v1.ModerationSummary. changed = lowered + raised + newly_graded = all moves.
struct ModerationCounts {
  uint32_t moderated = 0;
  uint32_t changed = 0;
  uint32_t lowered = 0;
  uint32_t raised = 0;
  uint32_t newly_graded = 0;
  std::vector<GradeMove> moves;           // worst first, those of ungraded audits last
  std::vector<GradeCount> audit_quality;  // worst first, zeros left out
};

// Of the audited, whatever the measure's grade basis. Auditor and moderator grade on one scale, the audit's own, and
// are compared on it. A grade is named by its code on the question's scale; one of another scale by scale and code,
// "plain-2014@1/fair", after all those of the question's.
ModerationCounts ModerationOf(const Survey& survey, const Question& question);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_MODERATION_H_
