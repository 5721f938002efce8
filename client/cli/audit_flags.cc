#include "client/cli/audit_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "client/cli/flag_values.h"
#include "client/cli/import_fields.h"
#include "client/cli/text_file.h"
#include "service/domain/limits.h"

namespace assay {
namespace {

absl::Status SetWords(const AuditFlags& flags, v1::Audit& audit) {
  if (flags.audit_type.has_value()) {
    audit.clear_audit_type();
    if (!flags.audit_type->empty()) {
      const auto type = ParseAuditTypeFlag({"--audit-type", *flags.audit_type});
      if (!type.ok()) return type.status();
      audit.set_audit_type(*type);
    }
  }
  if (flags.sampling.has_value()) {
    audit.clear_sampling_method();
    if (!flags.sampling->empty()) {
      const auto method = ParseSamplingFlag({"--sampling", *flags.sampling});
      if (!method.ok()) return method.status();
      audit.set_sampling_method(*method);
    }
  }
  return absl::OkStatus();
}

absl::Status SetPracticePeriod(const std::string& text, v1::Audit& audit) {
  audit.clear_practice_period();
  if (text.empty()) return absl::OkStatus();
  const size_t dots = text.find("..");
  if (dots == std::string::npos) {
    return absl::InvalidArgumentError("--practice-period \"" + text + "\" is not FIRST..LAST");
  }
  audit.mutable_practice_period()->set_first_day(text.substr(0, dots));
  audit.mutable_practice_period()->set_last_day(text.substr(dots + 2));
  return absl::OkStatus();
}

absl::Status SetActions(const std::vector<std::string>& texts, v1::Audit& audit) {
  if (texts.empty()) return absl::OkStatus();
  audit.clear_actions();
  if (texts.size() == 1 && texts.front().empty()) return absl::OkStatus();
  for (const std::string& text : texts) {
    const std::vector<std::string> parts = absl::StrSplit(text, ':');
    if (parts.size() != 2 && parts.size() != 3) {
      return absl::InvalidArgumentError("--action \"" + text + "\" is not OWNER:DATE or OWNER:DATE:CODE");
    }
    v1::Action& action = *audit.add_actions();
    action.set_owner(parts[0]);
    action.set_due_date(parts[1]);
    if (parts.size() == 3) action.set_code(parts[2]);
  }
  return absl::OkStatus();
}

absl::Status SetDomainGrades(const std::vector<std::string>& texts, v1::Audit& audit) {
  if (texts.empty()) return absl::OkStatus();
  audit.clear_domain_grades();
  if (texts.size() == 1 && texts.front().empty()) return absl::OkStatus();
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError("--domain-grade \"" + text +
                                        "\" is not DOMAIN=GRADE or DOMAIN=ungraded:REASON");
    }
    v1::DomainGrade& grade = *audit.add_domain_grades();
    grade.set_domain(text.substr(0, equals));
    const std::string judgement = text.substr(equals + 1);
    if (judgement.starts_with(kUngradedPrefix)) {
      grade.set_ungraded_reason(judgement.substr(kUngradedPrefix.size()));
    } else {
      grade.set_grade(judgement);
    }
  }
  return absl::OkStatus();
}

// The grade of the audit itself, and a child found at risk: each goes where both its fields are cleared.
void SetQualityAndRisk(const AuditFlags& flags, v1::Audit& audit) {
  if (flags.audit_quality.has_value()) audit.mutable_audit_quality()->set_grade(*flags.audit_quality);
  if (flags.quality_assessor.has_value()) audit.mutable_audit_quality()->set_assessor(*flags.quality_assessor);
  if (audit.audit_quality().grade().empty() && audit.audit_quality().assessor().empty()) audit.clear_audit_quality();
  if (flags.risk_told.has_value()) audit.mutable_immediate_risk()->set_told(*flags.risk_told);
  if (flags.risk_told_on.has_value()) audit.mutable_immediate_risk()->set_told_on(*flags.risk_told_on);
  if (audit.immediate_risk().told().empty() && audit.immediate_risk().told_on().empty()) audit.clear_immediate_risk();
}

void SetCase(const AuditFlags& flags, v1::Audit& audit) {
  if (flags.re_audit_of.has_value()) audit.set_re_audit_of(*flags.re_audit_of);
  if (flags.worker.has_value()) audit.set_worker(*flags.worker);
  if (flags.manager.has_value()) audit.set_manager(*flags.manager);
  if (flags.supervisor.has_value()) audit.set_supervisor(*flags.supervisor);
}

absl::Status SetPersonal(const Console& console, const AuditFlags& flags, v1::PersonalPart& personal) {
  const auto reads = {flags.case_ref_file, flags.narrative_file, flags.notes_file};
  if (std::count(reads.begin(), reads.end(), kStandardInput) > 1) {
    return absl::InvalidArgumentError("standard input can be read once");
  }
  if (flags.case_ref.has_value()) personal.set_case_ref(*flags.case_ref);
  if (!flags.case_ref_file.empty()) {
    auto case_ref = ReadLineFile(console, flags.case_ref_file);
    if (!case_ref.ok()) return case_ref.status();
    personal.set_case_ref(*std::move(case_ref));
  }
  if (!flags.narrative_file.empty()) {
    auto narrative = ReadTextFile(console, flags.narrative_file, limits::kNarrativeBytes);
    if (!narrative.ok()) return narrative.status();
    personal.set_narrative(*std::move(narrative));
  }
  if (!flags.notes_file.empty()) {
    auto notes = ReadTextFile(console, flags.notes_file, limits::kNarrativeBytes);
    if (!notes.ok()) return notes.status();
    personal.set_notes(*std::move(notes));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<CLI::Option*> AddAuditFlags(CLI::App* verb, AuditFlags& flags) {
  std::vector<CLI::Option*> options;
  const auto add = [&](const char* name, auto& value, const char* description, const char* type) {
    options.push_back(verb->add_option(name, value, description)->type_name(type));
    return options.back();
  };
  add("--practice-area", flags.practice_area, "What was audited", "CODE");
  add("--audit-date", flags.audit_date, "The day the audit was done", "DATE");
  add("--scale", flags.scale, "The scale the grade is on", "ID[@VERSION]");
  CLI::Option* grade = add("--grade", flags.grade, "The grade", "CODE");
  add("--ungraded-reason", flags.ungraded_reason, "Why there is no grade", "CODE")->excludes(grade);
  add("--audit-type", flags.audit_type, "planned, dip-sample, thematic, multi-agency or re-audit", "CODE");
  add("--sampling", flags.sampling, "census, random, stratified, targeted or self-selected", "CODE");
  add("--practice-period", flags.practice_period, "The days the audit looks at", "FIRST..LAST");
  add("--team", flags.team, "The team of that time", "TEAM");
  add("--auditor", flags.auditor, "Who judged: an opaque id", "ID");
  add("--re-audit-of", flags.re_audit_of, "The audit of the same case that this one looks at again", "ID");
  add("--worker", flags.worker, "Who worked on the case in the practice period: an opaque id", "ID");
  add("--manager", flags.manager, "Its manager then", "ID");
  add("--supervisor", flags.supervisor, "Its supervisor then", "ID");
  add("--domain-grade", flags.domain_grades, "The grade of one part of the case; may be repeated",
      "DOMAIN=GRADE|DOMAIN=ungraded:REASON")
      ->allow_extra_args(false);
  add("--audit-quality", flags.audit_quality, "The grade of the audit itself; it stands in no figure of practice",
      "CODE");
  add("--quality-assessor", flags.quality_assessor, "Who graded the audit: an opaque id", "ID");
  add("--risk-told", flags.risk_told, "Who was told that a child is at risk: an opaque id", "ID");
  add("--risk-told-on", flags.risk_told_on, "When they were told", "DATE");
  add("--action", flags.actions, "What is to be done, by whom and when; may be repeated", "OWNER:DATE[:CODE]")
      ->allow_extra_args(false);
  add("--no-action-reason", flags.no_action_reason, "Why a grade that calls for an action has none", "CODE");
  CLI::Option* file = add("--case-ref-file", flags.case_ref_file, "Holds the case reference", "FILE|-");
  add("--case-ref", flags.case_ref, "The case reference; others may see it in the list of processes", "TEXT")
      ->excludes(file);
  add("--narrative-file", flags.narrative_file, "Holds the narrative", "FILE|-");
  add("--notes-file", flags.notes_file, "Holds the notes", "FILE|-");
  return options;
}

bool SpeakOfPersonalPart(const AuditFlags& flags) {
  return flags.case_ref.has_value() || !flags.case_ref_file.empty() || !flags.narrative_file.empty() ||
         !flags.notes_file.empty();
}

absl::Status ApplyAuditFlags(const Console& console, const AuditFlags& flags, v1::Audit& audit) {
  if (flags.practice_area.has_value()) audit.set_practice_area(*flags.practice_area);
  if (flags.audit_date.has_value()) audit.set_audit_date(*flags.audit_date);
  if (flags.scale.has_value()) audit.set_scale(*flags.scale);
  if (flags.grade.has_value()) {
    audit.set_grade(*flags.grade);
    audit.clear_ungraded_reason();
  }
  if (flags.ungraded_reason.has_value()) {
    audit.set_ungraded_reason(*flags.ungraded_reason);
    audit.clear_grade();
  }
  if (flags.team.has_value()) audit.set_team(*flags.team);
  if (flags.auditor.has_value()) audit.set_auditor(*flags.auditor);
  if (flags.no_action_reason.has_value()) audit.set_no_action_reason(*flags.no_action_reason);
  if (absl::Status words = SetWords(flags, audit); !words.ok()) return words;
  if (flags.practice_period.has_value()) {
    if (absl::Status period = SetPracticePeriod(*flags.practice_period, audit); !period.ok()) return period;
  }
  SetCase(flags, audit);
  SetQualityAndRisk(flags, audit);
  if (absl::Status actions = SetActions(flags.actions, audit); !actions.ok()) return actions;
  if (absl::Status grades = SetDomainGrades(flags.domain_grades, audit); !grades.ok()) return grades;
  if (!SpeakOfPersonalPart(flags)) return absl::OkStatus();
  return SetPersonal(console, flags, *audit.mutable_personal());
}

}  // namespace assay
