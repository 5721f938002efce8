#include "client/cli/import_row.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "client/cli/flag_values.h"
#include "client/cli/text_cell.h"
#include "service/domain/text.h"
#include "service/domain/violation.h"

namespace assay {
namespace {

// Longer cells are cut in messages.
constexpr size_t kShownBytes = 60;

// The cell in quotes, safe to show.
std::string Shown(std::string_view cell) {
  if (cell.size() <= kShownBytes) return "\"" + TextCell(cell) + "\"";
  size_t end = kShownBytes;
  while (end > 0 && !IsUtf8(cell.substr(0, end))) --end;
  return "\"" + TextCell(cell.substr(0, end)) + "...\"";
}

constexpr char kNotShown[] = "what stands there";

// Where another column was taken for this one, the cell is a child's name or reference. What is no date is shown where
// it has no letters, and what is no word of ours where it has no digits.
std::string ShownDate(std::string_view cell) {
  return std::any_of(cell.begin(), cell.end(), [](char c) { return absl::ascii_isalpha(c) || (c & 0x80) != 0; })
             ? kNotShown
             : Shown(cell);
}
std::string ShownWord(std::string_view cell) {
  return std::any_of(cell.begin(), cell.end(), [](char c) { return absl::ascii_isdigit(c); }) ? kNotShown : Shown(cell);
}

std::string Trimmed(std::string_view cell) {
  return std::string(absl::StripAsciiWhitespace({cell.data(), cell.size()}));
}

// Puts a value where the field lives; codes of enumerations are set by SetEnumeration.
void Assign(ImportField field, const std::string& value, v1::Audit& audit) {
  const auto action = [&audit] { return audit.actions_size() > 0 ? audit.mutable_actions(0) : audit.add_actions(); };
  switch (field) {
    case ImportField::kCaseRef:
      return audit.mutable_personal()->set_case_ref(value);
    case ImportField::kPracticeArea:
      return audit.set_practice_area(value);
    case ImportField::kAuditDate:
      return audit.set_audit_date(value);
    case ImportField::kScale:
      return audit.set_scale(value);
    case ImportField::kGrade:
      return audit.set_grade(value);
    case ImportField::kUngradedReason:
      return audit.set_ungraded_reason(value);
    case ImportField::kPracticePeriodFirstDay:
      return audit.mutable_practice_period()->set_first_day(value);
    case ImportField::kPracticePeriodLastDay:
      return audit.mutable_practice_period()->set_last_day(value);
    case ImportField::kTeam:
      return audit.set_team(value);
    case ImportField::kAuditor:
      return audit.set_auditor(value);
    case ImportField::kActionOwner:
      return action()->set_owner(value);
    case ImportField::kActionDueDate:
      return action()->set_due_date(value);
    case ImportField::kNoActionReason:
      return audit.set_no_action_reason(value);
    case ImportField::kNarrative:
      return audit.mutable_personal()->set_narrative(value);
    case ImportField::kNotes:
      return audit.mutable_personal()->set_notes(value);
    case ImportField::kReAuditOf:
      return audit.set_re_audit_of(value);
    case ImportField::kWorker:
      return audit.set_worker(value);
    case ImportField::kManager:
      return audit.set_manager(value);
    case ImportField::kSupervisor:
      return audit.set_supervisor(value);
    case ImportField::kAuditQuality:
      return audit.mutable_audit_quality()->set_grade(value);
    case ImportField::kQualityAssessor:
      return audit.mutable_audit_quality()->set_assessor(value);
    case ImportField::kRiskTold:
      return audit.mutable_immediate_risk()->set_told(value);
    case ImportField::kRiskToldOn:
      return audit.mutable_immediate_risk()->set_told_on(value);
    case ImportField::kActionCode:
      return action()->set_code(value);
    case ImportField::kAuditId:
    case ImportField::kAuditType:
    case ImportField::kSamplingMethod:
      return;
  }
}

// An audit type or sampling method by its code. The status says why there is none.
absl::Status SetEnumeration(ImportField field, const std::string& code, v1::Audit& audit) {
  if (field == ImportField::kAuditType) {
    const auto type = ParseAuditTypeFlag({"", code});
    if (type.ok()) audit.set_audit_type(*type);
    return type.status();
  }
  const auto method = ParseSamplingFlag({"", code});
  if (method.ok()) audit.set_sampling_method(*method);
  return method.status();
}

// The server says 'requires-improvement'; the file said "Requires improvement".
std::string InTheFilesWords(std::string why, const std::string& code, std::string_view cell) {
  for (const std::string& said : {"grade '" + code + "'", "'" + code + "'"}) {
    if (const size_t at = why.find(said); at != std::string::npos) return why.replace(at, said.size(), ShownWord(cell));
  }
  return why;
}

bool IsUngraded(std::string_view cell) {
  return absl::StartsWithIgnoreCase({cell.data(), cell.size()}, {kUngradedPrefix.data(), kUngradedPrefix.size()});
}

// The code of a domain's cell, trimmed already: that of its grade, or of why it has none.
std::string CodeOfDomainCell(std::string_view cell) {
  return NormaliseCode(IsUngraded(cell) ? cell.substr(kUngradedPrefix.size()) : cell);
}

// 2 of "domain_grades[2].grade".
std::optional<size_t> DomainIndexOf(const std::string& path) {
  constexpr std::string_view kPath = "domain_grades[";
  if (!path.starts_with(kPath)) return std::nullopt;
  size_t index = 0;
  const std::string number = path.substr(kPath.size(), path.find(']') - kPath.size());
  return absl::SimpleAtoi(number, &index) ? std::optional(index) : std::nullopt;
}

}  // namespace

absl::StatusOr<RowReader> RowReader::Create(ImportColumns columns, DateFormat dates, std::string parent) {
  RowReader reader(std::move(columns), dates, std::move(parent));
  for (size_t i = 0; i < kImportFields; ++i) {
    if (!reader.columns_.fixed[i].has_value()) continue;
    const auto field = static_cast<ImportField>(i);
    const auto problems = reader.Set(field, *reader.columns_.fixed[i], reader.fixed_);
    if (problems.empty()) continue;
    return absl::InvalidArgumentError("--set " + std::string(About(field).name) + ": " + problems.front().why);
  }
  return reader;
}

RowReader::RowReader(ImportColumns columns, DateFormat dates, std::string parent)
    : columns_(std::move(columns)), dates_(dates), parent_(std::move(parent)) {}

std::string RowReader::ColumnName(ImportField field) const {
  const auto& column = columns_.column_of[static_cast<size_t>(field)];
  return column.has_value() ? columns_.columns[*column].header : std::string(About(field).name);
}

std::vector<RowProblem> RowReader::CheckCells(const CsvRow& row) const {
  if (row.cells.size() != columns_.columns.size()) {
    return {{"",
             "has " + std::to_string(row.cells.size()) + " cells where the header has " +
                 std::to_string(columns_.columns.size()),
             std::string(reason::kBadFormat)}};
  }
  std::vector<RowProblem> problems;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const ImportColumn& column = columns_.columns[i];
    if (!IsUtf8(row.cells[i]) || row.cells[i].find('\0') != std::string::npos) {
      problems.push_back({column.header, "is not UTF-8 text", std::string(reason::kBadText)});
    } else if (column.use == ColumnUse::kNameless && !row.cells[i].empty()) {
      problems.push_back({"", "column " + std::to_string(i + 1) + " holds something but has no name in the header",
                          std::string(reason::kBadFormat)});
    }
  }
  return problems;
}

std::vector<RowProblem> RowReader::Set(ImportField field, const std::string& cell, v1::Audit& audit) const {
  const std::string text = Trimmed(cell);
  if (text.empty()) return {};
  const auto problem = [&](const std::string& why, std::string_view reason) {
    return std::vector<RowProblem>{{ColumnName(field), why, std::string(reason)}};
  };
  switch (About(field).kind) {
    case ImportKind::kText:
      // The personal part is kept as it was written.
      Assign(field, About(field).privacy == Privacy::kPersonal && field != ImportField::kCaseRef ? cell : text, audit);
      return {};
    case ImportKind::kDate: {
      const DateCell date = ReadDate(text, dates_);
      if (!date.why.empty()) return problem(ShownDate(text) + " " + date.why, reason::kBadDate);
      Assign(field, date.date, audit);
      return {};
    }
    case ImportKind::kCode:
      break;
  }
  const std::string code = NormaliseCode(text);
  if (code.empty()) return problem(Shown(text) + " has neither letters nor digits", reason::kBadFormat);
  if (field != ImportField::kAuditType && field != ImportField::kSamplingMethod) {
    Assign(field, code, audit);
    return {};
  }
  const absl::Status set = SetEnumeration(field, code, audit);
  if (set.ok()) return {};
  std::string why = Trimmed(std::string(set.message()));
  const std::string quoted = "\"" + code + "\"";
  if (const size_t at = why.find(quoted); at != std::string::npos) why.replace(at, quoted.size(), ShownWord(text));
  return problem(why, reason::kOutOfRange);
}

std::vector<RowProblem> RowReader::SetDomain(const ImportColumn& column, const std::string& cell,
                                             v1::Audit& audit) const {
  const std::string text = Trimmed(cell);
  if (text.empty()) return {};
  const std::string code = CodeOfDomainCell(text);
  if (code.empty()) {
    return {{column.header, Shown(text) + " has neither letters nor digits", std::string(reason::kBadFormat)}};
  }
  v1::DomainGrade& grade = *audit.add_domain_grades();
  grade.set_domain(column.domain);
  if (IsUngraded(text)) {
    grade.set_ungraded_reason(code);
  } else {
    grade.set_grade(code);
  }
  return {};
}

std::optional<RowProblem> RowReader::ExplainDomain(const CsvRow& row, const v1::FieldViolation& violation) const {
  const auto index = DomainIndexOf(violation.field());
  if (!index.has_value()) return std::nullopt;
  size_t next = 0;
  for (size_t i = 0; i < columns_.columns.size(); ++i) {
    const ImportColumn& column = columns_.columns[i];
    if (column.use != ColumnUse::kDomain) continue;
    const std::string cell = Trimmed(row.cells[i]);
    // An empty cell made no domain grade.
    if (cell.empty() || next++ != *index) continue;
    return RowProblem{column.header, InTheFilesWords(TextCell(violation.description()), CodeOfDomainCell(cell), cell),
                      violation.reason()};
  }
  return std::nullopt;
}

std::vector<RowProblem> RowReader::Read(const CsvRow& row, v1::Audit& audit) const {
  std::vector<RowProblem> problems = CheckCells(row);
  if (!problems.empty()) return problems;
  audit = fixed_;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const ImportColumn& column = columns_.columns[i];
    if (column.use == ColumnUse::kField) {
      for (RowProblem& problem : Set(column.field, row.cells[i], audit)) problems.push_back(problem);
    } else if (column.use == ColumnUse::kDomain) {
      for (RowProblem& problem : SetDomain(column, row.cells[i], audit)) problems.push_back(problem);
    }
  }
  // The id becomes a part of the audit's name, so its shape is judged here.
  const std::string id = Trimmed(row.cells[*columns_.column_of[static_cast<size_t>(ImportField::kAuditId)]]);
  audit.set_name(parent_ + "/audits/" + id);
  Violations violations;
  CheckAuditId({"", id}, violations);
  for (const Violation& violation : violations) {
    problems.push_back({ColumnName(ImportField::kAuditId), violation.description, violation.reason});
  }
  return problems;
}

std::vector<RowProblem> RowReader::Explain(const CsvRow& row, const v1::Refusal& refusal) const {
  std::vector<RowProblem> problems;
  for (const v1::FieldViolation& violation : refusal.violations()) {
    if (auto problem = ExplainDomain(row, violation); problem.has_value()) {
      problems.push_back(*std::move(problem));
      continue;
    }
    const auto field = ImportFieldByPath(violation.field());
    std::string why = TextCell(violation.description());
    if (!field.has_value()) {
      problems.push_back({TextCell(violation.field()), why, violation.reason()});
      continue;
    }
    const auto& column = columns_.column_of[static_cast<size_t>(*field)];
    if (About(*field).kind == ImportKind::kCode && column.has_value()) {
      const std::string cell = Trimmed(row.cells[*column]);
      why = InTheFilesWords(std::move(why), NormaliseCode(cell), cell);
    }
    problems.push_back({ColumnName(*field), why, violation.reason()});
  }
  if (problems.empty()) problems.push_back({"", TextCell(refusal.message()), refusal.reason()});
  return problems;
}

}  // namespace assay
