#include "client/cli/notice_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "client/cli/flag_values.h"
#include "client/cli/question.h"
#include "service/domain/limits.h"

namespace assay {
namespace {

// A target to have one; what is made of it is taken out again.
constexpr char kAnyShare[] = "100%";

bool SpeaksOfTarget(const MeasureFlags& flags) { return !flags.at_least.empty() || !flags.at_most.empty(); }

// Only what was given, so that it can be laid over what was there.
absl::StatusOr<v1::AdHocMeasure> DefinitionGiven(const NoticeFlags& flags) {
  MeasureFlags given = flags.measure;
  const bool target = SpeaksOfTarget(given);
  if (!target) given.at_least = kAnyShare;
  auto definition = ToMeasure(given);
  if (!definition.ok()) return definition.status();
  if (!target) {
    definition->clear_comparator();
    definition->clear_target();
  }
  if (given.ungraded.empty()) definition->clear_ungraded_policy();
  if (flags.since_notice) definition->mutable_window()->set_since_notice(true);
  return definition;
}

void LayOver(const v1::AdHocMeasure& given, v1::AdHocMeasure& definition) {
  // A list that was given is meant whole.
  if (!given.practice_areas().empty()) definition.clear_practice_areas();
  if (!given.audit_types().empty()) definition.clear_audit_types();
  if (!given.sampling_methods().empty()) definition.clear_sampling_methods();
  if (!given.teams().empty()) definition.clear_teams();
  // Numerator and denominator are one value, of which neither may stay.
  if (given.has_target()) definition.clear_target();
  definition.MergeFrom(given);
}

absl::StatusOr<v1::Measure*> FindMeasureMeant(const NoticeFlags& flags, v1::Notice& notice) {
  auto& measures = *notice.mutable_measures();
  if (flags.measure_id.empty()) {
    if (measures.size() == 1) return &measures[0];
    return absl::InvalidArgumentError("which measure? Give its id with --measure");
  }
  const auto found = std::find_if(measures.begin(), measures.end(),
                                  [&](const v1::Measure& measure) { return measure.id() == flags.measure_id; });
  if (found != measures.end()) return &*found;
  v1::Measure* added = measures.Add();
  added->set_id(flags.measure_id);
  added->mutable_definition()->mutable_window()->set_since_notice(true);
  return added;
}

// A measure that cannot be asked is told by the flag that lacks, before the server names the field.
absl::Status CheckComplete(const v1::Measure& measure) {
  const std::string of = "measure " + measure.id() + ": ";
  if (measure.words().empty()) {
    return absl::InvalidArgumentError(of + "what does the notice say? Give its own words with --words");
  }
  if (measure.definition().threshold_grade().empty()) {
    return absl::InvalidArgumentError(of + "which grade is it about? Give --threshold");
  }
  if (!measure.definition().has_target()) {
    return absl::InvalidArgumentError(
        of + "say the target with one of --at-least and --at-most, for example --at-least 75%");
  }
  return absl::OkStatus();
}

absl::Status ApplyMeasure(const Session& session, const NoticeFlags& flags, v1::Notice& notice) {
  const auto given = DefinitionGiven(flags);
  if (!given.ok()) return given.status();
  const bool spoken_of = !flags.measure_id.empty() || flags.words.has_value() || flags.due.has_value() ||
                         !given->SerializeAsString().empty();
  if (!spoken_of) return absl::OkStatus();
  if (absl::Status due = CheckDateFlag({"--due", flags.due.value_or("")}); !due.ok()) return due;
  const auto measure = FindMeasureMeant(flags, notice);
  if (!measure.ok()) return measure.status();
  if (flags.words.has_value()) (*measure)->set_words(*flags.words);
  if (flags.due.has_value()) (*measure)->set_due_date(*flags.due);
  LayOver(*given, *(*measure)->mutable_definition());
  // The ledger says which crosswalk it is for good, not whichever is the newest one day.
  const absl::Status crosswalk = ResolveCrosswalk(session, *(*measure)->mutable_definition());
  if (!crosswalk.ok()) return crosswalk;
  return CheckComplete(**measure);
}

}  // namespace

std::vector<CLI::Option*> AddNoticeFlags(CLI::App* verb, NoticeFlags& flags) {
  std::vector<CLI::Option*> options;
  const auto add = [&](const char* name, auto& value, const char* description, const char* type) {
    options.push_back(verb->add_option(name, value, description)->type_name(type));
    return options.back();
  };
  add("--issuer", flags.issuer, "Who issued it", "TEXT");
  add("--basis", flags.basis, "On what power it rests", "TEXT");
  add("--source", flags.source, "Where it is published", "TEXT");
  add("--review-months", flags.review_months, "A formal review is due every so many months; 0: none", "N")
      ->check(CLI::Range(0u, limits::kReviewMonthsMax));
  add("--measure", flags.measure_id, "The measure that the flags below define: its id", "ID");
  add("--words", flags.words, "The measure in the notice's own words", "TEXT");
  add("--due", flags.due, "By when it is to be met", "DATE");
  const std::vector<CLI::Option*> before = verb->get_options();
  AddMeasureDefinition(verb, flags.measure);
  AddWindowFlags(verb, flags.measure);
  for (CLI::Option* option : verb->get_options()) {
    if (std::find(before.begin(), before.end(), option) == before.end()) options.push_back(option);
  }
  CLI::Option* since =
      verb->add_flag("--since-notice", flags.since_notice,
                     "Audits from the day the notice was issued on: so, unless one of these says else");
  options.push_back(since);
  for (const char* name : {"--rolling", "--from", "--to"}) since->excludes(verb->get_option(name));
  return options;
}

absl::Status ApplyNoticeFlags(const Session& session, const NoticeFlags& flags, v1::Notice& notice) {
  if (flags.issuer.has_value()) notice.set_issuer(*flags.issuer);
  if (flags.basis.has_value()) notice.set_basis(*flags.basis);
  if (flags.source.has_value()) notice.set_source(*flags.source);
  if (flags.review_months.has_value()) notice.set_review_months(*flags.review_months);
  return ApplyMeasure(session, flags, notice);
}

}  // namespace assay
