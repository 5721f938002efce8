#include "service/usecases/analysis.h"

#include <string>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/p_chart.h"
#include "service/domain/wilson.h"
#include "service/facts/moderation.h"
#include "service/facts/records_at.h"
#include "service/facts/trend.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/questions.h"

namespace assay {
namespace {

constexpr std::string_view kNone = "[x]";

absl::Status RefuseBaseline(std::string_view why, std::string description) {
  return RefuseFields({{.field = "baseline", .reason = std::string(why), .description = std::move(description)}});
}

// The share of a tally that the measure would find, as the centre line.
absl::StatusOr<Ratio> BaselineShare(const Posed& posed, const std::string& baseline, Basis basis) {
  const auto name = ParseRecordName(kCollection<Tally>, baseline);
  if (!name || name->authority != posed.authority) {
    return RefuseBaseline(reason::kBadFormat,
                          "must be written authorities/{authority}/tallies/{tally}, of the authority asked about");
  }
  Tally wanted;
  wanted.id = name->id;
  const auto event = FindRecord<Tally>(posed.survey.facts(), RecordKey(wanted), posed.survey.rows().size());
  if (!event) return Refuse(absl::StatusCode::kNotFound, reason::kUnknownRecord, "no such tally");
  const auto& tally = RecordIn<Tally>(*event);
  const Question& question = posed.question;
  if (!question.scale || FormatScaleRef(question.scale->ref) != tally.scale) {
    return RefuseBaseline(reason::kNotAllowed,
                          "counts grades of " + tally.scale + ", which is not the scale of the measure");
  }
  const auto share = ShareOf(*question.scale, tally,
                             {.grade = question.measure.threshold_grade,
                              .at_least = question.measure.comparator == static_cast<int>(Comparator::kAtLeast),
                              .basis = basis == Basis::kAudited ? TallyBasis::kAudited : TallyBasis::kGraded});
  if (!share)
    return RefuseBaseline(reason::kNotAllowed, "does not say this share: some of its counts are not published");
  return *share;
}

v1::TrendPoint ToProto(const PeriodFigure& period, Ratio centre) {
  v1::TrendPoint point;
  point.set_first_day(FormatDate(period.first_day));
  point.set_last_day(FormatDate(period.last_day));
  point.set_numerator(period.ratio.count);
  point.set_denominator(period.ratio.total);
  point.set_share(FormatShare(period.ratio));
  const auto limits = LimitsOf(period.ratio, centre);
  point.set_lower_limit(limits ? FormatTenths(limits->lower_tenths) : std::string(kNone));
  point.set_upper_limit(limits ? FormatTenths(limits->upper_tenths) : std::string(kNone));
  if (IsOutsideLimits(period.ratio, centre)) point.add_signals(v1::SIGNAL_OUTSIDE_LIMITS);
  return point;
}

v1::Trend TrendOf(const std::vector<PeriodFigure>& periods, Ratio centre) {
  v1::Trend trend;
  trend.set_centre_numerator(centre.count);
  trend.set_centre_denominator(centre.total);
  trend.set_centre_share(FormatShare(centre));
  std::vector<Ratio> ratios;
  for (const PeriodFigure& period : periods) {
    ratios.push_back(period.ratio);
    *trend.add_points() = ToProto(period, centre);
  }
  const std::vector<bool> runs = RunsOfEight(ratios, centre);
  for (size_t i = 0; i < runs.size(); ++i) {
    if (runs[i]) trend.mutable_points(static_cast<int>(i))->add_signals(v1::SIGNAL_RUN_OF_EIGHT);
  }
  return trend;
}

v1::ModerationSummary ToProto(const ModerationCounts& counts) {
  v1::ModerationSummary proto;
  proto.set_moderated_count(counts.moderated);
  proto.set_changed_count(counts.changed);
  proto.set_lowered_count(counts.lowered);
  proto.set_raised_count(counts.raised);
  proto.set_newly_graded_count(counts.newly_graded);
  const Ratio changed{.count = counts.changed, .total = counts.moderated};
  proto.set_changed_share(FormatShare(changed));
  const auto interval = WilsonInterval(changed);
  proto.set_interval_low(interval ? FormatHundredths(interval->low_hundredths) : std::string(kNone));
  proto.set_interval_high(interval ? FormatHundredths(interval->high_hundredths) : std::string(kNone));
  for (const GradeMove& move : counts.moves) {
    v1::GradeMove* out = proto.add_moves();
    out->set_from_grade(move.from_grade);
    out->set_to_grade(move.to_grade);
    out->set_count(move.count);
  }
  uint32_t judged = 0;
  for (const GradeCount& quality : counts.audit_quality) judged += quality.count;
  for (const GradeCount& quality : counts.audit_quality) {
    v1::GradeCount* out = proto.add_audit_quality();
    out->set_grade(quality.grade);
    out->set_count(quality.count);
    out->set_share(FormatShare({.count = quality.count, .total = judged}));
  }
  return proto;
}

}  // namespace

absl::StatusOr<v1::GetTrendResponse> GetTrend(const House& house, const v1::GetTrendRequest& request) {
  if (absl::Status status = CheckStated("period", v1::Period_IsValid(request.period())); !status.ok()) return status;
  if (absl::Status status = CheckStated("basis", v1::Basis_IsValid(request.basis())); !status.ok()) return status;
  absl::StatusOr<Posed> posed = PoseQuery(house, request.query());
  if (!posed.ok()) return posed.status();
  const Basis basis = BasisOf(request.basis());
  const Period period = request.period() == v1::PERIOD_QUARTER ? Period::kQuarter : Period::kMonth;
  const std::vector<PeriodFigure> periods = PeriodsOf(posed->survey, posed->question, period, basis);
  if (periods.size() > limits::kPeriods) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                  "there are " + std::to_string(periods.size()) + " periods; at most " +
                      std::to_string(limits::kPeriods) + " are answered: ask by quarter, or give a window");
  }
  Ratio centre = PooledOf(periods);
  if (!request.baseline().empty()) {
    absl::StatusOr<Ratio> share = BaselineShare(*posed, request.baseline(), basis);
    if (!share.ok()) return share.status();
    centre = *share;
  }
  absl::StatusOr<v1::Statement> statement = State(house, *posed);
  if (!statement.ok()) return statement.status();
  v1::GetTrendResponse response;
  *response.mutable_statement() = *std::move(statement);
  *response.mutable_trend() = TrendOf(periods, centre);
  response.mutable_trend()->set_baseline(request.baseline());
  return response;
}

absl::StatusOr<v1::GetModerationResponse> GetModeration(const House& house, const v1::GetModerationRequest& request) {
  absl::StatusOr<Posed> posed = PoseQuery(house, request.query());
  if (!posed.ok()) return posed.status();
  absl::StatusOr<v1::Statement> statement = State(house, *posed);
  if (!statement.ok()) return statement.status();
  v1::GetModerationResponse response;
  *response.mutable_statement() = *std::move(statement);
  *response.mutable_moderation() = ToProto(ModerationOf(posed->survey, posed->question));
  return response;
}

}  // namespace assay
