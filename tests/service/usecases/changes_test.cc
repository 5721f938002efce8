#include "service/usecases/changes.h"

#include <gtest/gtest.h>

#include "service/domain/limits.h"
#include "service/usecases/audits.h"
#include "service/usecases/statements.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class ChangesTest : public testing::Test {
 protected:
  ChangesTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    v1::Audit audit = MakeAudit("a");
    audit.set_auditor("a-7");
    audit.mutable_personal()->set_narrative("as found");
    first_ = t_.Submit(audit)->committed.revision;
  }

  AuditChange Change(ChangeKind kind, uint32_t expected) {
    return {.kind = kind, .authority = "somerset", .id = "a", .expected_revision = expected, .reason = "panel"};
  }

  // A correction that leaves the personal part as it is.
  AuditChange Regrade(const std::string& grade, uint32_t expected) {
    AuditChange change = Change(ChangeKind::kCorrected, expected);
    v1::Audit audit = MakeAudit("a", grade);
    audit.set_auditor("a-7");
    audit.clear_personal();
    Violations none;
    change.corrected = FromProto(audit, none);
    return change;
  }

  AuditChange Moderate(const std::string& moderator, const std::string& grade, uint32_t expected) {
    AuditChange change = Change(ChangeKind::kModerated, expected);
    change.moderation = {.moderator = moderator, .grade = grade};
    return change;
  }

  std::string WhyNot(const AuditChange& change) { return Why(t_.Change(change).status()); }

  v1::GetAuditResponse Get(uint32_t revision = 0) {
    v1::GetAuditRequest request;
    request.set_name("authorities/somerset/audits/a");
    request.set_view(v1::AUDIT_VIEW_PERSONAL);
    if (revision != 0) request.mutable_read_at()->set_revision(revision);
    auto response = GetAudit(t_.house(), request, kLocal);
    EXPECT_TRUE(response.ok()) << response.status();
    return *response;
  }

  v1::Statement Statement(v1::GradeBasis basis = v1::GRADE_BASIS_FINAL, uint32_t revision = 0) {
    v1::GetStatementRequest request;
    request.mutable_query()->set_authority("authorities/somerset");
    request.mutable_query()->set_on("2014-03-26");
    auto* measure = request.mutable_query()->mutable_ad_hoc();
    measure->set_threshold_grade("good");
    measure->set_comparator(v1::COMPARATOR_AT_LEAST);
    measure->mutable_target()->set_numerator(1);
    measure->mutable_target()->set_denominator(2);
    measure->set_grade_basis(basis);
    if (revision != 0) request.mutable_query()->mutable_read_at()->set_revision(revision);
    return GetStatement(t_.house(), request)->statement();
  }

  TestHouse t_;
  uint32_t first_ = 0;
};

TEST_F(ChangesTest, ACorrectionSupersedesAndTheEarlierGradeStaysReadable) {
  auto made = t_.Change(Regrade("good", first_));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->committed.revision, first_ + 1);
  EXPECT_EQ(Get().audit().grade(), "good");
  EXPECT_EQ(Get(first_).audit().grade(), "adequate");
  EXPECT_EQ(Get().personal_state(), v1::PERSONAL_STATE_PRESENT);
  EXPECT_EQ(Get().audit().personal().narrative(), "as found") << "the personal part stays as it was";
  EXPECT_EQ(Get().audit().case_number(), 1u);
  EXPECT_EQ(Statement().audited().numerator(), 1u);
  EXPECT_EQ(Statement(v1::GRADE_BASIS_FINAL, first_).audited().numerator(), 0u);
  EXPECT_EQ(Statement().audited_count(), 1u) << "an audit corrected is one audit";
}

TEST_F(ChangesTest, RefusesAStaleExpectationWithTheCurrentRevision) {
  ASSERT_TRUE(t_.Change(Regrade("good", first_)).ok());
  absl::Status status = t_.Change(Regrade("outstanding", first_)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Why(status), "STALE_REVISION");
  EXPECT_EQ(ToRefusal(status).current_revision(), first_ + 1);
  EXPECT_EQ(WhyNot(Regrade("outstanding", first_ + 2)), "STALE_REVISION") << "a revision of the future";
  EXPECT_EQ(WhyNot(Regrade("outstanding", 1)), "STALE_REVISION") << "a revision of something else";
}

TEST_F(ChangesTest, TheSameChangeAgainIsTheSameAnswerWhateverCameAfter) {
  AuditChange change = Regrade("good", first_);
  change.note = "the panel's words";
  auto made = t_.Change(change);
  ASSERT_TRUE(t_.Change(Moderate("m-1", "outstanding", made->committed.revision)).ok());
  for (int round = 0; round < 2; ++round) {
    auto again = t_.Change(change);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_FALSE(again->committed.appended);
    EXPECT_EQ(again->committed.revision, made->committed.revision);
    t_.Restart();
  }
  change.note = "other words";
  EXPECT_EQ(WhyNot(change), "STALE_REVISION");
}

TEST_F(ChangesTest, ASubmissionAgainAnswersTheSubmissionWhateverCameAfter) {
  ASSERT_TRUE(t_.Change(Regrade("good", first_)).ok());
  v1::Audit audit = MakeAudit("a");
  audit.set_auditor("a-7");
  audit.mutable_personal()->set_narrative("as found");
  auto again = t_.Submit(audit);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->committed.revision, first_);
  audit.set_grade("good");
  EXPECT_EQ(Why(t_.Submit(audit).status()), "ALREADY_EXISTS grade");
}

TEST_F(ChangesTest, RefusesAChangeThatChangesNothing) {
  EXPECT_EQ(WhyNot(Regrade("adequate", first_)), "NO_CHANGE");
  AuditChange same_personal = Regrade("adequate", first_);
  same_personal.corrected->personal = {.case_ref = "case-of-a", .narrative = "as found"};
  EXPECT_EQ(WhyNot(same_personal), "NO_CHANGE");
  same_personal.corrected->personal.narrative = "as found, amended";
  EXPECT_EQ(WhyNot(same_personal), "OK");
  EXPECT_EQ(Get().audit().personal().narrative(), "as found, amended");
  EXPECT_EQ(Get(first_).audit().personal().narrative(), "as found");
}

TEST_F(ChangesTest, ModerationKeepsBothGradesAndTheStatementTakesEither) {
  ASSERT_TRUE(t_.Change(Moderate("m-1", "good", first_)).ok());
  EXPECT_EQ(Get().audit().grade(), "adequate");
  EXPECT_EQ(Get().audit().moderation().grade(), "good");
  EXPECT_EQ(Get().audit().personal().narrative(), "as found");
  EXPECT_EQ(Statement(v1::GRADE_BASIS_FINAL).audited().numerator(), 1u);
  EXPECT_EQ(Statement(v1::GRADE_BASIS_AUDITOR).audited().numerator(), 0u);
}

TEST_F(ChangesTest, AnAuditorCannotModerateTheirOwnAuditNorBecomeItsAuditorLater) {
  EXPECT_EQ(WhyNot(Moderate("a-7", "good", first_)), "SELF_MODERATION moderation.moderator");
  EXPECT_EQ(WhyNot(Moderate("m-1", "splendid", first_)), "GRADE_NOT_ON_SCALE moderation.grade");
  auto made = t_.Change(Moderate("m-1", "good", first_));
  AuditChange change = Regrade("good", made->committed.revision);
  change.corrected->auditor = "m-1";
  EXPECT_EQ(WhyNot(change), "SELF_MODERATION audit.auditor");
}

TEST_F(ChangesTest, AWithdrawnAuditStaysVisibleInItsOwnBucket) {
  auto made = t_.Change(Change(ChangeKind::kWithdrawn, first_));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Get().audit().withdrawal_reason(), "panel");
  EXPECT_EQ(Statement().audited_count(), 0u);
  ASSERT_EQ(Statement().exclusions_size(), 1);
  EXPECT_EQ(Statement().exclusions(0).exclusion(), v1::EXCLUSION_WITHDRAWN);
  EXPECT_EQ(WhyNot(Regrade("good", made->committed.revision)), "WITHDRAWN");
  EXPECT_EQ(WhyNot(Change(ChangeKind::kWithdrawn, made->committed.revision)), "WITHDRAWN");
  EXPECT_EQ(Statement(v1::GRADE_BASIS_FINAL, first_).audited_count(), 1u);
}

TEST_F(ChangesTest, AnErasureTakesEveryPersonalPartAndNoFigure) {
  AuditChange correction = Regrade("good", first_);
  correction.note = "noted";
  auto corrected = t_.Change(correction);
  const std::string before = Statement(v1::GRADE_BASIS_FINAL, corrected->committed.revision).SerializeAsString();
  auto erased = t_.Change(Change(ChangeKind::kErased, corrected->committed.revision));
  ASSERT_TRUE(erased.ok()) << erased.status();
  for (uint32_t revision : {first_, corrected->committed.revision, erased->committed.revision}) {
    EXPECT_TRUE(t_.house().ledger.Read("somerset", revision)->personal.empty()) << revision;
    EXPECT_EQ(Get(revision).personal_state(), v1::PERSONAL_STATE_ERASED);
  }
  EXPECT_EQ(Get().audit().grade(), "good");
  EXPECT_TRUE(Get().audit().erased());
  EXPECT_EQ(Get().audit().case_number(), 1u);
  EXPECT_EQ(Statement().audited().numerator(), 1u);
  EXPECT_EQ(Statement(v1::GRADE_BASIS_FINAL, corrected->committed.revision).SerializeAsString(), before);
  EXPECT_EQ(*t_.house().ledger.CaseNumber("somerset", "case-of-a"), 0u) << "the mapping died with its last audit";
  const uint32_t newest = erased->committed.revision;
  EXPECT_EQ(WhyNot(Moderate("m-1", "good", newest)), "ERASED");
  EXPECT_EQ(WhyNot(Regrade("inadequate", newest)), "ERASED");
  EXPECT_FALSE(t_.Change(Change(ChangeKind::kErased, corrected->committed.revision))->committed.appended);
  EXPECT_EQ(WhyNot(Change(ChangeKind::kWithdrawn, newest)), "OK");
}

TEST_F(ChangesTest, AnotherAuditOfTheCaseKeepsTheCasesNumberAlive) {
  v1::Audit other = MakeAudit("b");
  other.mutable_personal()->set_case_ref("case-of-a");
  ASSERT_TRUE(t_.Submit(other).ok());
  ASSERT_TRUE(t_.Change(Change(ChangeKind::kErased, first_)).ok());
  EXPECT_EQ(*t_.house().ledger.CaseNumber("somerset", "case-of-a"), 1u);
}

TEST_F(ChangesTest, ARetriedSubmissionDoesNotBringErasedDataBack) {
  ASSERT_TRUE(t_.Change(Change(ChangeKind::kErased, first_)).ok());
  v1::Audit audit = MakeAudit("a");
  audit.set_auditor("a-7");
  auto again = t_.Submit(audit);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->committed.appended);
  EXPECT_EQ(Get().personal_state(), v1::PERSONAL_STATE_ERASED);
}

TEST_F(ChangesTest, HistoryTellsWhoWhenWhyAndThePriorValue) {
  ASSERT_TRUE(t_.Change(Regrade("good", first_), {.actor = "qa-manager"}).ok());
  ASSERT_TRUE(t_.Change(Moderate("m-1", "adequate", first_ + 1)).ok());
  v1::GetAuditHistoryRequest request;
  request.set_name("authorities/somerset/audits/a");
  auto history = GetAuditHistory(t_.house(), request, kLocal);
  ASSERT_TRUE(history.ok()) << history.status();
  ASSERT_EQ(history->revisions_size(), 3);
  EXPECT_EQ(history->revisions(0).kind(), v1::CHANGE_KIND_SUBMITTED);
  EXPECT_EQ(history->revisions(0).audit().grade(), "adequate");
  EXPECT_EQ(history->revisions(1).kind(), v1::CHANGE_KIND_CORRECTED);
  EXPECT_EQ(history->revisions(1).audit().actor(), "qa-manager");
  EXPECT_EQ(history->revisions(1).reason(), "panel");
  EXPECT_EQ(history->revisions(2).audit().moderation().moderator(), "m-1");
  EXPECT_EQ(history->revisions(2).superseded_revision(), first_ + 1);
  request.mutable_read_at()->set_revision(first_ + 1);
  EXPECT_EQ(GetAuditHistory(t_.house(), request, kLocal)->revisions_size(), 2);
}

// Each change reads all the entries there are, on the one thread that commits.
TEST_F(ChangesTest, AreBoundedByKindSoThatNobodyKeepsAnotherOut) {
  uint32_t revision = first_;
  for (size_t made = 0; made < limits::kChangesOfAKind; ++made) {
    auto corrected = t_.Change(Regrade(made % 2 == 0 ? "good" : "adequate", revision));
    ASSERT_TRUE(corrected.ok()) << made << ": " << corrected.status();
    revision = corrected->committed.revision;
  }
  EXPECT_EQ(WhyNot(Regrade("outstanding", revision)), "TOO_LONG");
  const auto moderated = t_.Change(Moderate("m-1", "outstanding", revision));
  ASSERT_TRUE(moderated.ok()) << moderated.status();
  revision = moderated->committed.revision;
  v1::Audit audit = MakeAudit("a");
  audit.set_auditor("a-7");
  audit.mutable_personal()->set_narrative("as found");
  const auto again = t_.Submit(audit);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->committed.revision, first_) << "a submission is found again behind them all";
  for (const ChangeKind end : {ChangeKind::kWithdrawn, ChangeKind::kErased}) {
    auto ended = t_.Change(Change(end, revision));
    ASSERT_TRUE(ended.ok()) << ended.status();
    revision = ended->committed.revision;
  }
}

TEST_F(ChangesTest, APersonalPartThatIsMissingIsDamageUnlessItWasErased) {
  t_.LosePersonal(1, first_);
  v1::GetAuditRequest request;
  request.set_name("authorities/somerset/audits/a");
  request.set_view(v1::AUDIT_VIEW_PERSONAL);
  EXPECT_EQ(GetAudit(t_.house(), request, kLocal).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(t_.VerifyDeep().code(), absl::StatusCode::kDataLoss);
  ASSERT_TRUE(t_.Change(Change(ChangeKind::kErased, first_)).ok());
  EXPECT_EQ(Get().personal_state(), v1::PERSONAL_STATE_ERASED);
  EXPECT_EQ(t_.VerifyDeep(), absl::OkStatus());
}

TEST_F(ChangesTest, ARetryThatNamesNoScaleVersionMeansTheOneThatWasTaken) {
  AuditChange change = Regrade("good", first_);
  change.corrected->scale = "ofsted-2013";
  const auto made = t_.Change(change);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_TRUE(t_.CreateScale("ofsted-2013", 2, {"inadequate", "adequate", "outstanding"}).ok());
  const auto again = t_.Change(change);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->committed.appended);
  EXPECT_EQ(again->committed.revision, made->committed.revision);
  change.corrected->scale = "ofsted-2013@2";
  EXPECT_EQ(WhyNot(change), "STALE_REVISION");
}

// Whether a correction changes anything tells what the personal part says.
TEST_F(ChangesTest, ComparingSomebodyElsesPersonalPartIsRecorded) {
  AuditChange guess = Regrade("adequate", first_);
  guess.corrected->personal = {.case_ref = "guessed"};
  const WriteContext moderator{.actor = "moderator", .mode = WriteMode::kValidateOnly};
  EXPECT_TRUE(t_.Change(guess, moderator).ok());
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 1u);
  EXPECT_TRUE(t_.Change(guess, {.actor = "local", .mode = WriteMode::kValidateOnly}).ok());
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 1u) << "it is one's own";
  // A correction that leaves the personal part makes it nobody's own.
  const auto copied = t_.Change(Regrade("good", first_), {.actor = "moderator"});
  ASSERT_TRUE(copied.ok()) << copied.status();
  guess.corrected->grade = "good";
  guess.expected_revision = copied->committed.revision;
  EXPECT_TRUE(t_.Change(guess, moderator).ok());
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 2u);
  v1::Audit again = MakeAudit("b");
  again.set_re_audit_of("a");
  EXPECT_FALSE(t_.SubmitAll("somerset", {again}, moderator)[0].ok());
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 3u);
}

TEST_F(ChangesTest, ValidateOnlyChangesNothing) {
  auto made = t_.Change(Regrade("good", first_), {.actor = "local", .mode = WriteMode::kValidateOnly});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Get().audit().grade(), "adequate");
}

TEST_F(ChangesTest, RefusesWhatIsMissing) {
  AuditChange change = Regrade("good", 0);
  change.reason = "";
  EXPECT_EQ(WhyNot(change), "REQUIRED change.reason change.expected_revision");
  change = Change(ChangeKind::kErased, first_);
  change.note = "about the child";
  EXPECT_EQ(WhyNot(change), "NOT_ALLOWED change.note");
  change = Regrade("inadequate", first_);
  change.corrected->no_action_reason = "";
  EXPECT_EQ(WhyNot(change), "ACTION_REQUIRED audit.actions");
  change = Regrade("good", first_);
  change.id = "b";
  EXPECT_EQ(WhyNot(change), "NOT_ALLOWED audit.name");
}

}  // namespace
}  // namespace assay
