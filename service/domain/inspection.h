// Outside judgements, kept as reported and never evidence (DOMAIN rule 20).
#ifndef ASSAY_SERVICE_DOMAIN_INSPECTION_H_
#define ASSAY_SERVICE_DOMAIN_INSPECTION_H_

#include <string>
#include <vector>

#include "service/domain/authority.h"
#include "service/domain/violation.h"

namespace assay {

struct InspectionJudgement {
  std::string area;
  std::string grade;
  int marker = 0;  // an assay.v1.Marker

  bool operator==(const InspectionJudgement&) const = default;
};

struct ReportedField {
  std::string field;
  std::string value;

  bool operator==(const ReportedField&) const = default;
};

inline constexpr std::string_view kCodeExpired = "code-expired";

struct Inspection {
  std::string authority;  // id
  std::string id;
  std::string inspectorate;
  std::string framework;
  std::string first_day;
  std::string last_day;
  std::string published_on;
  std::vector<InspectionJudgement> judgements;
  std::vector<AuthorityCode> codes;
  std::string source;
  std::vector<ReportedField> reported;
  std::vector<std::string> flags;

  bool operator==(const Inspection&) const = default;
};

// Fields are named as in assay.v1.Inspection ("judgements[0].area"). One of grade and marker, never both.
Violations Validate(const Inspection& inspection);

// Whether a code that the inspection reports had ended by the day it was published, or by its last day where that is
// not stated, by what the authority's own entry says of it. False where no day is stated or nothing is said.
bool HasExpiredCode(const Inspection& inspection, const Authority& authority);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_INSPECTION_H_
