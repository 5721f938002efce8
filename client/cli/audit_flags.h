// The flags that say what is in an audit; `audit submit` and `audit correct` share them.
#ifndef ASSAY_CLIENT_CLI_AUDIT_FLAGS_H_
#define ASSAY_CLIENT_CLI_AUDIT_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "assay/v1/audit.pb.h"
#include "client/cli/command.h"

namespace CLI {
class Option;
}

namespace assay {

// As given; nullopt or empty: not given. A field given as "" is cleared.
struct AuditFlags {
  std::optional<std::string> practice_area;
  std::optional<std::string> audit_date;
  std::optional<std::string> scale;
  std::optional<std::string> grade;
  std::optional<std::string> ungraded_reason;
  std::optional<std::string> audit_type;
  std::optional<std::string> sampling;
  std::optional<std::string> practice_period;  // FIRST..LAST
  std::optional<std::string> team;
  std::optional<std::string> auditor;
  std::optional<std::string> no_action_reason;
  std::vector<std::string> actions;        // OWNER:DATE or OWNER:DATE:CODE
  std::vector<std::string> domain_grades;  // DOMAIN=GRADE or DOMAIN=ungraded:REASON
  std::optional<std::string> re_audit_of;
  std::optional<std::string> worker;
  std::optional<std::string> manager;
  std::optional<std::string> supervisor;
  std::optional<std::string> audit_quality;
  std::optional<std::string> quality_assessor;
  std::optional<std::string> risk_told;
  std::optional<std::string> risk_told_on;
  std::optional<std::string> case_ref;
  std::string case_ref_file;
  std::string narrative_file;
  std::string notes_file;
};

// Hangs the flags on a verb and answers them. `flags` must outlive the parsing.
std::vector<CLI::Option*> AddAuditFlags(CLI::App* verb, AuditFlags& flags);

// Whether any of them is of the personal part.
bool SpeakOfPersonalPart(const AuditFlags& flags);

// Writes what was given over what is in `audit`: a grade takes the place of an ungraded reason and the reverse, actions
// that of all earlier ones, and domain grades likewise. Reads the files named. INVALID_ARGUMENT, naming the flag, for a
// value that cannot be used.
absl::Status ApplyAuditFlags(const Console& console, const AuditFlags& flags, v1::Audit& audit);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_AUDIT_FLAGS_H_
