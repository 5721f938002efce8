#include "service/usecases/inspections.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "service/domain/limits.h"
#include "service/records/convert_records.h"
#include "service/usecases/page.h"
#include "service/usecases/record_reads.h"

namespace assay {
namespace {

using Events = std::vector<std::shared_ptr<const Event>>;

Inspection Flagged(Inspection inspection, const Authority& authority) {
  const bool flagged =
      std::find(inspection.flags.begin(), inspection.flags.end(), kCodeExpired) != inspection.flags.end();
  if (!flagged && HasExpiredCode(inspection, authority)) inspection.flags.emplace_back(kCodeExpired);
  return inspection;
}

// Of one authority: by the day it was published, then by name.
Events InOrder(const ReadScope& scope) {
  Events events = CurrentRecords<Inspection>(*scope.facts, scope.revision);
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return RecordIn<Inspection>(*a).published_on < RecordIn<Inspection>(*b).published_on;
  });
  return events;
}

// One page being filled.
struct Filling {
  uint32_t page_size = 0;
  size_t bytes = 0;
  v1::ListInspectionsResponse response;

  bool IsFull() const {
    return static_cast<uint32_t>(response.inspections_size()) == page_size || bytes >= limits::kPageBytes;
  }
  void Add(const Event& event) {
    v1::Inspection inspection = ToRecorded<Inspection>(event);
    bytes += inspection.ByteSizeLong();
    *response.add_inspections() = std::move(inspection);
  }
};

absl::StatusOr<v1::ListInspectionsResponse> ListOne(const House& house, const v1::ListInspectionsRequest& request,
                                                    Filling filling) {
  const std::string authority = ParseAuthorityName(request.parent()).value_or("");
  absl::StatusOr<ReadScope> scope = OpenScope(house, authority, request.read_at());
  if (!scope.ok()) return scope.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page = OpenPage(binding, request.page_token(), scope->facts->size(),
                                               [&]() -> absl::StatusOr<uint32_t> { return scope->revision; });
  if (!page.ok()) return page.status();
  scope->revision = page->revision;
  const Events events = InOrder(*scope);
  for (uint32_t row = page->row; row < events.size(); ++row) {
    if (filling.IsFull()) {
      filling.response.set_next_page_token(EncodePageToken(binding, {.row = row, .revision = page->revision}));
      break;
    }
    filling.Add(*events[row]);
  }
  return std::move(filling.response);
}

// The last inspection already listed.
struct Listed {
  std::string authority;
  std::string key;
};

absl::StatusOr<v1::ListInspectionsResponse> ListEvery(const House& house, const v1::ListInspectionsRequest& request,
                                                      const Caller& caller, Filling filling) {
  if (request.read_at().has_revision() || request.read_at().has_at_least_revision()) {
    return RefuseFields({{.field = "read_at",
                          .reason = std::string(reason::kNotAllowed),
                          .description = "each authority counts its own revisions; give a time, or nothing"}});
  }
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page =
      OpenPage(binding, request.page_token(), 0, []() -> absl::StatusOr<uint32_t> { return 0; });
  if (!page.ok()) return page.status();
  const size_t slash = std::min(page->name.find('/'), page->name.size());
  Listed last{.authority = page->name.substr(0, slash),
              .key = page->name.substr(std::min(slash + 1, page->name.size()))};
  std::vector<std::string> authorities = AuthoritiesSeen(house, caller, last.authority, limits::kCompared);
  if (!last.authority.empty() && Sees(caller, last.authority)) authorities.insert(authorities.begin(), last.authority);
  while (!authorities.empty()) {
    for (const std::string& authority : authorities) {
      absl::StatusOr<ReadScope> scope = OpenScope(house, authority, request.read_at());
      if (!scope.ok()) return scope.status();
      for (const auto& event : CurrentRecords<Inspection>(*scope->facts, scope->revision)) {
        const std::string key = RecordKey(RecordIn<Inspection>(*event));
        if (authority == last.authority && key <= last.key) continue;
        if (filling.IsFull()) {
          filling.response.set_next_page_token(EncodePageToken(binding, {.name = last.authority + "/" + last.key}));
          return std::move(filling.response);
        }
        filling.Add(*event);
        last = {.authority = authority, .key = key};
      }
    }
    authorities = AuthoritiesSeen(house, caller, authorities.back(), limits::kCompared);
  }
  return std::move(filling.response);
}

}  // namespace

void RecordInspection(const House& house, const AskedRecord<Inspection>& asked, const WriteContext& context,
                      PutDone done) {
  absl::StatusOr<RecordPut> put = StartPut(house, "inspection", asked, Validate(asked.record), PutKind::kEither);
  if (!put.ok()) return done(put.status());
  put->rule = AsAsked(Flagged(asked.record, *put->facts->authority()));
  PutRecord(house, *std::move(put), context, std::move(done));
}

absl::StatusOr<v1::GetInspectionResponse> GetInspection(const House& house, const v1::GetInspectionRequest& request) {
  absl::StatusOr<FoundRecord> found = FindRecordByName<Inspection>(house, request.name(), request.read_at());
  if (!found.ok()) return found.status();
  v1::GetInspectionResponse response;
  *response.mutable_inspection() = ToRecorded<Inspection>(*found->event);
  response.set_revision(found->scope.revision);
  return response;
}

absl::StatusOr<v1::ListInspectionsResponse> ListInspections(const House& house,
                                                            const v1::ListInspectionsRequest& request,
                                                            const Caller& caller) {
  absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  Filling filling{.page_size = *page_size};
  if (request.parent() == AuthorityName(kEveryAuthority)) return ListEvery(house, request, caller, std::move(filling));
  return ListOne(house, request, std::move(filling));
}

}  // namespace assay
