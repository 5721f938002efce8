#include "service/fold/ledger_fold.h"

#include <limits>
#include <type_traits>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "service/domain/change.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/notice.h"
#include "service/facts/records_at.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"

namespace assay {
namespace {

// Stands where nothing may follow: no entry supersedes it.
constexpr uint32_t kEnded = std::numeric_limits<uint32_t>::max();

absl::Status Wrong(const std::string& why) { return absl::DataLossError(why); }

// What the facts rely on, and no more: rules of shape grow stricter with the years, and a ledger that kept to those of
// its time must still be found sound.
absl::Status CheckFoldable(const Audit& audit) {
  if (!ParseDate(audit.audit_date).has_value()) return Wrong("audit_date is not a date");
  if (audit.audit_type < 0 || audit.audit_type >= kAuditTypes) return Wrong("audit_type is unknown");
  if (audit.sampling_method < 0 || audit.sampling_method >= kSamplingMethods) {
    return Wrong("sampling_method is unknown");
  }
  if (audit.grade.empty() == audit.ungraded_reason.empty()) return Wrong("neither graded nor ungraded, or both");
  return absl::OkStatus();
}

absl::Status CheckFoldable(const Scale& scale) {
  if (scale.ref.version == 0) return Wrong("the scale has no version");
  if (scale.grades.empty() || scale.grades.size() > limits::kGradesMax)
    return Wrong("the scale has no grades, or too many");
  return absl::OkStatus();
}

}  // namespace

LedgerKind LedgerKindOf(std::string_view ledger) {
  if (ledger == kRegistryLedger) return LedgerKind::kRegistry;
  if (ledger == kTokenLedger) return LedgerKind::kTokens;
  return AuthorityOfAccessLedger(ledger) ? LedgerKind::kPersonalReads : LedgerKind::kAuthority;
}

absl::Status LedgerFold::Add(std::string_view leaf) {
  const uint32_t entry = size_ + 1;
  const absl::StatusOr<Leaf> decoded = DecodeLeaf(leaf);
  const absl::Status added = decoded.ok() ? Add(*decoded) : decoded.status();
  return added.ok() ? added : Wrong("entry " + std::to_string(entry) + ": " + std::string(added.message()));
}

absl::Status LedgerFold::Add(const Leaf& leaf) {
  const absl::StatusOr<Event> event = DecodeEvent(size_ + 1, leaf);
  if (!event.ok()) return event.status();
  if (absl::Status checked = Check(*event); !checked.ok()) return checked;
  Apply(*event, leaf);
  return absl::OkStatus();
}

absl::Status LedgerFold::Check(const Event& event) const {
  if (size_ > 0 && event.recorded_at_us <= last_recorded_at_us_) {
    return Wrong("it is not recorded after the entry before it");
  }
  if (const auto* const epoch = std::get_if<Epoch>(&event.what)) return CheckEpoch(event, *epoch);
  const auto* const read = std::get_if<PersonalRead>(&event.what);
  const auto* const token = std::get_if<Token>(&event.what);
  if ((read != nullptr) != (kind_ == LedgerKind::kPersonalReads) ||
      (token != nullptr) != (kind_ == LedgerKind::kTokens)) {
    return Wrong("it is no entry of such a ledger");
  }
  if (read != nullptr) return CheckPersonalRead(event, *read);
  if (token != nullptr) return CheckToken(event, *token);
  const auto* const authority = std::get_if<Authority>(&event.what);
  if (kind_ == LedgerKind::kRegistry) {
    if (authority != nullptr || std::holds_alternative<Audit>(event.what)) return Wrong("it is no entry of a registry");
  } else if ((size_ == 0) != (authority != nullptr)) {
    return Wrong(size_ == 0 ? "the first entry is not the authority's" : "a second authority's entry");
  }
  const auto* const audit = std::get_if<Audit>(&event.what);
  if (audit != nullptr) return CheckAudit(event, *audit);
  if (event.case_number != 0) return Wrong("only an audit's entry has a case number");
  if (const auto* const record = std::get_if<Record>(&event.what)) return CheckRecord(event, *record);
  if (event.superseded_revision != 0) return Wrong("only an audit's entry may supersede another");
  if (authority != nullptr) return authority->id.empty() ? Wrong("the authority has no id") : absl::OkStatus();
  const auto& scale = std::get<Scale>(event.what);
  if (scales_.contains(FormatScaleRef(scale.ref))) return Wrong("the scale version is there already");
  return CheckFoldable(scale);
}

absl::Status LedgerFold::CheckAudit(const Event& event, const Audit& audit) const {
  if (absl::Status foldable = CheckFoldable(audit); !foldable.ok()) return foldable;
  // The facts count by case, and leave out what is of none. A ledger gives out one number an entry at most.
  if (event.case_number == 0) return Wrong("the audit has no case number");
  if (event.case_number > event.revision) return Wrong("its case number is higher than any given out so far");
  if (audit.authority != authority_) return Wrong("the audit is of another authority");
  const auto scale = scales_.find(audit.scale);
  if (scale == scales_.end()) return Wrong("the audit's scale is not in the ledger");
  const bool graded_elsewhere = !audit.grade.empty() && !scale->second.Rank(audit.grade).has_value();
  const bool moderated_elsewhere = audit.moderation.has_value() && !scale->second.Rank(audit.moderation->grade);
  if (graded_elsewhere || moderated_elsewhere) return Wrong("the grade is not on the audit's scale");
  if (absl::Status original = CheckOriginal(event, audit); !original.ok()) return original;
  const auto linked = linked_.find(audit.id);
  if (event.kind == ChangeKind::kSubmitted) {
    if (event.superseded_revision != 0) return Wrong("a submission supersedes nothing");
    if (linked != linked_.end()) return Wrong("the audit is there already");
    if (audit.moderation || !audit.withdrawal_reason.empty() || audit.erased) {
      return Wrong("a submission that is changed already");
    }
    return absl::OkStatus();
  }
  if (linked == linked_.end() || event.superseded_revision != linked->second.current_revision) {
    return Wrong("it supersedes entry " + std::to_string(event.superseded_revision) +
                 ", which is not the current one of its audit");
  }
  return CheckChange(event, audit, linked->second);
}

absl::Status LedgerFold::CheckChange(const Event& event, const Audit& audit, const Linked& linked) const {
  if (event.kind != ChangeKind::kCorrected && event.case_number != linked.header.case_number) {
    return Wrong("the audit is of another case than before");
  }
  const absl::StatusOr<Event> before =
      DecodeEvent(event.superseded_revision, {.header = linked.header, .body = linked.body});
  if (!before.ok()) return before.status();
  if (IsChangeOfKind(event.kind, std::get<Audit>(before->what), audit)) return absl::OkStatus();
  return Wrong("it changes the audit otherwise than its kind says");
}

// storage/FORMAT.md, "The original of a re-audit": looked up where re_audit_of is given a value, else carried along. Of
// whichever case: whoever may not see the original was not told.
absl::Status LedgerFold::CheckOriginal(const Event& event, const Audit& audit) const {
  const auto before = event.kind == ChangeKind::kSubmitted ? linked_.end() : linked_.find(audit.id);
  uint32_t expected = 0;
  if (before != linked_.end() && before->second.re_audit_of == audit.re_audit_of) {
    expected = before->second.original_revision;
  } else if (!audit.re_audit_of.empty()) {
    const auto original = linked_.find(audit.re_audit_of);
    if (original != linked_.end()) expected = original->second.submitted_revision;
  }
  if (audit.original_revision == expected) return absl::OkStatus();
  return Wrong("original_revision is not the entry that submitted its original");
}

uint32_t LedgerFold::CurrentRevision(const std::string& audit) const {
  const auto linked = linked_.find(audit);
  return linked == linked_.end() ? 0 : linked->second.current_revision;
}

absl::Status LedgerFold::CheckRecord(const Event& event, const Record& record) const {
  const auto current = records_.find(RecordKey(record));
  const uint32_t expected = current == records_.end() ? 0 : current->second;
  if (event.superseded_revision != expected) {
    return Wrong("it takes the place of entry " + std::to_string(event.superseded_revision) +
                 ", which is not the current one of its record");
  }
  const bool is_ours = std::visit(
      [this](const auto& one) {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, Crosswalk>) {
          return true;
        } else {
          return one.authority == authority_;
        }
      },
      record);
  if (!is_ours) return Wrong("the record is of another authority");
  const bool is_final = std::holds_alternative<Review>(record) || std::holds_alternative<Crosswalk>(record);
  if (is_final && expected != 0) return Wrong("a review or a crosswalk never changes");
  if (const auto* notice = std::get_if<Notice>(&record)) return CheckNotice(*notice);
  return absl::OkStatus();
}

// storage/FORMAT.md, "A record's chain". The rules it was recorded by may have been others than today's.
absl::Status LedgerFold::CheckNotice(const Notice& notice) const {
  const auto before = FindRecord<Notice>(facts_, RecordKey(notice), size_);
  if (before == nullptr) {
    const bool begins = notice.version == 1 && notice.state == static_cast<int>(NoticeState::kInForce) &&
                        notice.effective_on == notice.issued_on;
    return begins ? absl::OkStatus() : Wrong("a notice does not begin as this one does");
  }
  const auto& last = RecordIn<Notice>(*before);
  const bool follows = notice.version == last.version + 1 && notice.subject == last.subject &&
                       notice.issued_on == last.issued_on && notice.supersedes == last.supersedes &&
                       notice.effective_on >= last.effective_on && last.state != static_cast<int>(NoticeState::kLifted);
  return follows ? absl::OkStatus() : Wrong("it is not the version that follows the notice's last one");
}

absl::Status LedgerFold::CheckPersonalRead(const Event& event, const PersonalRead& read) const {
  if (event.superseded_revision != 0 || event.case_number != 0) return Wrong("it supersedes an entry, or has a case");
  if (size_ > 0 && read.authority != authority_) return Wrong("the audit read is of another authority");
  return absl::OkStatus();
}

// Of every kind of ledger.
absl::Status LedgerFold::CheckEpoch(const Event& event, const Epoch& epoch) const {
  if (size_ == 0) return Wrong("a ledger does not begin with an epoch's entry");
  if (event.superseded_revision != 0 || event.case_number != 0) return Wrong("it supersedes an entry, or has a case");
  const std::vector<BegunEpoch> epochs = facts_.Epochs();
  if (!epochs.empty() && epochs.back().epoch.number != epoch.previous) return Wrong("it follows another epoch");
  return absl::OkStatus();
}

// Created once, revoked at most once, and otherwise the same.
absl::Status LedgerFold::CheckToken(const Event& event, const Token& token) const {
  const auto current = records_.find(TokenName(token.id));
  const uint32_t expected = current == records_.end() ? 0 : current->second;
  if (event.case_number != 0) return Wrong("only an audit's entry has a case number");
  if (event.superseded_revision != expected || token.revoked != (expected != 0)) {
    return Wrong("it neither creates a token nor revokes one that is there");
  }
  return absl::OkStatus();
}

void LedgerFold::Apply(const Event& event, const Leaf& leaf) {
  ++size_;
  last_recorded_at_us_ = event.recorded_at_us;
  if (const auto* authority = std::get_if<Authority>(&event.what)) authority_ = authority->id;
  if (const auto* scale = std::get_if<Scale>(&event.what)) scales_.emplace(FormatScaleRef(scale->ref), *scale);
  if (const auto* audit = std::get_if<Audit>(&event.what)) {
    Linked& linked = linked_[audit->id];
    if (event.kind == ChangeKind::kSubmitted) linked.submitted_revision = event.revision;
    linked.re_audit_of = audit->re_audit_of;
    linked.original_revision = audit->original_revision;
    linked.header = leaf.header;
    linked.body = leaf.body;
    linked.current_revision = event.revision;
  }
  if (const auto* record = std::get_if<Record>(&event.what)) records_[RecordKey(*record)] = event.revision;
  if (const auto* read = std::get_if<PersonalRead>(&event.what)) authority_ = read->authority;
  if (const auto* token = std::get_if<Token>(&event.what)) {
    records_[TokenName(token->id)] = token->revoked ? kEnded : event.revision;
  }
  facts_.Apply(event);
}

}  // namespace assay
