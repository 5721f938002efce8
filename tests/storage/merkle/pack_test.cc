#include "storage/merkle/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/status/status.h"
#include "storage/merkle/big_endian.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Parts {
  std::string note = "origin\n2\nroot\n";
  std::optional<PackedStatement> statement = PackedStatement{.query = "query", .statement = "statement"};
  std::vector<std::string> leaves = {"first", std::string("se\0cond", 7), ""};
};

std::string Write(const Parts& parts = {}) {
  std::ostringstream out;
  PackWriter writer(out);
  writer.AddNote(parts.note);
  if (parts.statement.has_value()) writer.AddStatement(*parts.statement);
  for (const std::string& leaf : parts.leaves) writer.AddLeaf(leaf);
  writer.Finish();
  return out.str();
}

std::string Section(char type, std::string_view bytes) {
  std::string section(1, type);
  AppendBigEndian(static_cast<uint32_t>(bytes.size()), &section);
  return section.append(bytes);
}

// The sections with the right digest behind them.
std::string Sealed(const std::string& sections) {
  const std::string before = std::string(kPackMagic) + sections;
  return before + Section('E', BytesOf(Sha256Of({before})));
}

std::string HashesOf(const std::vector<std::string>& leaves) {
  std::string hashes;
  for (const std::string& leaf : leaves) hashes += BytesOf(LeafHash(leaf));
  return hashes;
}

std::string Hex(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) (hex += kDigits[(c >> 4) & 15]) += kDigits[c & 15];
  return hex;
}

std::string ErrorOf(std::string_view bytes) {
  const auto pack = ReadPack(bytes);
  EXPECT_EQ(pack.status().code(), absl::StatusCode::kDataLoss);
  return std::string(pack.status().message());
}

TEST(PackTest, GivesBackWhatWasWritten) {
  const std::string bytes = Write();
  const auto pack = ReadPack(bytes);
  ASSERT_TRUE(pack.ok()) << pack.status();
  EXPECT_EQ(pack->note, "origin\n2\nroot\n");
  ASSERT_TRUE(pack->statement.has_value());
  EXPECT_EQ(pack->statement->query, "query");
  EXPECT_EQ(pack->statement->statement, "statement");
  EXPECT_THAT(pack->leaves, ElementsAre("first", std::string_view("se\0cond", 7), ""));
  EXPECT_EQ(pack->leaf_hashes, HashesOf(Parts().leaves));
  EXPECT_TRUE(DigestMatches(*pack));
}

TEST(PackTest, NeedsNeitherStatementNorLeaves) {
  const auto without = ReadPack(Write({.statement = std::nullopt}));
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_FALSE(without->statement.has_value());
  const auto empty = ReadPack(Write({.statement = std::nullopt, .leaves = {}}));
  ASSERT_TRUE(empty.ok()) << empty.status();
  EXPECT_TRUE(empty->leaves.empty());
}

// The example of storage/FORMAT.md.
TEST(PackTest, HasTheBytesOfItsFormat) {
  const std::string bytes =
      Write({.note = "n", .statement = PackedStatement{.query = "q", .statement = "s"}, .leaves = {"a", "bc"}});
  EXPECT_EQ(Hex(bytes),
            "6173736179207061636b20310a"
            "4e000000016e"
            "510000000171"
            "530000000173"
            "4c0000000161"
            "4c000000026263"
            "4800000040022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c"
            "4075b6a68556aaa03188190d906199743692269dd8556b034c418f194a70e188"
            "450000002011cb460f937bc21baca27d7e9df224df817d66c78d1aca487cc286d7ec86e1cc");
}

TEST(PackTest, NoticesEveryFlippedBit) {
  const std::string good = Write();
  for (size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
      const auto pack = ReadPack(bad);
      EXPECT_FALSE(pack.ok() && DigestMatches(*pack)) << "bit " << bit << " of byte " << i;
    }
  }
}

TEST(PackTest, RefusesEveryTruncationAndWhatFollowsTheEnd) {
  const std::string good = Write();
  for (size_t length = 0; length < good.size(); ++length) ErrorOf(good.substr(0, length));
  EXPECT_THAT(ErrorOf(good + "x"), HasSubstr("something follows the digest"));
  EXPECT_THAT(ErrorOf(good + good), HasSubstr("something follows the digest"));
}

TEST(PackTest, RefusesSectionsOutOfTheirOrder) {
  const std::string note = Section('N', "n"), query = Section('Q', "q"), statement = Section('S', "s"),
                    leaf = Section('L', "a"), hashes = Section('H', HashesOf({"a"})), none = Section('H', "");
  ASSERT_TRUE(ReadPack(Sealed(note + query + statement + leaf + hashes)).ok());
  EXPECT_THAT(ErrorOf(Sealed("")), StartsWith("the checkpoint is missing"));
  EXPECT_THAT(ErrorOf(Sealed(leaf + note + hashes)), StartsWith("the checkpoint is missing"));
  EXPECT_THAT(ErrorOf(Sealed(note + query + leaf + hashes)), StartsWith("the statement is missing"));
  for (const std::string& sections :
       {note + note + leaf + hashes, note + statement + query + leaf + hashes, note + statement + leaf + hashes,
        note + query + statement + query + statement + leaf + hashes, note + leaf + query + statement + hashes,
        note + leaf + hashes + leaf, note + leaf + hashes + hashes, note + leaf, note + leaf + none, note + hashes,
        note + leaf + leaf + hashes, note + leaf + Section('X', "") + hashes}) {
    ErrorOf(Sealed(sections));
  }
}

TEST(PackTest, NamesTheEntryThatIsCutOff) {
  const std::string before = std::string(kPackMagic) + Section('N', "n") + Section('L', "a");
  EXPECT_EQ(ErrorOf(before + std::string("L\xff\xff\xff\xff", 5) + "rest"), "entry 2 is cut off, at byte 25");
  EXPECT_EQ(ErrorOf(before + "L\x01"), "entry 2 is cut off, at byte 25");
  EXPECT_EQ(ErrorOf(before + "l"), "entry 1 or what follows it was changed, at byte 25");
  EXPECT_EQ(ErrorOf(std::string(kPackMagic) + Section('N', "n") + "q"),
            "entry 1 is missing, or what comes before it was changed, at byte 19");
}

TEST(PackTest, RefusesADigestOfAnotherLength) {
  const std::string before = std::string(kPackMagic) + Section('N', "n") + Section('H', "");
  EXPECT_THAT(ErrorOf(before + Section('E', "short")), StartsWith("the digest is not one of 32 bytes"));
}

}  // namespace
}  // namespace assay
