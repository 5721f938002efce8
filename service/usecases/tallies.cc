#include "service/usecases/tallies.h"

#include <utility>

#include "service/records/convert_records.h"
#include "service/usecases/record_reads.h"
#include "service/usecases/scale_lookup.h"

namespace assay {
namespace {

constexpr std::string_view kField = "tally";

absl::StatusOr<RecordPut> Prepare(const House& house, const AskedRecord<Tally>& asked) {
  absl::StatusOr<RecordPut> put = StartPut(house, kField, asked, Validate(asked.record), PutKind::kEither);
  if (!put.ok()) return put;
  const LedgerFacts* registry = house.facts.Find(kRegistryLedger);
  ScaleLookup scales(*put->facts, registry);
  const Scale* const scale = scales.Find(asked.record.scale);
  if (!scale) return UnknownScale("tally.scale", asked.record.scale);
  Tally tally = asked.record;
  if (!ValidateAgainst(*scale, tally).empty()) {
    Violations all;
    AddUnder(kField, ValidateAgainst(*scale, tally, KnownScales(registry)), all);
    return RefuseFields(all);
  }
  if (absl::Status status = AddAdoptions(house, scales, put->ahead); !status.ok()) return status;
  tally.scale = FormatScaleRef(scale->ref);
  put->rule = AsAsked(std::move(tally));
  return put;
}

}  // namespace

void RecordTally(const House& house, const AskedRecord<Tally>& asked, const WriteContext& context, PutDone done) {
  absl::StatusOr<RecordPut> put = Prepare(house, asked);
  if (!put.ok()) return done(put.status());
  PutRecord(house, *std::move(put), context, std::move(done));
}

v1::Reconciliation Reconcile(const Tally& tally) {
  v1::Reconciliation reconciliation;
  reconciliation.set_residual(Residual(tally));
  return reconciliation;
}

absl::StatusOr<v1::GetTallyResponse> GetTally(const House& house, const v1::GetTallyRequest& request) {
  absl::StatusOr<FoundRecord> found = FindRecordByName<Tally>(house, request.name(), request.read_at());
  if (!found.ok()) return found.status();
  v1::GetTallyResponse response;
  *response.mutable_tally() = ToRecorded<Tally>(*found->event);
  *response.mutable_reconciliation() = Reconcile(RecordIn<Tally>(*found->event));
  response.set_revision(found->scope.revision);
  return response;
}

absl::StatusOr<v1::ListTalliesResponse> ListTallies(const House& house, const v1::ListTalliesRequest& request) {
  absl::StatusOr<ReadScope> scope = OpenParent(house, request.parent(), request.read_at());
  if (!scope.ok()) return scope.status();
  v1::ListTalliesResponse response;
  for (const auto& event : CurrentRecords<Tally>(*scope->facts, scope->revision)) {
    *response.add_tallies() = ToRecorded<Tally>(*event);
    *response.add_reconciliations() = Reconcile(RecordIn<Tally>(*event));
  }
  response.set_revision(scope->revision);
  return response;
}

}  // namespace assay
