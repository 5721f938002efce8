#include "service/usecases/crosswalks.h"

#include <gtest/gtest.h>

#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class CrosswalksTest : public testing::Test {
 protected:
  CrosswalksTest() {
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "requires-improvement", "good", "outstanding"}).ok());
  }

  static v1::Crosswalk Make(const std::string& ref) {
    v1::Crosswalk crosswalk;
    crosswalk.set_name("crosswalks/" + ref);
    crosswalk.set_title("2013 read as 2014");
    crosswalk.set_from_scale("ofsted-2013@1");
    crosswalk.set_to_scale("ofsted-2014@1");
    crosswalk.set_approver("Improvement Board");
    crosswalk.set_approved_on("2014-02-01");
    v1::CrosswalkPair& pair = *crosswalk.add_pairs();
    pair.set_from_grade("adequate");
    pair.set_to_grade("requires-improvement");
    return crosswalk;
  }
  absl::StatusOr<WrittenRecord> Create(const v1::Crosswalk& crosswalk) {
    return t_.Write(CreateCrosswalk, Asked<Crosswalk>(crosswalk));
  }
  std::string Get(const std::string& name) {
    v1::GetCrosswalkRequest request;
    request.set_name(name);
    auto response = GetCrosswalk(t_.house(), request);
    return response.ok() ? response->crosswalk().name() : Why(response.status());
  }

  TestHouse t_;
};

TEST_F(CrosswalksTest, VersionsFollowOneAnotherAndStay) {
  EXPECT_EQ(Why(Create(Make("plain@2")).status()), "VERSION_GAP crosswalk.name");
  auto first = Create(Make("plain@1"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->ledger, "_registry");
  ASSERT_TRUE(Create(Make("plain@2")).ok());
  t_.Restart();
  EXPECT_EQ(Create(Make("plain@1"))->committed.revision, first->committed.revision) << "repeated";
  v1::Crosswalk other = Make("plain@1");
  other.set_approver("somebody else");
  EXPECT_EQ(Why(Create(other).status()), "ALREADY_EXISTS crosswalk.approver");
  EXPECT_EQ(Get("crosswalks/plain"), "crosswalks/plain@2");
  EXPECT_EQ(Get("crosswalks/plain@1"), "crosswalks/plain@1");
  EXPECT_EQ(Get("crosswalks/plain@3"), "UNKNOWN_CROSSWALK");
  EXPECT_EQ(Get("plain"), "UNKNOWN_CROSSWALK");
}

TEST_F(CrosswalksTest, AVersionMayFollowOneOfTheSameGroup) {
  std::promise<void> release = t_.HoldCommitter();
  auto first = t_.StartWrite(CreateCrosswalk, Asked<Crosswalk>(Make("plain@1")));
  auto second = t_.StartWrite(CreateCrosswalk, Asked<Crosswalk>(Make("plain@2")));
  release.set_value();
  EXPECT_EQ(Why(first.get().status()), "OK");
  EXPECT_EQ(Why(second.get().status()), "OK");
}

TEST_F(CrosswalksTest, NamesScalesAndGradesThatAreThere) {
  v1::Crosswalk crosswalk = Make("plain@1");
  crosswalk.set_from_scale("ofsted-2012@1");
  EXPECT_EQ(Why(Create(crosswalk).status()), "UNKNOWN_SCALE crosswalk.from_scale");
  crosswalk = Make("plain@1");
  crosswalk.mutable_pairs(0)->set_to_grade("adequate");
  EXPECT_EQ(Why(Create(crosswalk).status()), "GRADE_NOT_ON_SCALE crosswalk.pairs[0].to_grade");
}

TEST_F(CrosswalksTest, AScaleMayBeRecordedAfterAndBetweenCrosswalks) {
  ASSERT_TRUE(Create(Make("plain@1")).ok());
  EXPECT_TRUE(t_.CreateScale("ofsted-2013", 2, {"inadequate", "adequate", "good"}).ok());
}

TEST_F(CrosswalksTest, ListsByNameThenVersionInPages) {
  for (const char* ref : {"b@1", "a@1", "a@2"}) ASSERT_TRUE(Create(Make(ref)).ok()) << ref;
  v1::ListCrosswalksRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    auto page = ListCrosswalks(t_.house(), request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& crosswalk : page->crosswalks()) names.push_back(crosswalk.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names, (std::vector<std::string>{"crosswalks/a@1", "crosswalks/a@2", "crosswalks/b@1"}));
  request.set_page_token("forged");
  EXPECT_EQ(Why(ListCrosswalks(t_.house(), request).status()), "BAD_PAGE_TOKEN page_token");
}

}  // namespace
}  // namespace assay
