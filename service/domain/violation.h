// What is wrong with one field of a request.
#ifndef ASSAY_SERVICE_DOMAIN_VIOLATION_H_
#define ASSAY_SERVICE_DOMAIN_VIOLATION_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// The names of assay.v1.Reason without their prefix. They are API: never changed, never reused.
namespace reason {
inline constexpr std::string_view kRequired = "REQUIRED";
inline constexpr std::string_view kNotAllowed = "NOT_ALLOWED";
inline constexpr std::string_view kTooLong = "TOO_LONG";
inline constexpr std::string_view kBadText = "BAD_TEXT";
inline constexpr std::string_view kBadFormat = "BAD_FORMAT";
inline constexpr std::string_view kBadDate = "BAD_DATE";
inline constexpr std::string_view kDateInFuture = "DATE_IN_FUTURE";
inline constexpr std::string_view kOutOfRange = "OUT_OF_RANGE";
inline constexpr std::string_view kDuplicate = "DUPLICATE";
inline constexpr std::string_view kGradeXorUngraded = "GRADE_XOR_UNGRADED";
inline constexpr std::string_view kActionRequired = "ACTION_REQUIRED";
inline constexpr std::string_view kGradeNotOnScale = "GRADE_NOT_ON_SCALE";
inline constexpr std::string_view kUnknownScale = "UNKNOWN_SCALE";
inline constexpr std::string_view kUnknownAuthority = "UNKNOWN_AUTHORITY";
inline constexpr std::string_view kUnknownAudit = "UNKNOWN_AUDIT";
inline constexpr std::string_view kAlreadyExists = "ALREADY_EXISTS";
inline constexpr std::string_view kBadPageToken = "BAD_PAGE_TOKEN";
inline constexpr std::string_view kNotYet = "NOT_YET";
inline constexpr std::string_view kAmbiguousScale = "AMBIGUOUS_SCALE";
inline constexpr std::string_view kVersionGap = "VERSION_GAP";
inline constexpr std::string_view kOverloaded = "OVERLOADED";
inline constexpr std::string_view kWritesStopped = "WRITES_STOPPED";
inline constexpr std::string_view kShuttingDown = "SHUTTING_DOWN";
inline constexpr std::string_view kInternal = "INTERNAL";
inline constexpr std::string_view kStaleRevision = "STALE_REVISION";
inline constexpr std::string_view kNoChange = "NO_CHANGE";
inline constexpr std::string_view kSelfModeration = "SELF_MODERATION";
inline constexpr std::string_view kWithdrawn = "WITHDRAWN";
inline constexpr std::string_view kErased = "ERASED";
inline constexpr std::string_view kUnknownCrosswalk = "UNKNOWN_CROSSWALK";
inline constexpr std::string_view kUnknownNotice = "UNKNOWN_NOTICE";
inline constexpr std::string_view kUnknownMeasure = "UNKNOWN_MEASURE";
inline constexpr std::string_view kUnknownRecord = "UNKNOWN_RECORD";
inline constexpr std::string_view kNoticeInForce = "NOTICE_IN_FORCE";
inline constexpr std::string_view kNoticeEnded = "NOTICE_ENDED";
inline constexpr std::string_view kNotIndependent = "NOT_INDEPENDENT";
inline constexpr std::string_view kSelfCompletion = "SELF_COMPLETION";
inline constexpr std::string_view kAlreadyDone = "ALREADY_DONE";
inline constexpr std::string_view kUnknownAction = "UNKNOWN_ACTION";
inline constexpr std::string_view kOtherCase = "OTHER_CASE";
inline constexpr std::string_view kDiskNearlyFull = "DISK_NEARLY_FULL";
inline constexpr std::string_view kDeadlineExceeded = "DEADLINE_EXCEEDED";
inline constexpr std::string_view kDeadlineRequired = "DEADLINE_REQUIRED";
inline constexpr std::string_view kUnknownBackup = "UNKNOWN_BACKUP";
inline constexpr std::string_view kNoBackups = "NO_BACKUPS";
inline constexpr std::string_view kUnauthenticated = "UNAUTHENTICATED";
inline constexpr std::string_view kPermissionDenied = "PERMISSION_DENIED";
inline constexpr std::string_view kUnknownToken = "UNKNOWN_TOKEN";
}  // namespace reason

struct Violation {
  std::string field;        // path from the thing checked: "grade", "actions[0].owner"
  std::string reason;       // one of assay::reason
  std::string description;  // in the domain's words; a value only where the field is public and was found printable

  bool operator==(const Violation&) const = default;
};

using Violations = std::vector<Violation>;

// Why a write cannot be made to things as they stand. `reason` is STALE_REVISION's never: that is the caller's to find.
struct Refused {
  std::string reason;   // one of assay::reason
  std::string field;    // empty: the state is at fault, not a field
  std::string message;  // in the domain's words

  bool operator==(const Refused&) const = default;
};

// Appends a violation of `field`. `why` is one of assay::reason.
inline void Refuse(Violations& out, std::string_view field, std::string_view why, std::string description) {
  out.push_back({std::string(field), std::string(why), std::move(description)});
}

// The path of one element of a list: "actions[0]".
inline std::string ElementPath(std::string_view list, size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_VIOLATION_H_
