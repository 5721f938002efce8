#include "service/usecases/records.h"

#include <memory>

#include "service/domain/limits.h"
#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/usecases/differences.h"

namespace assay {
namespace {

// One write on its way through the committer.
struct Work {
  RecordPut put;
  std::string actor;
  PutDone done;
  Event event;  // as recorded, once decided
};

absl::StatusOr<Event> DecodeRecordEntry(const Entry& entry) {
  absl::StatusOr<Leaf> leaf = DecodeLeaf(entry.leaf);
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<Event> event = DecodeEvent(entry.revision, *leaf);
  if (event.ok() && !std::holds_alternative<Record>(event->what)) {
    return absl::DataLossError("an entry is not the record it should be");
  }
  return event;
}

absl::StatusOr<Event> EarlierEvent(const View& view, const Event& event) {
  absl::StatusOr<Entry> entry = view.Read(event.superseded_revision);
  if (!entry.ok()) return entry.status();
  return DecodeRecordEntry(*entry);
}

absl::StatusOr<std::optional<Event>> NewestEvent(const View& view, const std::string& key) {
  absl::StatusOr<std::optional<Entry>> entry = view.Find(key);
  if (!entry.ok()) return entry.status();
  if (!*entry) return std::nullopt;
  absl::StatusOr<Event> event = DecodeRecordEntry(**entry);
  if (!event.ok()) return event.status();
  return *std::move(event);
}

const Record& RecordOf(const Event& event) { return std::get<Record>(event.what); }

Decision RepeatOf(Work& work, Event there) {
  work.event = std::move(there);
  return Decision{.already_there = AlreadyThere{.revision = work.event.revision}};
}

absl::StatusOr<Decision> Append(Work& work, Record record) {
  const Supersede& supersede = work.put.supersede;
  Decision decision{
      .draft = Draft{.kind = LeafKind::kRecord,
                     .superseded_revision = supersede.expected_revision,
                     .body = EncodeRecordBody({.record = record, .actor = work.actor, .reason = supersede.reason})}};
  if (const size_t bytes = decision.draft->body.size(); bytes > limits::kRecordBytes) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                  "with all that it freezes the record takes " + std::to_string(bytes) + " bytes; " +
                      std::to_string(limits::kRecordBytes) + " fit into one entry");
  }
  work.event = {.superseded_revision = supersede.expected_revision,
                .actor = work.actor,
                .reason = supersede.reason,
                .what = std::move(record)};
  return decision;
}

// The name is taken: by this very record, or by another.
absl::StatusOr<Decision> DecideTaken(Work& work, const View& view, Event there) {
  while (std::holds_alternative<Notice>(RecordOf(there)) && there.superseded_revision != 0) {
    absl::StatusOr<Event> earlier = EarlierEvent(view, there);
    if (!earlier.ok()) return earlier.status();
    there = *std::move(earlier);
  }
  std::vector<std::string> fields = Differences(*work.put.asked, RecordOf(there));
  if (fields.empty()) return RepeatOf(work, std::move(there));
  for (std::string& field : fields) field.insert(0, work.put.field + ".");
  return AlreadyExists(work.put.key, fields);
}

// Whether the entry is what the change came to when it was made before.
bool IsSameChange(const Work& work, const Record& made, const Event& there) {
  if (there.reason != work.put.supersede.reason) return false;
  if (!work.put.asked) return made == RecordOf(there);
  return SameVersion(made, RecordOf(there)) && Differences(*work.put.asked, RecordOf(there)).empty();
}

// The record was changed since the entry the change expects: by this very change, or by another.
absl::StatusOr<Decision> DecideStale(Work& work, const View& view, const RecordsNow& now, Event there) {
  const uint32_t current = there.revision;
  const uint32_t expected = work.put.supersede.expected_revision;
  while (there.superseded_revision > expected) {
    absl::StatusOr<Event> earlier = EarlierEvent(view, there);
    if (!earlier.ok()) return earlier.status();
    there = *std::move(earlier);
  }
  if (there.superseded_revision != expected) return RefuseStale(current);
  absl::StatusOr<Event> before = EarlierEvent(view, there);
  if (!before.ok()) return before.status();
  std::variant<Record, Refused> made = work.put.rule(now.Before(there.revision), &RecordOf(*before));
  if (std::holds_alternative<Refused>(made) || !IsSameChange(work, std::get<Record>(made), there)) {
    return RefuseStale(current);
  }
  return RepeatOf(work, std::move(there));
}

absl::StatusOr<Decision> DecideChange(Work& work, const View& view, const RecordsNow& now, Event there) {
  if (there.revision != work.put.supersede.expected_revision) return DecideStale(work, view, now, std::move(there));
  std::variant<Record, Refused> made = work.put.rule(now, &RecordOf(there));
  if (const auto* refused = std::get_if<Refused>(&made)) return ToStatus(*refused);
  Record& record = std::get<Record>(made);
  if (work.put.asked && SameContent(record, RecordOf(there))) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNoChange, "the change would change nothing");
  }
  return Append(work, std::move(record));
}

absl::StatusOr<Decision> DecideNew(Work& work, const RecordsNow& now) {
  std::variant<Record, Refused> made = work.put.rule(now, nullptr);
  if (const auto* refused = std::get_if<Refused>(&made)) return ToStatus(*refused);
  return Append(work, std::get<Record>(std::move(made)));
}

absl::StatusOr<Decision> Decide(Work& work, const View& view) {
  absl::StatusOr<std::optional<Event>> there = NewestEvent(view, work.put.key);
  if (!there.ok()) return there.status();
  const bool creates = work.put.supersede.expected_revision == 0;
  if (creates && *there) return DecideTaken(work, view, **std::move(there));
  if (!creates && !*there) return UnknownRecord(work.put.key);
  absl::StatusOr<RecordsNow> now = RecordsNow::Read(*work.put.facts, view);
  if (!now.ok()) return now.status();
  absl::StatusOr<Decision> decision =
      creates ? DecideNew(work, *now) : DecideChange(work, view, *now, **std::move(there));
  if (decision.ok() && decision->draft && now->count() >= limits::kRecords) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kTooLong,
                  "no more than " + std::to_string(limits::kRecords) + " records can be kept in one ledger");
  }
  return decision;
}

void Finish(Work& work, const absl::StatusOr<Committed>& committed) {
  if (!committed.ok()) return work.done(committed.status());
  work.event.revision = committed->revision;
  work.event.recorded_at_us = committed->recorded_at_us;
  work.done(
      WrittenRecord{.ledger = std::move(work.put.ledger), .committed = *committed, .event = std::move(work.event)});
}

}  // namespace

void PutRecord(const House& house, RecordPut put, const WriteContext& context, PutDone done) {
  WriteRequest request = RequestOf(put.ledger, context);
  request.ahead = std::move(put.ahead);
  request.bytes = sizeof(Work);
  if (put.asked) {
    request.bytes +=
        EncodeRecordBody({.record = *put.asked, .actor = context.actor, .reason = put.supersede.reason}).size();
  }
  auto work = std::make_shared<Work>(Work{.put = std::move(put), .actor = context.actor, .done = std::move(done)});
  request.proposals.emplace_back([work](const View& view) { return Decide(*work, view); });
  request.done = [work](const std::vector<absl::StatusOr<Committed>>& results) { Finish(*work, results.front()); };
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) work->done(status);
}

void CheckSupersede(const Supersede& supersede, PutKind kind, Violations& out) {
  constexpr std::string_view kRevisionField = "write.expected_revision";
  constexpr std::string_view kReasonField = "write.reason";
  const bool supersedes = supersede.expected_revision != 0;
  if (supersedes && kind == PutKind::kCreate) {
    Refuse(out, kRevisionField, reason::kNotAllowed, "this is only ever created, never changed; leave it 0");
  } else if (!supersedes && kind == PutKind::kChange) {
    Refuse(out, kRevisionField, reason::kRequired, "the revision this change supersedes is required");
  }
  if (supersedes || kind == PutKind::kChange) {
    if (kind != PutKind::kCreate) CheckCode({kReasonField, supersede.reason}, out);
  } else if (!supersede.reason.empty()) {
    Refuse(out, kReasonField, reason::kNotAllowed, "says why a record changes; leave it empty where it is created");
  }
}

RecordRule AsAsked(Record record) {
  return [record = std::move(record)](const RecordsNow&, const Record*) -> std::variant<Record, Refused> {
    return record;
  };
}

absl::Status UnknownRecord(std::string_view key) {
  const std::string notices = std::string(kCollection<Notice>) + "/";
  const bool is_notice = key.starts_with(notices);
  return Refuse(absl::StatusCode::kNotFound, is_notice ? reason::kUnknownNotice : reason::kUnknownRecord,
                !key.ends_with('/') ? "there is no " + std::string(key)
                : is_notice         ? "no such notice"
                                    : "no such record");
}

}  // namespace assay
