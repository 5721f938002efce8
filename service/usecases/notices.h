// Improvement Notices in: issued, amended, lifted, escalated. Out: see notice_reads.h.
#ifndef ASSAY_SERVICE_USECASES_NOTICES_H_
#define ASSAY_SERVICE_USECASES_NOTICES_H_

#include <string>

#include "service/usecases/records.h"

namespace assay {

// Version 1. As PutRecord; refused as well as Issue and ResolveMeasures say. The scales and crosswalks of its measures
// are recorded with their versions and copied into the authority's ledger.
void IssueNotice(const House& house, const AskedRecord<Notice>& asked, const WriteContext& context, PutDone done);

// The next version, complete; likewise, as Amend says.
struct NoticeAmendment {
  AskedRecord<Notice> asked;
  std::string effective_on;
};
void AmendNotice(const House& house, const NoticeAmendment& amendment, const WriteContext& context, PutDone done);

// The next version, whose content stays.
struct NoticeStep {
  std::string name;  // of the notice: "authorities/{authority}/notices/{notice}"
  std::string effective_on;
  Supersede supersede;
};
void LiftNotice(const House& house, const NoticeStep& step, const WriteContext& context, PutDone done);
void EscalateNotice(const House& house, const NoticeStep& step, const WriteContext& context, PutDone done);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_NOTICES_H_
