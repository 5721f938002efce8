#include "service/server/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "storage/merkle/commitment.h"

namespace assay {
namespace {

class SecretFileTest : public testing::Test {
 protected:
  SecretFileTest() {
    std::string name = testing::TempDir() + "secretXXXXXX";
    directory_ = mkdtemp(name.data());
    path_ = directory_ + "/page.key";
  }
  ~SecretFileTest() override { std::filesystem::remove_all(directory_); }

  std::string directory_;
  std::string path_;
};

TEST_F(SecretFileTest, IsMadeOnceAndReadByItsOwnerOnly) {
  auto first = LoadOrCreateSecret(path_, NewSalt());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->size(), 32u);
  EXPECT_EQ(*LoadOrCreateSecret(path_, NewSalt()), *first);
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(SecretFileTest, IsRefusedWhereOthersMayReadIt) {
  ASSERT_TRUE(LoadOrCreateSecret(path_, NewSalt()).ok());
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  EXPECT_EQ(LoadOrCreateSecret(path_, NewSalt()).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SecretFileTest, IsRefusedWhereItIsCutShortOrTooLong) {
  for (const char* content : {"", "short", "0123456789abcdef0123456789abcdef-"}) {
    std::ofstream(path_) << content;
    chmod(path_.c_str(), 0600);
    EXPECT_FALSE(LoadOrCreateSecret(path_, NewSalt()).ok()) << content;
  }
}

}  // namespace
}  // namespace assay
