#include "client/cli/inspection_row.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "client/cli/import_cell.h"
#include "client/cli/inspection_text.h"
#include "service/domain/civil_date.h"
#include "service/domain/text.h"
#include "service/records/names.h"

namespace assay {
namespace {

constexpr std::string_view kGradeSuffix = "_grade";
constexpr char kOverall[] = "overall-effectiveness";
// From this day on Ofsted gives no overall judgement.
constexpr char kOverallAbolishedOn[] = "2026-04-01";
constexpr char kPreDatesCell[] = "inspection_pre_dates_judgement";

constexpr char kAuthorityColumn[] = "local_authority";
constexpr char kFrameworkColumn[] = "inspection_framework";
constexpr char kFirstDayColumn[] = "inspection_start_date";
constexpr char kLastDayColumn[] = "inspection_end_date";
constexpr char kPublishedColumn[] = "publication_date";

struct CodeColumn {
  const char* column;
  const char* scheme;
};
constexpr CodeColumn kCodeColumns[] = {{"urn", "ofsted-urn"}, {"la_code", "dfe"}, {"ltla23cd", "gss"}};

KnownColumns Known() {
  KnownColumns known{{},
                     {kAuthorityColumn, kFrameworkColumn, kFirstDayColumn, kLastDayColumn, kPublishedColumn,
                      "overall_effectiveness_grade", "impact_of_leaders_grade", "help_and_protection_grade",
                      "in_care_grade", "care_leavers_grade"}};
  for (const CodeColumn& code : kCodeColumns) known.optional.emplace_back(code.column);
  return known;
}

// How files written by programs say that they hold nothing.
bool IsNothing(const std::string& cell) {
  const std::string lower = absl::AsciiStrToLower(cell);
  for (const char* nothing : {"", "nan", "none", "null", "n/a", "na", "nat", "-"}) {
    if (lower == nothing) return true;
  }
  return false;
}

bool IsGradeCode(const std::string& code) {
  Violations violations;
  CheckGradeCode({"grade", code}, violations);
  return violations.empty();
}

void AddFlag(v1::Inspection& inspection, const char* flag) {
  const auto& flags = inspection.flags();
  if (std::find(flags.begin(), flags.end(), flag) == flags.end()) inspection.add_flags(flag);
}

// Whether the inspection was made when there was no overall judgement any more: by its first day, else the next day
// that is known.
bool IsAfterAbolition(const v1::Inspection& inspection) {
  for (const std::string* day : {&inspection.first_day(), &inspection.last_day(), &inspection.published_on()}) {
    if (!day->empty()) return *day >= kOverallAbolishedOn;
  }
  return false;
}

void SetMissing(v1::Inspection& inspection, v1::Judgement& judgement) {
  const bool abolished = judgement.area() == kOverall && IsAfterAbolition(inspection);
  judgement.set_marker(abolished ? v1::MARKER_NOT_APPLICABLE : v1::MARKER_NOT_AVAILABLE);
  AddFlag(inspection, abolished ? oddity::kOverallAbolished : oddity::kJudgementMissing);
}

void AddJudgement(const std::string& area, const std::string& cell, v1::Inspection& inspection) {
  v1::Judgement& judgement = *inspection.add_judgements();
  judgement.set_area(area);
  if (const auto marker = ParseMarker(cell); marker.has_value()) return judgement.set_marker(*marker);
  if (absl::AsciiStrToLower(cell) == kPreDatesCell) {
    judgement.set_marker(v1::MARKER_NOT_AVAILABLE);
    return AddFlag(inspection, oddity::kPreDatesJudgement);
  }
  if (IsNothing(cell)) return SetMissing(inspection, judgement);
  // What is bracketed is somebody's marker, though none of ours: no grade is made of it.
  const std::string code = cell.starts_with("[") ? "" : NormaliseCode(cell);
  if (IsGradeCode(code)) return judgement.set_grade(code);
  judgement.set_marker(v1::MARKER_NOT_AVAILABLE);
  AddFlag(inspection, oddity::kJudgementUnreadable);
}

std::string DateOf(const InspectionColumns& columns, const CsvRow& row, const char* column,
                   v1::Inspection& inspection) {
  const std::string& cell = columns.named.Cell(row, column);
  if (IsNothing(cell)) return {};
  std::string date = ReadReportedDate(cell);
  if (date.empty()) AddFlag(inspection, oddity::kDateUnreadable);
  return date;
}

void SetDates(const InspectionColumns& columns, const CsvRow& row, v1::Inspection& inspection) {
  inspection.set_first_day(DateOf(columns, row, kFirstDayColumn, inspection));
  inspection.set_last_day(DateOf(columns, row, kLastDayColumn, inspection));
  inspection.set_published_on(DateOf(columns, row, kPublishedColumn, inspection));
  const bool none_reported =
      IsNothing(columns.named.Cell(row, kFirstDayColumn)) && IsNothing(columns.named.Cell(row, kLastDayColumn));
  if (none_reported) AddFlag(inspection, oddity::kNoInspectionDates);
}

void SetCodes(const InspectionColumns& columns, const CsvRow& row, v1::Inspection& inspection) {
  for (const CodeColumn& column : kCodeColumns) {
    const std::string& cell = columns.named.Cell(row, column.column);
    if (IsNothing(cell)) continue;
    v1::AuthorityCode& code = *inspection.add_codes();
    code.set_scheme(column.scheme);
    code.set_value(cell);
  }
}

void KeepAsReported(const InspectionColumns& columns, const CsvRow& row, v1::Inspection& inspection) {
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const std::string& header = columns.named.header[i];
    if (header.starts_with("refused_")) continue;
    v1::ReportedField& field = *inspection.add_reported();
    field.set_field(header.empty() ? "column " + std::to_string(i + 1) : header);
    field.set_value(row.cells[i]);
  }
}

std::string IdOf(const v1::Inspection& inspection, const std::string& prefix) {
  const std::string& published = inspection.published_on();
  const std::string& day = published.empty() ? inspection.first_day() : published;
  return prefix + "-" + (day.empty() ? "undated" : day);
}

}  // namespace

absl::StatusOr<InspectionColumns> PlanInspectionColumns(const std::vector<std::string>& header,
                                                        const std::vector<std::string>& maps) {
  auto named = NameColumns(header, Known(), {maps, {}});
  if (!named.ok()) return named.status();
  InspectionColumns columns;
  std::set<std::string> areas;
  const auto add = [&](size_t column, std::string_view field) {
    if (!field.ends_with(kGradeSuffix)) return true;
    const std::string area = NormaliseCode(field.substr(0, field.size() - kGradeSuffix.size()));
    columns.areas.emplace_back(column, area);
    return areas.insert(area).second;
  };
  bool once = true;
  for (const auto& [field, column] : named->column_of) once = add(column, field) && once;
  for (const size_t other : named->others) once = add(other, header[other]) && once;
  if (!once) return absl::InvalidArgumentError("two columns are judgements of one area");
  if (columns.areas.empty()) {
    return absl::InvalidArgumentError(
        "has no column of judgements: their names end in _grade, such as overall_effectiveness_grade");
  }
  std::sort(columns.areas.begin(), columns.areas.end());
  columns.named = *std::move(named);
  return columns;
}

absl::StatusOr<InspectionRow> ReadInspectionRow(const InspectionColumns& columns, const CsvRow& row,
                                                const InspectionDefaults& defaults) {
  if (absl::Status cells = CheckCells(columns.named, row); !cells.ok()) return cells;
  InspectionRow read;
  read.authority_title = columns.named.Cell(row, kAuthorityColumn);
  const bool named = columns.named.has(kAuthorityColumn);
  read.authority = named ? AuthorityIdOf(read.authority_title) : defaults.authority;
  if (read.authority.empty()) {
    return absl::InvalidArgumentError(named ? "local_authority holds no name"
                                            : "the file has no column local_authority; name the authority with -a");
  }
  v1::Inspection& inspection = read.inspection;
  inspection.set_inspectorate(defaults.inspectorate);
  inspection.set_source(defaults.source);
  const std::string& framework = columns.named.Cell(row, kFrameworkColumn);
  if (IsNothing(framework)) {
    AddFlag(inspection, oddity::kFrameworkNotStated);
  } else {
    inspection.set_framework(framework);
  }
  SetDates(columns, row, inspection);
  for (const auto& [column, area] : columns.areas) AddJudgement(area, row.cells[column], inspection);
  SetCodes(columns, row, inspection);
  KeepAsReported(columns, row, inspection);
  inspection.set_name(RecordResourceName("inspections", {read.authority, IdOf(inspection, defaults.id_prefix)}));
  return read;
}

std::string AuthorityIdOf(const std::string& title) {
  // Punctuation parts words but for the apostrophe, which joins them.
  std::string words = title;
  for (char& c : words) {
    if (absl::ascii_ispunct(static_cast<unsigned char>(c)) && c != '\'') c = ' ';
  }
  return NormaliseCode(words);
}

std::string ReadReportedDate(const std::string& text) {
  if (ParseDate(text).has_value()) return text;
  std::string date = ReadDate(text, DateFormat::kDayMonthYear).date;
  if (!date.empty()) return date;
  const size_t slash = text.rfind('/');
  const bool short_year = slash != std::string::npos && text.size() == slash + 3;
  if (!short_year) return {};
  return ReadDate(text.substr(0, slash + 1) + "20" + text.substr(slash + 1), DateFormat::kDayMonthYear).date;
}

void SharedCodes::Add(const InspectionRow& row) {
  for (const auto& code : row.inspection.codes()) {
    const auto [holder, added] = holders_.try_emplace({code.scheme(), code.value()}, Holder{row.authority});
    if (!added && holder->second.authority != row.authority) holder->second.shared = true;
  }
}

bool SharedCodes::Shares(const InspectionRow& row) const {
  return std::any_of(row.inspection.codes().begin(), row.inspection.codes().end(), [&](const auto& code) {
    const auto found = holders_.find({code.scheme(), code.value()});
    return found != holders_.end() && found->second.shared;
  });
}

}  // namespace assay
