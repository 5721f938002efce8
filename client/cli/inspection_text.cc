#include "client/cli/inspection_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "client/cli/civil_text.h"
#include "client/cli/record_command.h"
#include "client/cli/text_cell.h"
#include "service/records/names.h"

namespace assay {
namespace {

std::string IdOf(const v1::Inspection& inspection) { return LastPart(inspection.name()); }

std::string AuthorityOf(const v1::Inspection& inspection) {
  const auto name = ParseRecordName("inspections", inspection.name());
  return name.has_value() ? name->authority : "";
}

std::string JudgementText(const v1::Judgement& judgement) {
  return judgement.grade().empty() ? FormatMarker(judgement.marker()) : judgement.grade();
}

std::string JudgementsOf(const v1::Inspection& inspection) {
  std::string text;
  for (const auto& judgement : inspection.judgements()) {
    text += (text.empty() ? "" : " ") + judgement.area() + "=" + JudgementText(judgement);
  }
  return text;
}

std::string FlagsOf(const v1::Inspection& inspection) {
  std::string text;
  for (const std::string& flag : inspection.flags()) text += (text.empty() ? "" : " ") + flag;
  return text;
}

std::string CodesOf(const v1::Inspection& inspection) {
  std::string text;
  for (const auto& code : inspection.codes()) text += (text.empty() ? "" : " ") + code.scheme() + "=" + code.value();
  return text;
}

std::string DaysOf(const v1::Inspection& inspection) {
  if (inspection.first_day().empty() && inspection.last_day().empty()) return "inspection days not stated";
  if (inspection.last_day().empty()) return "inspected from " + LongDate(inspection.first_day());
  if (inspection.first_day().empty()) return "inspected to " + LongDate(inspection.last_day());
  return "inspected " + LongDate(inspection.first_day()) + " to " + LongDate(inspection.last_day());
}

// "name  value" lines, the names as wide as the widest.
std::string Lines(const std::vector<std::pair<std::string, std::string>>& rows) {
  size_t width = 0;
  for (const auto& [name, value] : rows) width = std::max(width, DisplayWidth(TextCell(name)));
  std::string text;
  for (const auto& [name, value] : rows) text += "  " + PadRight(TextCell(name), width) + "  " + TextCell(value) + '\n';
  return text;
}

}  // namespace

std::optional<v1::Marker> ParseMarker(const std::string& text) {
  for (const v1::Marker marker : {v1::MARKER_NOT_AVAILABLE, v1::MARKER_NOT_APPLICABLE, v1::MARKER_SUPPRESSED}) {
    if (text == FormatMarker(marker)) return marker;
  }
  return std::nullopt;
}

std::string FormatMarker(v1::Marker marker) {
  switch (marker) {
    case v1::MARKER_NOT_AVAILABLE:
      return "[x]";
    case v1::MARKER_NOT_APPLICABLE:
      return "[z]";
    case v1::MARKER_SUPPRESSED:
      return "[c]";
    default:
      return "[?]";
  }
}

absl::StatusOr<v1::Judgement> ParseJudgement(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return absl::InvalidArgumentError(
        "--judgement \"" + text + "\" is not AREA=GRADE, such as help-and-protection=good, nor AREA=[x], [z] or [c]");
  }
  v1::Judgement judgement;
  judgement.set_area(text.substr(0, equals));
  const std::string value = text.substr(equals + 1);
  if (const auto marker = ParseMarker(value); marker.has_value()) {
    judgement.set_marker(*marker);
  } else if (value.starts_with("[")) {
    return absl::InvalidArgumentError("--judgement \"" + text +
                                      "\": a marker is [x] not available, [z] not applicable or [c] suppressed");
  } else {
    judgement.set_grade(value);
  }
  return judgement;
}

std::string InspectionText(const v1::Inspection& inspection) {
  std::string text = TextCell(IdOf(inspection)) + ": " + TextCell(inspection.inspectorate()) + ", framework " +
                     (inspection.framework().empty() ? "not stated" : TextCell(inspection.framework())) + '\n';
  text += "  " + DaysOf(inspection) + ", " +
          (inspection.published_on().empty() ? "publication day not stated"
                                             : "published " + LongDate(inspection.published_on())) +
          '\n';
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& judgement : inspection.judgements()) rows.emplace_back(judgement.area(), JudgementText(judgement));
  text += "judgements\n" + Lines(rows);
  if (!inspection.codes().empty()) text += "codes as reported: " + TextCell(CodesOf(inspection)) + '\n';
  if (!inspection.flags().empty()) text += "odd: " + TextCell(FlagsOf(inspection)) + '\n';
  if (!inspection.source().empty()) text += "source: " + TextCell(inspection.source()) + '\n';
  if (inspection.reported().empty()) return text;
  rows.clear();
  for (const auto& field : inspection.reported()) rows.emplace_back(field.field(), field.value());
  return text + "as reported\n" + Lines(rows);
}

const Layout<v1::Inspection>& InspectionLayout() {
  using I = v1::Inspection;
  static const auto* const layout = [] {
    std::vector<Column<I>> table = {
        {"authority", Align::kLeft, AuthorityOf},
        {"inspection", Align::kLeft, IdOf},
        {"framework", Align::kLeft, [](const I& inspection) { return inspection.framework(); }},
        {"published_on", Align::kLeft, [](const I& inspection) { return inspection.published_on(); }},
        {"judgements", Align::kLeft, JudgementsOf},
        {"flags", Align::kLeft, FlagsOf},
    };
    std::vector<Column<I>> csv = {
        {"authority", Align::kLeft, AuthorityOf},
        {"inspection", Align::kLeft, IdOf},
        {"inspectorate", Align::kLeft, [](const I& inspection) { return inspection.inspectorate(); }},
        {"framework", Align::kLeft, [](const I& inspection) { return inspection.framework(); }},
        {"first_day", Align::kLeft, [](const I& inspection) { return inspection.first_day(); }},
        {"last_day", Align::kLeft, [](const I& inspection) { return inspection.last_day(); }},
        {"published_on", Align::kLeft, [](const I& inspection) { return inspection.published_on(); }},
        {"judgements", Align::kLeft, JudgementsOf},
        {"codes", Align::kLeft, CodesOf},
        {"flags", Align::kLeft, FlagsOf},
        {"source", Align::kLeft, [](const I& inspection) { return inspection.source(); }},
        {"revision", Align::kRight, [](const I& inspection) { return std::to_string(inspection.stamp().revision()); }},
    };
    return new Layout<I>{std::move(table), std::move(csv), IdOf};
  }();
  return *layout;
}

}  // namespace assay
