// A compliance answer as plain counts and verdicts: what service/facts finds and service/records turns into bytes.
#ifndef ASSAY_SERVICE_DOMAIN_STATEMENT_H_
#define ASSAY_SERVICE_DOMAIN_STATEMENT_H_

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/domain/audit.h"
#include "service/domain/measure.h"
#include "service/domain/sample.h"
#include "service/domain/verdict.h"

namespace assay {

// Why an audit is not in a figure; values and order equal assay.v1.Exclusion. The first that applies counts.
enum class Exclusion : uint8_t {
  kNone = 0,
  kBeforeWindow = 1,
  kAfterWindow = 2,
  kOtherPracticeArea = 3,
  kOtherAuditType = 4,
  kOtherSamplingMethod = 5,
  kOtherTeam = 6,
  kUngraded = 7,
  kWithdrawn = 8,  // asked before all others
  // Asked after all others: the re-audit policy's.
  kNotLatest = 9,
  kReAudit = 10,
};
inline constexpr int kExclusions = 11;

struct GradeCount {
  std::string grade;
  uint32_t count = 0;
};

struct UngradedCount {
  std::string reason;
  uint32_t count = 0;
};

// The notice that set the measure, where one did.
struct NoticeContext {
  std::string notice;  // id; empty: the measure was ad-hoc
  uint32_t version = 0;
  std::string measure_id;
  std::string words;
  std::string issued_on;
  std::string due_date;
};

struct Statement {
  std::string authority;  // id
  Measure measure;        // as answered: defaults and the scale version filled in
  NoticeContext notice;
  absl::CivilDay on;
  DayRange window;
  uint32_t revision = 0;
  int64_t recorded_at_us = 0;  // of that revision; 0 at revision 0
  Counts counts;
  Judgement judgement;
  Security security = Security::kNotAsked;
  std::vector<GradeCount> grades;                     // of the scale, worst first, zeros included
  std::vector<UngradedCount> ungraded_reasons;        // most first, then by code
  std::array<uint32_t, kExclusions> exclusions{};     // by Exclusion; kUngraded is not counted here
  std::array<uint32_t, kSamplingMethods> sampling{};  // of the audited, by SamplingMethod
  uint32_t re_audits = 0;                             // among the audited
  uint32_t failing_cases = 0;                         // see assay.v1.Statement
  uint32_t failing_cases_re_audited = 0;
  std::vector<SampleCoverage> samples;  // by id
  uint32_t independence_unknown = 0;    // among the audited
  std::string root;                     // 32 bytes; empty at revision 0
};

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_STATEMENT_H_
