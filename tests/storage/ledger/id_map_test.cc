#include "storage/ledger/id_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <random>

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(IdMapTest, FindsNothingInAnEmptyMap) { EXPECT_THAT(IdMap().Find(7), IsEmpty()); }

TEST(IdMapTest, KeepsEveryRevisionOfOneHash) {
  IdMap map;
  map.Insert(7, 1);
  map.Insert(7, 2);
  map.Insert(8, 3);
  EXPECT_THAT(map.Find(7), UnorderedElementsAre(1, 2));
  EXPECT_THAT(map.Find(8), ElementsAre(3));
  EXPECT_THAT(map.Find(9), IsEmpty());
}

TEST(IdMapTest, ReplacesOneRevisionAmongThoseOfItsHash) {
  IdMap map;
  map.Insert(7, 1);
  map.Insert(7, 2);
  EXPECT_TRUE(map.Replace(7, {.from = 1, .to = 9}));
  EXPECT_THAT(map.Find(7), UnorderedElementsAre(2, 9));
  EXPECT_EQ(map.size(), 2u);
}

TEST(IdMapTest, ReplacesNothingInThePlaceOfWhatIsNotThere) {
  IdMap map;
  EXPECT_FALSE(map.Replace(7, {.from = 1, .to = 2}));
  map.Insert(7, 1);
  EXPECT_FALSE(map.Replace(7, {.from = 3, .to = 4}));
  EXPECT_FALSE(map.Replace(8, {.from = 1, .to = 4}));
  EXPECT_FALSE(map.Replace(7, {.from = 0, .to = 4}));
  EXPECT_FALSE(map.Replace(7, {.from = 1, .to = 0}));
  EXPECT_THAT(map.Find(7), ElementsAre(1));
}

// All of one home: the search runs on, around the end for most multipliers, and over the holes that others left.
TEST(IdMapTest, FindsManyOfOneHashWhileOthersAreErased) {
  IdMap map;
  for (uint32_t revision = 1; revision <= 100; ++revision) map.Insert(revision % 2 == 0 ? 1 : 2, revision);
  for (uint32_t revision = 1; revision <= 100; revision += 2) map.Erase(2, revision);
  EXPECT_EQ(map.Find(1).size(), 50u);
  EXPECT_THAT(map.Find(2), IsEmpty());
  EXPECT_EQ(map.size(), 50u);
}

TEST(IdMapTest, MakesRoomWithoutLosingWhatIsThere) {
  IdMap map;
  map.Reserve(0);
  for (uint32_t revision = 1; revision <= 20; ++revision) map.Insert(revision % 7, revision);
  map.Reserve(1'000);
  map.Reserve(5);
  EXPECT_THAT(map.Find(6), UnorderedElementsAre(6, 13, 20));
  for (uint32_t revision = 21; revision <= 1'500; ++revision) map.Insert(100 + revision, revision);
  EXPECT_THAT(map.Find(6), UnorderedElementsAre(6, 13, 20));
  EXPECT_THAT(map.Find(1'600), ElementsAre(1'500));
  EXPECT_EQ(map.size(), 1'500u);
}

TEST(IdMapTest, SeldomFindsTheEntriesOfOtherHashes) {
  IdMap map;
  constexpr uint32_t kEntries = 200'000;
  std::mt19937_64 random(1);  // any
  std::vector<uint64_t> hashes(kEntries);
  for (uint64_t& hash : hashes) hash = random();
  for (uint32_t i = 0; i < kEntries; ++i) map.Insert(hashes[i], i + 1);
  size_t others = 0;
  for (uint32_t i = 0; i < kEntries; ++i) {
    const std::vector<uint32_t> found = map.Find(hashes[i]);
    EXPECT_THAT(found, testing::Contains(i + 1));
    others += found.size() - 1;
  }
  // kEntries^2 / 2^32 on average, which is 9.
  EXPECT_LT(others, 100u);
}

TEST(IdMapDeathTest, AbortsOnWhatCannotBe) {
  IdMap map;
  EXPECT_DEATH(map.Erase(7, 1), "");
  map.Insert(7, 1);
  EXPECT_DEATH(map.Insert(8, 0), "");
  EXPECT_DEATH(map.Erase(7, 2), "");
  EXPECT_DEATH(map.Erase(8, 1), "");
}

// Few distinct hashes, so that they collide, share homes and are carried over every growth.
RC_GTEST_PROP(IdMapProperty, AgreesWithAMultimap, (std::vector<std::pair<uint8_t, uint8_t>> steps)) {
  IdMap map;
  std::multimap<uint64_t, uint32_t> expected;
  uint32_t revision = 0;
  for (int round = 0; round < 20; ++round) {
    for (const auto& [hash, choice] : steps) {
      ++revision;
      const auto old = expected.find(hash);
      if (choice % 3 == 0 && old != expected.end()) {
        map.Erase(hash, old->second);
        expected.erase(old);
      } else if (choice % 3 == 1 && old != expected.end()) {
        RC_ASSERT(map.Replace(hash, {.from = old->second, .to = revision}));
        old->second = revision;
      } else {
        map.Insert(hash, revision);
        expected.emplace(hash, revision);
      }
    }
  }
  RC_ASSERT(map.size() == expected.size());
  for (uint64_t hash = 0; hash < 256; ++hash) {
    std::vector<uint32_t> found = map.Find(hash);
    std::vector<uint32_t> wanted;
    const auto [begin, end] = expected.equal_range(hash);
    for (auto entry = begin; entry != end; ++entry) wanted.push_back(entry->second);
    std::sort(found.begin(), found.end());
    std::sort(wanted.begin(), wanted.end());
    RC_ASSERT(found == wanted);
  }
}

}  // namespace
}  // namespace assay
