// A server that starts from summaries answers as one that folded every entry.
#include "service/usecases/facts_fold.h"

#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "service/usecases/audits.h"
#include "service/usecases/statements.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class FactsFoldTest : public testing::Test {
 protected:
  FactsFoldTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
  }

  uint32_t Draw(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }

  void SubmitBatch(int count) {
    const char* const kGrades[] = {"inadequate", "adequate", "good", "outstanding"};
    std::vector<v1::Audit> audits;
    for (int i = 0; i < count; ++i) {
      const std::string id = absl::StrCat("a-", submitted_++);
      v1::Audit audit = Draw(8) == 0 ? MakeUngraded(id) : MakeAudit(id, kGrades[Draw(4)]);
      audit.set_audit_date(absl::StrCat("2014-01-", 10 + Draw(20)));
      audit.set_team(absl::StrCat("team-", Draw(5)));
      audit.set_auditor(absl::StrCat("auditor-", Draw(9)));
      if (Draw(3) == 0) {
        v1::DomainGrade& part = *audit.add_domain_grades();
        part.set_domain("visits");
        part.set_grade(kGrades[Draw(4)]);
      }
      audits.push_back(audit);
    }
    for (const auto& result : t_.SubmitAll("somerset", audits)) ASSERT_TRUE(result.ok()) << result.status();
  }

  // Any change of any audit; what is refused is none.
  void ChangeSome(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string id = absl::StrCat("a-", Draw(submitted_));
      v1::GetAuditRequest request;
      request.set_name("authorities/somerset/audits/" + id);
      const auto found = GetAudit(t_.house(), request, kLocal);
      ASSERT_TRUE(found.ok()) << found.status();
      AuditChange change{.authority = "somerset",
                         .id = id,
                         .expected_revision = static_cast<uint32_t>(found->audit().revision()),
                         .reason = "panel"};
      switch (Draw(3)) {
        case 0:
          change.kind = ChangeKind::kModerated;
          change.moderation = {.moderator = "m", .grade = "good"};
          break;
        case 1:
          change.kind = ChangeKind::kWithdrawn;
          break;
        default:
          change.kind = ChangeKind::kErased;
      }
      (void)t_.Change(change);
    }
  }

  // Every row, and the answers that people see, now and as known earlier.
  std::string Everything() {
    const LedgerFacts& facts = *t_.house().facts.Find("somerset");
    const Rows rows = facts.Snapshot();
    std::string text = absl::StrCat(facts.size(), " entries, ", facts.record_count(), " records\n");
    for (uint32_t row = 0; row < rows.size(); ++row) {
      const Row at = rows.At(row);
      absl::StrAppend(&text, at.audit_day, " ", at.case_number, " ", at.grade, " ", at.moderated_grade, " ", at.flags,
                      " ", at.team, " ", at.auditor, " ", rows.SupersededAt(row), "\n");
    }
    for (uint32_t revision : {facts.size(), facts.size() / 2}) {
      v1::GetStatementRequest request;
      request.mutable_query()->set_authority("authorities/somerset");
      request.mutable_query()->set_on("2014-03-26");
      request.mutable_query()->mutable_read_at()->set_revision(revision);
      v1::AdHocMeasure& measure = *request.mutable_query()->mutable_ad_hoc();
      measure.set_threshold_grade("adequate");
      measure.set_comparator(v1::COMPARATOR_AT_LEAST);
      measure.mutable_target()->set_numerator(3);
      measure.mutable_target()->set_denominator(4);
      const auto response = GetStatement(t_.house(), request);
      EXPECT_TRUE(response.ok()) << response.status();
      absl::StrAppend(&text, response->DebugString());
    }
    return text;
  }

  TestHouse t_;
  std::mt19937 random_{7};
  uint32_t submitted_ = 0;
};

TEST_F(FactsFoldTest, AnswersTheSameAfterAStart) {
  for (int round = 0; round < 4; ++round) {
    SubmitBatch(200);
    const std::string notice = absl::StrCat("in-", round);
    v1::Notice issued = MakeNotice(notice);
    issued.set_subject(absl::StrCat("subject-", round));
    ASSERT_TRUE(t_.Write(IssueNotice, Asked<Notice>(issued)).ok());
    ChangeSome(40);
    const std::string before = Everything();
    for (int start = 0; start < 2; ++start) {
      t_.Restart();
      EXPECT_EQ(Everything(), before) << round;
    }
    EXPECT_EQ(t_.VerifyDeep(), absl::OkStatus());
  }
}

}  // namespace
}  // namespace assay
