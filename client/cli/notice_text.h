// Notices and measures as people read them. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_NOTICE_TEXT_H_
#define ASSAY_CLIENT_CLI_NOTICE_TEXT_H_

#include <string>

#include "assay/v1/notice.pb.h"
#include "assay/v1/notice_service.pb.h"
#include "client/cli/output.h"

namespace assay {

// "in force", "lifted", "escalated"; the number for a state this program does not know.
std::string WordsOf(v1::NoticeState state);

// "at least 75% adequate or better; scale ofsted-2013@1; only assessment; since the notice; ungraded undecided": every
// policy that counts is named, defaults too where a figure depends on them.
std::string DefinitionWords(const v1::AdHocMeasure& definition);

// "review 1 due 21 May 2014, in 51 days", "…, overdue by 3 days", "…, recorded: six-month", as seen from a day.
std::string DueReviewText(const v1::DueReview& review, const std::string& on);

// The version that holds on the day, what it demands, when reviews are due, and every version with its dates.
std::string NoticeText(const v1::GetNoticeResponse& response);

const Layout<v1::Notice>& NoticeLayout();
const Layout<v1::MeasureInForce>& MeasureLayout();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_NOTICE_TEXT_H_
