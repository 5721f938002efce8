#include "service/server/signing_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace assay {
namespace {

class SigningKeyTest : public testing::Test {
 protected:
  SigningKeyTest() {
    std::string name = testing::TempDir() + "signingkeyXXXXXX";
    place_ = {.directory = mkdtemp(name.data()), .name = "assay-test"};
  }
  ~SigningKeyTest() override { std::filesystem::remove_all(place_.directory); }

  std::string File() {
    std::ifstream in(SigningKeyPath(place_.directory), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  void Write(const std::string& content) {
    std::ofstream(SigningKeyPath(place_.directory), std::ios::binary) << content;
    ASSERT_EQ(chmod(SigningKeyPath(place_.directory).c_str(), 0600), 0);
  }
  VerifierKey Load() {
    const auto key = LoadSigningKey(place_);
    EXPECT_TRUE(key.ok()) << key.status();
    return key.ok() ? key->verifier_key() : VerifierKey();
  }

  KeyPlace place_;
};

TEST_F(SigningKeyTest, IsMadeOnceAndReplacedByARotation) {
  const VerifierKey first = Load();
  EXPECT_EQ(Load(), first);
  ASSERT_TRUE(RotateSigningKey(place_).ok());
  const VerifierKey second = Load();
  EXPECT_NE(second, first);
  EXPECT_EQ(Load(), second);
}

TEST_F(SigningKeyTest, IsRefusedWhicheverByteIsDamaged) {
  Load();
  const std::string whole = File();
  ASSERT_EQ(whole.size(), 64u);
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    Write(damaged);
    EXPECT_TRUE(absl::IsDataLoss(LoadSigningKey(place_).status())) << at;
  }
  Write(std::string(64, '\0'));
  EXPECT_TRUE(absl::IsDataLoss(LoadSigningKey(place_).status()));
}

// What earlier versions wrote.
TEST_F(SigningKeyTest, IsReadFromASeedAlone) {
  const VerifierKey key = Load();
  Write(File().substr(0, 32));
  EXPECT_EQ(Load(), key);
  Write(File().substr(0, 31));
  EXPECT_FALSE(LoadSigningKey(place_).ok());
}

}  // namespace
}  // namespace assay
