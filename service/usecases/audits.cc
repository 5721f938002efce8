#include "service/usecases/audits.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/facts/audit_filter.h"
#include "service/records/convert.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/chain.h"
#include "service/usecases/page.h"
#include "service/usecases/questions.h"
#include "service/usecases/read_at.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

absl::Status UnknownAudit() { return Refuse(absl::StatusCode::kNotFound, reason::kUnknownAudit, "no such audit"); }

// Whether the audit was erased after the entry.
absl::StatusOr<bool> IsErasedSince(const House& house, const std::string& authority, const Link& link) {
  const std::string& id = std::get<Audit>(link.event.what).id;
  absl::StatusOr<std::optional<Link>> newest =
      FindLink(house.ledger, {.authority = authority, .audit = id, .revision = house.ledger.Size(authority)});
  if (!newest.ok()) return newest.status();
  if (!*newest) return false;
  for (Link later = **std::move(newest); later.entry.revision > link.entry.revision;) {
    if (later.event.kind == ChangeKind::kErased) return true;
    absl::StatusOr<Link> earlier = ReadLink(house.ledger, authority, later.event.superseded_revision);
    if (!earlier.ok()) return earlier.status();
    later = *std::move(earlier);
  }
  return false;
}

// The personal part as it stood at an entry: the entry that last kept it whole is this one or an earlier one.
absl::Status AddPersonal(const House& house, const std::string& authority, Link link, v1::GetAuditResponse& response) {
  while (link.event.kind != ChangeKind::kSubmitted && link.event.kind != ChangeKind::kCorrected) {
    absl::StatusOr<Link> earlier = ReadLink(house.ledger, authority, link.event.superseded_revision);
    if (!earlier.ok()) return earlier.status();
    link = *std::move(earlier);
  }
  if (link.entry.personal.size() < kSaltBytes) {
    absl::StatusOr<bool> is_erased = IsErasedSince(house, authority, link);
    if (is_erased.ok() && !*is_erased) {
      // The group that erases it may be on its way: its rows have gone before it can be seen.
      if (absl::Status decided = house.ledger.AwaitGroup(authority); !decided.ok()) return decided;
      is_erased = IsErasedSince(house, authority, link);
    }
    if (!is_erased.ok()) return is_erased.status();
    if (!*is_erased) return absl::DataLossError("a personal part that was not erased is missing");
    response.set_personal_state(v1::PERSONAL_STATE_ERASED);
    return absl::OkStatus();
  }
  const std::string_view salt = std::string_view(link.entry.personal).substr(0, kSaltBytes);
  const std::string_view bytes = std::string_view(link.entry.personal).substr(kSaltBytes);
  if (!EqualInConstantTime(Commit({.salt = salt, .bytes = bytes}), link.event.personal_commitment)) {
    return absl::DataLossError("a personal part is not the one that its entry commits to");
  }
  absl::StatusOr<PersonalPart> personal = DecodePersonal(bytes);
  if (!personal.ok()) return personal.status();
  *response.mutable_audit()->mutable_personal() = ToProto(*personal);
  response.set_personal_state(v1::PERSONAL_STATE_PRESENT);
  return absl::OkStatus();
}

// The entry in which the audit stands; NOT_FOUND where it is not recorded then, or not for the caller.
absl::StatusOr<Link> RequireLink(const House& house, const AuditAt& at, const Caller& caller) {
  absl::StatusOr<std::optional<Link>> link = FindLink(house.ledger, at);
  if (!link.ok()) return link.status();
  if (!*link) return UnknownAudit();
  absl::StatusOr<bool> may_touch = MayTouch(house.ledger, at.authority, **link, caller);
  if (!may_touch.ok()) return may_touch.status();
  if (!*may_touch) return UnknownAudit();
  return **std::move(link);
}

absl::StatusOr<AuditAt> ReadAuditAt(const House& house, const std::string& resource, const v1::ReadAt& read_at) {
  std::optional<AuditName> name = ParseAuditName(resource);
  if (!name) return UnknownAudit();
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, name->authority);
  if (!facts.ok()) return facts.status();
  absl::StatusOr<uint32_t> revision = ResolveReadAt(house, name->authority, read_at);
  if (!revision.ok()) return revision.status();
  return AuditAt{.authority = std::move(name->authority), .audit = std::move(name->audit), .revision = *revision};
}

// The revisions a list covers: those after `after`, up to `last`.
struct Span {
  uint32_t after = 0;
  uint32_t last = 0;
};

// Narrows the span to entries recorded on the filter's days.
absl::Status NarrowByRecordedDate(const House& house, const std::string& authority, const v1::AuditFilter& filter,
                                  Span& span) {
  Violations violations;
  const auto first = CheckOptionalDate({"filter.first_recorded_date", filter.first_recorded_date()}, violations);
  const auto last = CheckOptionalDate({"filter.last_recorded_date", filter.last_recorded_date()}, violations);
  if (!violations.empty()) return RefuseFields(violations);
  // Newest revision before the day begins. Before a day still to come lies all there is: the ledger knows which are,
  // also where the clock was set back.
  auto before = [&](absl::CivilDay day) {
    const int64_t us = absl::ToUnixMicros(absl::FromCivil(day, absl::UTCTimeZone())) - 1;
    absl::StatusOr<uint32_t> revision = house.ledger.RevisionAt(authority, us);
    return absl::IsInvalidArgument(revision.status()) ? span.last : revision;
  };
  if (first) {
    absl::StatusOr<uint32_t> revision = before(*first);
    if (!revision.ok()) return revision.status();
    span.after = std::max(span.after, *revision);
  }
  if (last) {
    absl::StatusOr<uint32_t> revision = before(*last + 1);
    if (!revision.ok()) return revision.status();
    span.last = std::min(span.last, *revision);
  }
  return absl::OkStatus();
}

absl::StatusOr<AuditConditions> Conditions(const House& house, const std::string& authority,
                                           const v1::AuditFilter& filter) {
  AuditConditions conditions{.practice_area = filter.practice_area(),
                             .team = filter.team(),
                             .grade = filter.grade(),
                             .ungraded_only = filter.ungraded_only()};
  Violations violations;
  conditions.first_audit_date = CheckOptionalDate({"filter.first_audit_date", filter.first_audit_date()}, violations);
  conditions.last_audit_date = CheckOptionalDate({"filter.last_audit_date", filter.last_audit_date()}, violations);
  if (!filter.case_ref().empty() && filter.case_number() != 0) {
    violations.push_back({.field = "filter.case_number",
                          .reason = std::string(reason::kNotAllowed),
                          .description = "give a case number or a case reference, not both"});
  }
  if (!violations.empty()) return RefuseFields(violations);
  if (filter.case_number() != 0) conditions.case_number = filter.case_number();
  if (!filter.case_ref().empty()) {
    absl::StatusOr<uint32_t> number = house.ledger.CaseNumber(authority, filter.case_ref());
    if (!number.ok()) return number.status();
    conditions.case_number = *number;  // 0, an unknown case, matches no audit
  }
  return conditions;
}

}  // namespace

absl::StatusOr<v1::Audit> ReadRecordedAudit(const House& house, const std::string& authority, uint32_t revision) {
  absl::StatusOr<Link> link = ReadLink(house.ledger, authority, revision);
  if (!link.ok()) return link.status();
  return ToRecordedAudit(link->event);
}

absl::StatusOr<v1::GetAuditResponse> GetAudit(const House& house, const v1::GetAuditRequest& request,
                                              const Caller& caller) {
  if (absl::Status status = CheckStated("view", v1::AuditView_IsValid(request.view())); !status.ok()) return status;
  absl::StatusOr<AuditAt> at = ReadAuditAt(house, request.name(), request.read_at());
  if (!at.ok()) return at.status();
  absl::StatusOr<Link> link = RequireLink(house, *at, caller);
  if (!link.ok()) return link.status();
  v1::GetAuditResponse response;
  *response.mutable_audit() = ToRecordedAudit(link->event);
  if (request.view() != v1::AUDIT_VIEW_PERSONAL) return response;
  if (absl::Status status = AddPersonal(house, at->authority, *std::move(link), response); !status.ok()) {
    return status;
  }
  return response;
}

absl::StatusOr<PersonalRead> PrepareGetAudit(const House& house, v1::GetAuditRequest& request, const Caller& caller) {
  v1::GetAuditRequest without = request;
  without.set_view(v1::AUDIT_VIEW_PUBLIC);
  const absl::StatusOr<v1::GetAuditResponse> found = GetAudit(house, without, caller);
  if (!found.ok()) return found.status();
  const uint32_t revision = found->audit().revision();
  request.mutable_read_at()->set_revision(revision);
  AuditName name = *ParseAuditName(request.name());
  return PersonalRead{.authority = std::move(name.authority),
                      .audit = std::move(name.audit),
                      .purpose = request.purpose(),
                      .revision = revision};
}

absl::StatusOr<PersonalRead> PrepareListAudits(const House& house, v1::ListAuditsRequest& request, const Caller&) {
  std::string authority = ParseAuthorityName(request.parent()).value_or("");
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, authority);
  if (!facts.ok()) return facts.status();
  return PersonalRead{.authority = std::move(authority), .purpose = request.purpose()};
}

absl::StatusOr<v1::GetAuditHistoryResponse> GetAuditHistory(const House& house,
                                                            const v1::GetAuditHistoryRequest& request,
                                                            const Caller& caller) {
  absl::StatusOr<AuditAt> at = ReadAuditAt(house, request.name(), request.read_at());
  if (!at.ok()) return at.status();
  std::vector<v1::AuditRevision> newest_first;
  absl::StatusOr<Link> link = RequireLink(house, *at, caller);
  while (true) {
    if (!link.ok()) return link.status();
    newest_first.push_back(ToRevision(link->event));
    if (link->event.superseded_revision == 0) break;
    link = ReadLink(house.ledger, at->authority, link->event.superseded_revision);
  }
  v1::GetAuditHistoryResponse response;
  for (auto it = newest_first.rbegin(); it != newest_first.rend(); ++it) *response.add_revisions() = std::move(*it);
  return response;
}

absl::StatusOr<v1::ListAuditsResponse> ListAudits(const House& house, const v1::ListAuditsRequest& request,
                                                  const Caller& caller) {
  const std::string authority = ParseAuthorityName(request.parent()).value_or("");
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, authority);
  if (!facts.ok()) return facts.status();
  absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  absl::StatusOr<AuditConditions> conditions = Conditions(house, authority, request.filter());
  if (!conditions.ok()) return conditions.status();

  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<PagePosition> page = OpenPage(binding, request.page_token(), (*facts)->size(),
                                               [&] { return ResolveReadAt(house, authority, request.read_at()); });
  if (!page.ok()) return page.status();

  Span span{.after = page->row, .last = page->revision};
  if (absl::Status status = NarrowByRecordedDate(house, authority, request.filter(), span); !status.ok()) return status;
  const Rows rows = (*facts)->Snapshot().Prefix(page->revision);
  const AuditFilter filter(**facts, *conditions);
  v1::ListAuditsResponse response;
  response.set_revision(page->revision);
  size_t bytes = 0;
  uint32_t looked_at = 0;
  for (uint32_t row = span.after; row < span.last; ++row) {
    // Whatever they are: where a page of one's own ends must not tell which rows of others pass the filter.
    if (caller.whose == Whose::kOwn && looked_at++ == limits::kOwnRowsLookedAt) {
      response.set_next_page_token(EncodePageToken(binding, {.row = row, .revision = page->revision}));
      break;
    }
    if (!rows.IsLiveAudit(row) || !filter.Passes(rows.At(row))) continue;
    absl::StatusOr<Link> link = ReadLink(house.ledger, authority, row + 1);
    if (!link.ok()) return link.status();
    absl::StatusOr<bool> may_touch = MayTouch(house.ledger, authority, *link, caller);
    if (!may_touch.ok()) return may_touch.status();
    if (!*may_touch) continue;
    if (static_cast<uint32_t>(response.audits_size()) == *page_size || bytes >= limits::kPageBytes) {
      response.set_next_page_token(EncodePageToken(binding, {.row = row, .revision = page->revision}));
      break;
    }
    v1::Audit& audit = *response.add_audits();
    audit = ToRecordedAudit(link->event);
    bytes += audit.ByteSizeLong();
  }
  return response;
}

}  // namespace assay
