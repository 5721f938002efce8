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

TEST(CaseIndexTest, FindsTheNewestEntryOfACaseAndThoseBefore) {
  CaseIndex index;
  EXPECT_THAT(index.Find(7), IsEmpty());
  EXPECT_EQ(index.Before(1), 0u);
  index.Add({.hash = 7, .case_number = 1, .revision = 2});
  index.Add({.hash = 8, .case_number = 2, .revision = 3});
  index.Add({.hash = 7, .case_number = 1, .revision = 5});
  EXPECT_THAT(index.Find(7), ElementsAre(5));
  EXPECT_EQ(index.Before(5), 2u);
  EXPECT_EQ(index.Before(2), 0u);
  EXPECT_THAT(index.Find(8), ElementsAre(3));
}

TEST(CaseIndexTest, TellsCasesOfOneHashApart) {
  CaseIndex index;
  index.Add({.hash = 7, .case_number = 1, .revision = 1});
  index.Add({.hash = 7, .case_number = 2, .revision = 2});
  EXPECT_THAT(index.Find(7), UnorderedElementsAre(1, 2));
  index.Erase({.hash = 7, .case_number = 1, .revision = 1});
  EXPECT_THAT(index.Find(7), ElementsAre(2));
}

TEST(CaseIndexTest, ForgetsACaseWithItsLastEntry) {
  CaseIndex index;
  for (uint32_t revision : {1, 2, 3}) index.Add({.hash = 7, .case_number = 1, .revision = revision});
  index.Erase({.hash = 7, .case_number = 1, .revision = 2});
  EXPECT_THAT(index.Find(7), ElementsAre(3));
  EXPECT_EQ(index.Before(3), 1u);
  index.Erase({.hash = 7, .case_number = 1, .revision = 3});
  EXPECT_THAT(index.Find(7), ElementsAre(1));
  index.Erase({.hash = 7, .case_number = 1, .revision = 1});
  EXPECT_THAT(index.Find(7), IsEmpty());
}

TEST(CaseIndexTest, LeadsOnFromAnErasedEntry) {
  CaseIndex index;
  for (uint32_t revision : {1, 2, 3}) index.Add({.hash = 7, .case_number = 1, .revision = revision});
  index.Erase({.hash = 7, .case_number = 1, .revision = 3});
  EXPECT_EQ(index.Before(3), 2u);
}

TEST(CaseIndexDeathTest, AbortsOnWhatCannotBe) {
  CaseIndex index;
  EXPECT_DEATH(index.Add({.hash = 7, .case_number = 0, .revision = 1}), "");
  EXPECT_DEATH(index.Erase({.hash = 7, .case_number = 1, .revision = 1}), "");
  index.Add({.hash = 7, .case_number = 1, .revision = 1});
  EXPECT_DEATH(index.Add({.hash = 7, .case_number = 1, .revision = 1}), "");
  EXPECT_DEATH(index.Erase({.hash = 7, .case_number = 1, .revision = 2}), "");
}

// Few references, so that cases have many entries, come to an end, and come again under a new number.
RC_GTEST_PROP(CaseIndexProperty, AgreesWithAMapOfLivingEntries, (std::vector<std::pair<uint8_t, bool>> steps)) {
  CaseIndex index;
  std::map<uint64_t, std::vector<uint32_t>> living;  // by hash
  std::map<uint64_t, uint32_t> numbers;
  uint32_t last_number = 0;
  uint32_t revision = 0;
  for (const auto& [reference, erases] : steps) {
    const uint64_t hash = reference % 5;
    std::vector<uint32_t>& entries = living[hash];
    if (erases && !entries.empty()) {
      const auto erased = entries.begin() + reference % static_cast<ptrdiff_t>(entries.size());
      index.Erase({.hash = hash, .case_number = numbers[hash], .revision = *erased});
      entries.erase(erased);
    } else {
      if (entries.empty()) numbers[hash] = ++last_number;
      index.Add({.hash = hash, .case_number = numbers[hash], .revision = ++revision});
      entries.push_back(revision);
    }
  }
  for (const auto& [hash, entries] : living) {
    std::vector<uint32_t> found;
    for (uint32_t entry : index.Find(hash)) {
      for (; entry != 0; entry = index.Before(entry)) found.push_back(entry);
    }
    std::reverse(found.begin(), found.end());
    RC_ASSERT(found == entries);
  }
}

}  // namespace
}  // namespace assay
