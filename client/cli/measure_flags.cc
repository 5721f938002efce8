#include "client/cli/measure_flags.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "client/cli/flag_values.h"
#include "service/domain/fraction.h"
#include "service/domain/limits.h"
#include "service/records/names.h"

namespace assay {
namespace {

absl::Status SetTarget(const MeasureFlags& flags, v1::AdHocMeasure& measure) {
  const bool at_least = !flags.at_least.empty();
  if (at_least != flags.at_most.empty()) {
    return absl::InvalidArgumentError(
        "say the target with one of --at-least and --at-most, for example --at-least 75%");
  }
  const std::string& text = at_least ? flags.at_least : flags.at_most;
  const auto target = ParseFraction(text);
  if (!target.has_value()) {
    return absl::InvalidArgumentError(std::string(at_least ? "--at-least" : "--at-most") + " \"" + text +
                                      "\" is not a share such as 75%, 66.7% or 2/3");
  }
  measure.set_comparator(at_least ? v1::COMPARATOR_AT_LEAST : v1::COMPARATOR_AT_MOST);
  measure.mutable_target()->set_numerator(target->numerator);
  measure.mutable_target()->set_denominator(target->denominator);
  return absl::OkStatus();
}

absl::Status SetWindow(const MeasureFlags& flags, v1::AdHocMeasure& measure) {
  if (flags.rolling_months != 0) measure.mutable_window()->set_rolling_months(flags.rolling_months);
  if (flags.from.empty() && flags.to.empty()) return absl::OkStatus();
  for (const Flag& flag : {Flag{"--from", flags.from}, Flag{"--to", flags.to}}) {
    if (absl::Status date = CheckDateFlag(flag); !date.ok()) return date;
  }
  measure.mutable_window()->mutable_fixed()->set_first_day(flags.from);
  measure.mutable_window()->mutable_fixed()->set_last_day(flags.to);
  return absl::OkStatus();
}

absl::Status SetFilters(const MeasureFlags& flags, v1::AdHocMeasure& measure) {
  for (const std::string& code : flags.practice_areas) measure.add_practice_areas(code);
  for (const std::string& team : flags.teams) measure.add_teams(team);
  for (const std::string& code : flags.audit_types) {
    const auto type = ParseAuditTypeFlag({"--audit-type", code});
    if (!type.ok()) return type.status();
    measure.add_audit_types(*type);
  }
  for (const std::string& code : flags.sampling_methods) {
    const auto method = ParseSamplingFlag({"--sampling", code});
    if (!method.ok()) return method.status();
    measure.add_sampling_methods(*method);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::UngradedPolicy> ParseUngraded(const std::string& text) {
  if (text.empty() || text == "undecided") return v1::UNGRADED_POLICY_UNDECIDED;
  if (text == "against") return v1::UNGRADED_POLICY_AGAINST;
  if (text == "excluded") return v1::UNGRADED_POLICY_EXCLUDED;
  return absl::InvalidArgumentError("--ungraded \"" + text + "\" is not one of against, excluded and undecided");
}

absl::StatusOr<v1::GradeBasis> ParseGradeBasis(const std::string& text) {
  if (text.empty()) return v1::GRADE_BASIS_UNSPECIFIED;
  if (text == "final") return v1::GRADE_BASIS_FINAL;
  if (text == "auditor") return v1::GRADE_BASIS_AUDITOR;
  if (text == "moderated") return v1::GRADE_BASIS_MODERATED;
  return absl::InvalidArgumentError("--grade-basis \"" + text + "\" is not one of auditor, final and moderated");
}

// The first flag given that a named measure says for itself; empty: none was.
std::string FlagOfTheMeasureItself(const MeasureFlags& flags) {
  const std::pair<const char*, bool> given[] = {
      {"--threshold", !flags.threshold.empty()},
      {"--at-least", !flags.at_least.empty()},
      {"--at-most", !flags.at_most.empty()},
      {"--scale", !flags.scale.empty()},
      {"--from", !flags.from.empty()},
      {"--to", !flags.to.empty()},
      {"--rolling", flags.rolling_months != 0},
      {"--practice-area", !flags.practice_areas.empty()},
      {"--audit-type", !flags.audit_types.empty()},
      {"--sampling", !flags.sampling_methods.empty()},
      {"--team", !flags.teams.empty()},
      {"--ungraded", !flags.ungraded.empty()},
      {"--minimum", flags.minimum_graded != 0},
      {"--grade-basis", !flags.grade_basis.empty()},
      {"--crosswalk", !flags.crosswalk.empty()},
  };
  for (const auto& [name, is_given] : given) {
    if (is_given) return name;
  }
  return {};
}

absl::StatusOr<std::string> ToMeasureName(const MeasureFlags& flags, const std::string& authority_name) {
  const size_t slash = flags.name.find('/');
  const std::string notice = flags.name.substr(0, slash);
  const std::string measure = slash == std::string::npos ? "" : flags.name.substr(slash + 1);
  if (notice.empty() || measure.empty() || measure.find('/') != std::string::npos) {
    return absl::InvalidArgumentError("\"" + flags.name +
                                      "\" is not a measure's name: NOTICE/MEASURE, such as in-2013/audits");
  }
  if (const std::string own = FlagOfTheMeasureItself(flags); !own.empty()) {
    return absl::InvalidArgumentError(flags.name + " says itself what " + own +
                                      " says: leave out the flag, or the name to ask about another measure");
  }
  return MeasureResourceName(
      {.authority = ParseAuthorityName(authority_name).value_or(""), .notice = notice, .measure = measure});
}

}  // namespace

absl::Status CheckSubject(const MeasureFlags& flags) {
  if (!flags.name.empty() || !flags.threshold.empty()) return absl::OkStatus();
  if (!flags.at_least.empty() || !flags.at_most.empty()) {
    return absl::InvalidArgumentError("say the grade the share is about with --threshold, for example adequate");
  }
  return absl::InvalidArgumentError(
      "which measure? Name a notice's, NOTICE/MEASURE, or make one with --threshold GRADE and --at-least or --at-most "
      "SHARE");
}

absl::StatusOr<v1::ReAuditPolicy> ParseReAudits(const std::string& text) {
  if (text.empty()) return v1::RE_AUDIT_POLICY_UNSPECIFIED;
  if (text == "every") return v1::RE_AUDIT_POLICY_EVERY_AUDIT;
  if (text == "latest") return v1::RE_AUDIT_POLICY_LATEST_PER_CASE;
  if (text == "original") return v1::RE_AUDIT_POLICY_ORIGINAL_ONLY;
  return absl::InvalidArgumentError("--re-audits \"" + text + "\" is not one of latest, every and original");
}

absl::StatusOr<v1::Basis> ParseBasis(const std::string& text) {
  if (text.empty() || text == "audited") return v1::BASIS_AUDITED;
  if (text == "graded") return v1::BASIS_GRADED;
  return absl::InvalidArgumentError("--basis \"" + text + "\" is not one of audited and graded");
}

void AddMeasureName(CLI::App* verb, MeasureFlags& flags) {
  verb->add_option("NAME", flags.name, "A notice's measure: NOTICE/MEASURE; without it, --threshold makes one");
}

void AddMeasureDefinition(CLI::App* verb, MeasureFlags& flags) {
  verb->add_option("--threshold", flags.threshold, "The grade the question is about")->type_name("GRADE");
  CLI::Option* at_least =
      verb->add_option("--at-least", flags.at_least, "The share wanted at that grade and better")->type_name("SHARE");
  verb->add_option("--at-most", flags.at_most, "The share allowed at that grade and worse")
      ->type_name("SHARE")
      ->excludes(at_least);
  verb->add_option("--scale", flags.scale, "The scale the grade is on, where several have it")
      ->type_name("ID[@VERSION]");
  verb->add_option("--rolling", flags.rolling_months, "Only the last N months")
      ->type_name("N")
      ->check(CLI::Range(1u, limits::kRollingMonthsMax));
  const auto add_list = [verb](const char* name, std::vector<std::string>& values, const char* description) {
    verb->add_option(name, values, description)->type_name("VALUE")->allow_extra_args(false);
  };
  add_list("--practice-area", flags.practice_areas, "Only this practice area; may be repeated, as the next three");
  add_list("--audit-type", flags.audit_types, "Only this type of audit");
  add_list("--sampling", flags.sampling_methods, "Only cases chosen by this method");
  add_list("--team", flags.teams, "Only this team");
  verb->add_option("--ungraded", flags.ungraded,
                   "How those without a grade count: against, excluded or undecided (default)")
      ->type_name("POLICY");
  verb->add_option("--minimum", flags.minimum_graded, "Fewer graded than this is INSUFFICIENT")->type_name("N");
  verb->add_option("--re-audits", flags.re_audits, "Which audits of a case count: latest, every (default) or original")
      ->type_name("POLICY");
  verb->add_option("--grade-basis", flags.grade_basis,
                   "Whose grade counts: auditor, moderated, or final (default), the moderator's where there is one")
      ->type_name("POLICY");
  verb->add_option("--crosswalk", flags.crosswalk, "Read grades of another scale by this crosswalk")
      ->type_name("ID[@VERSION]");
}

void AddWindowFlags(CLI::App* verb, MeasureFlags& flags) {
  CLI::Option* rolling = verb->get_option("--rolling");
  verb->add_option("--from", flags.from, "First audit date that counts")->type_name("DATE")->excludes(rolling);
  verb->add_option("--to", flags.to, "Last audit date that counts")->type_name("DATE")->excludes(rolling);
}

void AddPointFlags(CLI::App* verb, MeasureFlags& flags) {
  verb->add_option("--on", flags.on, "The day the question is about; windows end there (default: today)")
      ->type_name("DATE");
  verb->add_option("--at", flags.at, "As the ledger stood then (default: now)")->type_name("REVISION|TIME");
}

void AddMeasureFlags(CLI::App* verb, MeasureFlags& flags) {
  AddMeasureDefinition(verb, flags);
  AddPointFlags(verb, flags);
  AddWindowFlags(verb, flags);
}

absl::StatusOr<v1::AdHocMeasure> ToMeasure(const MeasureFlags& flags) {
  v1::AdHocMeasure measure;
  measure.set_threshold_grade(flags.threshold);
  measure.set_scale(flags.scale);
  measure.set_minimum_graded(flags.minimum_graded);
  measure.set_crosswalk(flags.crosswalk);
  const auto ungraded = ParseUngraded(flags.ungraded);
  if (!ungraded.ok()) return ungraded.status();
  measure.set_ungraded_policy(*ungraded);
  const auto re_audits = ParseReAudits(flags.re_audits);
  if (!re_audits.ok()) return re_audits.status();
  measure.set_re_audit_policy(*re_audits);
  const auto basis = ParseGradeBasis(flags.grade_basis);
  if (!basis.ok()) return basis.status();
  measure.set_grade_basis(*basis);
  if (absl::Status target = SetTarget(flags, measure); !target.ok()) return target;
  if (absl::Status window = SetWindow(flags, measure); !window.ok()) return window;
  if (absl::Status filters = SetFilters(flags, measure); !filters.ok()) return filters;
  return measure;
}

absl::StatusOr<v1::StatementQuery> ToQuery(const MeasureFlags& flags, const std::string& authority_name) {
  v1::StatementQuery query;
  query.set_authority(authority_name);
  if (!flags.name.empty()) {
    auto name = ToMeasureName(flags, authority_name);
    if (!name.ok()) return name.status();
    query.set_measure(*std::move(name));
  } else {
    auto measure = ToMeasure(flags);
    if (!measure.ok()) return measure.status();
    *query.mutable_ad_hoc() = *std::move(measure);
  }
  if (absl::Status on = CheckDateFlag({"--on", flags.on}); !on.ok()) return on;
  query.set_on(flags.on);
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  *query.mutable_read_at() = *std::move(read_at);
  return query;
}

}  // namespace assay
