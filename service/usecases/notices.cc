#include "service/usecases/notices.h"

#include <optional>
#include <utility>

#include "service/domain/civil_date.h"
#include "service/facts/records_at.h"
#include "service/records/names.h"
#include "service/usecases/notice_measures.h"

namespace assay {
namespace {

constexpr std::string_view kField = "notice";

std::variant<Record, Refused> ToRecord(std::variant<Notice, Refused> made) {
  if (auto* refused = std::get_if<Refused>(&made)) return std::move(*refused);
  return Record(std::get<Notice>(std::move(made)));
}

// Checks and resolves the notice; the rule is the caller's to set, from the notice as it will be recorded.
struct Prepared {
  RecordPut put;
  Notice notice;
};

absl::StatusOr<Prepared> Prepare(const House& house, const AskedRecord<Notice>& asked, Violations found, PutKind kind) {
  absl::StatusOr<RecordPut> put = StartPut(house, kField, asked, std::move(found), kind);
  if (!put.ok()) return put.status();
  Prepared prepared{.put = *std::move(put), .notice = asked.record};
  // One that is there is answered as it is, whatever scales there are by now.
  const bool is_there =
      kind == PutKind::kCreate &&
      FindRecord<Notice>(*prepared.put.facts, prepared.put.key, house.ledger.Size(prepared.put.ledger)) != nullptr;
  if (is_there) return prepared;
  absl::Status resolved = ResolveMeasures(house, *prepared.put.facts, prepared.notice.measures, prepared.put.ahead);
  if (!resolved.ok()) return resolved;
  return prepared;
}

using Step = std::variant<Notice, Refused> (*)(const std::vector<Notice>&, const Notice&, std::string_view);

void TakeStep(const House& house, const NoticeStep& step, Step rule, const WriteContext& context, PutDone done) {
  Violations violations;
  CheckDate({"effective_on", step.effective_on}, violations);
  CheckSupersede(step.supersede, PutKind::kChange, violations);
  if (!violations.empty()) return done(RefuseFields(violations));
  const std::string collection = std::string(kCollection<Notice>) + "/";
  const std::optional<RecordName> name = ParseRecordName(kCollection<Notice>, step.name);
  if (!name) return done(UnknownRecord(collection));
  absl::StatusOr<const LedgerFacts*> facts = FindAuthority(house, name->authority);
  if (!facts.ok()) return done(facts.status());
  RecordPut put{.ledger = name->authority,
                .facts = *facts,
                .key = collection + name->id,
                .field = std::string(kField),
                .supersede = step.supersede};
  put.rule = [rule, effective_on = step.effective_on](const RecordsNow& now, const Record* current) {
    return ToRecord(rule(now.AllVersions<Notice>(), std::get<Notice>(*current), effective_on));
  };
  PutRecord(house, std::move(put), context, std::move(done));
}

}  // namespace

void IssueNotice(const House& house, const AskedRecord<Notice>& asked, const WriteContext& context, PutDone done) {
  absl::StatusOr<Prepared> prepared = Prepare(house, asked, Validate(asked.record), PutKind::kCreate);
  if (!prepared.ok()) return done(prepared.status());
  prepared->put.rule = [notice = std::move(prepared->notice)](const RecordsNow& now, const Record*) {
    return ToRecord(Issue(now.AllVersions<Notice>(), notice));
  };
  PutRecord(house, std::move(prepared->put), context, std::move(done));
}

void AmendNotice(const House& house, const NoticeAmendment& amendment, const WriteContext& context, PutDone done) {
  Violations on_request;
  CheckDate({"effective_on", amendment.effective_on}, on_request);
  if (!on_request.empty()) return done(RefuseFields(on_request));
  absl::StatusOr<Prepared> prepared =
      Prepare(house, amendment.asked, Validate(amendment.asked.record), PutKind::kChange);
  if (!prepared.ok()) return done(prepared.status());
  prepared->put.rule = [notice = std::move(prepared->notice), effective_on = amendment.effective_on](
                           const RecordsNow& now, const Record* current) {
    return ToRecord(Amend(now.AllVersions<Notice>(), std::get<Notice>(*current), notice, effective_on));
  };
  PutRecord(house, std::move(prepared->put), context, std::move(done));
}

void LiftNotice(const House& house, const NoticeStep& step, const WriteContext& context, PutDone done) {
  TakeStep(house, step, Lift, context, std::move(done));
}

void EscalateNotice(const House& house, const NoticeStep& step, const WriteContext& context, PutDone done) {
  TakeStep(house, step, Escalate, context, std::move(done));
}

}  // namespace assay
