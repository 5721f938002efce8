// Case file audits and the rules of shape they keep (DOMAIN rules 1 and 3, dates, ids, lengths).
#ifndef ASSAY_SERVICE_DOMAIN_AUDIT_H_
#define ASSAY_SERVICE_DOMAIN_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/domain/scale.h"
#include "service/domain/violation.h"

namespace assay {

// The reason a statement gives for a grade on a scale that its measure cannot compare (DOMAIN rule 17); reserved for
// it.
inline constexpr std::string_view kOtherScale = "other-scale";

// Values equal assay.v1.SamplingMethod: they are stored. The code is the value's name for people: "self-selected".
enum class SamplingMethod : uint8_t {
  kNotStated = 0,
  kCensus = 1,
  kRandom = 2,
  kStratified = 3,
  kTargeted = 4,
  kSelfSelected = 5,
};
inline constexpr int kSamplingMethods = 6;

// Values equal assay.v1.AuditType: they are stored.
enum class AuditType : uint8_t {
  kNotStated = 0,
  kPlanned = 1,
  kDipSample = 2,
  kThematic = 3,
  kMultiAgency = 4,
  kReAudit = 5,
};
inline constexpr int kAuditTypes = 6;

// "census"; "not-stated" for kNotStated.
std::string_view Code(SamplingMethod method);
std::string_view Code(AuditType type);
std::optional<SamplingMethod> ParseSamplingMethod(std::string_view code);
std::optional<AuditType> ParseAuditType(std::string_view code);

struct Action {
  std::string owner;
  std::string due_date;

  bool operator==(const Action&) const = default;
};

struct PracticePeriod {
  std::string first_day;
  std::string last_day;

  bool operator==(const PracticePeriod&) const = default;
};

struct Moderation {
  std::string moderator;
  std::string grade;

  bool operator==(const Moderation&) const = default;
};

struct PersonalPart {
  std::string case_ref;
  std::string narrative;
  std::string notes;
  std::string change_note;  // of the entry that changed the audit; empty in a submission

  bool operator==(const PersonalPart&) const = default;
};

// What a client says of an audit. Dates are text as given: Validate says whether they are dates.
struct Audit {
  std::string authority;  // id
  std::string id;
  std::string practice_area;
  int audit_type = 0;  // an assay.v1.AuditType, unknown values included until Validate refuses them
  std::string audit_date;
  std::string scale;  // "ofsted-2013@1" or "ofsted-2013"
  std::string grade;
  std::string ungraded_reason;
  std::optional<PracticePeriod> practice_period;
  std::string team;
  std::string auditor;
  int sampling_method = 0;  // an assay.v1.SamplingMethod, likewise
  std::vector<Action> actions;
  std::string no_action_reason;
  PersonalPart personal;

  // What later entries say of it; empty in what a client submits or corrects. See change.h.
  std::optional<Moderation> moderation;
  std::string withdrawal_reason;  // empty: not withdrawn
  bool erased = false;

  bool operator==(const Audit&) const = default;
};

// Everything that can be judged from the audit and the server's date alone. Fields are named as in assay.v1.Audit
// ("audit_date", "personal.case_ref", "actions[0].owner"); an audit or authority id at fault is "name". Descriptions
// never hold a value of the personal part.
Violations Validate(const Audit& audit, absl::CivilDay today);

// What needs the scale as well: the grade is on it (rule 17's near miss in the words), and rule 3, that a grade which
// calls for one has an action or a no_action_reason. `scale` is the one `audit.scale` names.
Violations ValidateAgainst(const Scale& scale, const Audit& audit);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_AUDIT_H_
