#include "service/records/convert_records.h"

#include <optional>
#include <utility>

#include "service/records/convert.h"
#include "service/records/names.h"

namespace assay {
namespace {

void RefuseServerField(std::string_view field, Violations& out) {
  Refuse(out, field, reason::kNotAllowed, "is set by the server; leave it empty");
}

template <typename Proto>
void CheckNoStamp(const Proto& proto, Violations& out) {
  if (proto.has_stamp()) RefuseServerField("stamp", out);
}

// Fills in the authority and id that a resource name holds.
template <typename T>
void ReadName(const std::string& name, T& record, Violations& out) {
  if (std::optional<RecordName> parsed = ParseRecordName(kCollection<T>, name)) {
    record.authority = std::move(parsed->authority);
    record.id = std::move(parsed->id);
    return;
  }
  Refuse(out, "name", reason::kBadFormat,
         "must be written authorities/{authority}/" + std::string(kCollection<T>) + "/{id}");
}

template <typename T>
std::string NameOf(const T& record) {
  return RecordResourceName(kCollection<T>, {.authority = record.authority, .id = record.id});
}

}  // namespace

void CheckServerFieldsEmpty(const v1::Crosswalk& proto, Violations& out) { CheckNoStamp(proto, out); }
void CheckServerFieldsEmpty(const v1::Sample& proto, Violations& out) { CheckNoStamp(proto, out); }
void CheckServerFieldsEmpty(const v1::Inspection& proto, Violations& out) { CheckNoStamp(proto, out); }
void CheckServerFieldsEmpty(const v1::Tally& proto, Violations& out) { CheckNoStamp(proto, out); }
void CheckServerFieldsEmpty(const v1::SpendItem& proto, Violations& out) { CheckNoStamp(proto, out); }

void CheckServerFieldsEmpty(const v1::Notice& proto, Violations& out) {
  CheckNoStamp(proto, out);
  if (proto.state() != v1::NOTICE_STATE_UNSPECIFIED) RefuseServerField("state", out);
  if (proto.version() != 0) RefuseServerField("version", out);
  if (!proto.effective_on().empty()) RefuseServerField("effective_on", out);
}

void CheckServerFieldsEmpty(const v1::Review& proto, Violations& out) {
  CheckNoStamp(proto, out);
  if (!proto.due_on().empty()) RefuseServerField("due_on", out);
  if (proto.notice_version() != 0) RefuseServerField("notice_version", out);
  if (proto.read_revision() != 0) RefuseServerField("read_revision", out);
  if (!proto.read_root().empty()) RefuseServerField("read_root", out);
  if (proto.statements_size() != 0) RefuseServerField("statements", out);
}

Crosswalk FromProto(const v1::Crosswalk& proto, Violations& out) {
  Crosswalk crosswalk{.title = proto.title(),
                      .from_scale = proto.from_scale(),
                      .to_scale = proto.to_scale(),
                      .approver = proto.approver(),
                      .approved_on = proto.approved_on(),
                      .source = proto.source()};
  const auto ref = ParseCrosswalkName(proto.name());
  if (ref && ref->version > 0) {
    crosswalk.ref = *ref;
  } else {
    Refuse(out, "name", reason::kBadFormat, "must be written crosswalks/{crosswalk}@{version}");
  }
  for (const v1::CrosswalkPair& pair : proto.pairs()) {
    crosswalk.pairs.push_back({.from_grade = pair.from_grade(), .to_grade = pair.to_grade()});
  }
  return crosswalk;
}

Notice FromProto(const v1::Notice& proto, Violations& out) {
  Notice notice{.subject = proto.subject(),
                .issuer = proto.issuer(),
                .issued_on = proto.issued_on(),
                .basis = proto.basis(),
                .source = proto.source(),
                .review_months = proto.review_months(),
                .supersedes = proto.supersedes(),
                .state = proto.state(),
                .version = proto.version(),
                .effective_on = proto.effective_on()};
  ReadName(proto.name(), notice, out);
  for (const v1::Measure& measure : proto.measures()) {
    notice.measures.push_back({.id = measure.id(),
                               .words = measure.words(),
                               .definition = FromProto(measure.definition()),
                               .due_date = measure.due_date()});
  }
  return notice;
}

Review FromProto(const v1::Review& proto, Violations& out) {
  Review review{.held_on = proto.held_on(),
                .number = proto.number(),
                .narrative = proto.narrative(),
                .due_on = proto.due_on(),
                .notice_version = proto.notice_version(),
                .read_revision = proto.read_revision(),
                .read_root = proto.read_root()};
  ReadName(proto.name(), review, out);
  const std::optional<RecordName> notice = ParseRecordName(kCollection<Notice>, proto.notice());
  if (notice && (notice->authority == review.authority || review.authority.empty())) {
    review.notice = notice->id;
  } else {
    Refuse(out, "notice", reason::kBadFormat,
           "must be written authorities/{authority}/notices/{notice}, of one authority");
  }
  for (const v1::Statement& statement : proto.statements()) review.statements.push_back(statement.SerializeAsString());
  return review;
}

Sample FromProto(const v1::Sample& proto, Violations& out) {
  Sample sample{.title = proto.title(),
                .practice_area = proto.practice_area(),
                .audit_type = proto.audit_type(),
                .sampling_method = proto.sampling_method(),
                .frame_size = proto.frame_size(),
                .drawn_on = proto.drawn_on()};
  ReadName(proto.name(), sample, out);
  for (const v1::Allocation& allocation : proto.allocations()) {
    sample.allocations.push_back(
        {.audit = allocation.audit(), .auditor = allocation.auditor(), .due_date = allocation.due_date()});
  }
  return sample;
}

Inspection FromProto(const v1::Inspection& proto, Violations& out) {
  Inspection inspection{.inspectorate = proto.inspectorate(),
                        .framework = proto.framework(),
                        .first_day = proto.first_day(),
                        .last_day = proto.last_day(),
                        .published_on = proto.published_on(),
                        .source = proto.source(),
                        .flags = {proto.flags().begin(), proto.flags().end()}};
  ReadName(proto.name(), inspection, out);
  for (const v1::Judgement& judgement : proto.judgements()) {
    inspection.judgements.push_back(
        {.area = judgement.area(), .grade = judgement.grade(), .marker = judgement.marker()});
  }
  for (const v1::AuthorityCode& code : proto.codes()) inspection.codes.push_back(FromProto(code));
  for (const v1::ReportedField& field : proto.reported()) {
    inspection.reported.push_back({.field = field.field(), .value = field.value()});
  }
  return inspection;
}

Tally FromProto(const v1::Tally& proto, Violations& out) {
  Tally tally{.title = proto.title(),
              .practice_area = proto.practice_area(),
              .scale = proto.scale(),
              .counted_on = proto.counted_on(),
              .total = proto.total(),
              .source = proto.source()};
  ReadName(proto.name(), tally, out);
  for (const v1::TallyCount& count : proto.counts()) {
    tally.counts.push_back({.grade = count.grade(), .count = count.count()});
  }
  if (proto.has_ungraded_count()) tally.ungraded_count = proto.ungraded_count();
  return tally;
}

SpendItem FromProto(const v1::SpendItem& proto, Violations& out) {
  SpendItem item{.title = proto.title(),
                 .basis = proto.basis(),
                 .first_day = proto.first_day(),
                 .last_day = proto.last_day(),
                 .source = proto.source(),
                 .part_of = proto.part_of(),
                 .units = proto.units()};
  ReadName(proto.name(), item, out);
  if (proto.has_amount_pence()) item.amount_pence = proto.amount_pence();
  return item;
}

v1::Crosswalk ToProto(const Crosswalk& crosswalk) {
  v1::Crosswalk proto;
  proto.set_name(CrosswalkName(crosswalk.ref));
  proto.set_title(crosswalk.title);
  proto.set_from_scale(crosswalk.from_scale);
  proto.set_to_scale(crosswalk.to_scale);
  for (const CrosswalkPair& pair : crosswalk.pairs) {
    v1::CrosswalkPair* out = proto.add_pairs();
    out->set_from_grade(pair.from_grade);
    out->set_to_grade(pair.to_grade);
  }
  proto.set_approver(crosswalk.approver);
  proto.set_approved_on(crosswalk.approved_on);
  proto.set_source(crosswalk.source);
  return proto;
}

v1::Measure ToProto(const NoticeMeasure& measure) {
  v1::Measure proto;
  proto.set_id(measure.id);
  proto.set_words(measure.words);
  *proto.mutable_definition() = ToProto(measure.definition);
  proto.set_due_date(measure.due_date);
  return proto;
}

v1::Notice ToProto(const Notice& notice) {
  v1::Notice proto;
  proto.set_name(NameOf(notice));
  proto.set_subject(notice.subject);
  proto.set_issuer(notice.issuer);
  proto.set_issued_on(notice.issued_on);
  proto.set_basis(notice.basis);
  proto.set_source(notice.source);
  proto.set_review_months(notice.review_months);
  proto.set_supersedes(notice.supersedes);
  for (const NoticeMeasure& measure : notice.measures) *proto.add_measures() = ToProto(measure);
  proto.set_state(static_cast<v1::NoticeState>(notice.state));
  proto.set_version(notice.version);
  proto.set_effective_on(notice.effective_on);
  return proto;
}

v1::Review ToProto(const Review& review) {
  v1::Review proto;
  proto.set_name(NameOf(review));
  proto.set_notice(RecordResourceName(kCollection<Notice>, {.authority = review.authority, .id = review.notice}));
  proto.set_held_on(review.held_on);
  proto.set_number(review.number);
  proto.set_narrative(review.narrative);
  proto.set_due_on(review.due_on);
  proto.set_notice_version(review.notice_version);
  proto.set_read_revision(review.read_revision);
  proto.set_read_root(review.read_root);
  // What this code serialised itself can be parsed.
  for (const std::string& statement : review.statements) proto.add_statements()->ParseFromString(statement);
  return proto;
}

v1::Allocation ToProto(const Allocation& allocation) {
  v1::Allocation proto;
  proto.set_audit(allocation.audit);
  proto.set_auditor(allocation.auditor);
  proto.set_due_date(allocation.due_date);
  return proto;
}

v1::Sample ToProto(const Sample& sample) {
  v1::Sample proto;
  proto.set_name(NameOf(sample));
  proto.set_title(sample.title);
  proto.set_practice_area(sample.practice_area);
  proto.set_audit_type(static_cast<v1::AuditType>(sample.audit_type));
  proto.set_sampling_method(static_cast<v1::SamplingMethod>(sample.sampling_method));
  proto.set_frame_size(sample.frame_size);
  proto.set_drawn_on(sample.drawn_on);
  for (const Allocation& allocation : sample.allocations) *proto.add_allocations() = ToProto(allocation);
  return proto;
}

v1::Inspection ToProto(const Inspection& inspection) {
  v1::Inspection proto;
  proto.set_name(NameOf(inspection));
  proto.set_inspectorate(inspection.inspectorate);
  proto.set_framework(inspection.framework);
  proto.set_first_day(inspection.first_day);
  proto.set_last_day(inspection.last_day);
  proto.set_published_on(inspection.published_on);
  for (const InspectionJudgement& judgement : inspection.judgements) {
    v1::Judgement* out = proto.add_judgements();
    out->set_area(judgement.area);
    out->set_grade(judgement.grade);
    out->set_marker(static_cast<v1::Marker>(judgement.marker));
  }
  for (const AuthorityCode& code : inspection.codes) *proto.add_codes() = ToProto(code);
  proto.set_source(inspection.source);
  for (const ReportedField& field : inspection.reported) {
    v1::ReportedField* out = proto.add_reported();
    out->set_field(field.field);
    out->set_value(field.value);
  }
  proto.mutable_flags()->Add(inspection.flags.begin(), inspection.flags.end());
  return proto;
}

v1::Tally ToProto(const Tally& tally) {
  v1::Tally proto;
  proto.set_name(NameOf(tally));
  proto.set_title(tally.title);
  proto.set_practice_area(tally.practice_area);
  proto.set_scale(tally.scale);
  proto.set_counted_on(tally.counted_on);
  for (const TallyCount& count : tally.counts) {
    v1::TallyCount* out = proto.add_counts();
    out->set_grade(count.grade);
    out->set_count(count.count);
  }
  if (tally.ungraded_count) proto.set_ungraded_count(*tally.ungraded_count);
  proto.set_total(tally.total);
  proto.set_source(tally.source);
  return proto;
}

v1::SpendItem ToProto(const SpendItem& item) {
  v1::SpendItem proto;
  proto.set_name(NameOf(item));
  proto.set_title(item.title);
  if (item.amount_pence) proto.set_amount_pence(*item.amount_pence);
  proto.set_basis(static_cast<v1::SpendBasis>(item.basis));
  proto.set_first_day(item.first_day);
  proto.set_last_day(item.last_day);
  proto.set_source(item.source);
  proto.set_part_of(item.part_of);
  proto.set_units(item.units);
  return proto;
}

v1::RecordStamp StampOf(const Event& event) {
  v1::RecordStamp stamp;
  stamp.set_revision(event.revision);
  *stamp.mutable_recorded_at() = ToTimestamp(event.recorded_at_us);
  stamp.set_actor(event.actor);
  stamp.set_superseded_revision(event.superseded_revision);
  stamp.set_reason(event.reason);
  return stamp;
}

}  // namespace assay
