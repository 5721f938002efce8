#include "client/cli/statement_groups.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"
#include "service/domain/text.h"

namespace assay {
namespace {

struct Named {
  const char* name;
  v1::Dimension dimension;
};
constexpr Named kDimensions[] = {
    {"team", v1::DIMENSION_TEAM},
    {"month", v1::DIMENSION_MONTH},
    {"practice-area", v1::DIMENSION_PRACTICE_AREA},
    {"auditor", v1::DIMENSION_AUDITOR},
    {"domain", v1::DIMENSION_DOMAIN},
    {"sampling", v1::DIMENSION_SAMPLING_METHOD},
};

// Widths of the first and fifth columns, so that small tables of one measure look alike.
constexpr size_t kKeyWidth = 8;
constexpr size_t kShareWidth = 8;
constexpr char kNotStated[] = "not stated";

std::string NameOf(v1::Dimension dimension) {
  for (const Named& named : kDimensions) {
    if (named.dimension == dimension) return named.name;
  }
  return "group";
}

struct Row {
  std::string cells[6];  // key, audited, graded, at the threshold, share, interval
};

Row RowOf(const std::string& key, const v1::StatementGroup& group) {
  return {{TextCell(key), std::to_string(group.audited_count()), std::to_string(group.graded_count()),
           std::to_string(group.audited().numerator()), TextCell(group.audited().share()),
           IntervalOf(group.audited().interval_low(), group.audited().interval_high())}};
}

v1::StatementGroup WholeOf(const v1::Statement& statement) {
  v1::StatementGroup whole;
  whole.set_audited_count(statement.audited_count());
  whole.set_graded_count(statement.graded_count());
  *whole.mutable_audited() = statement.audited();
  return whole;
}

std::string ThresholdHeader(const v1::AdHocMeasure& measure) {
  return TextCell(measure.threshold_grade()) + (measure.comparator() == v1::COMPARATOR_AT_MOST ? "-" : "+");
}

std::string TableOf(const std::vector<Row>& rows) {
  size_t widths[6] = {kKeyWidth, 0, 0, 0, kShareWidth, 0};
  for (const Row& row : rows) {
    for (size_t i = 0; i < std::size(widths); ++i) widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line = PadRight(row.cells[0], widths[0]);
    for (size_t i = 1; i < 5; ++i) line += "  " + PadLeft(row.cells[i], widths[i]);
    text += line + "  " + row.cells[5] + '\n';
  }
  return text;
}

}  // namespace

absl::StatusOr<v1::Dimension> ParseDimension(const std::string& text) {
  if (text.empty()) return v1::DIMENSION_UNSPECIFIED;
  std::vector<std::string> names;
  for (const Named& named : kDimensions) {
    if (text == named.name) return named.dimension;
    names.emplace_back(named.name);
  }
  const std::string near_miss = NearestMatch(text, names);
  return absl::InvalidArgumentError("--by \"" + text + "\" is not known; " +
                                    (near_miss.empty()
                                         ? "it is one of team, month, practice-area, auditor, domain and sampling"
                                         : "did you mean " + near_miss + "?"));
}

std::string GroupTable(const v1::GetStatementResponse& response, v1::Dimension dimension, Headers headers) {
  const v1::Statement& statement = response.statement();
  std::vector<Row> rows;
  if (headers == Headers::kShown) {
    rows.push_back(
        {{NameOf(dimension), "audited", "graded", ThresholdHeader(statement.measure()), "AUDITED", "interval"}});
  }
  for (const auto& group : response.groups()) {
    rows.push_back(RowOf(group.key().empty() ? kNotStated : group.key(), group));
  }
  if (dimension == v1::DIMENSION_DOMAIN) {
    return TableOf(rows) + "domains overlap: an audit stands in each it grades\n";
  }
  rows.push_back(RowOf("all", WholeOf(statement)));
  rows.back().cells[5] += "   counts pooled";
  return TableOf(rows);
}

std::string GroupCsv(const v1::GetStatementResponse& response, v1::Dimension dimension, Headers headers) {
  std::string text;
  if (headers == Headers::kShown) {
    text = CsvLine({NameOf(dimension), "audited", "graded", "ungraded", "verdict", "audited_numerator", "audited_share",
                    "audited_interval_low", "audited_interval_high", "graded_numerator", "graded_share",
                    "graded_interval_low", "graded_interval_high"});
  }
  for (const auto& group : response.groups()) {
    text +=
        CsvLine({group.key(), std::to_string(group.audited_count()), std::to_string(group.graded_count()),
                 std::to_string(group.ungraded_count()), assay::NameOf(group.verdict()),
                 std::to_string(group.audited().numerator()), group.audited().share(), group.audited().interval_low(),
                 group.audited().interval_high(), std::to_string(group.graded().numerator()), group.graded().share(),
                 group.graded().interval_low(), group.graded().interval_high()});
  }
  return text;
}

}  // namespace assay
