#include "storage/ledger/rocksdb_status.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using absl::StatusCode;

TEST(RocksdbStatusTest, TellsDamageFromFailure) {
  EXPECT_TRUE(ToStatus(rocksdb::Status::OK()).ok());
  EXPECT_EQ(ToStatus(rocksdb::Status::Corruption("bits")).code(), StatusCode::kDataLoss);
  EXPECT_EQ(ToStatus(rocksdb::Status::NotFound()).code(), StatusCode::kDataLoss);
  EXPECT_EQ(ToStatus(rocksdb::Status::IOError("disk")).code(), StatusCode::kUnavailable);
  EXPECT_EQ(ToStatus(rocksdb::Status::NoSpace()).code(), StatusCode::kUnavailable);
  EXPECT_EQ(ToStatus(rocksdb::Status::ShutdownInProgress()).code(), StatusCode::kUnavailable);
  EXPECT_EQ(ToStatus(rocksdb::Status::InvalidArgument("call")).code(), StatusCode::kInternal);
}

TEST(RocksdbStatusTest, SaysNothingOfPaths) {
  const absl::Status status = ToStatus(rocksdb::Status::IOError("While open a file", "/srv/assay/000004.log"));
  EXPECT_EQ(status.message().find("srv"), absl::string_view::npos);
}

}  // namespace
}  // namespace assay
