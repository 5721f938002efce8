#include "client/cli/sample_text.h"

#include <set>
#include <sstream>
#include <utility>

#include "client/cli/audit_layout.h"
#include "client/cli/civil_text.h"
#include "client/cli/input.h"
#include "client/cli/record_command.h"
#include "client/cli/text_cell.h"
#include "service/domain/civil_date.h"
#include "service/domain/fraction.h"
#include "service/domain/limits.h"

namespace assay {
namespace {

const KnownColumns& AllocationColumns() {
  static const auto* const columns = new KnownColumns{{"audit_id", "due_date"}, {"auditor"}};
  return *columns;
}

std::string WordsOf(v1::AllocationState state) {
  switch (state) {
    case v1::ALLOCATION_STATE_RETURNED:
      return "returned";
    case v1::ALLOCATION_STATE_WITHDRAWN:
      return "withdrawn";
    case v1::ALLOCATION_STATE_OUTSTANDING:
      return "outstanding";
    case v1::ALLOCATION_STATE_OVERDUE:
      return "overdue";
    default:
      return std::to_string(state);
  }
}

bool IsOutstanding(const v1::AllocationStatus& status) {
  return status.state() == v1::ALLOCATION_STATE_OUTSTANDING || status.state() == v1::ALLOCATION_STATE_OVERDUE;
}

std::string Outstanding(const v1::GetSampleResponse& response, const OutputOptions& options) {
  std::ostringstream out;
  TableWriter table(out, options, {"due", "auditor", "audit", "state"},
                    {Align::kLeft, Align::kLeft, Align::kLeft, Align::kLeft});
  bool any = false;
  for (const auto& status : response.allocations()) {
    if (!IsOutstanding(status)) continue;
    any = true;
    const v1::Allocation& allocation = status.allocation();
    const bool overdue = status.state() == v1::ALLOCATION_STATE_OVERDUE;
    table.Add({allocation.due_date(), allocation.auditor(), allocation.audit(),
               overdue ? Overdue({allocation.due_date(), response.on()}) : "outstanding"});
  }
  if (!any) return {};
  table.Finish();
  return out.str();
}

absl::StatusOr<v1::Allocation> ReadAllocation(const NamedColumns& columns, const CsvRow& row) {
  if (absl::Status cells = CheckCells(columns, row); !cells.ok()) return cells;
  v1::Allocation allocation;
  allocation.set_audit(columns.Cell(row, "audit_id"));
  allocation.set_auditor(columns.Cell(row, "auditor"));
  allocation.set_due_date(columns.Cell(row, "due_date"));
  if (allocation.audit().empty()) return OnLine(row, "audit_id is empty");
  if (!ParseDate(allocation.due_date()).has_value()) return OnLine(row, "due_date is not a date written YYYY-MM-DD");
  return allocation;
}

absl::StatusOr<std::vector<v1::Allocation>> ReadRows(const NamedColumns& columns, CsvReader& csv) {
  std::vector<v1::Allocation> allocations;
  std::set<std::string> audits;
  while (true) {
    const auto row = csv.Next();
    if (!row.ok()) return row.status();
    if (!row->has_value()) break;
    if (allocations.size() == limits::kAllocations) {
      return OnLine(**row, "is one more than the " + std::to_string(limits::kAllocations) + " a sample can allocate");
    }
    auto allocation = ReadAllocation(columns, **row);
    if (!allocation.ok()) return allocation.status();
    if (!audits.insert(allocation->audit()).second) return OnLine(**row, "audit_id stands on a line before");
    allocations.push_back(*std::move(allocation));
  }
  if (allocations.empty()) return absl::InvalidArgumentError("has a header and no rows");
  return allocations;
}

absl::StatusOr<std::vector<v1::Allocation>> ReadFrom(Input& input, const NamedColumnFlags& flags) {
  CsvReader csv(input);
  const auto header = csv.Next();
  if (!header.ok()) return header.status();
  if (!header->has_value()) return absl::InvalidArgumentError("is empty; it needs a header at least");
  const auto columns = NameColumns((*header)->cells, AllocationColumns(), flags);
  if (!columns.ok()) return columns.status();
  if (absl::Status others = RefuseOthers(*columns, AllocationColumns()); !others.ok()) return others;
  return ReadRows(*columns, csv);
}

}  // namespace

std::string CoverageText(const v1::SampleCoverage& coverage) {
  const uint32_t allocated = coverage.allocated_count();
  const uint32_t returned = coverage.returned_count();
  std::string text = std::to_string(returned) + " of " + std::to_string(allocated) +
                     " returned = " + FormatShare({returned, allocated});
  const uint32_t withdrawn = coverage.withdrawn_count();
  if (withdrawn > 0) text += "; " + std::to_string(withdrawn) + " withdrawn";
  const uint32_t back = returned + withdrawn;
  return text + "; " + std::to_string(allocated > back ? allocated - back : 0) + " outstanding";
}

std::string SampleText(const v1::GetSampleResponse& response, const OutputOptions& options) {
  const v1::Sample& sample = response.sample();
  std::string text = TextCell(LastPart(sample.name())) + ": " + TextCell(sample.title()) + '\n';
  text += "  " + TextCell(sample.practice_area());
  const std::string type = CodeOf(sample.audit_type());
  if (!type.empty()) text += ", " + type;
  const std::string method = CodeOf(sample.sampling_method());
  text += ", " + (method.empty() ? "sampling not stated" : method);
  if (sample.frame_size() > 0) text += ", drawn from " + std::to_string(sample.frame_size());
  if (!sample.drawn_on().empty()) text += ", drawn on " + LongDate(sample.drawn_on());
  text += "\n" + CoverageText(response.coverage()) + ", on " + LongDate(response.on()) + '\n';
  return text + Outstanding(response, options);
}

const Layout<v1::AllocationStatus>& AllocationLayout() {
  using A = v1::AllocationStatus;
  static const auto* const layout = [] {
    std::vector<Column<A>> columns = {
        {"audit_id", Align::kLeft, [](const A& status) { return status.allocation().audit(); }},
        {"auditor", Align::kLeft, [](const A& status) { return status.allocation().auditor(); }},
        {"due_date", Align::kLeft, [](const A& status) { return status.allocation().due_date(); }},
        {"state", Align::kLeft, [](const A& status) { return WordsOf(status.state()); }},
        {"audit_revision", Align::kRight,
         [](const A& status) {
           return status.audit_revision() == 0 ? std::string() : std::to_string(status.audit_revision());
         }},
    };
    return new Layout<A>{columns, columns, [](const A& status) { return status.allocation().audit(); }};
  }();
  return *layout;
}

absl::StatusOr<std::vector<v1::Allocation>> ReadAllocations(const Console& console, const AllocationFile& file) {
  auto input = Input::Open(console, file.path);
  if (!input.ok()) return input.status();
  auto allocations = ReadFrom(*input, file.columns);
  // The reader of CSV names the file itself.
  if (allocations.ok() || allocations.status().message().find(input->name()) == 0) return allocations;
  return InFile(input->name(), allocations.status());
}

}  // namespace assay
