#include "service/usecases/submit.h"

#include <gtest/gtest.h>

#include "service/usecases/audits.h"
#include "service/usecases/personal_reads.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class SubmitTest : public testing::Test {
 protected:
  SubmitTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
  }

  std::string RefusalOf(const v1::Audit& audit) { return Why(t_.Submit(audit).status()); }

  TestHouse t_;
};

TEST_F(SubmitTest, RecordsTheScaleInTheAuthoritysLedgerAheadOfItsFirstAudit) {
  auto first = t_.Submit(MakeAudit("a"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->committed.revision, 3u);  // authority, scale, audit
  EXPECT_TRUE(first->committed.appended);
  auto second = t_.Submit(MakeAudit("b"));
  EXPECT_EQ(second->committed.revision, 4u);
  auto own = t_.house().ledger.Read("somerset", 2);
  auto registered = t_.house().ledger.Read("_registry", 1);
  EXPECT_EQ(own->leaf.substr(kLeafHeaderBytes), registered->leaf.substr(kLeafHeaderBytes)) << "not copied verbatim";
}

TEST_F(SubmitTest, AnswersTheSameContentAgainWithTheEarlierReceipt) {
  auto first = t_.Submit(MakeAudit("a"));
  t_.now_us() += 1'000'000;
  auto again = t_.Submit(MakeAudit("a"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->committed.appended);
  EXPECT_EQ(again->committed.revision, first->committed.revision);
  EXPECT_EQ(again->committed.recorded_at_us, first->committed.recorded_at_us);
  EXPECT_EQ(t_.house().ledger.Size("somerset"), first->committed.revision);
}

TEST_F(SubmitTest, AnswersTheSameContentAgainAfterARestart) {
  auto first = t_.Submit(MakeAudit("a"));
  t_.Restart();
  auto again = t_.Submit(MakeAudit("a"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->committed.appended);
  EXPECT_EQ(again->committed.revision, first->committed.revision);
}

TEST_F(SubmitTest, RefusesASecondAuditWithTheSameIdAndOtherContentNamingTheFields) {
  ASSERT_TRUE(t_.Submit(MakeAudit("a")).ok());
  v1::Audit other = MakeAudit("a", "good");
  other.set_team("North");
  other.mutable_personal()->set_narrative("MARKER");
  absl::Status status = t_.Submit(other).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Why(status), "ALREADY_EXISTS grade team personal");
  EXPECT_EQ(status.ToString().find("MARKER"), std::string::npos);
}

TEST_F(SubmitTest, TakesNoReferenceThatLooksLikeAnotherNorMovesAnAuditToOne) {
  v1::Audit audit = MakeAudit("a");
  for (const char* odd : {"SYN-77 ", " SYN-77", "SYN\u00A0-77", "SYN-77\u3164"}) {
    audit.mutable_personal()->set_case_ref(odd);
    EXPECT_EQ(RefusalOf(audit), "BAD_TEXT personal.case_ref") << odd;
  }
  const auto taken = t_.Submit(MakeAudit("a"));
  ASSERT_TRUE(taken.ok());
  Violations none;
  const AuditChange change{.kind = ChangeKind::kCorrected,
                           .authority = "somerset",
                           .id = "a",
                           .expected_revision = taken->committed.revision,
                           .reason = "panel",
                           .corrected = FromProto(audit, none)};
  EXPECT_EQ(Why(t_.Change(change).status()), "BAD_TEXT audit.personal.case_ref");
}

TEST_F(SubmitTest, ARetryThatNamesNoScaleVersionMatchesWhateverVersionWasTaken) {
  v1::Audit audit = MakeAudit("a");
  audit.set_scale("ofsted-2013");
  auto first = t_.Submit(audit);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(std::get<Audit>(first->event->what).scale, "ofsted-2013@1");
  ASSERT_TRUE(t_.CreateScale("ofsted-2013", 2, {"inadequate", "requires-improvement", "adequate"}).ok());
  auto again = t_.Submit(audit);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->committed.appended);
  EXPECT_EQ(std::get<Audit>(again->event->what).scale, "ofsted-2013@1");
  audit.set_scale("ofsted-2013@2");
  EXPECT_EQ(RefusalOf(audit), "ALREADY_EXISTS scale");
}

TEST_F(SubmitTest, ARefusedItemTouchesNoOther) {
  v1::Audit bad = MakeAudit("bad", "excellent");
  auto results = t_.SubmitAll("somerset", {MakeAudit("a"), bad, MakeAudit("b")});
  EXPECT_TRUE(results[0].ok());
  EXPECT_EQ(Why(results[1].status()), "GRADE_NOT_ON_SCALE grade");
  EXPECT_TRUE(results[2].ok());
}

TEST_F(SubmitTest, DecidesTheSameIdTwiceInOneBatchInOrder) {
  auto results = t_.SubmitAll("somerset", {MakeAudit("a"), MakeAudit("a"), MakeAudit("a", "good")});
  ASSERT_TRUE(results[0].ok());
  ASSERT_TRUE(results[1].ok());
  EXPECT_FALSE(results[1]->committed.appended);
  EXPECT_EQ(results[1]->committed.revision, results[0]->committed.revision);
  EXPECT_EQ(Why(results[2].status()), "ALREADY_EXISTS grade");
}

TEST_F(SubmitTest, GivesOneCaseOneNumberAndAnotherCaseAnother) {
  v1::Audit a = MakeAudit("a");
  v1::Audit b = MakeAudit("b");
  v1::Audit c = MakeAudit("c");
  b.mutable_personal()->set_case_ref(a.personal().case_ref());
  auto results = t_.SubmitAll("somerset", {a, b, c});
  EXPECT_EQ(results[0]->committed.case_number, 1u);
  EXPECT_EQ(results[1]->committed.case_number, 1u);
  EXPECT_EQ(results[2]->committed.case_number, 2u);
}

TEST_F(SubmitTest, ValidateOnlyChecksEverythingAndWritesNothing) {
  const WriteContext validate{.actor = "local", .mode = WriteMode::kValidateOnly};
  auto results = t_.SubmitAll("somerset", {MakeAudit("a"), MakeAudit("b", "excellent")}, validate);
  ASSERT_TRUE(results[0].ok()) << results[0].status();
  EXPECT_EQ(results[0]->committed.revision, 0u);
  EXPECT_FALSE(results[1].ok());
  EXPECT_EQ(t_.house().ledger.Size("somerset"), 1u);
  EXPECT_TRUE(t_.Submit(MakeAudit("a"))->committed.appended);
}

TEST_F(SubmitTest, ACancelledCallCommitsNothing) {
  const WriteContext gone{.actor = "local", .check_awaited = [] { return absl::CancelledError("gone"); }};
  auto results = t_.SubmitAll("somerset", {MakeAudit("a")}, gone);
  EXPECT_EQ(results[0].status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(t_.house().ledger.Size("somerset"), 1u);
}

TEST_F(SubmitTest, RefusesWhatTheStateForbids) {
  EXPECT_EQ(Why(t_.SubmitAll("devon", {MakeAudit("a")})[0].status()), "UNKNOWN_AUTHORITY");
  v1::Audit audit = MakeAudit("a");
  audit.set_scale("police@1");
  EXPECT_EQ(RefusalOf(audit), "UNKNOWN_SCALE scale");
  audit = MakeAudit("a", "inadequate");
  audit.clear_no_action_reason();
  EXPECT_EQ(RefusalOf(audit), "ACTION_REQUIRED actions");
  auto* action = audit.add_actions();
  action->set_owner("w-17");
  action->set_due_date("2014-02-15");
  EXPECT_EQ(RefusalOf(audit), "OK");
}

TEST_F(SubmitTest, RefusesFieldsThatAreTheServersToSetAndMalformedNames) {
  v1::Audit audit = MakeAudit("a");
  audit.set_revision(7);
  audit.set_actor("someone");
  EXPECT_EQ(RefusalOf(audit), "NOT_ALLOWED revision actor");
  audit = MakeAudit("a");
  audit.set_name("somerset/a");
  EXPECT_EQ(RefusalOf(audit), "BAD_FORMAT name");
  audit = MakeAudit("a");
  audit.set_name("authorities/devon/audits/a");
  EXPECT_EQ(Why(t_.SubmitAll("somerset", {audit})[0].status()), "NOT_ALLOWED name");
}

TEST_F(SubmitTest, TakesADateOneDayAheadAndNoFurther) {
  v1::Audit audit = MakeAudit("a");
  audit.set_audit_date("2014-03-27");
  EXPECT_EQ(RefusalOf(audit), "OK");
  audit = MakeAudit("b");
  audit.set_audit_date("2014-03-28");
  EXPECT_EQ(RefusalOf(audit), "DATE_IN_FUTURE audit_date");
}

TEST_F(SubmitTest, KeepsThePersonalPartOutOfTheLeaf) {
  v1::Audit audit = MakeAudit("a");
  audit.mutable_personal()->set_narrative("MARKER-NARRATIVE");
  auto done = t_.Submit(audit);
  auto entry = t_.house().ledger.Read("somerset", done->committed.revision);
  EXPECT_EQ(entry->leaf.find("MARKER"), std::string::npos);
  EXPECT_EQ(entry->leaf.find("case-of-a"), std::string::npos);
  EXPECT_NE(entry->personal.find("MARKER"), std::string::npos);
}

TEST_F(SubmitTest, AnswersThePersonalPartToAnExplicitViewOnly) {
  v1::Audit audit = MakeAudit("a");
  audit.mutable_personal()->set_notes("a note");
  ASSERT_TRUE(t_.Submit(audit).ok());
  v1::GetAuditRequest request;
  request.set_name(audit.name());
  EXPECT_FALSE(GetAudit(t_.house(), request, kLocal)->audit().has_personal());
  request.set_view(v1::AUDIT_VIEW_PERSONAL);
  EXPECT_EQ(GetAudit(t_.house(), request, kLocal)->audit().personal().notes(), "a note");
}

TEST_F(SubmitTest, ComparingSomebodyElsesPersonalPartIsRecordedAndOnesOwnIsNot) {
  ASSERT_TRUE(t_.Submit(MakeAudit("a")).ok());
  ASSERT_TRUE(t_.Submit(MakeAudit("a")).ok());
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 0u);
  v1::Audit guess = MakeAudit("a");
  guess.mutable_personal()->set_case_ref("guessed");
  for (const WriteMode mode : {WriteMode::kCommit, WriteMode::kValidateOnly}) {
    const auto results =
        t_.SubmitAll("somerset", {guess, MakeAudit("a"), MakeAudit("b")}, {.actor = "moderator", .mode = mode});
    EXPECT_EQ(Why(results[0].status()), "ALREADY_EXISTS personal");
    ASSERT_TRUE(results[1].ok()) << results[1].status();
    EXPECT_FALSE(results[1]->committed.appended);
    EXPECT_TRUE(results[2].ok());
  }
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 2u) << "one a batch";
  EXPECT_EQ(t_.SubmitAll("somerset", {guess}, {.actor = "moderator"})[0].status().code(),
            absl::StatusCode::kAlreadyExists);
  const auto read_at = [&](uint32_t revision) {
    const auto entry = t_.house().ledger.Read("access/somerset", revision);
    const auto event = DecodeEvent(revision, *DecodeLeaf(entry->leaf));
    EXPECT_EQ(event->actor, "moderator");
    return std::get<PersonalRead>(event->what);
  };
  EXPECT_EQ(read_at(1), (PersonalRead{.authority = "somerset", .purpose = kComparison})) << "of several";
  EXPECT_EQ(read_at(3), (PersonalRead{.authority = "somerset", .audit = "a", .purpose = kComparison, .revision = 3}));
}

TEST_F(SubmitTest, WhatIsRefusedBringsNoScaleIntoTheLedger) {
  ASSERT_TRUE(t_.CreateScale("hmic", 1, {"inadequate", "adequate"}).ok());
  v1::Audit odd = MakeAudit("a", "adequate");
  odd.set_scale("hmic@1");
  odd.mutable_personal()->set_case_ref("Z\u00A0Z");
  const uint32_t size = t_.house().ledger.Size("somerset");
  EXPECT_EQ(RefusalOf(odd), "BAD_TEXT personal.case_ref");
  EXPECT_EQ(t_.house().ledger.Size("somerset"), size);
  odd.mutable_personal()->set_case_ref("Z");
  EXPECT_EQ(t_.Submit(odd)->committed.revision, size + 2) << "the scale, and the audit";
}

}  // namespace
}  // namespace assay
