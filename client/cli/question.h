// A compliance question made ready to be put: what the flags say, and what only the server can add to it.
#ifndef ASSAY_CLIENT_CLI_QUESTION_H_
#define ASSAY_CLIENT_CLI_QUESTION_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "client/cli/command.h"
#include "client/cli/measure_flags.h"

namespace assay {

struct PreparedQuestion {
  v1::StatementQuery query;
  // Where it is not the measure named but one made of it: "as in-2013/audits, but re-audits: latest per case".
  std::string note;
};

// The question the flags put to the session's authority. A crosswalk without a version is the newest one. A named
// measure with --re-audits other than its own is another question: its definition in force on the day, a window since
// the notice made fixed, with that policy. Errors are those of ToQuery and of the server.
absl::StatusOr<PreparedQuestion> ReadQuestion(const Session& session, const MeasureFlags& flags);

// Gives a crosswalk without a version its newest one. OK at once where there is none, or it has one.
absl::Status ResolveCrosswalk(const Session& session, v1::AdHocMeasure& measure);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_QUESTION_H_
