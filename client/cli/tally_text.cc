#include "client/cli/tally_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "client/cli/civil_text.h"
#include "client/cli/record_command.h"
#include "client/cli/text_cell.h"
#include "service/domain/fraction.h"

namespace assay {
namespace {

using Row = v1::GetTallyResponse;

std::string IdOf(const Row& row) { return LastPart(row.tally().name()); }

struct Part {
  std::string name;
  uint32_t count;
};

std::vector<Part> PartsOf(const v1::Tally& tally) {
  std::vector<Part> parts;
  for (const auto& count : tally.counts()) parts.push_back({TextCell(count.grade()), count.count()});
  if (tally.has_ungraded_count()) parts.push_back({"ungraded", tally.ungraded_count()});
  return parts;
}

// A part may be more than its total: such a record is kept as it is, and has no share.
std::string ShareOf(uint32_t count, uint32_t total) { return count > total ? "[x]" : FormatShare({count, total}); }

std::string Parts(const v1::Tally& tally) {
  std::vector<Part> parts = PartsOf(tally);
  parts.push_back({"total as published", tally.total()});
  size_t name_width = 0, count_width = 0;
  for (const Part& part : parts) {
    name_width = std::max(name_width, DisplayWidth(part.name));
    count_width = std::max(count_width, std::to_string(part.count).size());
  }
  std::string text;
  for (const Part& part : parts) {
    text += "  " + PadRight(part.name, name_width) + "  " + PadLeft(std::to_string(part.count), count_width);
    if (&part != &parts.back()) text += "  " + PadLeft(ShareOf(part.count, tally.total()), 6);
    text += '\n';
  }
  return text;
}

std::string CountsCell(const Row& row) {
  std::string text;
  for (const Part& part : PartsOf(row.tally())) {
    text += (text.empty() ? "" : " ") + part.name + "=" + std::to_string(part.count);
  }
  return text;
}

}  // namespace

absl::StatusOr<v1::TallyCount> ParseTallyCount(const std::string& text) {
  const size_t equals = text.rfind('=');
  const std::string number = equals == std::string::npos ? "" : text.substr(equals + 1);
  uint32_t count = 0;
  if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos || equals == 0 ||
      !absl::SimpleAtoi(number, &count)) {
    return absl::InvalidArgumentError("--count \"" + text + "\" is not GRADE=NUMBER, such as inadequate=170");
  }
  v1::TallyCount parsed;
  parsed.set_grade(text.substr(0, equals));
  parsed.set_count(count);
  return parsed;
}

std::string ReconciliationText(const v1::Reconciliation& reconciliation) {
  if (reconciliation.residual() == 0) return "reconciled";
  return "unreconciled: residual " + std::to_string(reconciliation.residual());
}

std::string TallyText(const v1::GetTallyResponse& response) {
  const v1::Tally& tally = response.tally();
  std::string text = TextCell(IdOf(response)) + ": " + TextCell(tally.title()) + '\n';
  text += "  " + TextCell(tally.practice_area()) + ", scale " + TextCell(tally.scale());
  text += tally.counted_on().empty() ? ", day not stated\n" : ", counted on " + LongDate(tally.counted_on()) + '\n';
  text += "  source  " + TextCell(tally.source()) + '\n';
  text += Parts(tally);
  if (!tally.has_ungraded_count()) text += "  ungraded not published\n";
  return text + ReconciliationText(response.reconciliation()) + '\n';
}

const Layout<v1::GetTallyResponse>& TallyLayout() {
  static const auto* const layout = [] {
    std::vector<Column<Row>> table = {
        {"tally", Align::kLeft, IdOf},
        {"title", Align::kLeft, [](const Row& row) { return row.tally().title(); }},
        {"practice_area", Align::kLeft, [](const Row& row) { return row.tally().practice_area(); }},
        {"scale", Align::kLeft, [](const Row& row) { return row.tally().scale(); }},
        {"counted_on", Align::kLeft, [](const Row& row) { return row.tally().counted_on(); }},
        {"counts", Align::kLeft, CountsCell},
        {"total", Align::kRight, [](const Row& row) { return std::to_string(row.tally().total()); }},
        {"residual", Align::kRight, [](const Row& row) { return std::to_string(row.reconciliation().residual()); }},
    };
    std::vector<Column<Row>> csv = table;
    csv.push_back({"source", Align::kLeft, [](const Row& row) { return row.tally().source(); }});
    csv.push_back(
        {"revision", Align::kRight, [](const Row& row) { return std::to_string(row.tally().stamp().revision()); }});
    return new Layout<Row>{std::move(table), std::move(csv), IdOf};
  }();
  return *layout;
}

}  // namespace assay
