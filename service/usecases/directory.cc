#include "service/usecases/directory.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "service/domain/limits.h"
#include "service/records/convert.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/differences.h"
#include "service/usecases/page.h"
#include "service/usecases/read_at.h"
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
  if (!fields.empty()) return AlreadyExists(what, fields, std::is_same_v<T, Scale> ? "scale" : "authority");
  return Decision{.already_there = AlreadyThere{.revision = entry.revision}};
}

void CommitOne(const House& house, std::string_view ledger, Proposal proposal, const WriteContext& context,
               CreateDone done) {
  // Shared: on a full queue the ledger does not take the callback, and it is called here.
  auto answer = std::make_shared<CreateDone>(std::move(done));
  WriteRequest request = RequestOf(std::string(ledger), context);
  request.bytes = 1'024;
  request.done = [answer](std::vector<absl::StatusOr<Committed>> results) { (*answer)(results.front()); };
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

// The ids of at most `limit` authorities after `after`, sorted, that `read_at` asks for and the caller sees.
absl::StatusOr<std::vector<std::string>> AuthorityIds(const House& house, const Caller& caller,
                                                      const v1::ReadAt& read_at, const std::string& after,
                                                      size_t limit) {
  const absl::StatusOr<std::optional<int64_t>> time_us = ResolveReadTime(house, read_at);
  if (!time_us.ok()) return time_us.status();
  if (!time_us->has_value()) return AuthoritiesSeen(house, caller, after, limit);
  const absl::StatusOr<std::vector<std::string>> names = house.ledger.NamesAt(**time_us);
  if (!names.ok()) return names.status();
  std::vector<std::string> ids;
  for (auto it = std::upper_bound(names->begin(), names->end(), after); it != names->end() && ids.size() < limit;
       ++it) {
    if (FindAuthority(house, *it).ok() && Sees(caller, *it)) ids.push_back(*it);
  }
  return ids;
}

// The registry's scale versions at a revision, by name, then version.
std::vector<Scale> SortedScales(const House& house, uint32_t revision) {
  std::vector<Scale> scales;
  if (const LedgerFacts* registry = house.facts.Find(kRegistryLedger)) {
    for (RecordedScale& recorded : registry->Scales(revision)) scales.push_back(std::move(recorded.scale));
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
  // Before the authority is looked for: one that comes later must not be recorded at a time that was answered.
  const absl::StatusOr<uint32_t> revision = ResolveReadAt(house, id, request.read_at());
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, id);
  if (!facts.ok()) return facts.status();
  if (!revision.ok()) return revision.status();
  // The authority itself is its ledger's first entry.
  if (*revision == 0) return UnknownAuthority(id);
  v1::GetAuthorityResponse response;
  *response.mutable_authority() = ToProto(*(*facts)->authority());
  response.set_revision(*revision);
  return response;
}

absl::StatusOr<v1::ListAuthoritiesResponse> ListAuthorities(const House& house,
                                                            const v1::ListAuthoritiesRequest& request,
                                                            const Caller& caller) {
  const absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  PagePosition page;
  if (!request.page_token().empty()) {
    absl::StatusOr<PagePosition> decoded = DecodePageToken(binding, request.page_token());
    if (!decoded.ok()) return decoded.status();
    page = *std::move(decoded);
  }
  const auto ids = AuthorityIds(house, caller, request.read_at(), page.name, *page_size + 1);
  if (!ids.ok()) return ids.status();
  v1::ListAuthoritiesResponse response;
  for (const std::string& id : *ids) {
    if (static_cast<uint32_t>(response.authorities_size()) == *page_size) {
      response.set_next_page_token(EncodePageToken(binding, {.name = (*ids)[*page_size - 1]}));
      break;
    }
    *response.add_authorities() = ToProto(*house.facts.Find(id)->authority());
  }
  return response;
}

absl::StatusOr<v1::GetScaleResponse> GetScale(const House& house, const v1::GetScaleRequest& request) {
  const absl::StatusOr<uint32_t> revision = ResolveReadAt(house, kRegistryLedger, request.read_at());
  if (!revision.ok()) return revision.status();
  const std::optional<ScaleRef> ref = ParseScaleName(request.name());
  const LedgerFacts* registry = house.facts.Find(kRegistryLedger);
  std::shared_ptr<const RecordedScale> found;
  if (ref && registry != nullptr) found = registry->FindScaleAt(*ref, *revision);
  if (!found) {
    return Refuse(absl::StatusCode::kNotFound, reason::kUnknownScale,
                  ref ? "no scale " + FormatScaleRef(*ref) + " is recorded" : "no such scale");
  }
  v1::GetScaleResponse response;
  *response.mutable_scale() = ToProto(found->scale);
  response.set_revision(*revision);
  return response;
}

absl::StatusOr<v1::ListScalesResponse> ListScales(const House& house, const v1::ListScalesRequest& request) {
  const absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  const auto page = OpenPage(binding, request.page_token(), house.ledger.Size(kRegistryLedger),
                             [&] { return ResolveReadAt(house, kRegistryLedger, request.read_at()); });
  if (!page.ok()) return page.status();
  const ScaleRef after = ParseScaleRef(page->name).value_or(ScaleRef());
  v1::ListScalesResponse response;
  response.set_revision(page->revision);
  std::string last;
  for (const Scale& scale : SortedScales(house, page->revision)) {
    if (std::tie(scale.ref.id, scale.ref.version) <= std::tie(after.id, after.version)) continue;
    if (static_cast<uint32_t>(response.scales_size()) == *page_size) {
      response.set_next_page_token(EncodePageToken(binding, {.revision = page->revision, .name = last}));
      break;
    }
    *response.add_scales() = ToProto(scale);
    last = FormatScaleRef(scale.ref);
  }
  return response;
}

}  // namespace assay
