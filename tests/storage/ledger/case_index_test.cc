#include "storage/ledger/case_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

namespace assay {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Adds an entry that must go in.
void Add(CaseIndex& index, const CaseEntry& entry) { EXPECT_TRUE(index.Add(entry)); }

TEST(CaseIndexTest, FindsTheNewestEntryOfACaseAndThoseBefore) {
  CaseIndex index;
  EXPECT_THAT(index.Find(7), IsEmpty());
  EXPECT_EQ(index.Before(1), 0u);
  Add(index, {.hash = 7, .case_number = 1, .revision = 2});
  Add(index, {.hash = 8, .case_number = 2, .revision = 3});
  Add(index, {.hash = 7, .case_number = 1, .revision = 5});
  EXPECT_THAT(index.Find(7), ElementsAre(FieldsAre(1, 5)));
  EXPECT_EQ(index.Before(5), 2u);
  EXPECT_EQ(index.Before(2), 0u);
  EXPECT_THAT(index.Find(8), ElementsAre(FieldsAre(2, 3)));
}

TEST(CaseIndexTest, TellsCasesOfOneHashApart) {
  CaseIndex index;
  Add(index, {.hash = 7, .case_number = 1, .revision = 1});
  Add(index, {.hash = 7, .case_number = 2, .revision = 2});
  Add(index, {.hash = 7, .case_number = 1, .revision = 3});
  Add(index, {.hash = 7, .case_number = 2, .revision = 4});
  EXPECT_THAT(index.Find(7), UnorderedElementsAre(FieldsAre(1, 3), FieldsAre(2, 4)));
  index.Erase({.hash = 7, .case_number = 1, .revision = 1});
  EXPECT_EQ(index.Before(3), 0u);
  EXPECT_EQ(index.Before(4), 2u);
  index.Erase({.hash = 7, .case_number = 1, .revision = 3});
  EXPECT_THAT(index.Find(7), ElementsAre(FieldsAre(2, 4)));
}

TEST(CaseIndexTest, ForgetsACaseWithItsLastEntry) {
  CaseIndex index;
  for (uint32_t revision : {1, 2, 3}) Add(index, {.hash = 7, .case_number = 1, .revision = revision});
  index.Erase({.hash = 7, .case_number = 1, .revision = 2});
  EXPECT_THAT(index.Find(7), ElementsAre(FieldsAre(1, 3)));
  EXPECT_EQ(index.Before(3), 1u);
  index.Erase({.hash = 7, .case_number = 1, .revision = 3});
  EXPECT_THAT(index.Find(7), ElementsAre(FieldsAre(1, 1)));
  index.Erase({.hash = 7, .case_number = 1, .revision = 1});
  EXPECT_THAT(index.Find(7), IsEmpty());
  Add(index, {.hash = 7, .case_number = 2, .revision = 4});
  EXPECT_THAT(index.Find(7), ElementsAre(FieldsAre(2, 4)));
  EXPECT_EQ(index.Before(4), 0u);
}

TEST(CaseIndexTest, LeadsOnFromAnErasedEntry) {
  CaseIndex index;
  for (uint32_t revision : {1, 2, 3}) Add(index, {.hash = 7, .case_number = 1, .revision = revision});
  index.Erase({.hash = 7, .case_number = 1, .revision = 3});
  EXPECT_EQ(index.Before(3), 2u);
}

TEST(CaseIndexTest, TakesNoEntryWithTheNumberOfACaseOfAnotherHash) {
  CaseIndex index;
  Add(index, {.hash = 7, .case_number = 1, .revision = 2});
  EXPECT_FALSE(index.Add({.hash = 8, .case_number = 1, .revision = 3}));
  EXPECT_THAT(index.Find(8), IsEmpty());
  EXPECT_THAT(index.Find(7), ElementsAre(FieldsAre(1, 2)));
  Add(index, {.hash = 7, .case_number = 1, .revision = 3});
  EXPECT_EQ(index.Before(3), 2u);
}

TEST(CaseIndexDeathTest, AbortsOnWhatCannotBe) {
  CaseIndex index;
  EXPECT_DEATH(index.Erase({.hash = 7, .case_number = 1, .revision = 1}), "");
  EXPECT_DEATH(static_cast<void>(index.Add({.hash = 7, .case_number = 0, .revision = 1})), "");
  Add(index, {.hash = 7, .case_number = 1, .revision = 1});
  EXPECT_DEATH(static_cast<void>(index.Add({.hash = 7, .case_number = 1, .revision = 1})), "");
  EXPECT_DEATH(index.Erase({.hash = 7, .case_number = 1, .revision = 2}), "");
  EXPECT_DEATH(index.Erase({.hash = 8, .case_number = 1, .revision = 1}), "");
  EXPECT_DEATH(index.Erase({.hash = 7, .case_number = 0, .revision = 1}), "");
  // Not only the last one's hash is looked at.
  Add(index, {.hash = 7, .case_number = 1, .revision = 2});
  EXPECT_DEATH(index.Erase({.hash = 8, .case_number = 1, .revision = 1}), "");
}

// Few references, and fewer hashes than references, so that cases have many entries, come to an end, come again under
// another number, and are found with others.
RC_GTEST_PROP(CaseIndexProperty, AgreesWithAMapOfLivingEntries, (std::vector<std::pair<uint8_t, bool>> steps)) {
  struct Case {
    uint32_t number = 0;
    std::vector<uint32_t> entries;
  };
  CaseIndex index;
  std::map<uint8_t, Case> living;  // by reference
  const auto hash_of = [](uint8_t reference) { return uint64_t{reference} % 3; };
  uint32_t revision = 0;
  uint32_t last_number = 0;
  for (const auto& [choice, erases] : steps) {
    const uint8_t reference = choice % 5;
    auto& [number, entries] = living[reference];
    if (erases && !entries.empty()) {
      const auto erased = entries.begin() + choice % static_cast<ptrdiff_t>(entries.size());
      index.Erase({.hash = hash_of(reference), .case_number = number, .revision = *erased});
      entries.erase(erased);
    } else {
      if (entries.empty()) number = ++last_number;
      RC_ASSERT(index.Add({.hash = hash_of(reference), .case_number = number, .revision = ++revision}));
      entries.push_back(revision);
    }
  }
  for (uint64_t hash = 0; hash < 3; ++hash) {
    std::map<uint32_t, std::vector<uint32_t>> found;
    for (const KnownCase& known : index.Find(hash)) {
      std::vector<uint32_t>& entries = found[known.number];
      for (uint32_t entry = known.newest_revision; entry != 0; entry = index.Before(entry)) entries.push_back(entry);
      std::reverse(entries.begin(), entries.end());
    }
    std::map<uint32_t, std::vector<uint32_t>> wanted;
    for (const auto& [reference, of_case] : living) {
      if (hash_of(reference) == hash && !of_case.entries.empty()) wanted[of_case.number] = of_case.entries;
    }
    RC_ASSERT(found == wanted);
  }
}

}  // namespace
}  // namespace assay
