#include "service/usecases/tokens.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/domain/limits.h"
#include "service/records/convert_token.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/differences.h"
#include "service/usecases/page.h"
#include "service/usecases/request_fields.h"

namespace assay {
namespace {

absl::Status UnknownToken() { return Refuse(absl::StatusCode::kNotFound, reason::kUnknownToken, "no such token"); }

bool Manages(const MaySee& administers, const Token& token) {
  return std::all_of(token.grants.begin(), token.grants.end(),
                     [&](const Grant& grant) { return administers(grant.authority); });
}

// One creation or revocation on its way through the committer.
struct Work {
  TokenDone done;
  Event event;  // as asked until it is decided, then as recorded
};

void Finish(Work& work, const absl::StatusOr<Committed>& committed) {
  if (!committed.ok()) return work.done(committed.status());
  work.event.revision = committed->revision;
  work.event.recorded_at_us = committed->recorded_at_us;
  work.done(WrittenToken{.committed = *committed, .event = std::move(work.event)});
}

void CommitWork(const House& house, const WriteContext& context, const std::shared_ptr<Work>& work, Proposal proposal) {
  WriteRequest request = RequestOf(std::string(kTokenLedger), context);
  request.bytes = 1'024;
  request.proposals.push_back(std::move(proposal));
  request.done = [work](const std::vector<absl::StatusOr<Committed>>& results) { Finish(*work, results.front()); };
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) work->done(status);
}

// The newest entry of a token; nullopt: there is none.
absl::StatusOr<std::optional<Event>> FindToken(const View& view, const std::string& id) {
  absl::StatusOr<std::optional<Entry>> entry = view.Find(TokenName(id));
  if (!entry.ok()) return entry.status();
  if (!*entry) return std::nullopt;
  absl::StatusOr<Leaf> leaf = DecodeLeaf((*entry)->leaf);
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<Event> event = DecodeEvent((*entry)->revision, *leaf);
  if (!event.ok()) return event.status();
  return *std::move(event);
}

std::vector<std::string> DifferencesOf(const Token& asked, const Token& there) {
  std::vector<std::string> fields;
  if (asked.grants != there.grants) fields.emplace_back("grants");
  if (asked.secret_sha256 != there.secret_sha256) fields.emplace_back("secret_sha256");
  if (asked.certificate != there.certificate) fields.emplace_back("certificate");
  if (asked.expires_at_us != there.expires_at_us) fields.emplace_back("expire_time");
  if (asked.revoked != there.revoked) fields.emplace_back("revoked");
  return fields;
}

absl::Status TooMany(size_t most, const std::string& of) {
  return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                "no more than " + std::to_string(most) + " tokens can be recorded" + of);
}

absl::Status CheckRoom(const Token& asked, const TokenFacts& tokens, const MaySee& administers) {
  if (administers(kEveryAuthority)) {
    return tokens.size() < limits::kTokens ? absl::OkStatus() : TooMany(limits::kTokens, "");
  }
  constexpr size_t kForAuthorities = limits::kTokens - limits::kTokensKept;
  if (tokens.size() >= kForAuthorities) return TooMany(kForAuthorities, " by the administrators of authorities");
  for (const Grant& grant : asked.grants) {
    if (tokens.CountOf(grant.authority) < limits::kTokensPerAuthority) continue;
    return TooMany(limits::kTokensPerAuthority, " for an authority by its own administrators");
  }
  return absl::OkStatus();
}

absl::StatusOr<Decision> DecideCreate(Work& work, const TokenFacts& tokens, const MaySee& administers,
                                      const View& view) {
  const Token& asked = std::get<Token>(work.event.what);
  absl::StatusOr<std::optional<Event>> taken = FindToken(view, asked.id);
  if (!taken.ok()) return taken.status();
  if (*taken) {
    const auto& there = std::get<Token>((*taken)->what);
    if (!Manages(administers, there)) return AlreadyExists("token " + asked.id, {"name"}, "token");
    const std::vector<std::string> fields = DifferencesOf(asked, there);
    if (!fields.empty()) return AlreadyExists("token " + asked.id, fields, "token");
    work.event = **std::move(taken);
    return Decision{.already_there = AlreadyThere{.revision = work.event.revision}};
  }
  if (!asked.secret_sha256.empty() && tokens.HasSecret(asked.secret_sha256)) {
    return AlreadyExists("a token with this secret", {"secret_sha256"}, "token");
  }
  if (absl::Status room = CheckRoom(asked, tokens, administers); !room.ok()) return room;
  return Decision{.draft = Draft{.kind = LeafKind::kToken, .body = EncodeTokenBody(asked, work.event.actor)}};
}

absl::StatusOr<Decision> DecideRevoke(Work& work, const std::string& id, const MaySee& administers, const View& view) {
  absl::StatusOr<std::optional<Event>> found = FindToken(view, id);
  if (!found.ok()) return found.status();
  if (!*found || !Manages(administers, std::get<Token>((*found)->what))) return UnknownToken();
  const std::string actor = std::exchange(work.event, **std::move(found)).actor;
  Token& token = std::get<Token>(work.event.what);
  if (token.revoked) return Decision{.already_there = AlreadyThere{.revision = work.event.revision}};
  token.revoked = true;
  work.event.superseded_revision = work.event.revision;
  work.event.actor = actor;
  return Decision{.draft = Draft{.kind = LeafKind::kToken,
                                 .superseded_revision = work.event.superseded_revision,
                                 .body = EncodeTokenBody(token, actor),
                                 .ends_superseded = true}};
}

}  // namespace

GoodTokens TokensOfBearer(const House& house, std::string_view secret) {
  const std::optional<std::string> hash = HashOfSecret(secret);
  if (!hash) return {};
  auto event = house.facts.tokens().BySecret(*hash);
  if (event == nullptr || HasExpired(std::get<Token>(event->what), house.now_us())) return {};
  return {std::move(event)};
}

GoodTokens TokensOfCertificate(const House& house, std::string_view name) {
  GoodTokens tokens = house.facts.tokens().ByCertificate(name);
  const int64_t now_us = house.now_us();
  std::erase_if(tokens, [now_us](const auto& event) { return HasExpired(std::get<Token>(event->what), now_us); });
  return tokens;
}

size_t CountGoodTokens(const House& house) {
  const int64_t now_us = house.now_us();
  const auto all = house.facts.tokens().List("", limits::kTokens);
  return static_cast<size_t>(std::count_if(all.begin(), all.end(), [now_us](const auto& event) {
    const auto& token = std::get<Token>(event->what);
    return !token.revoked && !HasExpired(token, now_us);
  }));
}

void CreateToken(const House& house, const Token& token, const Violations& shape, const WriteContext& context,
                 const MaySee& administers, TokenDone done) {
  if (!Manages(administers, token)) return done(PermissionDenied());
  // One that was created before may be asked for again after it has expired.
  Violations all = AllViolations("token", shape, Validate(token, 0));
  if (!all.empty()) return done(RefuseFields(all));
  auto work = std::make_shared<Work>(Work{.done = std::move(done), .event = {.actor = context.actor, .what = token}});
  CommitWork(house, context, work, [work, &house, administers](const View& view) -> absl::StatusOr<Decision> {
    absl::StatusOr<Decision> decision = DecideCreate(*work, house.facts.tokens(), administers, view);
    if (!decision.ok() || !decision->draft) return decision;
    const Violations late = AllViolations("token", {}, Validate(std::get<Token>(work->event.what), house.now_us()));
    if (!late.empty()) return RefuseFields(late);
    return decision;
  });
}

void RevokeToken(const House& house, const std::string& name, const WriteContext& context, const MaySee& administers,
                 TokenDone done) {
  const std::optional<std::string> id = ParseTokenName(name);
  if (!id) return done(UnknownToken());
  auto work = std::make_shared<Work>(Work{.done = std::move(done), .event = {.actor = context.actor}});
  CommitWork(house, context, work,
             [work, id = *id, administers](const View& view) { return DecideRevoke(*work, id, administers, view); });
}

absl::StatusOr<v1::ListTokensResponse> ListTokens(const House& house, const v1::ListTokensRequest& request,
                                                  const Caller& caller) {
  const absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page =
      OpenPage(binding, request.page_token(), 0, []() -> absl::StatusOr<uint32_t> { return 0; });
  if (!page.ok()) return page.status();
  v1::ListTokensResponse response;
  std::string listed = page->name;
  // A page token names the last that was listed, and never one that the caller does not manage.
  for (const auto& event : house.facts.tokens().List(listed, limits::kTokens)) {
    const auto& token = std::get<Token>(event->what);
    if (!Manages(caller.may_see, token)) continue;
    if (static_cast<uint32_t>(response.tokens_size()) == *page_size) {
      response.set_next_page_token(EncodePageToken(binding, {.name = listed}));
      break;
    }
    *response.add_tokens() = ToRecordedToken(*event);
    listed = token.id;
  }
  return response;
}

}  // namespace assay
