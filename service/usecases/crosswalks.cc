#include "service/usecases/crosswalks.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "service/records/convert_records.h"
#include "service/usecases/page.h"
#include "service/usecases/record_reads.h"
#include "service/usecases/scale_lookup.h"

namespace assay {
namespace {

constexpr std::string_view kField = "crosswalk";

auto Place(const ScaleRef& ref) { return std::tie(ref.id, ref.version); }

Refused VersionGap(const ScaleRef& ref) {
  return {.reason = std::string(reason::kVersionGap),
          .field = "crosswalk.name",
          .message = "version " + std::to_string(ref.version) + " must follow version " +
                     std::to_string(ref.version - 1) + ", which is not recorded"};
}

RecordRule RuleOf(Crosswalk crosswalk) {
  return [crosswalk = std::move(crosswalk)](const RecordsNow& now, const Record*) -> std::variant<Record, Refused> {
    const ScaleRef before{.id = crosswalk.ref.id, .version = crosswalk.ref.version - 1};
    if (before.version == 0) return Record(crosswalk);
    for (const auto& event : now.Entries<Crosswalk>()) {
      if (RecordIn<Crosswalk>(*event).ref == before) return Record(crosswalk);
    }
    return VersionGap(crosswalk.ref);
  };
}

// What it says of its scales; they are recorded with their versions.
absl::Status CheckScales(const LedgerFacts* registry, Crosswalk& crosswalk) {
  if (registry == nullptr) return UnknownScale("crosswalk.from_scale", crosswalk.from_scale);
  ScaleLookup scales(*registry, registry);
  const Scale* const from = scales.Find(crosswalk.from_scale);
  if (!from) return UnknownScale("crosswalk.from_scale", crosswalk.from_scale);
  const Scale* const to = scales.Find(crosswalk.to_scale);
  if (!to) return UnknownScale("crosswalk.to_scale", crosswalk.to_scale);
  Violations all;
  AddUnder(kField, ValidateAgainst(*from, *to, crosswalk), all);
  if (!all.empty()) return RefuseFields(all);
  crosswalk.from_scale = FormatScaleRef(from->ref);
  crosswalk.to_scale = FormatScaleRef(to->ref);
  return absl::OkStatus();
}

absl::StatusOr<RecordPut> Prepare(const House& house, const AskedRecord<Crosswalk>& asked) {
  Violations all = AllViolations(kField, asked.shape, Validate(asked.record));
  if (!all.empty()) return RefuseFields(all);
  const LedgerFacts* registry = house.facts.Find(kRegistryLedger);
  Crosswalk crosswalk = asked.record;
  if (absl::Status status = CheckScales(registry, crosswalk); !status.ok()) return status;
  return RecordPut{.ledger = std::string(kRegistryLedger),
                   .facts = registry,
                   .key = RecordKey(crosswalk),
                   .field = std::string(kField),
                   .asked = asked.record,
                   .rule = RuleOf(std::move(crosswalk))};
}

}  // namespace

void CreateCrosswalk(const House& house, const AskedRecord<Crosswalk>& asked, const WriteContext& context,
                     PutDone done) {
  absl::StatusOr<RecordPut> put = Prepare(house, asked);
  if (!put.ok()) return done(put.status());
  PutRecord(house, *std::move(put), context, std::move(done));
}

std::shared_ptr<const Event> FindCrosswalk(const LedgerFacts* registry, const ScaleRef& ref) {
  std::shared_ptr<const Event> found;
  if (registry == nullptr) return found;
  for (auto& event : registry->Records<Crosswalk>(registry->size())) {
    const ScaleRef& here = RecordIn<Crosswalk>(*event).ref;
    if (here.id != ref.id || (ref.version != 0 && here.version != ref.version)) continue;
    if (!found || here.version > RecordIn<Crosswalk>(*found).ref.version) found = std::move(event);
  }
  return found;
}

absl::StatusOr<v1::GetCrosswalkResponse> GetCrosswalk(const House& house, const v1::GetCrosswalkRequest& request) {
  const std::optional<ScaleRef> ref = ParseCrosswalkName(request.name());
  std::shared_ptr<const Event> found;
  if (ref) found = FindCrosswalk(house.facts.Find(kRegistryLedger), *ref);
  if (found == nullptr) {
    return Refuse(absl::StatusCode::kNotFound, reason::kUnknownCrosswalk,
                  ref ? "no crosswalk " + FormatScaleRef(*ref) + " is recorded" : "no such crosswalk");
  }
  v1::GetCrosswalkResponse response;
  *response.mutable_crosswalk() = ToRecorded<Crosswalk>(*found);
  return response;
}

absl::StatusOr<v1::ListCrosswalksResponse> ListCrosswalks(const House& house,
                                                          const v1::ListCrosswalksRequest& request) {
  absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page =
      OpenPage(binding, request.page_token(), 0, []() -> absl::StatusOr<uint32_t> { return 0; });
  if (!page.ok()) return page.status();
  ScaleRef last = ParseScaleRef(page->name).value_or(ScaleRef());
  std::vector<std::shared_ptr<const Event>> events;
  const LedgerFacts* registry = house.facts.Find(kRegistryLedger);
  if (registry != nullptr) events = registry->Records<Crosswalk>(registry->size());
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return Place(RecordIn<Crosswalk>(*a).ref) < Place(RecordIn<Crosswalk>(*b).ref);
  });
  v1::ListCrosswalksResponse response;
  for (const auto& event : events) {
    const ScaleRef& ref = RecordIn<Crosswalk>(*event).ref;
    if (Place(ref) <= Place(last)) continue;
    if (static_cast<uint32_t>(response.crosswalks_size()) == *page_size) {
      response.set_next_page_token(EncodePageToken(binding, {.name = FormatScaleRef(last)}));
      break;
    }
    *response.add_crosswalks() = ToRecorded<Crosswalk>(*event);
    last = ref;
  }
  return response;
}

}  // namespace assay
