// Whatever a house takes, from whoever sends it and however little it makes sense, is what a verifier takes: else the
// ledger could never be proved nor restored again. Random audits and changes of few cases, most of which refer to one
// another, in groups and alone; the house is verified deeply when it goes away.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "service/usecases/audits.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

constexpr uint32_t kAudits = 12;
constexpr uint32_t kCases = 4;

class VerifiableTest : public testing::TestWithParam<unsigned> {
 protected:
  VerifiableTest() : random_(GetParam()) {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good"}).ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "adequate", "outstanding"}).ok());
  }

  uint32_t Roll(uint32_t sides) { return static_cast<uint32_t>(random_() % sides); }
  std::string Id() { return "a" + std::to_string(Roll(kAudits)); }

  v1::Audit Audit(const std::string& id) {
    v1::Audit audit = MakeAudit(id, Roll(2) == 0 ? "adequate" : "inadequate");
    audit.set_scale(Roll(4) == 0 ? "ofsted-2014@1" : "ofsted-2013@1");
    audit.mutable_personal()->set_case_ref("case-" + std::to_string(Roll(kCases)));
    audit.set_audit_date("2014-01-" + std::to_string(10 + Roll(3)));
    if (Roll(2) == 0) audit.set_re_audit_of(Id());
    if (Roll(4) == 0) audit.set_audit_type(v1::AUDIT_TYPE_RE_AUDIT);
    if (Roll(4) == 0) {
      audit.mutable_immediate_risk()->set_told("duty");
      audit.mutable_immediate_risk()->set_told_on("2014-02-01");
    }
    return audit;
  }

  // One of three who see everything, or of two who see their own alone.
  WriteContext Somebody() {
    const uint32_t who = Roll(5);
    return {.actor = "token:" + std::to_string(who), .whose = who < 3 ? Whose::kAll : Whose::kOwn};
  }

  uint32_t RevisionOf(const std::string& id) {
    v1::GetAuditRequest request;
    request.set_name("authorities/somerset/audits/" + id);
    const auto found = GetAudit(t_.house(), request, kLocal);
    return found.ok() ? found->audit().revision() : 1;
  }

  AuditChange Change() {
    const std::string id = Id();
    AuditChange change{.authority = "somerset", .id = id, .expected_revision = RevisionOf(id), .reason = "panel"};
    if (Roll(3) == 0) change.note = "said";
    switch (Roll(10)) {
      case 0:
        change.kind = ChangeKind::kWithdrawn;
        break;
      case 1:
      case 2:
        change.kind = ChangeKind::kErased;
        change.note.clear();
        break;
      case 3:
        change.kind = ChangeKind::kModerated;
        change.moderation = {.moderator = "m-" + std::to_string(Roll(3)), .grade = Roll(2) == 0 ? "good" : "adequate"};
        break;
      case 4:
        change.kind = ChangeKind::kActionAdded;
        change.action = {.owner = "o-1", .due_date = "2014-06-01"};
        break;
      case 5:
        change.kind = ChangeKind::kActionCompleted;
        change.action_number = 1 + Roll(2);
        change.completion = {.completed_by = "o-2", .completed_on = "2014-03-01", .evidence = "minutes"};
        break;
      case 6:
        change.kind = ChangeKind::kRiskAcknowledged;
        change.acknowledged_by = "o-3";
        change.acknowledged_on = "2014-03-01";
        break;
      default: {
        v1::Audit audit = Audit(id);
        if (Roll(2) == 0) audit.clear_personal();
        Violations none;
        change.kind = ChangeKind::kCorrected;
        change.corrected = FromProto(audit, none);
      }
    }
    return change;
  }

  static void ExpectAnAnswer(const absl::Status& status) {
    EXPECT_FALSE(absl::IsDataLoss(status) || absl::IsInternal(status) || absl::IsUnknown(status)) << status;
  }

  std::mt19937 random_;
  TestHouse t_;
};

TEST_P(VerifiableTest, IsWhateverIsTaken) {
  size_t taken = 0;
  for (int step = 0; step < 250; ++step) {
    if (Roll(3) == 0) {
      std::vector<v1::Audit> batch;
      for (uint32_t i = 0; i < 1 + Roll(4); ++i) batch.push_back(Audit(Id()));
      for (const auto& one : t_.SubmitAll("somerset", batch, Somebody())) {
        ExpectAnAnswer(one.status());
        taken += one.ok() && one->committed.appended;
      }
    } else {
      const auto changed = t_.Change(Change(), Somebody());
      ExpectAnAnswer(changed.status());
      taken += changed.ok() && changed->committed.appended;
    }
    t_.now_us() += Roll(2) * 1'000;
    if (Roll(100) == 0) t_.Restart();
  }
  EXPECT_GT(taken, 30u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, VerifiableTest, testing::Range(0u, 40u));

}  // namespace
}  // namespace assay
