#include "service/server/data_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace assay {
namespace {

using testing::HasSubstr;

class DataDirectoryTest : public testing::Test {
 protected:
  DataDirectoryTest() {
    std::string name = testing::TempDir() + "dataXXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~DataDirectoryTest() override { std::filesystem::remove_all(directory_); }

  void Make(const std::string& file) {
    const std::filesystem::path path = directory_ + "/" + file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "x";
  }

  std::string directory_;
};

TEST_F(DataDirectoryTest, IsFreeForAFirstStartWhileItHasNoKey) {
  EXPECT_EQ(CheckLedgerNotTaken(directory_), absl::OkStatus());
  EXPECT_EQ(CheckLedgerNotTaken(directory_ + "/nothing"), absl::OkStatus());
  Make("page.key");
  EXPECT_EQ(CheckLedgerNotTaken(directory_), absl::OkStatus());
}

TEST_F(DataDirectoryTest, MissesTheLedgerOfItsKey) {
  Make("signing.key");
  Make("ledger/LOCK");
  Make("ledger/rocksdb/LOG");
  const absl::Status status = CheckLedgerNotTaken(directory_);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("database and mark are both missing"));
}

TEST_F(DataDirectoryTest, LeavesItToTheLedgerWhereOnlyOneOfItsPartsIsMissing) {
  for (const std::string part : {"ledger/mark", "ledger/rocksdb/CURRENT"}) {
    Make("signing.key");
    Make(part);
    EXPECT_EQ(CheckLedgerNotTaken(directory_), absl::OkStatus());
    std::filesystem::remove_all(directory_);
  }
}

TEST_F(DataDirectoryTest, KnowsWhatIsWithinIt) {
  Make("ledger/mark");
  std::filesystem::create_directory_symlink(directory_, directory_ + ".link");
  EXPECT_TRUE(IsWithin(directory_, directory_));
  EXPECT_TRUE(IsWithin(directory_ + "/ledger", directory_ + "/"));
  EXPECT_TRUE(IsWithin(directory_ + "/not/there", directory_));
  EXPECT_TRUE(IsWithin(directory_ + ".link/ledger", directory_));
  EXPECT_FALSE(IsWithin(directory_ + ".other", directory_));
  EXPECT_FALSE(IsWithin(directory_ + "/ledger/../..", directory_));
  std::filesystem::remove(directory_ + ".link");
}

}  // namespace
}  // namespace assay
