#include "service/usecases/samples.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/records/convert.h"
#include "service/records/convert_records.h"
#include "service/usecases/chain.h"
#include "service/usecases/record_reads.h"

namespace assay {
namespace {

// What became of one allocation by a revision.
struct Returned {
  uint32_t audit_revision = 0;  // 0: not recorded
  bool is_withdrawn = false;
};

absl::StatusOr<Returned> ReturnedAt(const House& house, const AuditName& name, uint32_t revision) {
  absl::StatusOr<std::optional<Link>> link =
      FindLink(house.ledger, {.authority = name.authority, .audit = name.audit, .revision = revision});
  if (!link.ok()) return link.status();
  if (!*link) return Returned();
  return Returned{.audit_revision = (*link)->entry.revision,
                  .is_withdrawn = !std::get<Audit>((*link)->event.what).withdrawal_reason.empty()};
}

void Count(const Returned& returned, SampleCoverage& coverage) {
  if (returned.audit_revision == 0) return;
  ++(returned.is_withdrawn ? coverage.withdrawn : coverage.returned);
}

SampleCoverage NothingReturned(const Sample& sample) {
  return {.sample = sample.id,
          .allocated = static_cast<uint32_t>(sample.allocations.size()),
          .frame_size = sample.frame_size};
}

v1::AllocationState StateOf(const Allocation& allocation, const Returned& returned, absl::CivilDay on) {
  if (returned.is_withdrawn) return v1::ALLOCATION_STATE_WITHDRAWN;
  if (returned.audit_revision != 0) return v1::ALLOCATION_STATE_RETURNED;
  const std::optional<absl::CivilDay> due = ParseDate(allocation.due_date);
  return due && *due < on ? v1::ALLOCATION_STATE_OVERDUE : v1::ALLOCATION_STATE_OUTSTANDING;
}

// Those not returned first, by due date, then auditor, then audit.
bool ComesBefore(const v1::AllocationStatus& a, const v1::AllocationStatus& b) {
  const auto place = [](const v1::AllocationStatus& status) {
    const v1::Allocation& allocation = status.allocation();
    return std::tie(allocation.due_date(), allocation.auditor(), allocation.audit());
  };
  const bool a_returned = a.audit_revision() != 0;
  const bool b_returned = b.audit_revision() != 0;
  return a_returned != b_returned ? b_returned : place(a) < place(b);
}

v1::Sample WithoutAllocations(const Event& event) {
  v1::Sample sample = ToRecorded<Sample>(event);
  sample.clear_allocations();
  return sample;
}

}  // namespace

void CreateSample(const House& house, const AskedRecord<Sample>& asked, const WriteContext& context, PutDone done) {
  absl::StatusOr<RecordPut> put = StartPut(house, "sample", asked, Validate(asked.record), PutKind::kEither);
  if (!put.ok()) return done(put.status());
  PutRecord(house, *std::move(put), context, std::move(done));
}

absl::StatusOr<SampleCoverage> CoverageAt(const House& house, const Sample& sample, uint32_t revision) {
  SampleCoverage coverage = NothingReturned(sample);
  for (const Allocation& allocation : sample.allocations) {
    absl::StatusOr<Returned> returned =
        ReturnedAt(house, {.authority = sample.authority, .audit = allocation.audit}, revision);
    if (!returned.ok()) return returned.status();
    Count(*returned, coverage);
  }
  return coverage;
}

absl::StatusOr<v1::GetSampleResponse> GetSample(const House& house, const v1::GetSampleRequest& request) {
  absl::StatusOr<absl::CivilDay> on = DayAsked(house, request.on());
  if (!on.ok()) return on.status();
  absl::StatusOr<FoundRecord> found = FindRecordByName<Sample>(house, request.name(), request.read_at());
  if (!found.ok()) return found.status();
  const Sample& sample = RecordIn<Sample>(*found->event);
  SampleCoverage coverage = NothingReturned(sample);
  std::vector<v1::AllocationStatus> statuses;
  for (const Allocation& allocation : sample.allocations) {
    absl::StatusOr<Returned> returned =
        ReturnedAt(house, {.authority = sample.authority, .audit = allocation.audit}, found->scope.revision);
    if (!returned.ok()) return returned.status();
    Count(*returned, coverage);
    v1::AllocationStatus& status = statuses.emplace_back();
    *status.mutable_allocation() = ToProto(allocation);
    status.set_state(StateOf(allocation, *returned, *on));
    status.set_audit_revision(returned->audit_revision);
  }
  std::sort(statuses.begin(), statuses.end(), ComesBefore);
  v1::GetSampleResponse response;
  *response.mutable_sample() = WithoutAllocations(*found->event);
  *response.mutable_coverage() = ToProto(coverage, sample.authority);
  for (v1::AllocationStatus& status : statuses) *response.add_allocations() = std::move(status);
  response.set_on(FormatDate(*on));
  response.set_revision(found->scope.revision);
  return response;
}

absl::StatusOr<v1::ListSamplesResponse> ListSamples(const House& house, const v1::ListSamplesRequest& request) {
  absl::StatusOr<ReadScope> scope = OpenParent(house, request.parent(), request.read_at());
  if (!scope.ok()) return scope.status();
  v1::ListSamplesResponse response;
  for (const auto& event : CurrentRecords<Sample>(*scope->facts, scope->revision)) {
    absl::StatusOr<SampleCoverage> coverage = CoverageAt(house, RecordIn<Sample>(*event), scope->revision);
    if (!coverage.ok()) return coverage.status();
    *response.add_samples() = WithoutAllocations(*event);
    *response.add_coverage() = ToProto(*coverage, scope->authority);
  }
  response.set_revision(scope->revision);
  return response;
}

}  // namespace assay
