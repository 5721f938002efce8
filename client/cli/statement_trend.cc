// assay statement trend

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "client/cli/question.h"
#include "client/cli/statement_commands.h"
#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"
#include "service/domain/civil_date.h"

namespace assay {
namespace {

struct TrendFlags {
  MeasureFlags measure;
  std::string period;
  std::string baseline;
  std::string basis;
};

absl::StatusOr<v1::Period> ParsePeriod(const std::string& text) {
  if (text.empty() || text == "month") return v1::PERIOD_MONTH;
  if (text == "quarter") return v1::PERIOD_QUARTER;
  return absl::InvalidArgumentError("--period \"" + text + "\" is not one of month and quarter");
}

std::string_view WordsOf(int signal) {
  switch (signal) {
    case v1::SIGNAL_OUTSIDE_LIMITS:
      return "outside the limits";
    case v1::SIGNAL_RUN_OF_EIGHT:
      return "run of eight on one side";
    default:
      return "signal of an unknown kind";
  }
}

// "2014-03"; "2014-Q1".
std::string PeriodOf(const v1::TrendPoint& point, v1::Period period) {
  const auto day = ParseDate(point.first_day());
  if (!day.has_value()) return point.first_day();
  const std::string year = FormatDate(*day).substr(0, 4);
  if (period == v1::PERIOD_QUARTER) return year + "-Q" + std::to_string((day->month() - 1) / 3 + 1);
  return FormatDate(*day).substr(0, 7);
}

std::string SignalsOf(const v1::TrendPoint& point) {
  std::string text;
  for (const int signal : point.signals()) text += (text.empty() ? "" : "; ") + std::string(WordsOf(signal));
  return text;
}

std::string PointRatio(const v1::TrendPoint& point) {
  return std::to_string(point.numerator()) + "/" + std::to_string(point.denominator());
}

void WriteTable(const Session& session, const v1::Trend& trend, v1::Period period) {
  TableWriter table(session.console.out, session.output(), {"period", "figure", "share", "limits", "signal"},
                    {Align::kLeft, Align::kRight, Align::kRight, Align::kLeft, Align::kLeft});
  for (const auto& point : trend.points()) {
    table.Add({PeriodOf(point, period), PointRatio(point), point.share(),
               IntervalOf(point.lower_limit(), point.upper_limit()), SignalsOf(point)});
  }
  table.Finish();
}

// "centre 55.1% = 250/453, tally plans-2014"
std::string Centre(const v1::Trend& trend) {
  if (trend.centre_denominator() == 0) return "no centre line: nothing stands in the figure";
  const std::string& baseline = trend.baseline();
  return "centre " + TextCell(trend.centre_share()) + " = " + std::to_string(trend.centre_numerator()) + "/" +
         std::to_string(trend.centre_denominator()) + ", " +
         (baseline.empty() ? "the shown periods pooled"
                           : "tally " + TextCell(baseline.substr(baseline.rfind('/') + 1)));
}

// "no signal", or every period that signals.
std::string Closing(const v1::Trend& trend, v1::Period period) {
  std::string text;
  for (const auto& point : trend.points()) {
    if (point.signals().empty()) continue;
    text += (text.empty() ? "signal: " : "; ") + PeriodOf(point, period) + " " + SignalsOf(point);
  }
  return text.empty() ? "no signal" : text;
}

void WriteCsv(const Session& session, const v1::Trend& trend, v1::Period period) {
  std::ostream& out = session.console.out;
  if (session.settings.headers == Headers::kShown) {
    out << CsvLine({"period", "first_day", "last_day", "numerator", "denominator", "share", "lower_limit",
                    "upper_limit", "signals"});
  }
  for (const auto& point : trend.points()) {
    out << CsvLine({PeriodOf(point, period), point.first_day(), point.last_day(), std::to_string(point.numerator()),
                    std::to_string(point.denominator()), point.share(), point.lower_limit(), point.upper_limit(),
                    SignalsOf(point)});
  }
}

void Write(const Session& session, const v1::GetTrendRequest& request, const v1::GetTrendResponse& response,
           const std::string& note) {
  if (WriteIfJson(session, response)) return;
  std::ostream& out = session.console.out;
  const v1::Trend& trend = response.trend();
  switch (session.settings.format) {
    case Format::kCsv:
      return WriteCsv(session, trend, request.period());
    case Format::kName:
      for (const auto& point : trend.points()) out << PeriodOf(point, request.period()) << '\n';
      return;
    default:
      WriteTable(session, trend, request.period());
      out << Centre(trend) << '\n' << Closing(trend, request.period()) << '\n';
      if (!session.quiet()) {
        out << "\n  " << NameOf(request.basis()) << "; limits are the centre plus and minus three standard errors\n";
      }
      WriteNotes(session, response.statement(), note);
  }
}

absl::StatusOr<ExitCode> Trend(Session& session, const TrendFlags& flags) {
  const auto period = ParsePeriod(flags.period);
  if (!period.ok()) return period.status();
  const auto basis = ParseBasis(flags.basis);
  if (!basis.ok()) return basis.status();
  auto question = ReadQuestion(session, flags.measure);
  if (!question.ok()) return question.status();
  v1::GetTrendRequest request;
  *request.mutable_query() = std::move(question->query);
  request.set_period(*period);
  request.set_basis(*basis);
  if (!flags.baseline.empty()) request.set_baseline(request.query().authority() + "/tallies/" + flags.baseline);
  const auto response = session.client.GetTrend(request);
  if (!response.ok()) return response.status();
  Write(session, request, *response, question->note);
  return ExitCode::kAnswered;
}

}  // namespace

void AddStatementTrend(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<TrendFlags>();
  CLI::App* trend = AddLedgerVerb(line, noun, "trend",
                                  {"The figure period by period, with the limits of chance",
                                   "assay statement trend in-2013/audits --baseline plans-2014\n"
                                   "assay statement trend --threshold adequate --at-least 75% --period quarter"},
                                  [flags](Session& session) { return Trend(session, *flags); });
  AddMeasureName(trend, flags->measure);
  AddMeasureFlags(trend, flags->measure);
  trend->add_option("--period", flags->period, "month (default) or quarter")->type_name("PERIOD");
  trend
      ->add_option("--baseline", flags->baseline,
                   "The tally whose share is the centre line (default: the shown periods pooled)")
      ->type_name("TALLY");
  trend->add_option("--basis", flags->basis, "The figure shown: audited (default) or graded")->type_name("BASIS");
}

}  // namespace assay
