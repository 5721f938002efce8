// A seeded model test: thousands of random operations against a house, and against a model simple enough to be read at
// a glance. After every few of them, random questions about random revisions must get the answers the model remembers.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "service/usecases/audits.h"
#include "service/usecases/notary.h"
#include "service/usecases/proofs.h"
#include "service/usecases/statements.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/proof.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

const std::vector<std::string>& Grades() {
  static const std::vector<std::string> grades = {"inadequate", "adequate", "good", "outstanding"};
  return grades;
}

// An audit as the model knows it.
struct ModelAudit {
  uint32_t revision = 0;
  std::string grade;
  std::string moderated;
  bool withdrawn = false;
  bool erased = false;
  std::string narrative;
};

// What a ledger amounts to at one revision.
struct ModelFigures {
  uint32_t hits = 0;     // good or better, by the final grade
  uint32_t audited = 0;  // all that are not withdrawn
  uint32_t withdrawn = 0;
};

class Model {
 public:
  const ModelAudit* Find(const std::string& id) const {
    auto it = audits_.find(id);
    return it == audits_.end() ? nullptr : &it->second;
  }

  void Set(const std::string& id, ModelAudit audit) {
    audits_[id] = std::move(audit);
    ModelFigures figures;
    for (const auto& [name, one] : audits_) {
      if (one.withdrawn) {
        ++figures.withdrawn;
        continue;
      }
      ++figures.audited;
      const std::string& grade = one.moderated.empty() ? one.grade : one.moderated;
      if (grade == "good" || grade == "outstanding") ++figures.hits;
    }
    figures_[audits_[id].revision] = figures;
  }

  const std::map<uint32_t, ModelFigures>& figures() const { return figures_; }
  const std::map<std::string, ModelAudit>& audits() const { return audits_; }

 private:
  std::map<std::string, ModelAudit> audits_;
  std::map<uint32_t, ModelFigures> figures_;  // by the revision that made them so
};

class ModelTest : public testing::TestWithParam<uint32_t> {
 protected:
  ModelTest() : random_(GetParam()) {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, Grades()).ok());
  }

  uint32_t Roll(uint32_t below) { return static_cast<uint32_t>(random_() % below); }
  std::string Grade() { return Grades()[Roll(4)]; }
  std::string Id() { return "a" + std::to_string(Roll(120)); }

  void Submit() {
    const std::string id = Id();
    const ModelAudit* known = model_.Find(id);
    const std::string grade = Grade();
    v1::Audit audit = MakeAudit(id, grade);
    audit.mutable_personal()->set_case_ref("case-" + std::to_string(Roll(60)));
    auto made = t_.Submit(audit);
    if (known != nullptr) {
      // Another case reference or grade: either way nothing may have been added.
      EXPECT_TRUE(!made.ok() || !made->committed.appended);
      return;
    }
    ASSERT_TRUE(made.ok()) << made.status();
    model_.Set(id, {.revision = made->committed.revision, .grade = grade});
  }

  void Correct() {
    const std::string id = Id();
    const ModelAudit* known = model_.Find(id);
    if (known == nullptr) return;
    AuditChange change{.kind = ChangeKind::kCorrected,
                       .authority = "somerset",
                       .id = id,
                       .expected_revision = known->revision,
                       .reason = "correction"};
    v1::Audit audit = MakeAudit(id, Grade());
    audit.clear_personal();
    Violations none;
    change.corrected = FromProto(audit, none);
    auto made = t_.Change(change);
    const bool expected = !known->withdrawn && !known->erased && audit.grade() != known->grade;
    ASSERT_EQ(made.ok(), expected) << made.status();
    if (!made.ok()) return;
    ModelAudit next = *known;
    next.revision = made->committed.revision;
    next.grade = audit.grade();
    model_.Set(id, next);
    if (Roll(3) == 0) {
      auto again = t_.Change(change);
      ASSERT_TRUE(again.ok()) << again.status();
      EXPECT_EQ(again->committed.revision, next.revision);
      EXPECT_FALSE(again->committed.appended);
    }
  }

  void Moderate() {
    const std::string id = Id();
    const ModelAudit* known = model_.Find(id);
    if (known == nullptr) return;
    AuditChange change{.kind = ChangeKind::kModerated,
                       .authority = "somerset",
                       .id = id,
                       .expected_revision = known->revision,
                       .reason = "panel",
                       .moderation = {.moderator = "m-1", .grade = Grade()}};
    auto made = t_.Change(change);
    const bool expected = !known->withdrawn && !known->erased && known->moderated != change.moderation.grade;
    ASSERT_EQ(made.ok(), expected) << made.status();
    if (!made.ok()) return;
    ModelAudit next = *known;
    next.revision = made->committed.revision;
    next.moderated = change.moderation.grade;
    model_.Set(id, next);
  }

  void WithdrawOrErase(ChangeKind kind) {
    const std::string id = Id();
    const ModelAudit* known = model_.Find(id);
    if (known == nullptr) return;
    AuditChange change{
        .kind = kind, .authority = "somerset", .id = id, .expected_revision = known->revision, .reason = "asked"};
    auto made = t_.Change(change);
    const bool expected = kind == ChangeKind::kWithdrawn ? !known->withdrawn : !known->erased;
    ASSERT_EQ(made.ok(), expected) << made.status();
    if (!made.ok()) return;
    ModelAudit next = *known;
    next.revision = made->committed.revision;
    (kind == ChangeKind::kWithdrawn ? next.withdrawn : next.erased) = true;
    model_.Set(id, next);
  }

  void AskStale() {
    const std::string id = Id();
    const ModelAudit* known = model_.Find(id);
    if (known == nullptr) return;
    AuditChange change{.kind = ChangeKind::kWithdrawn,
                       .authority = "somerset",
                       .id = id,
                       .expected_revision = known->revision + 1,
                       .reason = "stale"};
    EXPECT_EQ(Why(t_.Change(change).status()), "STALE_REVISION");
  }

  // The figures at a random revision, known then.
  void AskFigures() {
    const uint32_t newest = t_.house().ledger.Size("somerset");
    const uint32_t revision = Roll(newest + 1);
    v1::GetStatementRequest request;
    request.mutable_query()->set_authority("authorities/somerset");
    request.mutable_query()->set_on("2014-03-26");
    request.mutable_query()->mutable_read_at()->set_revision(revision);
    auto* measure = request.mutable_query()->mutable_ad_hoc();
    measure->set_threshold_grade("good");
    measure->set_comparator(v1::COMPARATOR_AT_LEAST);
    measure->mutable_target()->set_numerator(1);
    measure->mutable_target()->set_denominator(2);
    auto answer = GetStatement(t_.house(), request);
    ASSERT_TRUE(answer.ok()) << answer.status();
    auto it = model_.figures().upper_bound(revision);
    const ModelFigures expected = it == model_.figures().begin() ? ModelFigures() : std::prev(it)->second;
    EXPECT_EQ(answer->statement().audited().numerator(), expected.hits) << "at " << revision;
    EXPECT_EQ(answer->statement().audited_count(), expected.audited) << "at " << revision;
    const std::string bytes = answer->SerializeAsString();
    const auto kept = answers_.try_emplace(revision, bytes).first;
    EXPECT_EQ(bytes, kept->second) << "the answer at revision " << revision << " has changed";
  }

  void AskAudit() {
    const std::string id = Id();
    v1::GetAuditRequest request;
    request.set_name("authorities/somerset/audits/" + id);
    request.set_view(v1::AUDIT_VIEW_PERSONAL);
    auto answer = GetAudit(t_.house(), request, kLocal);
    const ModelAudit* known = model_.Find(id);
    ASSERT_EQ(answer.ok(), known != nullptr);
    if (known == nullptr) return;
    EXPECT_EQ(answer->audit().grade(), known->grade);
    EXPECT_EQ(answer->audit().moderation().grade(), known->moderated);
    EXPECT_EQ(answer->audit().revision(), known->revision);
    EXPECT_EQ(answer->audit().withdrawal_reason().empty(), !known->withdrawn);
    EXPECT_EQ(answer->personal_state(), known->erased ? v1::PERSONAL_STATE_ERASED : v1::PERSONAL_STATE_PRESENT);
  }

  static std::vector<Hash> Hashes(const google::protobuf::RepeatedPtrField<std::string>& proto) {
    std::vector<Hash> hashes(proto.size());
    for (int i = 0; i < proto.size(); ++i) std::copy(proto[i].begin(), proto[i].end(), hashes[i].begin());
    return hashes;
  }

  // A random entry is in the ledger, and an earlier checkpoint is the beginning of it.
  void AskProofs() {
    const uint32_t newest = t_.house().ledger.Size("somerset");
    v1::GetInclusionProofRequest inclusion;
    inclusion.set_parent("authorities/somerset");
    inclusion.set_tree_size(1 + Roll(newest));
    inclusion.set_revision(1 + Roll(inclusion.tree_size()));
    auto proof = GetInclusionProof(t_.house(), inclusion);
    ASSERT_TRUE(proof.ok()) << proof.status();
    const Checkpoint checkpoint = *ReadCheckpointUnverified(proof->proof().checkpoint());
    EXPECT_EQ(checkpoint.size, inclusion.tree_size());
    const auto kept = roots_.try_emplace(static_cast<uint32_t>(checkpoint.size), checkpoint.root).first;
    EXPECT_EQ(kept->second, checkpoint.root) << "two roots at size " << checkpoint.size;
    EXPECT_TRUE(VerifyInclusion({.inclusion = {.index = inclusion.revision() - 1, .size = checkpoint.size},
                                 .leaf_hash = LeafHash(proof->leaf()),
                                 .root = checkpoint.root},
                                Hashes(proof->proof().hashes()))
                    .ok());
    v1::GetConsistencyProofRequest consistency;
    consistency.set_parent("authorities/somerset");
    consistency.set_first_tree_size(static_cast<uint32_t>(checkpoint.size));
    auto grown = GetConsistencyProof(t_.house(), consistency);
    ASSERT_TRUE(grown.ok()) << grown.status();
    EXPECT_TRUE(VerifyConsistency({.consistency = {.old_size = checkpoint.size, .new_size = grown->second_tree_size()},
                                   .old_root = checkpoint.root,
                                   .new_root = ReadCheckpointUnverified(grown->checkpoint())->root},
                                  Hashes(grown->hashes()))
                    .ok());
  }

  std::mt19937 random_;
  TestHouse t_;
  Model model_;
  std::map<uint32_t, std::string> answers_;  // statements by revision: they never change
  std::map<uint32_t, Hash> roots_;           // by size: they never change
};

TEST_P(ModelTest, AgreesWithTheModelAtEveryRevisionThroughRestarts) {
  for (int step = 0; step < 10'000 && !HasFatalFailure(); ++step) {
    t_.now_us() += Roll(3) == 0 ? 1'000 : 0;
    switch (Roll(12)) {
      case 0:
      case 1:
        Submit();
        break;
      case 2:
      case 3:
        Correct();
        break;
      case 4:
      case 5:
        Moderate();
        break;
      case 6:
        if (Roll(8) == 0) WithdrawOrErase(ChangeKind::kWithdrawn);
        break;
      case 7:
        if (Roll(8) == 0) WithdrawOrErase(ChangeKind::kErased);
        break;
      case 8:
        AskStale();
        break;
      case 9:
        AskFigures();
        break;
      case 10:
        AskAudit();
        break;
      case 11:
        Roll(400) == 0 ? t_.Restart() : AskProofs();
        break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, testing::Values(1u, 75u, 453u));

}  // namespace
}  // namespace assay
