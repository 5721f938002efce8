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
// The reason a statement on the moderators' grades gives for an audit that was not moderated; likewise reserved.
inline constexpr std::string_view kNotModerated = "not-moderated";

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

struct ActionCompletion {
  std::string completed_by;
  std::string completed_on;
  std::string evidence;

  bool operator==(const ActionCompletion&) const = default;
};

struct Action {
  std::string owner;
  std::string due_date;
  std::string code;                            // empty: not stated
  std::optional<ActionCompletion> completion;  // set by the server

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

struct DomainGrade {
  std::string domain;
  std::string grade;
  std::string ungraded_reason;

  bool operator==(const DomainGrade&) const = default;
};

struct AuditQuality {
  std::string grade;
  std::string assessor;

  bool operator==(const AuditQuality&) const = default;
};

struct ImmediateRisk {
  std::string told;
  std::string told_on;
  std::string acknowledged_by;  // set by the server
  std::string acknowledged_on;

  bool operator==(const ImmediateRisk&) const = default;
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
  std::string re_audit_of;  // id; empty: no re-audit, unless its type says so
  std::vector<DomainGrade> domain_grades;
  std::optional<AuditQuality> audit_quality;
  std::optional<ImmediateRisk> immediate_risk;
  std::string worker;  // of the case, in the practice period
  std::string manager;
  std::string supervisor;

  // What later entries say of it; empty in what a client submits or corrects. See change.h.
  std::optional<Moderation> moderation;
  std::string withdrawal_reason;  // empty: not withdrawn
  bool erased = false;
  // With re_audit_of: the revision that submitted the original; 0: it was not recorded then. Set by the server.
  uint32_t original_revision = 0;

  bool operator==(const Audit&) const = default;
};

// Whether it looks at a case again.
inline bool IsReAudit(const Audit& audit) {
  return !audit.re_audit_of.empty() || audit.audit_type == static_cast<int>(AuditType::kReAudit);
}

// DOMAIN rule 2. Unknown: who audited, or everybody who worked on the case, is not stated. A person who worked on the
// case is refused, never recorded.
enum class Independence { kUnknown = 0, kIndependent = 1 };
Independence IndependenceOf(const Audit& audit);
// Whether the person is the case's worker, manager or supervisor. An empty id is nobody.
bool WorkedOnCase(const Audit& audit, std::string_view person);

// Everything that can be judged from the audit and the server's date alone. Fields are named as in assay.v1.Audit
// ("audit_date", "personal.case_ref", "actions[0].owner"); an audit or authority id at fault is "name". Descriptions
// never hold a value of the personal part. What the server sets is not looked at.
Violations Validate(const Audit& audit, absl::CivilDay today);

// The owner, due date and code of one action, whose fields' paths begin with `path`. Answers the due date where it is
// one.
std::optional<absl::CivilDay> CheckAction(std::string_view path, const Action& action, Violations& out);

// What needs the scale as well: the grade, those of the parts and that of the audit itself are on it (rule 17's near
// miss in the words; see GradeNotOnScale for `known`), and rule 3, that a grade which calls for one has an action or a
// no_action_reason. `scale` is the one `audit.scale` names.
Violations ValidateAgainst(const Scale& scale, const Audit& audit, const std::vector<Scale>& known = {});

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_AUDIT_H_
