#include "storage/ledger/case_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Adds an entry that must go in.
void Add(CaseIndex& index, const CaseEntry& entry, uint32_t before) { EXPECT_TRUE(index.Add(entry, before)); }

TEST(CaseIndexTest, FindsTheNewestEntryOfACaseAndThoseBefore) {
  CaseIndex index;
  EXPECT_THAT(index.Find(7), IsEmpty());
  EXPECT_EQ(index.Before(1), 0u);
  Add(index, {.hash = 7, .revision = 2}, 0);
  Add(index, {.hash = 8, .revision = 3}, 0);
  Add(index, {.hash = 7, .revision = 5}, 2);
  EXPECT_THAT(index.Find(7), ElementsAre(5));
  EXPECT_EQ(index.Before(5), 2u);
  EXPECT_EQ(index.Before(2), 0u);
  EXPECT_THAT(index.Find(8), ElementsAre(3));
}

TEST(CaseIndexTest, TellsCasesOfOneHashApart) {
  CaseIndex index;
  Add(index, {.hash = 7, .revision = 1}, 0);
  Add(index, {.hash = 7, .revision = 2}, 0);
  Add(index, {.hash = 7, .revision = 3}, 1);
  Add(index, {.hash = 7, .revision = 4}, 2);
  EXPECT_THAT(index.Find(7), UnorderedElementsAre(3, 4));
  index.Erase({.hash = 7, .revision = 1});
  EXPECT_EQ(index.Before(3), 0u);
  EXPECT_EQ(index.Before(4), 2u);
  index.Erase({.hash = 7, .revision = 3});
  EXPECT_THAT(index.Find(7), ElementsAre(4));
}

TEST(CaseIndexTest, ForgetsACaseWithItsLastEntry) {
  CaseIndex index;
  for (uint32_t revision : {1, 2, 3}) Add(index, {.hash = 7, .revision = revision}, revision - 1);
  index.Erase({.hash = 7, .revision = 2});
  EXPECT_THAT(index.Find(7), ElementsAre(3));
  EXPECT_EQ(index.Before(3), 1u);
  index.Erase({.hash = 7, .revision = 3});
  EXPECT_THAT(index.Find(7), ElementsAre(1));
  index.Erase({.hash = 7, .revision = 1});
  EXPECT_THAT(index.Find(7), IsEmpty());
}

TEST(CaseIndexTest, LeadsOnFromAnErasedEntry) {
  CaseIndex index;
  for (uint32_t revision : {1, 2, 3}) Add(index, {.hash = 7, .revision = revision}, revision - 1);
  index.Erase({.hash = 7, .revision = 3});
  EXPECT_EQ(index.Before(3), 2u);
}

TEST(CaseIndexTest, TakesNoEntryAfterOneThatIsNotTheNewestOfItsCase) {
  CaseIndex index;
  EXPECT_FALSE(index.Add({.hash = 7, .revision = 2}, 1));
  Add(index, {.hash = 7, .revision = 2}, 0);
  EXPECT_FALSE(index.Add({.hash = 7, .revision = 3}, 1));
  EXPECT_FALSE(index.Add({.hash = 8, .revision = 3}, 2));
  EXPECT_THAT(index.Find(7), ElementsAre(2));
  Add(index, {.hash = 7, .revision = 3}, 2);
}

TEST(CaseIndexDeathTest, AbortsOnWhatCannotBe) {
  CaseIndex index;
  EXPECT_DEATH(index.Erase({.hash = 7, .revision = 1}), "");
  Add(index, {.hash = 7, .revision = 1}, 0);
  EXPECT_DEATH(static_cast<void>(index.Add({.hash = 7, .revision = 1}, 0)), "");
  EXPECT_DEATH(index.Erase({.hash = 7, .revision = 2}), "");
  EXPECT_DEATH(index.Erase({.hash = 8, .revision = 1}), "");
}

// Few references, and fewer hashes than references, so that cases have many entries, come to an end, come again, and
// are found with others.
RC_GTEST_PROP(CaseIndexProperty, AgreesWithAMapOfLivingEntries, (std::vector<std::pair<uint8_t, bool>> steps)) {
  CaseIndex index;
  std::map<uint8_t, std::vector<uint32_t>> living;  // by reference
  const auto hash_of = [](uint8_t reference) { return uint64_t{reference} % 3; };
  uint32_t revision = 0;
  for (const auto& [choice, erases] : steps) {
    const uint8_t reference = choice % 5;
    std::vector<uint32_t>& entries = living[reference];
    if (erases && !entries.empty()) {
      const auto erased = entries.begin() + choice % static_cast<ptrdiff_t>(entries.size());
      index.Erase({.hash = hash_of(reference), .revision = *erased});
      entries.erase(erased);
    } else {
      RC_ASSERT(index.Add({.hash = hash_of(reference), .revision = ++revision}, entries.empty() ? 0 : entries.back()));
      entries.push_back(revision);
    }
  }
  for (uint64_t hash = 0; hash < 3; ++hash) {
    std::vector<std::vector<uint32_t>> found;
    for (uint32_t entry : index.Find(hash)) {
      std::vector<uint32_t>& entries = found.emplace_back();
      for (; entry != 0; entry = index.Before(entry)) entries.push_back(entry);
      std::reverse(entries.begin(), entries.end());
    }
    std::vector<std::vector<uint32_t>> wanted;
    for (const auto& [reference, entries] : living) {
      if (hash_of(reference) == hash && !entries.empty()) wanted.push_back(entries);
    }
    std::sort(found.begin(), found.end());
    std::sort(wanted.begin(), wanted.end());
    RC_ASSERT(found == wanted);
  }
}

}  // namespace
}  // namespace assay
