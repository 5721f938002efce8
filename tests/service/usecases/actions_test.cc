#include "service/usecases/actions.h"

#include <gtest/gtest.h>

#include "service/usecases/audits.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class ActionsTest : public testing::Test {
 protected:
  ActionsTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    v1::Audit audit = MakeAudit("a", "inadequate");
    audit.clear_no_action_reason();
    v1::Action& action = *audit.add_actions();
    action.set_owner("m-1");
    action.set_due_date("2014-03-20");
    first_ = Submit(audit);
  }

  uint32_t Submit(const v1::Audit& audit) {
    auto submitted = t_.Submit(audit);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? submitted->committed.revision : 0;
  }
  AuditChange Change(ChangeKind kind, const std::string& id, uint32_t expected) {
    return {.kind = kind, .authority = "somerset", .id = id, .expected_revision = expected, .reason = "follow-up"};
  }
  AuditChange Complete(uint32_t number, const std::string& by, uint32_t expected) {
    AuditChange change = Change(ChangeKind::kActionCompleted, "a", expected);
    change.action_number = number;
    change.completion = {.completed_by = by, .completed_on = "2014-03-25", .evidence = "file-7"};
    return change;
  }
  uint32_t SubmitRisk(const std::string& id, const std::string& told_on) {
    v1::Audit audit = MakeAudit(id);
    audit.mutable_immediate_risk()->set_told("duty-1");
    audit.mutable_immediate_risk()->set_told_on(told_on);
    return Submit(audit);
  }
  // "a#1" for an action, "b!" for a risk, in the list's order.
  std::vector<std::string> List(const v1::ActionFilter& filter = {}, int page_size = 0, uint32_t revision = 0) {
    v1::ListActionsRequest request;
    request.set_parent("authorities/somerset");
    *request.mutable_filter() = filter;
    request.set_page_size(page_size);
    if (revision != 0) request.mutable_read_at()->set_revision(revision);
    std::vector<std::string> items;
    do {
      auto page = ListActions(t_.house(), request, kLocal);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& item : page->items()) {
        const std::string id = item.audit().substr(item.audit().rfind('/') + 1);
        items.push_back(id + (item.has_risk() ? "!" : "#" + std::to_string(item.number())));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return items;
  }

  TestHouse t_;
  uint32_t first_ = 0;
};

using Items = std::vector<std::string>;

TEST_F(ActionsTest, AListThatNobodyWaitsForAnyLongerIsGivenUp) {
  std::vector<v1::Audit> audits;
  for (int i = 0; i < 600; ++i) {
    audits.push_back(MakeAudit("many-" + std::to_string(i)));
    audits.back().mutable_immediate_risk()->set_told("duty-1");
    audits.back().mutable_immediate_risk()->set_told_on("2014-03-20");
  }
  for (const auto& result : t_.SubmitAll("somerset", audits)) ASSERT_TRUE(result.ok()) << result.status();
  v1::ListActionsRequest request;
  request.set_parent("authorities/somerset");
  int asked = 0;
  Caller caller = kLocal;
  caller.check_awaited = [&asked] { return ++asked < 2 ? absl::OkStatus() : absl::CancelledError("gone"); };
  EXPECT_EQ(ListActions(t_.house(), request, caller).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(asked, 2);
}

TEST_F(ActionsTest, AnActionIsAddedAfterThoseThereAreAndCompletedBySomebodyElse) {
  AuditChange add = Change(ChangeKind::kActionAdded, "a", first_);
  add.action = {.owner = "m-2", .due_date = "2014-04-01", .code = "supervision"};
  auto added = t_.Change(add);
  ASSERT_TRUE(added.ok()) << added.status();
  const uint32_t second = added->committed.revision;
  EXPECT_EQ(Why(t_.Change(Complete(1, "m-1", second)).status()), "SELF_COMPLETION completion.completed_by");
  EXPECT_EQ(Why(t_.Change(Complete(3, "m-9", second)).status()), "UNKNOWN_ACTION number");
  auto completed = t_.Change(Complete(1, "m-9", second));
  ASSERT_TRUE(completed.ok()) << completed.status();
  EXPECT_EQ(t_.Change(Complete(1, "m-9", second))->committed.revision, completed->committed.revision) << "repeated";
  EXPECT_EQ(t_.Change(add)->committed.revision, second) << "repeated, whatever came after";
  EXPECT_EQ(Why(t_.Change(Complete(1, "m-8", completed->committed.revision)).status()), "ALREADY_DONE");
  v1::ActionFilter open;
  open.set_open_only(true);
  EXPECT_EQ(List(), (Items{"a#1", "a#2"}));
  EXPECT_EQ(List(open), (Items{"a#2"}));
  EXPECT_EQ(List(open, 0, second), (Items{"a#1", "a#2"})) << "as known before it was completed";
  t_.Restart();
  EXPECT_EQ(List(open), (Items{"a#2"}));
}

TEST_F(ActionsTest, ListsWhatIsOverdueWithRisksAhead) {
  AuditChange add = Change(ChangeKind::kActionAdded, "a", first_);
  add.action = {.owner = "m-2", .due_date = "2014-03-26"};
  ASSERT_TRUE(t_.Change(add).ok());
  SubmitRisk("r-late", "2014-03-02");
  const uint32_t early = SubmitRisk("r-early", "2014-03-01");
  v1::ActionFilter overdue;
  overdue.set_overdue_only(true);
  EXPECT_EQ(List(overdue), (Items{"r-early!", "r-late!", "a#1"})) << "due on the day itself is not overdue";
  for (int page_size = 1; page_size <= 4; ++page_size) {
    EXPECT_EQ(List({}, page_size), (Items{"r-early!", "r-late!", "a#1", "a#2"})) << page_size;
  }
  AuditChange acknowledge = Change(ChangeKind::kRiskAcknowledged, "r-early", early);
  acknowledge.acknowledged_by = "duty-2";
  acknowledge.acknowledged_on = "2014-03-02";
  ASSERT_TRUE(t_.Change(acknowledge).ok());
  EXPECT_EQ(List(overdue), (Items{"r-late!", "a#1"}));
  v1::ListActionsRequest request;
  request.set_parent("authorities/somerset");
  request.set_on("2014-03-22");
  auto list = ListActions(t_.house(), request, kLocal);
  EXPECT_EQ(list->items(1).days_overdue(), 2u);
  EXPECT_EQ(list->items(1).grade(), "inadequate");
  EXPECT_EQ(list->on(), "2014-03-22");
}

TEST_F(ActionsTest, AnOwnersListHoldsTheirActionsAndTheRisksToldToThem) {
  SubmitRisk("r", "2014-03-01");
  v1::ActionFilter mine;
  mine.set_owner("m-1");
  EXPECT_EQ(List(mine), (Items{"a#1"}));
  mine.set_owner("duty-1");
  EXPECT_EQ(List(mine), (Items{"r!"}));
}

TEST_F(ActionsTest, LeavesWithdrawnAuditsOut) {
  ASSERT_TRUE(t_.Change(Change(ChangeKind::kWithdrawn, "a", first_)).ok());
  EXPECT_EQ(List(), Items());
  EXPECT_EQ(List({}, 0, first_), (Items{"a#1"}));
}

class ReAuditsTest : public ActionsTest {
 protected:
  static v1::Audit ReAudit(const std::string& id, const std::string& of, const std::string& case_ref) {
    v1::Audit audit = MakeAudit(id);
    audit.set_re_audit_of(of);
    audit.mutable_personal()->set_case_ref(case_ref);
    return audit;
  }
  v1::Audit Get(const std::string& id) {
    v1::GetAuditRequest request;
    request.set_name("authorities/somerset/audits/" + id);
    auto response = GetAudit(t_.house(), request, kLocal);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->audit() : v1::Audit();
  }
  AuditChange Correct(const v1::Audit& audit, uint32_t expected) {
    AuditChange change = Change(ChangeKind::kCorrected, audit.name().substr(audit.name().rfind('/') + 1), expected);
    Violations none;
    change.corrected = FromProto(audit, none);
    return change;
  }
};

TEST_F(ReAuditsTest, NamesTheRevisionThatSubmittedTheOriginal) {
  AuditChange add = Change(ChangeKind::kActionAdded, "a", first_);
  add.action = {.owner = "m-2", .due_date = "2014-04-01"};
  ASSERT_TRUE(t_.Change(add).ok());
  const v1::Audit again = ReAudit("b", "a", "case-of-a");
  const uint32_t revision = Submit(again);
  EXPECT_EQ(Get("b").original_revision(), first_);
  EXPECT_EQ(Get("b").case_number(), Get("a").case_number());
  EXPECT_EQ(Submit(again), revision) << "repeated";
  t_.Restart();
  EXPECT_EQ(Get("b").original_revision(), first_);
  EXPECT_EQ(t_.house().facts.Find("somerset")->Snapshot().At(revision - 1).original, first_);
}

TEST_F(ReAuditsTest, FindsTheOriginalInItsOwnBatch) {
  auto results =
      t_.SubmitAll("somerset", {MakeAudit("x"), ReAudit("y", "x", "case-of-x"), ReAudit("z", "x", "case-of-nobody")});
  ASSERT_TRUE(results[1].ok()) << results[1].status();
  EXPECT_EQ(Get("y").original_revision(), results[0]->committed.revision);
  EXPECT_EQ(Why(results[2].status()), "OTHER_CASE re_audit_of");
  EXPECT_EQ(std::string(results[2].status().message()).find("case-of"), std::string::npos) << "never personal";
}

TEST_F(ReAuditsTest, TakesAnOriginalThatIsNotRecordedYetAndStaysAsItWasTaken) {
  const v1::Audit early = ReAudit("b", "later", "case-of-later");
  const uint32_t revision = Submit(early);
  EXPECT_EQ(Get("b").original_revision(), 0u);
  Submit(MakeAudit("later"));
  EXPECT_EQ(Submit(early), revision) << "a retry is the same whatever was recorded since";
  EXPECT_EQ(Get("b").original_revision(), 0u);
}

TEST_F(ReAuditsTest, RefusesAnOriginalOfAnotherCase) {
  const absl::Status status = t_.Submit(ReAudit("b", "a", "case-of-nobody")).status();
  EXPECT_EQ(Why(status), "OTHER_CASE re_audit_of");
  EXPECT_EQ(status.message().find("case-of"), absl::string_view::npos) << status;
}

// Or anybody could try references until one fits.
TEST_F(ReAuditsTest, TellsNobodyWhoseCaseSomebodyElsesAuditIs) {
  for (const char* guess : {"case-of-a", "case-of-nobody"}) {
    const std::string id = std::string("by-another-of-") + guess;
    const WriteContext another = {.actor = "token:another", .whose = Whose::kOwn};
    for (const WriteMode mode : {WriteMode::kValidateOnly, WriteMode::kCommit}) {
      WriteContext context = another;
      context.mode = mode;
      const auto results = t_.SubmitAll("somerset", {ReAudit(id, "a", guess)}, context);
      EXPECT_EQ(results[0].status(), absl::OkStatus()) << guess;
    }
    EXPECT_EQ(Get(id).original_revision(), first_);
  }
  const WriteContext own = {.actor = "local", .whose = Whose::kOwn};
  EXPECT_EQ(Why(t_.SubmitAll("somerset", {ReAudit("b", "a", "case-of-nobody")}, own)[0].status()),
            "OTHER_CASE re_audit_of");
}

TEST_F(ReAuditsTest, TellsNobodyWhoseCaseItIsWithoutATrace) {
  uint32_t recorded = 0;
  for (const WriteMode mode : {WriteMode::kValidateOnly, WriteMode::kCommit}) {
    const WriteContext other = {.actor = "moderator", .mode = mode};
    const auto wrong = t_.SubmitAll("somerset", {ReAudit("b", "a", "case-of-nobody")}, other);
    EXPECT_EQ(Why(wrong[0].status()), "OTHER_CASE re_audit_of");
    EXPECT_EQ(t_.house().ledger.Size("access/somerset"), ++recorded);
    EXPECT_TRUE(t_.SubmitAll("somerset", {ReAudit("b", "a", "case-of-a")}, other)[0].ok());
    EXPECT_EQ(t_.house().ledger.Size("access/somerset"), ++recorded);
  }
  EXPECT_FALSE(t_.SubmitAll("somerset", {ReAudit("c", "a", "case-of-nobody")})[0].ok());
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), recorded) << "one's own original";
}

TEST_F(ReAuditsTest, TakesTheWordOfOneWhoseOriginalIsErased) {
  ASSERT_TRUE(t_.Change(Change(ChangeKind::kErased, "a", first_)).ok());
  Submit(ReAudit("b", "a", "case-of-a"));
  EXPECT_EQ(Get("b").original_revision(), first_);
  EXPECT_NE(Get("b").case_number(), Get("a").case_number()) << "what was erased is not known again";
  EXPECT_EQ(t_.VerifyDeep(), absl::OkStatus());
}

TEST_F(ReAuditsTest, FindsTheSubmissionAndTheNewestReferenceBehindChangesOfTheSameGroup) {
  uint32_t revision = first_;
  for (int i = 0; i < 3; ++i) {
    AuditChange moderated{.kind = ChangeKind::kModerated,
                          .authority = "somerset",
                          .id = "a",
                          .expected_revision = revision,
                          .reason = "panel"};
    moderated.moderation = {.moderator = "m-" + std::to_string(i), .grade = "good"};
    const auto made = t_.Change(moderated);
    ASSERT_TRUE(made.ok()) << made.status();
    revision = made->committed.revision;
  }
  EXPECT_EQ(Why(t_.Submit(ReAudit("b", "a", "case-of-nobody")).status()), "OTHER_CASE re_audit_of");
  const auto results = t_.SubmitAll("somerset", {MakeAudit("new"), ReAudit("b", "new", "case-of-new"),
                                                 ReAudit("c", "a", "case-of-a"), ReAudit("d", "new", "case-of-a")});
  ASSERT_TRUE(results[1].ok()) << results[1].status();
  EXPECT_EQ(Get("b").original_revision(), results[0]->committed.revision);
  EXPECT_EQ(Get("c").original_revision(), first_);
  EXPECT_EQ(Why(results[3].status()), "OTHER_CASE re_audit_of");
}

TEST_F(ReAuditsTest, ACorrectionIsLinkedToTheOriginalItNames) {
  v1::Audit audit = MakeAudit("b");
  audit.mutable_personal()->set_case_ref("case-of-a");
  const uint32_t submitted = Submit(audit);
  audit.set_re_audit_of("a");
  const AuditChange link = Correct(audit, submitted);
  auto linked = t_.Change(link);
  ASSERT_TRUE(linked.ok()) << linked.status();
  EXPECT_EQ(Get("b").original_revision(), first_);
  EXPECT_EQ(t_.Change(link)->committed.revision, linked->committed.revision) << "repeated";
  audit.mutable_personal()->set_case_ref("case-of-nobody");
  EXPECT_EQ(Why(t_.Change(Correct(audit, linked->committed.revision)).status()), "OTHER_CASE audit.re_audit_of");
  audit.clear_personal();
  audit.set_grade("good");
  ASSERT_TRUE(t_.Change(Correct(audit, linked->committed.revision)).ok());
  EXPECT_EQ(Get("b").original_revision(), first_) << "what a correction leaves alone stays";
}

}  // namespace
}  // namespace assay
