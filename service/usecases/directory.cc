#include "service/usecases/directory.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "service/domain/limits.h"
#include "service/records/convert.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/differences.h"
#include "service/usecases/page.h"
#include "service/usecases/request_fields.h"

namespace assay {
namespace {

// Answers a create whose name is taken: the earlier entry if it says the same, else ALREADY_EXISTS.
template <typename T>
absl::StatusOr<Decision> DecideTaken(const std::string& what, const T& asked, const Entry& entry) {
  absl::StatusOr<Leaf> leaf = DecodeLeaf(entry.leaf);
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<Event> event = DecodeEvent(entry.revision, *leaf);
  if (!event.ok()) return event.status();
  const std::vector<std::string> fields = Differences(asked, std::get<T>(event->what));
  if (!fields.empty()) return AlreadyExists(what, fields);
  return Decision{.already_there = AlreadyThere{.revision = entry.revision}};
}

void CommitOne(const House& house, std::string_view ledger, Proposal proposal, const WriteContext& context,
               CreateDone done) {
  // Shared: on a full queue the ledger does not take the callback, and it is called here.
  auto answer = std::make_shared<CreateDone>(std::move(done));
  WriteRequest request{.ledger = std::string(ledger),
                       .mode = context.mode,
                       .bytes = 1'024,
                       .done = [answer](std::vector<absl::StatusOr<Committed>> results) { (*answer)(results.front()); },
                       .is_cancelled = context.is_cancelled};
  request.proposals.push_back(std::move(proposal));
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) (*answer)(status);
}

absl::Status VersionGap(const ScaleRef& ref) {
  return RefuseFields({{.field = "scale.name",
                        .reason = std::string(reason::kVersionGap),
                        .description = "version " + std::to_string(ref.version) + " must follow version " +
                                       std::to_string(ref.version - 1) + ", which is not recorded"}});
}

// Scale versions in the registry at most: what the facts hold, and each entry of this group as if it were one.
size_t ScalesUpTo(const LedgerFacts* registry, const View& view) {
  if (registry == nullptr) return view.size();
  const uint32_t folded = registry->size();
  return registry->Scales(folded).size() + (view.size() - folded);
}

absl::StatusOr<Decision> DecideScale(const Facts& facts, const Scale& scale, const std::string& body,
                                     const View& view) {
  absl::StatusOr<std::optional<Entry>> taken = view.Find(ScaleKey(scale.ref));
  if (!taken.ok()) return taken.status();
  if (*taken) return DecideTaken("scale " + FormatScaleRef(scale.ref), scale, **taken);
  if (ScalesUpTo(facts.Find(kRegistryLedger), view) >= limits::kScaleVersions) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                  "no more than " + std::to_string(limits::kScaleVersions) + " scale versions can be recorded");
  }
  if (scale.ref.version > 1) {
    auto before = view.Find(ScaleKey({.id = scale.ref.id, .version = scale.ref.version - 1}));
    if (!before.ok()) return before.status();
    if (!*before) return VersionGap(scale.ref);
  }
  return Decision{.draft = Draft{.kind = LeafKind::kScale, .body = body}};
}

// Reads page_size and page_token; empty names begin at the beginning.
struct DirectoryPage {
  uint32_t size = 0;
  std::string after;
};

template <typename Request>
absl::StatusOr<DirectoryPage> ReadPage(const House& house, const Request& request) {
  absl::StatusOr<uint32_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  DirectoryPage page{.size = *size};
  if (request.page_token().empty()) return page;
  const std::string arguments = PageArguments(request);
  auto position = DecodePageToken({.key = house.page_key, .arguments = arguments}, request.page_token());
  if (!position.ok()) return position.status();
  page.after = position->name;
  return page;
}

template <typename Request>
std::string NextToken(const House& house, const Request& request, std::string name) {
  const std::string arguments = PageArguments(request);
  return EncodePageToken({.key = house.page_key, .arguments = arguments}, {.name = std::move(name)});
}

std::vector<Scale> SortedScales(const House& house) {
  std::vector<Scale> scales;
  if (const LedgerFacts* registry = house.facts.Find(kRegistryLedger)) {
    for (RecordedScale& recorded : registry->Scales(registry->size())) scales.push_back(std::move(recorded.scale));
  }
  std::sort(scales.begin(), scales.end(), [](const Scale& a, const Scale& b) {
    return std::tie(a.ref.id, a.ref.version) < std::tie(b.ref.id, b.ref.version);
  });
  return scales;
}

}  // namespace

void CreateAuthority(const House& house, const Authority& authority, const Violations& shape,
                     const WriteContext& context, CreateDone done) {
  if (Violations all = AllViolations("authority", shape, Validate(authority)); !all.empty()) {
    return done(RefuseFields(all));
  }
  auto decide = [authority,
                 body = EncodeAuthorityBody(authority, context.actor)](const View& view) -> absl::StatusOr<Decision> {
    absl::StatusOr<std::optional<Entry>> taken = view.Find(kAuthorityKey);
    if (!taken.ok()) return taken.status();
    if (*taken) return DecideTaken("authority " + authority.id, authority, **taken);
    return Decision{.draft = Draft{.kind = LeafKind::kAuthority, .body = body}};
  };
  CommitOne(house, authority.id, std::move(decide), context, std::move(done));
}

void CreateScale(const House& house, const Scale& scale, const Violations& shape, const WriteContext& context,
                 CreateDone done) {
  if (Violations all = AllViolations("scale", shape, Validate(scale)); !all.empty()) return done(RefuseFields(all));
  auto decide = [&facts = house.facts, scale, body = EncodeScaleBody(scale, context.actor)](const View& view) {
    return DecideScale(facts, scale, body, view);
  };
  CommitOne(house, kRegistryLedger, std::move(decide), context, std::move(done));
}

absl::StatusOr<v1::GetAuthorityResponse> GetAuthority(const House& house, const v1::GetAuthorityRequest& request) {
  const std::string id = ParseAuthorityName(request.name()).value_or("");
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, id);
  if (!facts.ok()) return facts.status();
  v1::GetAuthorityResponse response;
  *response.mutable_authority() = ToProto(*(*facts)->authority());
  response.set_revision((*facts)->size());
  return response;
}

absl::StatusOr<v1::ListAuthoritiesResponse> ListAuthorities(const House& house,
                                                            const v1::ListAuthoritiesRequest& request) {
  absl::StatusOr<DirectoryPage> page = ReadPage(house, request);
  if (!page.ok()) return page.status();
  v1::ListAuthoritiesResponse response;
  const std::vector<std::string> ids = house.facts.AuthorityIds(page->after, page->size + 1);
  for (const std::string& id : ids) {
    if (static_cast<uint32_t>(response.authorities_size()) == page->size) {
      const std::string& last = ids[page->size - 1];
      response.set_next_page_token(NextToken(house, request, last));
      break;
    }
    *response.add_authorities() = ToProto(*house.facts.Find(id)->authority());
  }
  return response;
}

absl::StatusOr<v1::GetScaleResponse> GetScale(const House& house, const v1::GetScaleRequest& request) {
  const std::optional<ScaleRef> ref = ParseScaleName(request.name());
  const LedgerFacts* registry = house.facts.Find(kRegistryLedger);
  std::optional<RecordedScale> found;
  if (ref && registry != nullptr) found = registry->FindScale(*ref);
  if (!found) {
    return Refuse(absl::StatusCode::kNotFound, reason::kUnknownScale,
                  ref ? "no scale " + FormatScaleRef(*ref) + " is recorded" : "no such scale");
  }
  v1::GetScaleResponse response;
  *response.mutable_scale() = ToProto(found->scale);
  return response;
}

absl::StatusOr<v1::ListScalesResponse> ListScales(const House& house, const v1::ListScalesRequest& request) {
  absl::StatusOr<DirectoryPage> page = ReadPage(house, request);
  if (!page.ok()) return page.status();
  const ScaleRef after = ParseScaleRef(page->after).value_or(ScaleRef());
  v1::ListScalesResponse response;
  for (const Scale& scale : SortedScales(house)) {
    if (std::tie(scale.ref.id, scale.ref.version) <= std::tie(after.id, after.version)) continue;
    if (static_cast<uint32_t>(response.scales_size()) == page->size) {
      const std::string last = response.scales(response.scales_size() - 1).name();
      response.set_next_page_token(NextToken(house, request, FormatScaleRef(*ParseScaleName(last))));
      break;
    }
    *response.add_scales() = ToProto(scale);
  }
  return response;
}

}  // namespace assay
