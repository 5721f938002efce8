#include "client/cli/measure_flags.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "client/cli/flag_values.h"
#include "service/domain/fraction.h"
#include "service/domain/limits.h"

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

}  // namespace

void AddMeasureFlags(CLI::App* verb, MeasureFlags& flags) {
  verb->add_option("--threshold", flags.threshold, "The grade the question is about")->required()->type_name("GRADE");
  CLI::Option* at_least =
      verb->add_option("--at-least", flags.at_least, "The share wanted at that grade and better")->type_name("SHARE");
  verb->add_option("--at-most", flags.at_most, "The share allowed at that grade and worse")
      ->type_name("SHARE")
      ->excludes(at_least);
  verb->add_option("--scale", flags.scale, "The scale the grade is on, where several have it")
      ->type_name("ID[@VERSION]");
  verb->add_option("--on", flags.on, "The day the question is about; windows end there (default: today)")
      ->type_name("DATE");
  verb->add_option("--at", flags.at, "As the ledger stood then (default: now)")->type_name("REVISION|TIME");
  CLI::Option* from = verb->add_option("--from", flags.from, "First audit date that counts")->type_name("DATE");
  CLI::Option* to = verb->add_option("--to", flags.to, "Last audit date that counts")->type_name("DATE");
  verb->add_option("--rolling", flags.rolling_months, "Only the last N months")
      ->type_name("N")
      ->check(CLI::Range(1u, limits::kRollingMonthsMax))
      ->excludes(from)
      ->excludes(to);
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
}

absl::StatusOr<v1::StatementQuery> ToQuery(const MeasureFlags& flags, const std::string& authority_name) {
  v1::StatementQuery query;
  query.set_authority(authority_name);
  v1::AdHocMeasure& measure = *query.mutable_ad_hoc();
  measure.set_threshold_grade(flags.threshold);
  measure.set_scale(flags.scale);
  measure.set_minimum_graded(flags.minimum_graded);
  const auto ungraded = ParseUngraded(flags.ungraded);
  if (!ungraded.ok()) return ungraded.status();
  measure.set_ungraded_policy(*ungraded);
  if (absl::Status target = SetTarget(flags, measure); !target.ok()) return target;
  if (absl::Status window = SetWindow(flags, measure); !window.ok()) return window;
  if (absl::Status filters = SetFilters(flags, measure); !filters.ok()) return filters;
  if (absl::Status on = CheckDateFlag({"--on", flags.on}); !on.ok()) return on;
  query.set_on(flags.on);
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  *query.mutable_read_at() = *std::move(read_at);
  return query;
}

}  // namespace assay
