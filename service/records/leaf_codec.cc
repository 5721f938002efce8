#include "service/records/leaf_codec.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "assay/v1/leaf.pb.h"
#include "service/records/convert.h"
#include "service/records/convert_records.h"
#include "service/records/convert_token.h"
#include "service/records/names.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

// Protobuf takes lengths as int; a leaf is far smaller than that.
bool Parse(google::protobuf::MessageLite& message, std::string_view bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

absl::Status Unreadable() { return absl::DataLossError("a leaf's body cannot be read as its kind"); }

absl::Status DecodeAuthority(std::string_view body, Event& event) {
  v1::AuthorityLeaf leaf;
  Violations violations;
  if (!Parse(leaf, body)) return Unreadable();
  event.what = FromProto(leaf.authority(), violations);
  event.actor = leaf.actor();
  return violations.empty() ? absl::OkStatus() : Unreadable();
}

absl::Status DecodeScale(std::string_view body, Event& event) {
  v1::ScaleLeaf leaf;
  Violations violations;
  if (!Parse(leaf, body)) return Unreadable();
  event.what = FromProto(leaf.scale(), violations);
  event.actor = leaf.actor();
  return violations.empty() ? absl::OkStatus() : Unreadable();
}

absl::Status DecodeAudit(std::string_view body, Event& event) {
  thread_local v1::AuditLeaf leaf;  // as in EncodeAuditBody
  Violations violations;
  if (!Parse(leaf, body)) return Unreadable();
  event.what = FromProto(leaf.audit(), violations);
  event.actor = leaf.actor();
  event.kind = ChangeKind::kSubmitted;
  event.personal_commitment = leaf.personal_commitment();
  if (leaf.audit().has_personal() || leaf.personal_commitment().size() != kCommitmentBytes) return Unreadable();
  return violations.empty() ? absl::OkStatus() : Unreadable();
}

absl::Status DecodeChange(std::string_view body, ChangeKind kind, Event& event) {
  v1::AuditChangeLeaf leaf;
  Violations violations;
  if (!Parse(leaf, body)) return Unreadable();
  event.what = FromProto(leaf.audit(), violations);
  event.kind = kind;
  event.reason = leaf.reason();
  event.actor = leaf.actor();
  event.personal_commitment = leaf.personal_commitment();
  const size_t commitment_bytes = leaf.personal_commitment().size();
  if (leaf.audit().has_personal() || (commitment_bytes != 0 && commitment_bytes != kCommitmentBytes)) {
    return Unreadable();
  }
  if (event.superseded_revision == 0) return Unreadable();
  return violations.empty() ? absl::OkStatus() : Unreadable();
}

absl::Status DecodeRecord(std::string_view body, Event& event) {
  v1::RecordLeaf leaf;
  Violations violations;
  if (!Parse(leaf, body)) return Unreadable();
  event.actor = leaf.actor();
  event.reason = leaf.reason();
  switch (leaf.record_case()) {
    case v1::RecordLeaf::kCrosswalk:
      event.what = Record(FromProto(leaf.crosswalk(), violations));
      break;
    case v1::RecordLeaf::kNotice:
      event.what = Record(FromProto(leaf.notice(), violations));
      break;
    case v1::RecordLeaf::kReview:
      event.what = Record(FromProto(leaf.review(), violations));
      break;
    case v1::RecordLeaf::kSample:
      event.what = Record(FromProto(leaf.sample(), violations));
      break;
    case v1::RecordLeaf::kInspection:
      event.what = Record(FromProto(leaf.inspection(), violations));
      break;
    case v1::RecordLeaf::kTally:
      event.what = Record(FromProto(leaf.tally(), violations));
      break;
    case v1::RecordLeaf::kSpendItem:
      event.what = Record(FromProto(leaf.spend_item(), violations));
      break;
    case v1::RecordLeaf::RECORD_NOT_SET:
      return Unreadable();
  }
  return violations.empty() ? absl::OkStatus() : Unreadable();
}

absl::Status DecodeEpoch(std::string_view body, Event& event) {
  v1::EpochLeaf leaf;
  if (!Parse(leaf, body) || leaf.previous_epoch() == 0 || leaf.epoch() <= leaf.previous_epoch()) return Unreadable();
  event.what = Epoch{.number = leaf.epoch(),
                     .previous = leaf.previous_epoch(),
                     .lost_checkpoint = leaf.lost_checkpoint(),
                     .restored_commits = leaf.restored_commits()};
  event.actor = leaf.actor();
  return absl::OkStatus();
}

absl::Status DecodeToken(std::string_view body, Event& event) {
  v1::TokenLeaf leaf;
  Violations violations;
  if (!Parse(leaf, body)) return Unreadable();
  event.what = FromProto(leaf.token(), violations);
  event.actor = leaf.actor();
  return violations.empty() ? absl::OkStatus() : Unreadable();
}

absl::Status DecodePersonalRead(std::string_view body, Event& event) {
  v1::PersonalReadLeaf leaf;
  Violations violations;
  if (!Parse(leaf, body)) return Unreadable();
  event.what = FromProto(leaf, violations);
  event.actor = leaf.actor();
  return violations.empty() ? absl::OkStatus() : Unreadable();
}

// Puts a record into its place in the leaf.
struct FillRecord {
  v1::RecordLeaf& leaf;

  void operator()(const Crosswalk& crosswalk) const { *leaf.mutable_crosswalk() = ToProto(crosswalk); }
  void operator()(const Notice& notice) const { *leaf.mutable_notice() = ToProto(notice); }
  void operator()(const Review& review) const { *leaf.mutable_review() = ToProto(review); }
  void operator()(const Sample& sample) const { *leaf.mutable_sample() = ToProto(sample); }
  void operator()(const Inspection& inspection) const { *leaf.mutable_inspection() = ToProto(inspection); }
  void operator()(const Tally& tally) const { *leaf.mutable_tally() = ToProto(tally); }
  void operator()(const SpendItem& item) const { *leaf.mutable_spend_item() = ToProto(item); }
};

// Names the entry of a body that could be read.
struct KeyOf {
  std::string operator()(const Authority&) const { return std::string(kAuthorityKey); }
  std::string operator()(const Scale& scale) const { return ScaleKey(scale.ref); }
  std::string operator()(const Audit& audit) const { return AuditKey(audit.id); }
  std::string operator()(const Record& record) const { return RecordKey(record); }
  std::string operator()(const Token& token) const { return TokenName(token.id); }
  std::string operator()(const PersonalRead&) const { return ""; }
  std::string operator()(const Epoch&) const { return ""; }
};

}  // namespace

std::string EncodeAuthorityBody(const Authority& authority, std::string_view actor) {
  v1::AuthorityLeaf leaf;
  *leaf.mutable_authority() = ToProto(authority);
  leaf.set_actor(std::string(actor));
  return leaf.SerializeAsString();
}

std::string EncodeScaleBody(const Scale& scale, std::string_view actor) {
  v1::ScaleLeaf leaf;
  *leaf.mutable_scale() = ToProto(scale);
  leaf.set_actor(std::string(actor));
  return leaf.SerializeAsString();
}

std::string EncodeEpochBody(const Epoch& epoch, std::string_view actor) {
  v1::EpochLeaf leaf;
  leaf.set_epoch(epoch.number);
  leaf.set_previous_epoch(epoch.previous);
  leaf.set_lost_checkpoint(epoch.lost_checkpoint);
  leaf.set_restored_commits(epoch.restored_commits);
  leaf.set_actor(std::string(actor));
  return leaf.SerializeAsString();
}

std::string EncodeRecordBody(const RecordBody& body) {
  v1::RecordLeaf leaf;
  std::visit(FillRecord{leaf}, body.record);
  leaf.set_actor(std::string(body.actor));
  leaf.set_reason(std::string(body.reason));
  return leaf.SerializeAsString();
}

std::string EncodeTokenBody(const Token& token, std::string_view actor) {
  v1::TokenLeaf leaf;
  *leaf.mutable_token() = ToProto(token);
  leaf.set_actor(std::string(actor));
  return leaf.SerializeAsString();
}

std::string EncodePersonalReadBody(const PersonalRead& read, std::string_view actor) {
  v1::PersonalReadLeaf leaf = ToProto(read);
  leaf.set_actor(std::string(actor));
  return leaf.SerializeAsString();
}

std::string EncodeAuditBody(const Audit& audit, std::string_view actor, std::string_view personal_commitment) {
  // Kept for the memory of its strings, of which an audit has some twenty.
  thread_local v1::AuditLeaf leaf;
  leaf.Clear();
  FillPublic(audit, *leaf.mutable_audit());
  leaf.set_actor(std::string(actor));
  leaf.set_personal_commitment(std::string(personal_commitment));
  return leaf.SerializeAsString();
}

std::string EncodeChangeBody(const ChangeBody& change) {
  v1::AuditChangeLeaf leaf;
  FillPublic(change.audit, *leaf.mutable_audit());
  leaf.set_actor(std::string(change.actor));
  leaf.set_reason(std::string(change.reason));
  leaf.set_personal_commitment(std::string(change.personal_commitment));
  return leaf.SerializeAsString();
}

LeafKind LeafKindOf(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kCorrected:
      return LeafKind::kCorrection;
    case ChangeKind::kModerated:
      return LeafKind::kModeration;
    case ChangeKind::kWithdrawn:
      return LeafKind::kWithdrawal;
    case ChangeKind::kErased:
      return LeafKind::kErasure;
    case ChangeKind::kActionAdded:
      return LeafKind::kActionAdded;
    case ChangeKind::kActionCompleted:
      return LeafKind::kActionCompleted;
    case ChangeKind::kRiskAcknowledged:
      return LeafKind::kRiskAcknowledged;
    case ChangeKind::kNone:
    case ChangeKind::kSubmitted:
      break;
  }
  std::abort();  // no change
}

std::string EncodePersonal(const PersonalPart& personal) { return ToProto(personal).SerializeAsString(); }

absl::StatusOr<PersonalPart> DecodePersonal(std::string_view bytes) {
  v1::PersonalPart proto;
  if (!Parse(proto, bytes)) return absl::DataLossError("a personal part cannot be read");
  return PersonalPart{.case_ref = proto.case_ref(),
                      .narrative = proto.narrative(),
                      .notes = proto.notes(),
                      .change_note = proto.change_note()};
}

void CompleteEvent(uint32_t revision, const LeafHeader& header, Event& event) {
  event.revision = revision;
  event.recorded_at_us = header.recorded_at_us;
  event.case_number = header.case_number;
  event.superseded_revision = header.superseded_revision;
}

absl::StatusOr<Event> DecodeEvent(uint32_t revision, const Leaf& leaf) {
  Event event;
  CompleteEvent(revision, leaf.header, event);
  absl::Status status = absl::DataLossError("a leaf is of an unknown kind");
  switch (leaf.header.kind) {
    case LeafKind::kAuthority:
      status = DecodeAuthority(leaf.body, event);
      break;
    case LeafKind::kScale:
      status = DecodeScale(leaf.body, event);
      break;
    case LeafKind::kAudit:
      status = DecodeAudit(leaf.body, event);
      break;
    case LeafKind::kCorrection:
      status = DecodeChange(leaf.body, ChangeKind::kCorrected, event);
      break;
    case LeafKind::kModeration:
      status = DecodeChange(leaf.body, ChangeKind::kModerated, event);
      break;
    case LeafKind::kWithdrawal:
      status = DecodeChange(leaf.body, ChangeKind::kWithdrawn, event);
      break;
    case LeafKind::kErasure:
      status = DecodeChange(leaf.body, ChangeKind::kErased, event);
      break;
    case LeafKind::kActionAdded:
      status = DecodeChange(leaf.body, ChangeKind::kActionAdded, event);
      break;
    case LeafKind::kActionCompleted:
      status = DecodeChange(leaf.body, ChangeKind::kActionCompleted, event);
      break;
    case LeafKind::kRiskAcknowledged:
      status = DecodeChange(leaf.body, ChangeKind::kRiskAcknowledged, event);
      break;
    case LeafKind::kRecord:
      status = DecodeRecord(leaf.body, event);
      break;
    case LeafKind::kPersonalRead:
      status = DecodePersonalRead(leaf.body, event);
      break;
    case LeafKind::kToken:
      status = DecodeToken(leaf.body, event);
      break;
    case LeafKind::kEpoch:
      status = DecodeEpoch(leaf.body, event);
      break;
  }
  if (!status.ok()) return status;
  return event;
}

std::string LeafName(const Leaf& leaf) {
  absl::StatusOr<Event> event = DecodeEvent(0, leaf);
  return event.ok() ? std::visit(KeyOf(), event->what) : std::string();
}

std::string LeafCaseRef(std::string_view personal) {
  absl::StatusOr<PersonalPart> part = DecodePersonal(personal);
  return part.ok() ? part->case_ref : std::string();
}

}  // namespace assay
