#include "service/usecases/statement_diff.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/records/convert.h"
#include "service/records/refusal.h"
#include "service/usecases/chain.h"
#include "service/usecases/page.h"
#include "service/usecases/questions.h"
#include "service/usecases/read_at.h"

namespace assay {
namespace {

// Where both ends of a difference stand, and the first row of a page.
struct Span {
  uint32_t from_revision = 0;
  uint32_t to_revision = 0;
  absl::CivilDay from_on;
  absl::CivilDay to_on;
  uint32_t first_row = 0;
};

// What a page token carries besides row and revision.
std::string NameOf(const Span& span) {
  return std::to_string(span.from_revision) + " " + FormatDate(span.from_on) + " " + FormatDate(span.to_on);
}

// A token is authentic, but it may be older than this code.
std::optional<Span> SpanOf(const PagePosition& page) {
  const std::vector<std::string> parts = absl::StrSplit(page.name, ' ');
  if (parts.size() != 3) return std::nullopt;
  Span span{.to_revision = page.revision, .first_row = page.row};
  const auto from_on = ParseDate(parts[1]);
  const auto to_on = ParseDate(parts[2]);
  if (!absl::SimpleAtoi(parts[0], &span.from_revision) || !from_on || !to_on) return std::nullopt;
  if (span.from_revision > span.to_revision) return std::nullopt;
  span.from_on = *from_on;
  span.to_on = *to_on;
  return span;
}

v1::StatementQuery QueryOf(const v1::DiffStatementsRequest& request, const v1::StatementPoint& point) {
  v1::StatementQuery query;
  query.set_authority(request.authority());
  if (request.has_ad_hoc()) *query.mutable_ad_hoc() = request.ad_hoc();
  if (request.subject_case() == v1::DiffStatementsRequest::kMeasure) query.set_measure(request.measure());
  query.set_on(point.on());
  return query;
}

struct AskedTwice {
  Asked from;
  Asked to;
};

absl::StatusOr<AskedTwice> ReadBoth(const House& house, const v1::DiffStatementsRequest& request) {
  absl::StatusOr<Asked> from = ReadAsked(house, QueryOf(request, request.from()), {.subject = "", .on = "from.on"});
  if (!from.ok()) return from.status();
  absl::StatusOr<Asked> to = ReadAsked(house, QueryOf(request, request.to()), {.subject = "", .on = "to.on"});
  if (!to.ok()) return to.status();
  return AskedTwice{.from = *std::move(from), .to = *std::move(to)};
}

// The span of a first page.
absl::StatusOr<Span> FirstSpan(const House& house, const v1::DiffStatementsRequest& request, const AskedTwice& asked) {
  absl::StatusOr<uint32_t> from = ResolveReadAt(house, asked.from.authority, request.from().read_at());
  if (!from.ok()) return from.status();
  absl::StatusOr<uint32_t> to = ResolveReadAt(house, asked.to.authority, request.to().read_at());
  if (!to.ok()) return to.status();
  if (*to < *from) {
    return RefuseFields({{.field = "to.read_at",
                          .reason = std::string(reason::kOutOfRange),
                          .description = "is revision " + std::to_string(*to) + ", before that of `from`, " +
                                         std::to_string(*from) + "; a difference runs forward"}});
  }
  return Span{.from_revision = *from, .to_revision = *to, .from_on = asked.from.on, .to_on = asked.to.on};
}

absl::StatusOr<Span> OpenSpan(const House& house, const v1::DiffStatementsRequest& request, const AskedTwice& asked,
                              const PageBinding& binding) {
  if (request.page_token().empty()) return FirstSpan(house, request, asked);
  absl::StatusOr<PagePosition> page = DecodePageToken(binding, request.page_token());
  if (!page.ok()) return page.status();
  const std::optional<Span> span = SpanOf(*page);
  if (!span || span->to_revision > asked.to.facts->size()) return BadPageToken();
  return *span;
}

absl::StatusOr<v1::AuditDelta> ToProto(const House& house, const std::string& authority, const Delta& delta,
                                       uint32_t from_revision) {
  absl::StatusOr<Link> link = ReadLink(house.ledger, authority, *delta.to.row + 1);
  if (!link.ok()) return link.status();
  v1::AuditDelta proto;
  proto.set_kind(static_cast<v1::DeltaKind>(delta.kind));
  *proto.mutable_audit() = AsCounted(ToRecordedAudit(link->event));
  proto.set_from_bucket(static_cast<v1::Bucket>(delta.from.placed.bucket));
  proto.set_to_bucket(static_cast<v1::Bucket>(delta.to.placed.bucket));
  proto.set_from_grade(delta.from.grade);
  proto.set_to_grade(delta.to.grade);
  if (link->entry.revision > from_revision) {
    proto.set_change_kind(static_cast<v1::ChangeKind>(link->event.kind));
    proto.set_reason(link->event.reason);
  }
  const Exclusion outside = delta.kind == DeltaKind::kEntered ? delta.from.placed.exclusion : delta.to.placed.exclusion;
  proto.set_exclusion(static_cast<v1::Exclusion>(outside));
  return proto;
}

// A page of what changed. Every page counts the whole, so only the page's own deltas are kept.
struct Page {
  std::vector<Delta> deltas;
  std::optional<uint32_t> next_row;
};

absl::Status AddPage(const House& house, const std::string& authority, const Page& page, const Span& span,
                     const PageBinding& binding, v1::DiffStatementsResponse& response) {
  const auto token = [&](uint32_t row) {
    return EncodePageToken(binding, {.row = row, .revision = span.to_revision, .name = NameOf(span)});
  };
  size_t bytes = 0;
  for (const Delta& delta : page.deltas) {
    if (bytes >= limits::kPageBytes) {
      response.set_next_page_token(token(*delta.to.row));
      return absl::OkStatus();
    }
    absl::StatusOr<v1::AuditDelta> proto = ToProto(house, authority, delta, span.from_revision);
    if (!proto.ok()) return proto.status();
    bytes += proto->ByteSizeLong();
    *response.add_deltas() = *std::move(proto);
  }
  if (page.next_row) response.set_next_page_token(token(*page.next_row));
  return absl::OkStatus();
}

absl::Status CheckComparators(const Posed& from, const Posed& to) {
  if (from.question.measure.comparator == to.question.measure.comparator) return absl::OkStatus();
  return RefuseFields({{.field = "measure",
                        .reason = std::string(reason::kNotAllowed),
                        .description = "was amended in between to count the other side of its threshold: version " +
                                       std::to_string(from.question.notice.version) + " and version " +
                                       std::to_string(to.question.notice.version) + " cannot be subtracted"}});
}

}  // namespace

v1::DiffTotals ToProto(const DiffTotals& totals) {
  v1::DiffTotals proto;
  proto.set_numerator_difference(totals.numerator_difference);
  proto.set_denominator_difference(totals.denominator_difference);
  proto.set_entered_for(totals.entered_for);
  proto.set_entered_against(totals.entered_against);
  proto.set_left_for(totals.left_for);
  proto.set_left_against(totals.left_against);
  proto.set_for_to_against(totals.for_to_against);
  proto.set_against_to_for(totals.against_to_for);
  proto.set_changed_grade(totals.changed_grade);
  proto.set_ungraded_difference(totals.ungraded_difference);
  return proto;
}

absl::StatusOr<v1::DiffStatementsResponse> DiffStatements(const House& house,
                                                          const v1::DiffStatementsRequest& request) {
  if (absl::Status status = CheckStated("basis", v1::Basis_IsValid(request.basis())); !status.ok()) return status;
  absl::StatusOr<uint32_t> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  absl::StatusOr<AskedTwice> asked = ReadBoth(house, request);
  if (!asked.ok()) return asked.status();
  const std::string arguments = PageArguments(request);
  const PageBinding binding{.key = house.page_key, .arguments = arguments};
  absl::StatusOr<Span> span = OpenSpan(house, request, *asked, binding);
  if (!span.ok()) return span.status();
  asked->from.on = span->from_on;
  asked->to.on = span->to_on;

  absl::StatusOr<Posed> from = Pose(house, asked->from, span->from_revision);
  if (!from.ok()) return from.status();
  absl::StatusOr<Posed> to = Pose(house, asked->to, span->to_revision);
  if (!to.ok()) return to.status();
  if (absl::Status status = CheckComparators(*from, *to); !status.ok()) return status;

  Page page;
  const DiffTotals totals =
      Difference({.question = from->question, .survey = from->survey}, {.question = to->question, .survey = to->survey},
                 BasisOf(request.basis()), [&](const Delta& delta) {
                   if (*delta.to.row < span->first_row || page.next_row) return;
                   if (page.deltas.size() == *page_size) {
                     page.next_row = *delta.to.row;
                   } else {
                     page.deltas.push_back(delta);
                   }
                 });
  v1::DiffStatementsResponse response;
  absl::StatusOr<v1::Statement> before = State(house, *from);
  if (!before.ok()) return before.status();
  *response.mutable_from() = *std::move(before);
  absl::StatusOr<v1::Statement> after = State(house, *to);
  if (!after.ok()) return after.status();
  *response.mutable_to() = *std::move(after);
  *response.mutable_totals() = ToProto(totals);
  absl::Status added = AddPage(house, to->authority, page, *span, binding, response);
  if (!added.ok()) return added;
  return response;
}

}  // namespace assay
