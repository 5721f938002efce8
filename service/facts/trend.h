// A figure period by period, as far as it lies in the question's window.
//
// Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_FACTS_TREND_H_
#define ASSAY_SERVICE_FACTS_TREND_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/facts/placing.h"
#include "service/facts/question.h"
#include "service/facts/survey.h"

namespace assay {

// Values equal assay.v1.Period.
enum class Period : uint8_t { kMonth = 1, kQuarter = 2 };

// One calendar month or quarter, cut to the window.
struct PeriodFigure {
  absl::CivilDay first_day;
  absl::CivilDay last_day;
  Ratio ratio;  // 0 of 0: nothing in the figure
};

// Every period from the first with an audited one to that of the window's last day, empty ones too. Nothing audited:
// no periods. They partition the figure.
std::vector<PeriodFigure> PeriodsOf(const Survey& survey, const Question& question, Period period, Basis basis);

// All of them together; they fit 32 bits, as the ledger's entries do.
Ratio PooledOf(const std::vector<PeriodFigure>& periods);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_TREND_H_
