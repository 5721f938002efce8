#include "service/records/convert.h"

#include <utility>

#include "service/domain/civil_date.h"
#include "service/records/names.h"

namespace assay {
namespace {

void BadName(std::string_view pattern, Violations& out) {
  out.push_back({.field = "name",
                 .reason = std::string(reason::kBadFormat),
                 .description = "must be written " + std::string(pattern)});
}

std::string DayText(const std::optional<absl::CivilDay>& day) { return day ? FormatDate(*day) : std::string(); }

v1::Bounds ToProto(const Bounds& bounds, Fraction target) {
  v1::Bounds proto;
  proto.set_low_numerator(bounds.low.count);
  proto.set_high_numerator(bounds.high.count);
  proto.set_denominator(bounds.low.total);
  proto.set_low_share(FormatShareAgainst(bounds.low, target));
  proto.set_high_share(FormatShareAgainst(bounds.high, target));
  return proto;
}

// What an audit judges besides the case as a whole.
void FillJudgements(const Audit& audit, v1::Audit& proto) {
  for (const DomainGrade& part : audit.domain_grades) {
    v1::DomainGrade* out = proto.add_domain_grades();
    out->set_domain(part.domain);
    out->set_grade(part.grade);
    out->set_ungraded_reason(part.ungraded_reason);
  }
  if (audit.audit_quality) {
    proto.mutable_audit_quality()->set_grade(audit.audit_quality->grade);
    proto.mutable_audit_quality()->set_assessor(audit.audit_quality->assessor);
  }
  if (audit.immediate_risk) *proto.mutable_immediate_risk() = ToProto(*audit.immediate_risk);
}

void FillNotice(const Statement& statement, v1::Statement& proto) {
  const NoticeContext& notice = statement.notice;
  if (notice.notice.empty()) return;
  proto.set_notice(RecordResourceName("notices", {.authority = statement.authority, .id = notice.notice}));
  proto.set_notice_version(notice.version);
  proto.set_measure_id(notice.measure_id);
  proto.set_words(notice.words);
  proto.set_issued_on(notice.issued_on);
  proto.set_due_date(notice.due_date);
}

void FillBreakdown(const Statement& statement, v1::Statement& proto) {
  uint32_t audited = statement.counts.graded + statement.counts.ungraded;
  for (const GradeCount& grade : statement.grades) {
    v1::GradeCount* out = proto.add_grades();
    out->set_grade(grade.grade);
    out->set_count(grade.count);
    out->set_share(FormatShare({.count = grade.count, .total = audited}));
  }
  for (const UngradedCount& ungraded : statement.ungraded_reasons) {
    v1::UngradedCount* out = proto.add_ungraded_reasons();
    out->set_reason(ungraded.reason);
    out->set_count(ungraded.count);
  }
  for (int i = 1; i < kExclusions; ++i) {
    if (statement.exclusions[i] == 0) continue;
    v1::ExclusionCount* out = proto.add_exclusions();
    out->set_exclusion(static_cast<v1::Exclusion>(i));
    out->set_count(statement.exclusions[i]);
  }
  for (int i = 0; i < kSamplingMethods; ++i) {
    if (statement.sampling[i] == 0) continue;
    v1::SamplingCount* out = proto.add_sampling();
    out->set_sampling_method(static_cast<v1::SamplingMethod>(i));
    out->set_count(statement.sampling[i]);
  }
}

}  // namespace

v1::Figure ToProto(const Figure& figure, Fraction target) {
  v1::Figure proto;
  proto.set_numerator(figure.ratio.count);
  proto.set_denominator(figure.ratio.total);
  proto.set_share(FormatShareAgainst(figure.ratio, target));
  proto.set_margin_points(FormatMarginPoints(figure.ratio, target));
  proto.set_required(figure.required);
  proto.set_shortfall(figure.shortfall);
  proto.set_verdict(static_cast<v1::Verdict>(figure.verdict));
  proto.set_interval_low(figure.interval ? FormatHundredths(figure.interval->low_hundredths) : "[x]");
  proto.set_interval_high(figure.interval ? FormatHundredths(figure.interval->high_hundredths) : "[x]");
  return proto;
}

google::protobuf::Timestamp ToTimestamp(int64_t us) {
  google::protobuf::Timestamp proto;
  proto.set_seconds(us / 1'000'000);
  proto.set_nanos(static_cast<int32_t>(us % 1'000'000) * 1'000);
  return proto;
}

void CheckServerFieldsEmpty(const v1::Audit& proto, Violations& out) {
  auto refuse = [&out](std::string_view field) {
    out.push_back({.field = std::string(field),
                   .reason = std::string(reason::kNotAllowed),
                   .description = "is set by the server; leave it empty"});
  };
  if (proto.case_number() != 0) refuse("case_number");
  if (proto.revision() != 0) refuse("revision");
  if (proto.has_recorded_at()) refuse("recorded_at");
  if (!proto.actor().empty()) refuse("actor");
  if (proto.has_moderation()) refuse("moderation");
  if (!proto.withdrawal_reason().empty()) refuse("withdrawal_reason");
  if (proto.erased()) refuse("erased");
  if (!proto.personal().change_note().empty()) refuse("personal.change_note");
  if (proto.original_revision() != 0) refuse("original_revision");
  if (proto.independence() != v1::INDEPENDENCE_UNSPECIFIED) refuse("independence");
  if (!proto.immediate_risk().acknowledged_by().empty()) refuse("immediate_risk.acknowledged_by");
  if (!proto.immediate_risk().acknowledged_on().empty()) refuse("immediate_risk.acknowledged_on");
  for (int i = 0; i < proto.actions_size(); ++i) {
    if (proto.actions(i).has_completion()) refuse(ElementPath("actions", i) + ".completion");
  }
}

AuthorityCode FromProto(const v1::AuthorityCode& code) {
  return {.scheme = code.scheme(), .value = code.value(), .valid_from = code.valid_from(), .valid_to = code.valid_to()};
}

Authority FromProto(const v1::Authority& proto, Violations& out) {
  Authority authority{.title = proto.title()};
  if (auto id = ParseAuthorityName(proto.name())) {
    authority.id = *id;
  } else {
    BadName("authorities/{authority}", out);
  }
  for (const v1::AuthorityCode& code : proto.codes()) authority.codes.push_back(FromProto(code));
  return authority;
}

Scale FromProto(const v1::Scale& proto, Violations& out) {
  Scale scale{.title = proto.title()};
  auto ref = ParseScaleName(proto.name());
  if (ref && ref->version > 0) {
    scale.ref = *ref;
  } else {
    BadName("scales/{scale}@{version}", out);
  }
  for (const v1::Grade& grade : proto.grades()) {
    scale.grades.push_back({.code = grade.code(), .label = grade.label(), .requires_action = grade.requires_action()});
  }
  return scale;
}

ActionCompletion FromProto(const v1::ActionCompletion& proto) {
  return {.completed_by = proto.completed_by(), .completed_on = proto.completed_on(), .evidence = proto.evidence()};
}

Action FromProto(const v1::Action& proto) {
  Action action{.owner = proto.owner(), .due_date = proto.due_date(), .code = proto.code()};
  if (proto.has_completion()) action.completion = FromProto(proto.completion());
  return action;
}

Audit FromProto(const v1::Audit& proto, Violations& out) {
  Audit audit;
  if (auto name = ParseAuditName(proto.name())) {
    audit.authority = std::move(name->authority);
    audit.id = std::move(name->audit);
  } else {
    BadName("authorities/{authority}/audits/{audit}", out);
  }
  audit.practice_area = proto.practice_area();
  audit.audit_type = proto.audit_type();
  audit.audit_date = proto.audit_date();
  audit.scale = proto.scale();
  audit.grade = proto.grade();
  audit.ungraded_reason = proto.ungraded_reason();
  if (proto.has_practice_period()) {
    audit.practice_period = PracticePeriod{.first_day = proto.practice_period().first_day(),
                                           .last_day = proto.practice_period().last_day()};
  }
  audit.team = proto.team();
  audit.auditor = proto.auditor();
  audit.sampling_method = proto.sampling_method();
  for (const v1::Action& action : proto.actions()) audit.actions.push_back(FromProto(action));
  audit.no_action_reason = proto.no_action_reason();
  audit.personal = {.case_ref = proto.personal().case_ref(),
                    .narrative = proto.personal().narrative(),
                    .notes = proto.personal().notes(),
                    .change_note = proto.personal().change_note()};
  if (proto.has_moderation()) audit.moderation = FromProto(proto.moderation());
  audit.withdrawal_reason = proto.withdrawal_reason();
  audit.erased = proto.erased();
  audit.re_audit_of = proto.re_audit_of();
  audit.original_revision = proto.original_revision();
  for (const v1::DomainGrade& part : proto.domain_grades()) {
    audit.domain_grades.push_back(
        {.domain = part.domain(), .grade = part.grade(), .ungraded_reason = part.ungraded_reason()});
  }
  if (proto.has_audit_quality()) {
    audit.audit_quality =
        AuditQuality{.grade = proto.audit_quality().grade(), .assessor = proto.audit_quality().assessor()};
  }
  if (proto.has_immediate_risk()) {
    const v1::ImmediateRisk& risk = proto.immediate_risk();
    audit.immediate_risk = ImmediateRisk{.told = risk.told(),
                                         .told_on = risk.told_on(),
                                         .acknowledged_by = risk.acknowledged_by(),
                                         .acknowledged_on = risk.acknowledged_on()};
  }
  audit.worker = proto.worker();
  audit.manager = proto.manager();
  audit.supervisor = proto.supervisor();
  return audit;
}

AuditChange FromProto(const v1::Change& proto, ChangeKind kind, Violations& out) {
  AuditChange change{
      .kind = kind, .expected_revision = proto.expected_revision(), .reason = proto.reason(), .note = proto.note()};
  if (auto name = ParseAuditName(proto.name())) {
    change.authority = std::move(name->authority);
    change.id = std::move(name->audit);
  } else {
    Refuse(out, "change.name", reason::kBadFormat, "must be written authorities/{authority}/audits/{audit}");
  }
  return change;
}

Moderation FromProto(const v1::Moderation& proto) { return {.moderator = proto.moderator(), .grade = proto.grade()}; }

Measure FromProto(const v1::AdHocMeasure& proto) {
  Measure measure;
  measure.threshold_grade = proto.threshold_grade();
  measure.scale = proto.scale();
  measure.comparator = proto.comparator();
  measure.target = {.numerator = proto.target().numerator(), .denominator = proto.target().denominator()};
  measure.ungraded_policy = proto.ungraded_policy();
  measure.re_audit_policy = proto.re_audit_policy();
  if (proto.window().has_fixed()) {
    measure.window =
        FixedDates{.first_day = proto.window().fixed().first_day(), .last_day = proto.window().fixed().last_day()};
  } else if (proto.window().window_case() == v1::Window::kRollingMonths) {
    measure.window = RollingMonths{.months = proto.window().rolling_months()};
  } else if (proto.window().since_notice()) {
    measure.window = SinceNotice{};
  }
  measure.practice_areas.assign(proto.practice_areas().begin(), proto.practice_areas().end());
  measure.audit_types.assign(proto.audit_types().begin(), proto.audit_types().end());
  measure.sampling_methods.assign(proto.sampling_methods().begin(), proto.sampling_methods().end());
  measure.teams.assign(proto.teams().begin(), proto.teams().end());
  measure.minimum_graded = proto.minimum_graded();
  measure.grade_basis = proto.grade_basis();
  measure.crosswalk = proto.crosswalk();
  return measure;
}

v1::AuthorityCode ToProto(const AuthorityCode& code) {
  v1::AuthorityCode proto;
  proto.set_scheme(code.scheme);
  proto.set_value(code.value);
  proto.set_valid_from(code.valid_from);
  proto.set_valid_to(code.valid_to);
  return proto;
}

v1::Authority ToProto(const Authority& authority) {
  v1::Authority proto;
  proto.set_name(AuthorityName(authority.id));
  proto.set_title(authority.title);
  for (const AuthorityCode& code : authority.codes) *proto.add_codes() = ToProto(code);
  return proto;
}

v1::Scale ToProto(const Scale& scale) {
  v1::Scale proto;
  proto.set_name(ScaleName(scale.ref));
  proto.set_title(scale.title);
  for (const Grade& grade : scale.grades) {
    v1::Grade* out = proto.add_grades();
    out->set_code(grade.code);
    out->set_label(grade.label);
    out->set_requires_action(grade.requires_action);
  }
  return proto;
}

v1::PersonalPart ToProto(const PersonalPart& personal) {
  v1::PersonalPart proto;
  proto.set_case_ref(personal.case_ref);
  proto.set_narrative(personal.narrative);
  proto.set_notes(personal.notes);
  proto.set_change_note(personal.change_note);
  return proto;
}

v1::Action ToProto(const Action& action) {
  v1::Action proto;
  proto.set_owner(action.owner);
  proto.set_due_date(action.due_date);
  proto.set_code(action.code);
  if (action.completion) {
    proto.mutable_completion()->set_completed_by(action.completion->completed_by);
    proto.mutable_completion()->set_completed_on(action.completion->completed_on);
    proto.mutable_completion()->set_evidence(action.completion->evidence);
  }
  return proto;
}

v1::ImmediateRisk ToProto(const ImmediateRisk& risk) {
  v1::ImmediateRisk proto;
  proto.set_told(risk.told);
  proto.set_told_on(risk.told_on);
  proto.set_acknowledged_by(risk.acknowledged_by);
  proto.set_acknowledged_on(risk.acknowledged_on);
  return proto;
}

void FillPublic(const Audit& audit, v1::Audit& proto) {
  proto.set_name(AuditResourceName({.authority = audit.authority, .audit = audit.id}));
  proto.set_practice_area(audit.practice_area);
  proto.set_audit_type(static_cast<v1::AuditType>(audit.audit_type));
  proto.set_audit_date(audit.audit_date);
  proto.set_scale(audit.scale);
  proto.set_grade(audit.grade);
  proto.set_ungraded_reason(audit.ungraded_reason);
  if (audit.practice_period) {
    proto.mutable_practice_period()->set_first_day(audit.practice_period->first_day);
    proto.mutable_practice_period()->set_last_day(audit.practice_period->last_day);
  }
  proto.set_team(audit.team);
  proto.set_auditor(audit.auditor);
  proto.set_sampling_method(static_cast<v1::SamplingMethod>(audit.sampling_method));
  for (const Action& action : audit.actions) *proto.add_actions() = ToProto(action);
  proto.set_no_action_reason(audit.no_action_reason);
  if (audit.moderation) {
    proto.mutable_moderation()->set_moderator(audit.moderation->moderator);
    proto.mutable_moderation()->set_grade(audit.moderation->grade);
  }
  proto.set_withdrawal_reason(audit.withdrawal_reason);
  proto.set_erased(audit.erased);
  proto.set_re_audit_of(audit.re_audit_of);
  proto.set_original_revision(audit.original_revision);
  FillJudgements(audit, proto);
  proto.set_worker(audit.worker);
  proto.set_manager(audit.manager);
  proto.set_supervisor(audit.supervisor);
}

v1::Audit ToProto(const Audit& audit) {
  v1::Audit proto;
  FillPublic(audit, proto);
  if (audit.personal != PersonalPart{}) *proto.mutable_personal() = ToProto(audit.personal);
  return proto;
}

v1::AuditRevision ToRevision(const Event& event) {
  v1::AuditRevision proto;
  *proto.mutable_audit() = ToRecordedAudit(event);
  proto.set_kind(static_cast<v1::ChangeKind>(event.kind));
  proto.set_reason(event.reason);
  proto.set_superseded_revision(event.superseded_revision);
  return proto;
}

v1::Audit ToRecordedAudit(const Event& event) {
  v1::Audit proto;
  FillPublic(std::get<Audit>(event.what), proto);
  proto.set_case_number(event.case_number);
  proto.set_revision(event.revision);
  *proto.mutable_recorded_at() = ToTimestamp(event.recorded_at_us);
  proto.set_actor(event.actor);
  proto.set_independence(static_cast<v1::Independence>(IndependenceOf(std::get<Audit>(event.what))));
  return proto;
}

v1::AdHocMeasure ToProto(const Measure& measure) {
  v1::AdHocMeasure proto;
  proto.set_threshold_grade(measure.threshold_grade);
  proto.set_scale(measure.scale);
  proto.set_comparator(static_cast<v1::Comparator>(measure.comparator));
  proto.mutable_target()->set_numerator(measure.target.numerator);
  proto.mutable_target()->set_denominator(measure.target.denominator);
  proto.set_ungraded_policy(static_cast<v1::UngradedPolicy>(measure.ungraded_policy));
  proto.set_re_audit_policy(static_cast<v1::ReAuditPolicy>(measure.re_audit_policy));
  if (const auto* fixed = std::get_if<FixedDates>(&measure.window)) {
    proto.mutable_window()->mutable_fixed()->set_first_day(fixed->first_day);
    proto.mutable_window()->mutable_fixed()->set_last_day(fixed->last_day);
  } else if (const auto* rolling = std::get_if<RollingMonths>(&measure.window)) {
    proto.mutable_window()->set_rolling_months(rolling->months);
  } else if (std::holds_alternative<SinceNotice>(measure.window)) {
    proto.mutable_window()->set_since_notice(true);
  }
  for (const std::string& area : measure.practice_areas) proto.add_practice_areas(area);
  for (int type : measure.audit_types) proto.add_audit_types(static_cast<v1::AuditType>(type));
  for (int method : measure.sampling_methods) proto.add_sampling_methods(static_cast<v1::SamplingMethod>(method));
  for (const std::string& team : measure.teams) proto.add_teams(team);
  proto.set_minimum_graded(measure.minimum_graded);
  proto.set_grade_basis(static_cast<v1::GradeBasis>(measure.grade_basis));
  proto.set_crosswalk(measure.crosswalk);
  return proto;
}

v1::SampleCoverage ToProto(const SampleCoverage& coverage, std::string_view authority) {
  v1::SampleCoverage proto;
  proto.set_sample(RecordResourceName("samples", {.authority = std::string(authority), .id = coverage.sample}));
  proto.set_allocated_count(coverage.allocated);
  proto.set_returned_count(coverage.returned);
  proto.set_withdrawn_count(coverage.withdrawn);
  proto.set_frame_size(coverage.frame_size);
  return proto;
}

v1::Statement ToProto(const Statement& statement) {
  v1::Statement proto;
  const Fraction target = statement.measure.target;
  proto.set_authority(AuthorityName(statement.authority));
  *proto.mutable_measure() = ToProto(statement.measure);
  proto.set_on(FormatDate(statement.on));
  proto.set_first_day(DayText(statement.window.first));
  proto.set_last_day(FormatDate(statement.window.last));
  proto.set_revision(statement.revision);
  if (statement.revision > 0) *proto.mutable_recorded_at() = ToTimestamp(statement.recorded_at_us);
  proto.set_verdict(static_cast<v1::Verdict>(statement.judgement.verdict));
  proto.set_security(static_cast<v1::Security>(statement.security));
  proto.set_audited_count(statement.counts.graded + statement.counts.ungraded);
  proto.set_graded_count(statement.counts.graded);
  proto.set_ungraded_count(statement.counts.ungraded);
  *proto.mutable_audited() = ToProto(statement.judgement.audited, target);
  *proto.mutable_graded() = ToProto(statement.judgement.graded, target);
  *proto.mutable_bounds() = ToProto(statement.judgement.bounds, target);
  FillBreakdown(statement, proto);
  FillNotice(statement, proto);
  proto.set_re_audited_count(statement.re_audits);
  proto.set_failing_cases(statement.failing_cases);
  proto.set_failing_cases_re_audited(statement.failing_cases_re_audited);
  for (const SampleCoverage& coverage : statement.samples) {
    *proto.add_samples() = ToProto(coverage, statement.authority);
  }
  proto.set_independence_unknown_count(statement.independence_unknown);
  proto.set_root(statement.root);
  return proto;
}

v1::Audit AsCounted(const v1::Audit& audit) {
  v1::Audit counted;
  counted.set_name(audit.name());
  counted.set_practice_area(audit.practice_area());
  counted.set_audit_type(audit.audit_type());
  counted.set_audit_date(audit.audit_date());
  counted.set_scale(audit.scale());
  counted.set_grade(audit.grade());
  counted.set_ungraded_reason(audit.ungraded_reason());
  counted.set_team(audit.team());
  counted.set_auditor(audit.auditor());
  counted.set_sampling_method(audit.sampling_method());
  counted.set_re_audit_of(audit.re_audit_of());
  *counted.mutable_domain_grades() = audit.domain_grades();
  if (audit.has_moderation()) counted.mutable_moderation()->set_grade(audit.moderation().grade());
  counted.set_withdrawal_reason(audit.withdrawal_reason());
  counted.set_independence(audit.independence());
  counted.set_original_revision(audit.original_revision());
  counted.set_revision(audit.revision());
  *counted.mutable_recorded_at() = audit.recorded_at();
  return counted;
}

}  // namespace assay
