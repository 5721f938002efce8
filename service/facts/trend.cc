#include "service/facts/trend.h"

#include <algorithm>
#include <map>

#include "service/domain/civil_date.h"

namespace assay {
namespace {

int MonthsOf(Period period) { return period == Period::kQuarter ? 3 : 1; }

// Periods counted from year 0, so that the next one is one more.
int64_t NumberOf(absl::CivilDay day, Period period) { return (day.year() * 12 + day.month() - 1) / MonthsOf(period); }

absl::CivilDay FirstDayOf(int64_t number, Period period) {
  const int64_t month = number * MonthsOf(period);
  return absl::CivilDay(month / 12, month % 12 + 1, 1);
}

}  // namespace

std::vector<PeriodFigure> PeriodsOf(const Survey& survey, const Question& question, Period period, Basis basis) {
  std::map<int64_t, Counts> counts;
  survey.ForEachAudited([&](uint32_t, const Row& row, const Classified& classified) {
    AddStanding(classified.standing, counts[NumberOf(DayFromNumber(row.audit_day), period)]);
  });
  std::vector<PeriodFigure> periods;
  if (counts.empty()) return periods;
  const int64_t last = NumberOf(question.window.last, period);
  for (int64_t number = counts.begin()->first; number <= last; ++number) {
    PeriodFigure figure{.first_day = FirstDayOf(number, period), .last_day = FirstDayOf(number + 1, period) - 1};
    if (question.window.first) figure.first_day = std::max(figure.first_day, *question.window.first);
    figure.last_day = std::min(figure.last_day, question.window.last);
    if (const auto it = counts.find(number); it != counts.end()) figure.ratio = RatioOf(it->second, basis);
    periods.push_back(figure);
  }
  return periods;
}

Ratio PooledOf(const std::vector<PeriodFigure>& periods) {
  Ratio pooled;
  for (const PeriodFigure& figure : periods) {
    pooled.count += figure.ratio.count;
    pooled.total += figure.ratio.total;
  }
  return pooled;
}

}  // namespace assay
