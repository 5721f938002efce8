// How audits look in tables and CSV files. Personal parts are in neither.
#ifndef ASSAY_CLIENT_CLI_AUDIT_LAYOUT_H_
#define ASSAY_CLIENT_CLI_AUDIT_LAYOUT_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <vector>

#include "assay/v1/audit.pb.h"
#include "client/cli/output.h"

namespace assay {

const Layout<v1::Audit>& AuditLayout();
// Of one audit for people: without the columns of which DetailsOf says more.
const Layout<v1::Audit>& OneAuditLayout();

// "plan-0233" of "authorities/somerset/audits/plan-0233".
std::string AuditIdOf(const v1::Audit& audit);

// The grade, or "ungraded: no-file-access".
std::string JudgementOf(const v1::Audit& audit);

// "worker-7 by 2014-05-01", with its code, and who completed it when, where it is.
std::string ActionOf(const v1::Action& action);

// The lines of one audit that no column of a list has: its actions, the risk that was found, the auditor's independence
// and, apart from the grade of practice, the audit's own quality.
struct AuditDetail {
  std::string name;
  std::string value;
};
std::vector<AuditDetail> DetailsOf(const v1::Audit& audit);

// "census"; empty for not stated; the number for a value this program does not know.
std::string CodeOf(v1::SamplingMethod method);
std::string CodeOf(v1::AuditType type);

// "2026-11-23T20:30:01.000001Z"; empty for the default.
std::string FormatTime(const google::protobuf::Timestamp& time);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_AUDIT_LAYOUT_H_
