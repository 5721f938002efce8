// Improvement Notices: versions, measures, which is in force on a day, when reviews are due (DOMAIN rules 5 and 9).
//
// Pure functions, safe from any thread. A "version list" holds every recorded version of every notice of one authority,
// in the order they were recorded, as Issue, Amend, Lift and Escalate made them.
#ifndef ASSAY_SERVICE_DOMAIN_NOTICE_H_
#define ASSAY_SERVICE_DOMAIN_NOTICE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/domain/measure.h"
#include "service/domain/violation.h"

namespace assay {

// Values equal assay.v1.NoticeState: they are stored.
enum class NoticeState : uint8_t { kInForce = 1, kLifted = 2, kEscalated = 3 };

struct NoticeMeasure {
  std::string id;
  std::string words;
  Measure definition;
  std::string due_date;  // empty: none is set

  bool operator==(const NoticeMeasure&) const = default;
};

struct Notice {
  std::string authority;  // id
  std::string id;
  std::string subject;
  std::string issuer;
  std::string issued_on;
  std::string basis;
  std::string source;
  uint32_t review_months = 0;  // 0: no reviews
  std::string supersedes;      // id; empty: none
  std::vector<NoticeMeasure> measures;

  // Set by the server.
  int state = 0;  // a NoticeState
  uint32_t version = 0;
  std::string effective_on;

  bool operator==(const Notice&) const = default;
};

// Fields are named as in assay.v1.Notice ("name", "measures[0].definition.target").
Violations Validate(const Notice& notice);

// Version 1 of a valid notice, or why it cannot be issued: NOTICE_IN_FORCE (another notice on the subject is in force
// on a day on or after issued_on, and is not the one superseded: a notice is issued without an end, so one from before
// the others is recorded before them), UNKNOWN_NOTICE (supersedes none that is in force on issued_on, one on another
// subject, or one that another superseded), ALREADY_EXISTS.
std::variant<Notice, Refused> Issue(const std::vector<Notice>& versions, const Notice& notice);

// The version that follows `before`, its newest one, or why it cannot be: NOTICE_ENDED (lifted, or superseded on or
// before the day), REQUIRED, BAD_DATE or OUT_OF_RANGE (effective_on is no date, or before that of the version before),
// NOT_ALLOWED (an amendment that moves name, subject, issued_on or supersedes), ALREADY_DONE (escalated twice). Nothing
// follows a lift. An escalated notice stays escalated when it is amended.
std::variant<Notice, Refused> Amend(const std::vector<Notice>& versions, const Notice& before, const Notice& amended,
                                    std::string_view effective_on);
std::variant<Notice, Refused> Lift(const std::vector<Notice>& versions, const Notice& before,
                                   std::string_view effective_on);
std::variant<Notice, Refused> Escalate(const std::vector<Notice>& versions, const Notice& before,
                                       std::string_view effective_on);

// The version of the notice that holds on the day: the last with effective_on up to it. nullptr: it is not issued yet,
// or never. It may be lifted or superseded: see InForceOn.
const Notice* VersionOn(const std::vector<Notice>& versions, std::string_view id, absl::CivilDay on);

// The notice that took this one's place on or before the day, in its version of the day; nullptr: none did. Taken is
// taken: it does not come back into force when that one is lifted.
const Notice* SupersededBy(const std::vector<Notice>& versions, std::string_view id, absl::CivilDay on);

// VersionOn, where it is neither lifted nor superseded on the day.
const Notice* InForceOn(const std::vector<Notice>& versions, std::string_view id, absl::CivilDay on);

// Every version in force on the day, in order of subject: at most one each.
std::vector<const Notice*> AllInForceOn(const std::vector<Notice>& versions, absl::CivilDay on);

// nullptr: the notice has no such measure.
const NoticeMeasure* FindMeasure(const Notice& notice, std::string_view measure);

// When review `number` (from 1) is due: issued_on + number × review_months, clamped, counted from the issue date.
// nullopt where the notice calls for none, or the day lies beyond the last one that can be written.
std::optional<absl::CivilDay> ReviewDue(const Notice& notice, uint32_t number);

// The measure's definition as it is asked on a notice: a window since the notice has begun on its issue date.
Measure DefinitionOf(const Notice& notice, const NoticeMeasure& measure);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_NOTICE_H_
