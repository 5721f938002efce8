#include "tests/client/sample_ledger.h"

#include <cstdlib>
#include <sstream>
#include <utility>
#include <variant>

#include "absl/time/time.h"
#include "client/sdk/statement_check.h"
#include "service/domain/civil_date.h"
#include "service/fold/ledger_fold.h"
#include "service/records/convert.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/pack.h"
#include "storage/merkle/proof.h"

namespace assay {
namespace {

constexpr char kActor[] = "qa-manager";

int64_t TimeOf(size_t index) {
  return absl::ToUnixMicros(absl::FromCivil(absl::CivilHour(2014, 3, 31, 12), absl::UTCTimeZone()) +
                            absl::Seconds(index));
}

// Hashes of complete subtrees, made from the leaves each time: slow and obvious.
SubtreeReader ReaderOf(const std::vector<std::string>& leaves) {
  return [&leaves](const Subtree& subtree) -> absl::StatusOr<Hash> {
    std::vector<Hash> hashes;
    const uint64_t first = subtree.index << subtree.level;
    for (uint64_t i = 0; i < uint64_t{1} << subtree.level; ++i) hashes.push_back(LeafHash(leaves.at(first + i)));
    while (hashes.size() > 1) {
      for (size_t i = 0; i < hashes.size() / 2; ++i) hashes[i] = NodeHash({hashes[2 * i], hashes[2 * i + 1]});
      hashes.resize(hashes.size() / 2);
    }
    return hashes.front();
  };
}

template <typename Value>
Value Must(absl::StatusOr<Value> value) {
  if (!value.ok()) std::abort();
  return *std::move(value);
}

}  // namespace

SampleLedger::SampleLedger(const std::string& authority, const std::string& signer)
    : authority_(authority), key_(Must(SigningKey::FromSeed(signer, std::string(kSeedBytes, signer.front())))) {
  Add({.kind = LeafKind::kAuthority}, EncodeAuthorityBody({.id = authority, .title = "Somerset"}, kActor));
  const Scale scale = {
      .ref = {"ofsted-2013", 1},
      .title = "Ofsted to 2013",
      .grades = {{.code = "inadequate"}, {.code = "adequate"}, {.code = "good"}, {.code = "outstanding"}}};
  Add({.kind = LeafKind::kScale}, EncodeScaleBody(scale, kActor));
}

uint32_t SampleLedger::Add(LeafHeader header, const std::string& body) {
  if (header.recorded_at_us == 0) header.recorded_at_us = TimeOf(leaves_.size());
  leaves_.push_back(EncodeLeaf(header, body));
  return size();
}

uint32_t SampleLedger::Submit(const std::string& id, const std::string& grade) {
  Audit audit{.authority = authority_,
              .id = id,
              .practice_area = "assessment",
              .audit_date = "2014-03-05",
              .scale = "ofsted-2013@1",
              .grade = grade,
              .ungraded_reason = grade.empty() ? "no-file-access" : "",
              .sampling_method = static_cast<int>(SamplingMethod::kRandom)};
  audits_[id] = audit;
  return revisions_[id] = Add({.kind = LeafKind::kAudit, .case_number = size() + 1},
                              EncodeAuditBody(audit, kActor, std::string(32, 'c')));
}

uint32_t SampleLedger::Change(LeafKind kind, const Audit& audit) {
  const std::string commitment = kind == LeafKind::kCorrection ? std::string(32, 'c') : "";
  const std::string body =
      EncodeChangeBody({.audit = audit, .actor = kActor, .reason = "panel", .personal_commitment = commitment});
  audits_[audit.id] = audit;
  const uint32_t superseded = revisions_.at(audit.id);
  return revisions_[audit.id] = Add({.kind = kind, .case_number = superseded, .superseded_revision = superseded}, body);
}

uint32_t SampleLedger::Correct(const std::string& id, const std::string& grade) {
  Audit audit = audits_.at(id);
  audit.grade = grade;
  return Change(LeafKind::kCorrection, audit);
}

uint32_t SampleLedger::Moderate(const std::string& id, const std::string& grade) {
  Audit audit = audits_.at(id);
  audit.moderation = {.moderator = "lead", .grade = grade};
  return Change(LeafKind::kModeration, audit);
}

uint32_t SampleLedger::Withdraw(const std::string& id) {
  Audit audit = audits_.at(id);
  audit.withdrawal_reason = "panel";
  return Change(LeafKind::kWithdrawal, audit);
}

uint32_t SampleLedger::BeginEpoch(uint32_t number) {
  const Epoch epoch = {.number = number, .previous = std::exchange(epoch_, number)};
  epoch_revision_ = Add({.kind = LeafKind::kEpoch}, EncodeEpochBody(epoch, kActor));
  return epoch_revision_;
}

std::string SampleLedger::Root() const { return std::string(BytesOf(Must(RootAt(size(), ReaderOf(leaves_))))); }

std::string SampleLedger::Note(uint32_t size) const {
  const bool is_new = epoch_revision_ != 0 && (size == 0 || size >= epoch_revision_);
  return NoteOf("d00d/" + authority_ + "/" + std::to_string(is_new ? epoch_ : kFirstEpoch), size);
}

std::string SampleLedger::NoteOf(const std::string& origin, uint32_t size) const {
  const uint32_t of = size == 0 ? this->size() : size;
  return Must(SignCheckpoint({.origin = origin, .size = of, .root = Must(RootAt(of, ReaderOf(leaves_)))}, key_));
}

v1::GetInclusionProofResponse SampleLedger::Inclusion(uint32_t revision, uint32_t size) const {
  const uint32_t of = size == 0 ? this->size() : size;
  v1::GetInclusionProofResponse response;
  response.set_leaf(leaves_.at(revision - 1));
  v1::InclusionProof& proof = *response.mutable_proof();
  proof.set_leaf_index(revision - 1);
  proof.set_tree_size(of);
  for (const Hash& hash : Must(InclusionProof({.index = revision - 1, .size = of}, ReaderOf(leaves_)))) {
    proof.add_hashes(std::string(BytesOf(hash)));
  }
  proof.set_checkpoint(Note(of));
  return response;
}

v1::GetConsistencyProofResponse SampleLedger::Consistency(uint32_t first_size, uint32_t second_size) const {
  const uint32_t of = second_size == 0 ? size() : second_size;
  v1::GetConsistencyProofResponse response;
  for (const Hash& hash : Must(ConsistencyProof({.old_size = first_size, .new_size = of}, ReaderOf(leaves_)))) {
    response.add_hashes(std::string(BytesOf(hash)));
  }
  response.set_checkpoint(Note(of));
  response.set_second_tree_size(of);
  return response;
}

v1::StatementQuery SampleLedger::Query() const {
  v1::StatementQuery query;
  query.set_authority("authorities/" + authority_);
  query.mutable_ad_hoc()->set_threshold_grade("adequate");
  query.mutable_ad_hoc()->set_comparator(v1::COMPARATOR_AT_LEAST);
  query.mutable_ad_hoc()->mutable_target()->set_numerator(3);
  query.mutable_ad_hoc()->mutable_target()->set_denominator(4);
  query.set_on("2014-03-31");
  query.mutable_read_at()->set_revision(size());
  return query;
}

v1::Statement SampleLedger::Answer(const v1::StatementQuery& query) const {
  LedgerFold fold;
  for (const std::string& leaf : leaves_) {
    if (!fold.Add(leaf).ok()) std::abort();
  }
  auto question =
      ResolveQuestion({.facts = fold.facts(), .registry = nullptr, .revision = size(), .on = *ParseDate(query.on())},
                      FromProto(query.ad_hoc()));
  if (std::holds_alternative<Refused>(question)) std::abort();
  return StatementOver(fold, Root(), std::get<Question>(question));
}

std::string SampleLedger::Pack() const {
  std::ostringstream out;
  PackWriter writer(out);
  writer.AddNote(Note());
  writer.AddStatement({.query = Query().SerializeAsString(), .statement = Answer(Query()).SerializeAsString()});
  for (const std::string& leaf : leaves_) writer.AddLeaf(leaf);
  writer.Finish();
  return out.str();
}

}  // namespace assay
