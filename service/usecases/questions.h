// Compliance questions as they arrive: checked, resolved and surveyed, ready for whatever is asked of them.
#ifndef ASSAY_SERVICE_USECASES_QUESTIONS_H_
#define ASSAY_SERVICE_USECASES_QUESTIONS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "service/facts/placing.h"
#include "service/facts/query.h"
#include "service/facts/question.h"
#include "service/facts/survey.h"
#include "service/usecases/house.h"

namespace assay {

// Where a request holds a question: how its fields are named.
struct QuestionFields {
  std::string subject = "query.";  // before "ad_hoc" and "measure"
  std::string on = "query.on";
};

// A question whose shape is sound: everything but what the ledger says.
struct Asked {
  std::string authority;  // id
  const LedgerFacts* facts = nullptr;
  Subject subject;
  absl::CivilDay on;
  QuestionFields fields;
};

// NOT_FOUND for the authority; INVALID_ARGUMENT for a measure or date at fault. An empty day is today.
absl::StatusOr<Asked> ReadAsked(const House& house, const v1::StatementQuery& query, const QuestionFields& fields = {});

// A question put to its ledger at a revision.
struct Posed {
  std::string authority;
  Question question;
  Survey survey;
};

// NOT_FOUND for a notice or measure not in force; INVALID_ARGUMENT for a scale, grade or crosswalk at fault.
absl::StatusOr<Posed> Pose(const House& house, const Asked& asked, uint32_t revision);

// ReadAsked, ResolveReadAt and Pose.
absl::StatusOr<Posed> PoseQuery(const House& house, const v1::StatementQuery& query);

// The statement over it, complete.
absl::StatusOr<v1::Statement> State(const House& house, const Posed& posed);

// As it was asked: unspecified is AUDITED.
Basis BasisOf(v1::Basis basis);

// INVALID_ARGUMENT (OUT_OF_RANGE) on the field where the value is not a stated one.
absl::Status CheckStated(std::string_view field, bool is_stated);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_QUESTIONS_H_
