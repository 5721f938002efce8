#include "service/usecases/comparison.h"

#include <algorithm>
#include <future>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "service/domain/limits.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/questions.h"
#include "service/usecases/read_at.h"

namespace assay {
namespace {

// One authority, asked at a revision of its own.
struct AskedAt {
  Asked asked;
  uint32_t revision = 0;
};

absl::Status RefuseField(std::string_view field, std::string_view why, std::string description) {
  return RefuseFields(
      {{.field = std::string(field), .reason = std::string(why), .description = std::move(description)}});
}

// The names to compare: those given, each once, or all that the caller sees.
absl::StatusOr<std::vector<std::string>> NamesOf(const House& house, const v1::CompareStatementsRequest& request,
                                                 const Caller& caller) {
  const std::string most = std::to_string(limits::kCompared);
  if (static_cast<size_t>(request.authorities_size()) > limits::kCompared) {
    return RefuseField("authorities", reason::kTooLong, "names more than " + most);
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const std::string& name : request.authorities()) {
    if (!Sees(caller, AuthorityIn(name))) return PermissionDenied();
    if (!seen.insert(name).second) {
      return RefuseField(ElementPath("authorities", names.size()), reason::kDuplicate, "is named twice");
    }
    names.push_back(name);
  }
  if (!names.empty()) return names;
  const std::vector<std::string> ids = AuthoritiesSeen(house, caller, "", limits::kCompared + 1);
  if (ids.size() > limits::kCompared) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                  "there are more than " + most + " authorities; name those to compare");
  }
  for (const std::string& id : ids) names.push_back(AuthorityName(id));
  return names;
}

absl::Status CheckRequest(const v1::CompareStatementsRequest& request) {
  if (absl::Status status = CheckStated("basis", v1::Basis_IsValid(request.basis())); !status.ok()) return status;
  const v1::ReadAt::AtCase at = request.read_at().at_case();
  if (at == v1::ReadAt::AT_NOT_SET || at == v1::ReadAt::kTime) return absl::OkStatus();
  return RefuseField("read_at", reason::kOutOfRange, "must be a time: a revision is of one authority's ledger only");
}

absl::StatusOr<std::vector<AskedAt>> ReadAll(const House& house, const v1::CompareStatementsRequest& request,
                                             const Caller& caller) {
  absl::StatusOr<std::vector<std::string>> names = NamesOf(house, request, caller);
  if (!names.ok()) return names.status();
  std::vector<AskedAt> all;
  for (const std::string& name : *names) {
    v1::StatementQuery query;
    query.set_authority(name);
    query.set_on(request.on());
    if (request.has_ad_hoc()) *query.mutable_ad_hoc() = request.ad_hoc();
    absl::StatusOr<Asked> asked = ReadAsked(house, query, {.subject = "", .on = "on"});
    if (!asked.ok()) return asked.status();
    absl::StatusOr<uint32_t> revision = ResolveReadAt(house, asked->authority, request.read_at());
    if (!revision.ok()) return revision.status();
    all.push_back({.asked = *std::move(asked), .revision = *revision});
  }
  return all;
}

// The scales that the measure comes to here and there. Not a refusal: an authority on another scale alone.
absl::StatusOr<std::set<std::string>> ScalesOf(const House& house, const std::vector<AskedAt>& all) {
  std::set<std::string> scales;
  std::optional<Refused> not_on_scale;
  for (const AskedAt& one : all) {
    const auto resolved = ResolveQuestion({.facts = *one.asked.facts,
                                           .registry = house.facts.Find(kRegistryLedger),
                                           .revision = one.revision,
                                           .on = one.asked.on},
                                          one.asked.subject);
    if (const auto* refused = std::get_if<Refused>(&resolved)) {
      if (refused->reason != reason::kGradeNotOnScale)
        return RefuseField(refused->field, refused->reason, refused->message);
      not_on_scale = *refused;
    } else if (const auto& scale = std::get<Question>(resolved).scale) {
      scales.insert(FormatScaleRef(scale->ref));
    }
  }
  if (scales.empty() && not_on_scale) {
    return RefuseField(not_on_scale->field, not_on_scale->reason, not_on_scale->message);
  }
  return scales;
}

// Puts all questions on one scale, if any of them is on one.
absl::Status SettleScale(const House& house, std::vector<AskedAt>& all) {
  absl::StatusOr<std::set<std::string>> scales = ScalesOf(house, all);
  if (!scales.ok()) return scales.status();
  if (scales->empty()) return absl::OkStatus();
  if (scales->size() > 1) {
    std::string names;
    for (const std::string& scale : *scales) names += (names.empty() ? "" : ", ") + scale;
    return RefuseField("ad_hoc.scale", reason::kAmbiguousScale,
                       "the authorities use several scales with this threshold grade, which are not compared without a "
                       "crosswalk; name one of " +
                           names);
  }
  for (AskedAt& one : all) std::get<Measure>(one.asked.subject).scale = *scales->begin();
  return absl::OkStatus();
}

absl::StatusOr<v1::Statement> StateOne(const House& house, const AskedAt& one) {
  absl::StatusOr<Posed> posed = Pose(house, one.asked, one.revision);
  if (!posed.ok()) return posed.status();
  return State(house, *posed);
}

// A statement for each, in their order. Half of them on a thread of its own, where one can be had, for this scans
// whatever there is.
absl::StatusOr<std::vector<v1::Statement>> StateAll(const House& house, const std::vector<AskedAt>& all,
                                                    const Caller& caller) {
  std::vector<absl::StatusOr<v1::Statement>> stated(all.size());
  const auto state = [&](size_t first, size_t end) {
    for (size_t i = first; i < end; ++i) {
      const absl::Status awaited = caller.check_awaited ? caller.check_awaited() : absl::OkStatus();
      stated[i] = awaited.ok() ? StateOne(house, all[i]) : awaited;
    }
  };
  std::future<void> half = std::async(state, 0, all.size() / 2);
  state(all.size() / 2, all.size());
  half.get();
  std::vector<v1::Statement> statements;
  for (absl::StatusOr<v1::Statement>& one : stated) {
    if (!one.ok()) return one.status();
    statements.push_back(*std::move(one));
  }
  return statements;
}

// Compares a/b with c/d exactly: below 0, 0, above 0. Neither denominator is 0.
int CompareShares(const v1::Figure& a, const v1::Figure& b) {
  const auto left = static_cast<unsigned __int128>(a.numerator()) * b.denominator();
  const auto right = static_cast<unsigned __int128>(b.numerator()) * a.denominator();
  return left < right ? -1 : left > right ? 1 : 0;
}

// Best first for the service, those without a figure last, then by name.
void Sort(std::vector<v1::Statement>& statements, v1::Basis basis, Comparator comparator) {
  const auto figure = [basis](const v1::Statement& statement) -> const v1::Figure& {
    return BasisOf(basis) == Basis::kGraded ? statement.graded() : statement.audited();
  };
  const auto is_before = [&](const v1::Statement& a, const v1::Statement& b) {
    const bool a_has = figure(a).denominator() > 0;
    const bool b_has = figure(b).denominator() > 0;
    if (a_has != b_has) return a_has;
    const int compared = a_has ? CompareShares(figure(a), figure(b)) : 0;
    if (compared != 0) return comparator == Comparator::kAtLeast ? compared > 0 : compared < 0;
    return a.authority() < b.authority();
  };
  std::sort(statements.begin(), statements.end(), is_before);
}

}  // namespace

absl::StatusOr<v1::CompareStatementsResponse> CompareStatements(const House& house,
                                                                const v1::CompareStatementsRequest& request,
                                                                const Caller& caller) {
  if (absl::Status status = CheckRequest(request); !status.ok()) return status;
  absl::StatusOr<std::vector<AskedAt>> all = ReadAll(house, request, caller);
  if (!all.ok()) return all.status();
  if (absl::Status status = SettleScale(house, *all); !status.ok()) return status;
  absl::StatusOr<std::vector<v1::Statement>> stated = StateAll(house, *all, caller);
  if (!stated.ok()) return stated.status();
  std::vector<v1::Statement> statements = *std::move(stated);
  Sort(statements, request.basis(), static_cast<Comparator>(request.ad_hoc().comparator()));
  v1::CompareStatementsResponse response;
  for (v1::Statement& statement : statements) *response.add_statements() = std::move(statement);
  return response;
}

}  // namespace assay
