#include "service/usecases/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::ReadAt AtRevision(uint32_t revision) {
  v1::ReadAt read_at;
  read_at.set_revision(revision);
  return read_at;
}

v1::ReadAt AtLeastRevision(uint32_t revision) {
  v1::ReadAt read_at;
  read_at.set_at_least_revision(revision);
  return read_at;
}

v1::ReadAt AtTime(int64_t time_us) {
  v1::ReadAt read_at;
  read_at.mutable_time()->set_seconds(time_us / 1'000'000);
  read_at.mutable_time()->set_nanos(static_cast<int32_t>(time_us % 1'000'000 * 1'000));
  return read_at;
}

// Devon is recorded a second before Somerset; each scale version a second after the one before.
class DirectoryTest : public testing::Test {
 protected:
  static constexpr int64_t kSecondUs = 1'000'000;

  void Add(const std::string& authority) {
    t_.now_us() += kSecondUs;
    ASSERT_TRUE(t_.CreateAuthority(authority).ok());
  }
  void AddScale(const std::string& id, uint32_t version) {
    t_.now_us() += kSecondUs;
    ASSERT_TRUE(t_.CreateScale(id, version, {"inadequate", "adequate", "v" + std::to_string(version)}).ok());
  }

  // "somerset 2" for the authority at the ledger's revision 2; or why not.
  std::string Get(const std::string& authority, const v1::ReadAt& read_at = {}) {
    v1::GetAuthorityRequest request;
    request.set_name("authorities/" + authority);
    *request.mutable_read_at() = read_at;
    const auto response = GetAuthority(t_.house(), request);
    if (!response.ok()) return Why(response.status());
    return response->authority().name().substr(12) + " " + std::to_string(response->revision());
  }

  std::string GetScaleAt(const std::string& scale, const v1::ReadAt& read_at = {}) {
    v1::GetScaleRequest request;
    request.set_name("scales/" + scale);
    *request.mutable_read_at() = read_at;
    const auto response = GetScale(t_.house(), request);
    if (!response.ok()) return Why(response.status());
    return response->scale().name().substr(7) + " " + std::to_string(response->revision());
  }

  std::vector<std::string> List(const v1::ReadAt& read_at = {}, int32_t page_size = 1) {
    v1::ListAuthoritiesRequest request;
    request.set_page_size(page_size);
    *request.mutable_read_at() = read_at;
    std::vector<std::string> ids;
    do {
      const auto response = ListAuthorities(t_.house(), request, kLocal);
      if (!response.ok()) return {Why(response.status())};
      for (const auto& authority : response->authorities()) ids.push_back(authority.name().substr(12));
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  std::vector<std::string> ListScalesAt(const v1::ReadAt& read_at = {}, int32_t page_size = 2) {
    v1::ListScalesRequest request;
    request.set_page_size(page_size);
    *request.mutable_read_at() = read_at;
    std::vector<std::string> names;
    do {
      const auto response = ListScales(t_.house(), request);
      if (!response.ok()) return {Why(response.status())};
      for (const auto& scale : response->scales()) {
        names.push_back(scale.name().substr(7) + " " + std::to_string(response->revision()));
      }
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  TestHouse t_;
};

TEST_F(DirectoryTest, ReadsAnAuthorityAtTheRevisionAskedFor) {
  Add("somerset");
  AddScale("ofsted-2013", 1);
  ASSERT_TRUE(t_.Submit(MakeAudit("a")).ok());  // with the scale: revisions 2 and 3
  EXPECT_EQ(Get("somerset"), "somerset 3");
  EXPECT_EQ(Get("somerset", AtRevision(1)), "somerset 1");
  EXPECT_EQ(Get("somerset", AtRevision(3)), "somerset 3");
  EXPECT_EQ(Get("somerset", AtLeastRevision(2)), "somerset 3");
  EXPECT_EQ(Get("somerset", AtRevision(0)), "UNKNOWN_AUTHORITY");
  EXPECT_EQ(Get("somerset", AtRevision(4)), "NOT_YET");
  EXPECT_EQ(Get("somerset", AtLeastRevision(4)), "NOT_YET");
}

TEST_F(DirectoryTest, ReadsAnAuthorityAsItWasAtATime) {
  Add("somerset");
  const int64_t recorded_us = t_.now_us();
  EXPECT_EQ(Get("somerset", AtTime(recorded_us)), "somerset 1");
  EXPECT_EQ(Get("somerset", AtTime(recorded_us - 1)), "UNKNOWN_AUTHORITY");
  EXPECT_EQ(Get("somerset", AtTime(recorded_us + 1)), "NOT_YET read_at.time");
}

TEST_F(DirectoryTest, SaysThatAnAuthorityIsUnknownWhateverRevisionIsAskedFor) {
  for (const v1::ReadAt& read_at : {v1::ReadAt(), AtRevision(0), AtRevision(9), AtLeastRevision(9), AtTime(kNoonUs)}) {
    EXPECT_EQ(Get("somerset", read_at), "UNKNOWN_AUTHORITY");
    EXPECT_EQ(Get("", read_at), "UNKNOWN_AUTHORITY");
    EXPECT_EQ(Get("_registry", read_at), "UNKNOWN_AUTHORITY");
  }
}

TEST_F(DirectoryTest, NeverTakesBackThatAnAuthorityWasNotThere) {
  t_.now_us() = kNoonUs + kSecondUs;
  const v1::ReadAt then = AtTime(kNoonUs + kSecondUs);
  EXPECT_EQ(Get("somerset", then), "UNKNOWN_AUTHORITY");
  EXPECT_THAT(List(then), IsEmpty());
  t_.now_us() = kNoonUs;  // the clock is set back
  ASSERT_TRUE(t_.CreateAuthority("somerset").ok());
  t_.now_us() = kNoonUs + 2 * kSecondUs;
  EXPECT_EQ(Get("somerset", then), "UNKNOWN_AUTHORITY");
  EXPECT_THAT(List(then), IsEmpty());
  EXPECT_THAT(List(), ElementsAre("somerset"));
}

TEST_F(DirectoryTest, ListsTheAuthoritiesRecordedByATime) {
  AddScale("ofsted-2013", 1);  // the registry is a ledger, and no authority
  for (const std::string id : {"devon", "somerset", "cornwall"}) Add(id);
  const int64_t last_us = t_.now_us();
  for (int32_t page_size : {1, 2, 3, 4}) {
    EXPECT_THAT(List(AtTime(last_us), page_size), ElementsAre("cornwall", "devon", "somerset")) << page_size;
    EXPECT_THAT(List(AtTime(last_us - 1), page_size), ElementsAre("devon", "somerset")) << page_size;
    EXPECT_THAT(List(AtTime(last_us - kSecondUs - 1), page_size), ElementsAre("devon")) << page_size;
    EXPECT_THAT(List(AtTime(last_us - 2 * kSecondUs - 1), page_size), IsEmpty()) << page_size;
    EXPECT_THAT(List({}, page_size), ElementsAre("cornwall", "devon", "somerset")) << page_size;
  }
  t_.Restart();
  EXPECT_THAT(List(AtTime(last_us - 1)), ElementsAre("devon", "somerset"));
}

TEST_F(DirectoryTest, KeepsAuthoritiesThatCameLaterOutOfLaterPages) {
  Add("devon");
  Add("somerset");
  v1::ListAuthoritiesRequest request;
  request.set_page_size(1);
  *request.mutable_read_at() = AtTime(t_.now_us());
  const auto first = ListAuthorities(t_.house(), request, kLocal);
  Add("norfolk");
  request.set_page_token(first->next_page_token());
  const auto second = ListAuthorities(t_.house(), request, kLocal);
  EXPECT_EQ(second->authorities(0).name(), "authorities/somerset");
  EXPECT_EQ(second->next_page_token(), "");
  *request.mutable_read_at() = AtTime(t_.now_us());
  EXPECT_EQ(Why(ListAuthorities(t_.house(), request, kLocal).status()), "BAD_PAGE_TOKEN page_token");
}

TEST_F(DirectoryTest, RefusesARevisionOrAFutureTimeForTheListOfAuthorities) {
  Add("somerset");
  EXPECT_THAT(List(AtRevision(1)), ElementsAre("OUT_OF_RANGE read_at"));
  EXPECT_THAT(List(AtRevision(0)), ElementsAre("OUT_OF_RANGE read_at"));
  EXPECT_THAT(List(AtLeastRevision(1)), ElementsAre("OUT_OF_RANGE read_at"));
  EXPECT_THAT(List(AtTime(t_.now_us() + 1)), ElementsAre("NOT_YET read_at.time"));
  v1::ReadAt beyond;
  beyond.mutable_time()->set_seconds(std::numeric_limits<int64_t>::min());
  EXPECT_THAT(List(beyond), ElementsAre("OUT_OF_RANGE read_at.time"));
}

TEST_F(DirectoryTest, ReadsScalesAtTheRegistrysRevisionOrTime) {
  AddScale("ofsted-2013", 1);
  AddScale("local", 1);
  AddScale("ofsted-2013", 2);
  const int64_t last_us = t_.now_us();
  EXPECT_EQ(GetScaleAt("ofsted-2013"), "ofsted-2013@2 3");
  EXPECT_EQ(GetScaleAt("ofsted-2013", AtLeastRevision(1)), "ofsted-2013@2 3");
  EXPECT_EQ(GetScaleAt("ofsted-2013", AtRevision(2)), "ofsted-2013@1 2");
  EXPECT_EQ(GetScaleAt("ofsted-2013", AtTime(last_us - 1)), "ofsted-2013@1 2");
  EXPECT_EQ(GetScaleAt("ofsted-2013@2", AtRevision(2)), "UNKNOWN_SCALE");
  EXPECT_EQ(GetScaleAt("local", AtRevision(1)), "UNKNOWN_SCALE");
  EXPECT_EQ(GetScaleAt("local", AtRevision(0)), "UNKNOWN_SCALE");
  EXPECT_EQ(GetScaleAt("local", AtRevision(4)), "NOT_YET");
  EXPECT_EQ(GetScaleAt("local", AtTime(last_us + 1)), "NOT_YET read_at.time");
  EXPECT_THAT(ListScalesAt(), ElementsAre("local@1 3", "ofsted-2013@1 3", "ofsted-2013@2 3"));
  EXPECT_THAT(ListScalesAt(AtRevision(2)), ElementsAre("local@1 2", "ofsted-2013@1 2"));
  EXPECT_THAT(ListScalesAt(AtTime(last_us - kSecondUs - 1)), ElementsAre("ofsted-2013@1 1"));
  EXPECT_THAT(ListScalesAt(AtRevision(0)), IsEmpty());
  EXPECT_THAT(ListScalesAt(AtRevision(4)), ElementsAre("NOT_YET"));
}

TEST_F(DirectoryTest, AnswersForARegistryThatIsStillEmpty) {
  EXPECT_EQ(GetScaleAt("local"), "UNKNOWN_SCALE");
  EXPECT_EQ(GetScaleAt("local", AtTime(kNoonUs)), "UNKNOWN_SCALE");
  EXPECT_EQ(GetScaleAt("local", AtRevision(1)), "NOT_YET");
  EXPECT_THAT(ListScalesAt(), IsEmpty());
}

TEST_F(DirectoryTest, ReadsEveryPageOfScalesAtTheRevisionOfTheFirst) {
  AddScale("a", 1);
  AddScale("c", 1);
  v1::ListScalesRequest request;
  request.set_page_size(1);
  const auto first = ListScales(t_.house(), request);
  AddScale("b", 1);
  request.set_page_token(first->next_page_token());
  const auto second = ListScales(t_.house(), request);
  ASSERT_EQ(second->scales_size(), 1);
  EXPECT_EQ(second->scales(0).name(), "scales/c@1");
  EXPECT_EQ(second->revision(), 2u);
  EXPECT_EQ(second->next_page_token(), "");
  *request.mutable_read_at() = AtRevision(2);
  EXPECT_EQ(Why(ListScales(t_.house(), request).status()), "BAD_PAGE_TOKEN page_token");
}

}  // namespace
}  // namespace assay
