#include "service/usecases/audits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ListTest : public testing::Test {
 protected:
  ListTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    request_.set_parent("authorities/somerset");
  }

  void Add(const v1::Audit& audit) { ASSERT_TRUE(t_.Submit(audit).ok()); }

  // Every audit's id, over all pages.
  std::vector<std::string> Ids(v1::ListAuditsRequest request) {
    std::vector<std::string> ids;
    do {
      auto response = ListAudits(t_.house(), request, kLocal);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) return ids;
      for (const auto& audit : response->audits())
        ids.push_back(audit.name().substr(strlen("authorities/somerset/audits/")));
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  int64_t RecordedSeconds(const std::string& id) {
    v1::GetAuditRequest get;
    get.set_name("authorities/somerset/audits/" + id);
    return GetAudit(t_.house(), get, kLocal)->audit().recorded_at().seconds();
  }

  TestHouse t_;
  v1::ListAuditsRequest request_;
};

TEST_F(ListTest, PagesInRecordingOrderWithoutGapOrRepeat) {
  std::vector<std::string> expected;
  for (int i = 0; i < 25; ++i) {
    expected.push_back("a" + std::to_string(i));
    Add(MakeAudit(expected.back()));
  }
  for (int size : {1, 7, 24, 25, 26, 1000}) {
    request_.set_page_size(size);
    EXPECT_EQ(Ids(request_), expected) << size;
  }
}

TEST_F(ListTest, ReadsEveryPageAtTheRevisionOfTheFirst) {
  Add(MakeAudit("a"));
  Add(MakeAudit("b"));
  request_.set_page_size(1);
  auto first = ListAudits(t_.house(), request_, kLocal);
  Add(MakeAudit("c"));
  request_.set_page_token(first->next_page_token());
  auto second = ListAudits(t_.house(), request_, kLocal);
  EXPECT_EQ(second->revision(), first->revision());
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(ListTest, RefusesEveryForgedOrBorrowedToken) {
  for (int i = 0; i < 3; ++i) Add(MakeAudit("a" + std::to_string(i)));
  request_.set_page_size(1);
  const std::string token = ListAudits(t_.house(), request_, kLocal)->next_page_token();
  for (size_t i = 0; i < token.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string forged = token;
      forged[i] = static_cast<char>(forged[i] ^ (1 << bit));
      request_.set_page_token(forged);
      EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "BAD_PAGE_TOKEN page_token") << i << " " << bit;
    }
  }
  request_.set_page_token(token + "A");
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "BAD_PAGE_TOKEN page_token");
  request_.set_page_token(token);
  request_.mutable_filter()->set_grade("adequate");
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "BAD_PAGE_TOKEN page_token") << "other arguments";
  request_.clear_filter();
  EXPECT_TRUE(ListAudits(t_.house(), request_, kLocal).ok());
}

TEST_F(ListTest, RefusesANegativePageSize) {
  request_.set_page_size(-1);
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "OUT_OF_RANGE page_size");
}

TEST_F(ListTest, FiltersByEveryCondition) {
  v1::Audit a = MakeAudit("a", "good");
  a.set_team("North");
  v1::Audit b = MakeUngraded("b");
  b.set_practice_area("child-protection-plan");
  b.set_audit_date("2014-02-01");
  v1::Audit c = MakeAudit("c", "inadequate");
  c.set_audit_date("2014-03-01");
  c.mutable_personal()->set_case_ref("case-of-a");
  Add(a);
  Add(b);
  Add(c);
  auto ids = [this](auto set) {
    v1::ListAuditsRequest request = request_;
    set(*request.mutable_filter());
    return Ids(request);
  };
  EXPECT_THAT(ids([](auto& f) { f.set_grade("good"); }), ElementsAre("a"));
  EXPECT_THAT(ids([](auto& f) { f.set_grade("outstanding"); }), IsEmpty());
  EXPECT_THAT(ids([](auto& f) { f.set_team("North"); }), ElementsAre("a"));
  EXPECT_THAT(ids([](auto& f) { f.set_team("nobody"); }), IsEmpty());
  EXPECT_THAT(ids([](auto& f) { f.set_practice_area("child-protection-plan"); }), ElementsAre("b"));
  EXPECT_THAT(ids([](auto& f) { f.set_ungraded_only(true); }), ElementsAre("b"));
  EXPECT_THAT(ids([](auto& f) { f.set_first_audit_date("2014-02-01"); }), ElementsAre("b", "c"));
  EXPECT_THAT(ids([](auto& f) { f.set_last_audit_date("2014-02-01"); }), ElementsAre("a", "b"));
  EXPECT_THAT(ids([](auto& f) { f.set_case_number(1); }), ElementsAre("a", "c"));
  EXPECT_THAT(ids([](auto& f) { f.set_case_ref("case-of-a"); }), ElementsAre("a", "c"));
  EXPECT_THAT(ids([](auto& f) { f.set_case_ref("nobody"); }), IsEmpty());
}

TEST_F(ListTest, FiltersByTheDayOfRecording) {
  const int64_t day_us = 86'400'000'000;
  Add(MakeAudit("a"));
  t_.now_us() += day_us;
  Add(MakeAudit("b"));
  t_.now_us() += day_us;
  Add(MakeAudit("c"));
  request_.mutable_filter()->set_first_recorded_date("2014-03-27");
  EXPECT_THAT(Ids(request_), ElementsAre("b", "c"));
  request_.mutable_filter()->set_last_recorded_date("2014-03-27");
  EXPECT_THAT(Ids(request_), ElementsAre("b"));
  request_.mutable_filter()->clear_first_recorded_date();
  EXPECT_THAT(Ids(request_), ElementsAre("a", "b"));
  request_.mutable_filter()->set_last_recorded_date("2199-01-01");
  EXPECT_THAT(Ids(request_), ElementsAre("a", "b", "c"));
  Add(MakeAudit("d"));
  EXPECT_EQ(RecordedSeconds("d"), t_.now_us() / 1'000'000) << "asking of days to come moved the clock";
}

TEST_F(ListTest, LeavesNothingOutWhereTheClockWasSetBack) {
  Add(MakeAudit("a"));
  t_.now_us() -= 3'600'000'000;
  Add(MakeAudit("b"));
  request_.mutable_filter()->set_last_recorded_date("2014-03-26");
  EXPECT_THAT(Ids(request_), ElementsAre("a", "b"));
  request_.mutable_filter()->set_first_recorded_date("2014-03-27");
  request_.mutable_filter()->clear_last_recorded_date();
  EXPECT_THAT(Ids(request_), IsEmpty());
}

TEST_F(ListTest, ListsWhatWasKnownAtAnEarlierRevisionOrTime) {
  Add(MakeAudit("a"));
  const int64_t after_a_us = t_.now_us();
  t_.now_us() += 5'000'000;
  Add(MakeAudit("b"));
  request_.mutable_read_at()->set_revision(3);
  EXPECT_THAT(Ids(request_), ElementsAre("a"));
  request_.mutable_read_at()->set_revision(0);
  EXPECT_THAT(Ids(request_), IsEmpty());
  request_.mutable_read_at()->mutable_time()->set_seconds(after_a_us / 1'000'000 + 1);
  EXPECT_THAT(Ids(request_), ElementsAre("a"));
  request_.mutable_read_at()->mutable_time()->set_seconds(after_a_us / 1'000'000 + 100);
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "NOT_YET read_at.time");
  request_.mutable_read_at()->set_revision(5);
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "NOT_YET");
  request_.mutable_read_at()->set_at_least_revision(4);
  EXPECT_THAT(Ids(request_), ElementsAre("a", "b"));
}

TEST_F(ListTest, NamesWhatItCannotFind) {
  request_.set_parent("authorities/devon");
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "UNKNOWN_AUTHORITY");
  request_.set_parent("_registry");
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "UNKNOWN_AUTHORITY");
  request_.set_parent("authorities/_registry");
  EXPECT_EQ(Why(ListAudits(t_.house(), request_, kLocal).status()), "UNKNOWN_AUTHORITY");
  v1::GetAuditRequest get;
  get.set_name("authorities/somerset/audits/none");
  EXPECT_EQ(Why(GetAudit(t_.house(), get, kLocal).status()), "UNKNOWN_AUDIT");
}

}  // namespace
}  // namespace assay
