#include "storage/merkle/commitment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "storage/merkle/sha256.h"

namespace assay {
namespace {

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(std::string(bytes)); }
std::string Bytes(const char* hex) { return absl::HexStringToBytes(hex); }

TEST(CommitmentTest, HashesTheVectorsOfFips180) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(CommitmentTest, HashesPiecesAsTheirConcatenation) {
  EXPECT_EQ(BytesOf(Sha256Of({"a", "", "bc"})), Sha256("abc"));
  EXPECT_EQ(BytesOf(Sha256Of({})), Sha256(""));
}

TEST(CommitmentTest, AuthenticatesTheVectorsOfRfc4231) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(CommitmentTest, CommitsToExactlyTheBytesThatTheFormatStates) {
  const std::string salt = Bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const std::string message = std::string("assay/personal/v1") + Bytes("0000000000000006") + "secret";
  EXPECT_EQ(Commit({.salt = salt, .bytes = "secret"}), HmacSha256(salt, message));
  EXPECT_EQ(Hex(Commit({.salt = salt, .bytes = "secret"})),
            "8a3bb755e700d25e1572ce6464a491d535154ec5eed1b528e607bf7fbb0a983a");
}

TEST(CommitmentTest, DependsOnEveryBitOfSaltAndBytes) {
  const std::string salt(kSaltBytes, 's');
  const std::string bytes = "case 17";
  std::set<std::string> commitments = {Commit({.salt = salt, .bytes = bytes})};
  for (size_t bit = 0; bit < 8 * salt.size(); ++bit) {
    std::string other = salt;
    other[bit / 8] ^= static_cast<char>(1 << bit % 8);
    commitments.insert(Commit({.salt = other, .bytes = bytes}));
  }
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string other = bytes;
    other[bit / 8] ^= static_cast<char>(1 << bit % 8);
    commitments.insert(Commit({.salt = salt, .bytes = other}));
  }
  EXPECT_EQ(commitments.size(), 1 + 8 * (salt.size() + bytes.size()));
}

TEST(CommitmentDeathTest, AbortsOnASaltOfAnotherLength) {
  EXPECT_DEATH(Commit({.salt = "short", .bytes = "secret"}), "");
}

TEST(CommitmentTest, MakesAFreshSaltEachTime) {
  std::set<std::string> salts;
  for (int i = 0; i < 1'000; ++i) salts.insert(NewSalt());
  EXPECT_EQ(salts.size(), 1'000u);
  for (const std::string& salt : salts) EXPECT_EQ(salt.size(), kSaltBytes);
}

TEST(CommitmentTest, ComparesLengthAndEveryByte) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "xbc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "ab"));
  EXPECT_FALSE(EqualInConstantTime("", "a"));
}

TEST(CommitmentTest, HashesTheSameOnManyThreadsAtOnce) {
  const std::string expected = Sha256("abc");
  std::vector<std::thread> threads;
  std::vector<int> wrong(8);
  for (int& count : wrong) {
    threads.emplace_back([&count, &expected] {
      for (int i = 0; i < 2'000; ++i) count += Sha256("abc") != expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, testing::Each(0));
}

}  // namespace
}  // namespace assay
