#include "client/cli/question.h"

#include <string_view>
#include <utility>

#include "assay/v1/crosswalk_service.pb.h"
#include "assay/v1/notice_service.pb.h"
#include "client/cli/statement_words.h"

namespace assay {
namespace {

constexpr std::string_view kCrosswalks = "crosswalks/";

// UNSPECIFIED stands for its default.
v1::ReAuditPolicy PolicyOf(const v1::AdHocMeasure& measure) {
  const v1::ReAuditPolicy policy = measure.re_audit_policy();
  return policy == v1::RE_AUDIT_POLICY_UNSPECIFIED ? v1::RE_AUDIT_POLICY_EVERY_AUDIT : policy;
}

// The days of the measure's window where only its notice says when it begins.
void FixWindow(const std::string& issued_on, v1::AdHocMeasure& measure) {
  if (!measure.has_window() || measure.window().window_case() != v1::Window::kSinceNotice) return;
  measure.mutable_window()->mutable_fixed()->set_first_day(issued_on);
}

// Puts the measure's definition, with another policy of re-audits, in the place of the measure.
absl::Status ReplaceReAudits(const Session& session, const MeasureFlags& flags, PreparedQuestion& question) {
  const auto policy = ParseReAudits(flags.re_audits);
  if (!policy.ok()) return policy.status();
  v1::GetMeasureRequest request;
  request.set_name(question.query.measure());
  request.set_on(question.query.on());
  *request.mutable_read_at() = question.query.read_at();
  auto response = session.client.GetMeasure(request);
  if (!response.ok()) return response.status();
  v1::MeasureInForce& in_force = *response->mutable_measure();
  v1::AdHocMeasure& definition = *in_force.mutable_measure()->mutable_definition();
  if (PolicyOf(definition) == *policy) return absl::OkStatus();
  FixWindow(in_force.issued_on(), definition);
  definition.set_re_audit_policy(*policy);
  *question.query.mutable_ad_hoc() = std::move(definition);
  // What was read and what is asked are of one day and one state of the ledger.
  question.query.set_on(response->on());
  question.query.mutable_read_at()->set_revision(response->revision());
  question.note = "as " + flags.name + ", but re-audits: " + std::string(WordsOf(*policy)) + "; measure v" +
                  std::to_string(in_force.notice_version());
  return absl::OkStatus();
}

}  // namespace

absl::Status ResolveCrosswalk(const Session& session, v1::AdHocMeasure& measure) {
  if (measure.crosswalk().empty() || measure.crosswalk().find('@') != std::string::npos) return absl::OkStatus();
  v1::GetCrosswalkRequest request;
  request.set_name(std::string(kCrosswalks) + measure.crosswalk());
  const auto response = session.client.GetCrosswalk(request);
  if (!response.ok()) return response.status();
  const std::string& name = response->crosswalk().name();
  if (!name.starts_with(kCrosswalks)) return absl::InternalError("the server names a crosswalk in an unknown way");
  measure.set_crosswalk(name.substr(kCrosswalks.size()));
  return absl::OkStatus();
}

absl::StatusOr<PreparedQuestion> ReadQuestion(const Session& session, const MeasureFlags& flags) {
  if (absl::Status subject = CheckSubject(flags); !subject.ok()) return subject;
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  auto query = ToQuery(flags, *authority);
  if (!query.ok()) return query.status();
  PreparedQuestion question{*std::move(query), {}};
  if (question.query.has_ad_hoc()) {
    absl::Status resolved = ResolveCrosswalk(session, *question.query.mutable_ad_hoc());
    if (!resolved.ok()) return resolved;
  } else if (!flags.re_audits.empty()) {
    if (absl::Status replaced = ReplaceReAudits(session, flags, question); !replaced.ok()) return replaced;
  }
  return question;
}

}  // namespace assay
