// The only converter between assay.v1 messages and domain structs. Thread-safe: pure functions.
//
// FromProto keeps what the client said, however wrong: the domain judges it. Where the wire can say what the struct
// cannot (a malformed resource name, a field that is the server's to set), it appends a violation.
#ifndef ASSAY_SERVICE_RECORDS_CONVERT_H_
#define ASSAY_SERVICE_RECORDS_CONVERT_H_

#include <string_view>

#include "assay/v1/audit.pb.h"
#include "assay/v1/audit_service.pb.h"
#include "assay/v1/authority.pb.h"
#include "assay/v1/scale.pb.h"
#include "assay/v1/statement.pb.h"
#include "service/domain/audit.h"
#include "service/domain/authority.h"
#include "service/domain/change.h"
#include "service/domain/event.h"
#include "service/domain/measure.h"
#include "service/domain/scale.h"
#include "service/domain/statement.h"
#include "service/domain/violation.h"

namespace assay {

// NOT_ALLOWED for every field of a request's audit that is the server's to set.
void CheckServerFieldsEmpty(const v1::Audit& proto, Violations& out);

AuthorityCode FromProto(const v1::AuthorityCode& code);
Authority FromProto(const v1::Authority& proto, Violations& out);
Scale FromProto(const v1::Scale& proto, Violations& out);
Audit FromProto(const v1::Audit& proto, Violations& out);
Moderation FromProto(const v1::Moderation& proto);
Action FromProto(const v1::Action& proto);
ActionCompletion FromProto(const v1::ActionCompletion& proto);
// What every change says; the rest is the caller's to fill in. A malformed name is "change.name".
AuditChange FromProto(const v1::Change& proto, ChangeKind kind, Violations& out);
Measure FromProto(const v1::AdHocMeasure& proto);

v1::AuthorityCode ToProto(const AuthorityCode& code);
v1::Authority ToProto(const Authority& authority);
v1::Scale ToProto(const Scale& scale);
v1::Audit ToProto(const Audit& audit);  // the personal part included where it is not empty
// All but the personal part, into a message that has nothing set.
void FillPublic(const Audit& audit, v1::Audit& proto);
v1::PersonalPart ToProto(const PersonalPart& personal);
v1::Action ToProto(const Action& action);
v1::ImmediateRisk ToProto(const ImmediateRisk& risk);
v1::AdHocMeasure ToProto(const Measure& measure);
v1::Figure ToProto(const Figure& figure, Fraction target);
v1::SampleCoverage ToProto(const SampleCoverage& coverage, std::string_view authority);
v1::Statement ToProto(const Statement& statement);

// An audit as it is answered: with the fields the server sets, without its personal part. `event.what` must be an
// Audit.
v1::Audit ToRecordedAudit(const Event& event);
// Of such a message what figures count by, for whoever may have the figure; nothing that only who may see audits may
// see: nobody who worked on the case, was told of a risk or has something to do.
v1::Audit AsCounted(const v1::Audit& audit);

// One entry of an audit's history.
v1::AuditRevision ToRevision(const Event& event);

google::protobuf::Timestamp ToTimestamp(int64_t us);

}  // namespace assay

#endif  // ASSAY_SERVICE_RECORDS_CONVERT_H_
