#include "storage/ledger/erasure_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kPath[] = "/erasures";

ErasedEntry EntryOf(const std::string& ledger, uint32_t revision) {
  return {.ledger = ledger, .revision = revision, .leaf_hash = Sha256Of({ledger, std::to_string(revision)})};
}

class ErasureListTest : public testing::Test {
 protected:
  void Write(const std::string& text) { ASSERT_TRUE(rocksdb::WriteStringToFile(env_.get(), text, kPath, true).ok()); }
  std::string Text() {
    std::string text;
    EXPECT_TRUE(rocksdb::ReadFileToString(env_.get(), kPath, &text).ok());
    return text;
  }
  std::vector<ErasedEntry> Entries(const std::string& path = kPath) {
    auto entries = ReadErasures(path, env_.get());
    EXPECT_TRUE(entries.ok()) << entries.status();
    return entries.value_or(std::vector<ErasedEntry>());
  }

  std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
};

TEST_F(ErasureListTest, KeepsWhatIsAddedInItsOrder) {
  EXPECT_THAT(Entries(), IsEmpty());
  ASSERT_EQ(AppendErasures(kPath, {EntryOf("somerset", 7), EntryOf("devon", 1)}, env_.get()), absl::OkStatus());
  ASSERT_EQ(AppendErasures(kPath, {EntryOf("somerset", 3)}, env_.get()), absl::OkStatus());
  EXPECT_THAT(Entries(), ElementsAre(EntryOf("somerset", 7), EntryOf("devon", 1), EntryOf("somerset", 3)));
}

TEST_F(ErasureListTest, LeavesOutALineCutShortAndNeverWritesOnAfterIt) {
  ASSERT_EQ(AppendErasures(kPath, {EntryOf("somerset", 7), EntryOf("somerset", 8)}, env_.get()), absl::OkStatus());
  const std::string whole = Text();
  for (size_t size = whole.size() - 1; size > whole.size() / 2; size -= 7) {
    Write(whole.substr(0, size));
    EXPECT_THAT(Entries(), ElementsAre(EntryOf("somerset", 7))) << size;
    ASSERT_EQ(AppendErasures(kPath, {EntryOf("devon", 9)}, env_.get()), absl::OkStatus());
    EXPECT_THAT(Entries(), ElementsAre(EntryOf("somerset", 7), EntryOf("devon", 9))) << size;
  }
}

TEST_F(ErasureListTest, RefusesWhatIsNoList) {
  const std::string hash(64, 'a');
  for (const std::string& line : {std::string("somerset 7"), "somerset 7 " + hash + " more", "somerset x " + hash,
                                  "somerset 07 " + hash, " 7 " + hash, "somerset 7 " + std::string(63, 'a'),
                                  "somerset 7 " + std::string(64, 'A'), "somerset -1 " + hash}) {
    Write(line + "\n");
    EXPECT_EQ(ReadErasures(kPath, env_.get()).status().code(), absl::StatusCode::kDataLoss) << line;
  }
}

TEST_F(ErasureListTest, KnowsEveryDamagedCharacter) {
  ASSERT_EQ(AppendErasures(kPath, {EntryOf("somerset", 7)}, env_.get()), absl::OkStatus());
  const std::string whole = Text();
  for (size_t at = 0; at + 1 < whole.size(); ++at) {
    for (const char other : {'0', 'a', 'z', ' ', '\n'}) {
      if (other == whole[at]) continue;
      std::string text = whole;
      text[at] = other;
      Write(text);
      EXPECT_EQ(ReadErasures(kPath, env_.get()).status().code(), absl::StatusCode::kDataLoss) << text;
    }
  }
}

TEST_F(ErasureListTest, TakesLinesThatWereWrittenWithoutACheck) {
  ASSERT_EQ(AppendErasures(kPath, {EntryOf("somerset", 7)}, env_.get()), absl::OkStatus());
  const std::string whole = Text();
  Write(whole.substr(0, whole.rfind(' ')) + "\n" + whole);
  EXPECT_THAT(Entries(), ElementsAre(EntryOf("somerset", 7), EntryOf("somerset", 7)));
}

TEST_F(ErasureListTest, MergesWhatTheOtherLacks) {
  ASSERT_EQ(AppendErasures(kPath, {EntryOf("a", 1), EntryOf("a", 2)}, env_.get()), absl::OkStatus());
  ASSERT_EQ(AppendErasures("/copy", {EntryOf("a", 2), EntryOf("old", 5)}, env_.get()), absl::OkStatus());
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(MergeErasures({.from = kPath, .to = "/copy"}, env_.get()), absl::OkStatus());
    EXPECT_THAT(Entries("/copy"), ElementsAre(EntryOf("a", 2), EntryOf("old", 5), EntryOf("a", 1)));
  }
  ASSERT_EQ(MergeErasures({.from = "/nothing", .to = "/copy"}, env_.get()), absl::OkStatus());
  Write("damaged\n");
  EXPECT_FALSE(MergeErasures({.from = kPath, .to = "/copy"}, env_.get()).ok());
}

}  // namespace
}  // namespace assay
