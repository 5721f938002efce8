#include "storage/ledger/id_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

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
  map.Insert(7 + 16, 3);  // the same home
  EXPECT_THAT(map.Find(7), UnorderedElementsAre(1, 2));
  EXPECT_THAT(map.Find(7 + 16), ElementsAre(3));
  EXPECT_THAT(map.Find(7 + 32), IsEmpty());
}

TEST(IdMapTest, ReplacesOneRevisionAmongThoseOfItsHash) {
  IdMap map;
  map.Insert(7, 1);
  map.Insert(7, 2);
  map.Replace(7, {.from = 1, .to = 9});
  EXPECT_THAT(map.Find(7), UnorderedElementsAre(2, 9));
  EXPECT_EQ(map.size(), 2u);
}

TEST(IdMapTest, WrapsAroundTheEnd) {
  IdMap map;
  for (uint32_t revision = 1; revision <= 8; ++revision) map.Insert(15, revision);
  EXPECT_EQ(map.Find(15).size(), 8u);
  EXPECT_THAT(map.Find(0), IsEmpty());
}

TEST(IdMapTest, FindsTheOthersAfterOneIsErased) {
  IdMap map;
  // Three of one home, across the end of the 16 slots, and one whose home is among them.
  map.Insert(15, 1);
  map.Insert(15 + 16, 2);
  map.Insert(15 + 32, 3);
  map.Insert(0, 4);
  map.Erase(15, 1);
  EXPECT_THAT(map.Find(15), IsEmpty());
  EXPECT_THAT(map.Find(15 + 16), ElementsAre(2));
  EXPECT_THAT(map.Find(15 + 32), ElementsAre(3));
  EXPECT_THAT(map.Find(0), ElementsAre(4));
  EXPECT_EQ(map.size(), 3u);
}

TEST(IdMapDeathTest, AbortsOnAReplacementOfWhatIsNotThere) {
  IdMap map;
  EXPECT_DEATH(map.Replace(7, {.from = 1, .to = 2}), "");
  map.Insert(7, 1);
  EXPECT_DEATH(map.Replace(7, {.from = 3, .to = 4}), "");
  EXPECT_DEATH(map.Insert(8, 0), "");
  EXPECT_DEATH(map.Erase(7, 2), "");
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
        map.Replace(hash, {.from = old->second, .to = revision});
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
