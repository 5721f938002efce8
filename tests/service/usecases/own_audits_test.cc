// An auditor touches the audits it submitted; those of others are not there for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/usecases/actions.h"
#include "service/usecases/audits.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

const Caller kMine{.actor = "token:mine", .whose = Whose::kOwn};
const WriteContext kWrite{.actor = "token:mine", .whose = Whose::kOwn};

class OwnAuditsTest : public testing::Test {
 protected:
  OwnAuditsTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    EXPECT_TRUE(Submit("mine", kWrite).ok());
    EXPECT_TRUE(Submit("theirs", {.actor = "token:theirs"}).ok());
    // Somebody else's hand on it makes it nobody else's.
    EXPECT_TRUE(Withdraw("mine", {.actor = "token:moderator"}).ok());
  }

  absl::Status Submit(const std::string& id, const WriteContext& context, const std::string& grade = "adequate") {
    v1::Audit audit = MakeAudit(id, grade);
    v1::Action& action = *audit.add_actions();
    action.set_owner("w-1");
    action.set_due_date("2014-05-01");
    audit.clear_no_action_reason();
    return t_.SubmitAll("somerset", {audit}, context).front().status();
  }

  v1::GetAuditRequest Get(const std::string& id) {
    v1::GetAuditRequest request;
    request.set_name("authorities/somerset/audits/" + id);
    return request;
  }

  absl::Status Withdraw(const std::string& id, const WriteContext& context) {
    const auto found = GetAudit(t_.house(), Get(id), kLocal);
    AuditChange change;
    change.kind = ChangeKind::kWithdrawn;
    change.authority = "somerset";
    change.id = id;
    change.expected_revision = found.ok() ? found->audit().revision() : 1;
    change.reason = "duplicate";
    return t_.Change(change, context).status();
  }

  TestHouse t_;
};

TEST_F(OwnAuditsTest, AreReadAndThoseOfOthersAreNotThere) {
  EXPECT_TRUE(GetAudit(t_.house(), Get("mine"), kMine).ok());
  EXPECT_EQ(GetAudit(t_.house(), Get("theirs"), kMine).status(), GetAudit(t_.house(), Get("none"), kMine).status());
  v1::GetAuditHistoryRequest history;
  history.set_name(Get("mine").name());
  EXPECT_EQ(GetAuditHistory(t_.house(), history, kMine)->revisions_size(), 2);
  history.set_name(Get("theirs").name());
  EXPECT_EQ(Why(GetAuditHistory(t_.house(), history, kMine).status()), "UNKNOWN_AUDIT");
  v1::GetAuditRequest personal = Get("theirs");
  personal.set_view(v1::AUDIT_VIEW_PERSONAL);
  EXPECT_EQ(Why(PrepareGetAudit(t_.house(), personal, kMine).status()), "UNKNOWN_AUDIT");
}

TEST_F(OwnAuditsTest, AreAllThatListsHold) {
  ASSERT_TRUE(Submit("mine-too", kWrite).ok());
  v1::ListAuditsRequest request;
  request.set_parent("authorities/somerset");
  request.set_page_size(1);
  std::vector<std::string> names;
  do {
    const auto page = ListAudits(t_.house(), request, kMine);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Audit& audit : page->audits()) names.push_back(audit.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre(Get("mine").name(), Get("mine-too").name()));

  v1::ListActionsRequest actions;
  actions.set_parent("authorities/somerset");
  EXPECT_EQ(ListActions(t_.house(), actions, kMine)->items_size(), 1);
  EXPECT_EQ(ListActions(t_.house(), actions, kLocal)->items_size(), 2);
}

TEST_F(OwnAuditsTest, AreChangedAndThoseOfOthersAreNotThere) {
  EXPECT_EQ(Why(Withdraw("theirs", kWrite)), "UNKNOWN_AUDIT");
  EXPECT_EQ(Withdraw("theirs", kWrite), Withdraw("none", kWrite));
  ASSERT_TRUE(Submit("mine-too", kWrite).ok());
  EXPECT_TRUE(Withdraw("mine-too", kWrite).ok());
}

TEST_F(OwnAuditsTest, TakeNoNameThatIsTakenAndSayNothingOfWhatHasIt) {
  const absl::Status same = Submit("theirs", kWrite);
  EXPECT_EQ(Why(same), "ALREADY_EXISTS name");
  EXPECT_EQ(Submit("theirs", kWrite, "good"), same);
  EXPECT_TRUE(Submit("mine", kWrite).ok()) << "a retry";
  EXPECT_EQ(Why(Submit("mine", kWrite, "good")), "ALREADY_EXISTS grade");
}

TEST_F(OwnAuditsTest, EndTheirListsWithoutAWordOfThoseOfOthers) {
  ASSERT_TRUE(Submit("theirs-too", {.actor = "token:theirs"}).ok());
  v1::ListAuditsRequest request;
  request.set_parent("authorities/somerset");
  request.set_page_size(1);
  const auto page = ListAudits(t_.house(), request, kMine);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->audits_size(), 1);
  EXPECT_EQ(page->next_page_token(), "");
}

}  // namespace
}  // namespace assay
