#include "service/rpc/grpc_log.h"

#include <grpc/support/log.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay {
namespace {

struct Said {
  std::string file, message;
  int line;
  bool last_words;
};

class GrpcLogTest : public testing::Test {
 protected:
  std::vector<Said> said_;
  GrpcLog log_{[this](const GrpcLine& line) {
    said_.push_back({std::string(line.file), std::string(line.message), line.line, line.last_words});
  }};
};

TEST_F(GrpcLogTest, AnErrorIsTakenWithItsPlaceAndWithoutFolders) {
  gpr_log("/build/src/core/tsi/ssl.cc", 42, GPR_LOG_SEVERITY_ERROR, "handshake failed: %s", "why");
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_EQ(said_[0].file, "ssl.cc");
  EXPECT_EQ(said_[0].line, 42);
  EXPECT_EQ(said_[0].message, "handshake failed: why");
  EXPECT_FALSE(said_[0].last_words);
}

TEST_F(GrpcLogTest, WhatMayHoldWhatClientsSentIsNotSaid) {
  gpr_log("a.cc", 1, GPR_LOG_SEVERITY_INFO, "authorization: Bearer secret");
  gpr_log("a.cc", 1, GPR_LOG_SEVERITY_DEBUG, "authorization: Bearer secret");
  EXPECT_TRUE(said_.empty());
}

TEST_F(GrpcLogTest, ALongMessageIsCut) {
  gpr_log("a.cc", 1, GPR_LOG_SEVERITY_ERROR, "%s", std::string(10'000, 'x').c_str());
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_EQ(said_[0].message.size(), kGrpcMessageBytes);
}

TEST_F(GrpcLogTest, AnAssertionThatFailsIsKnownForTheLastWords) {
  gpr_log("a.cc", 1, GPR_LOG_SEVERITY_ERROR, "assertion failed: %s", "false");
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_TRUE(said_[0].last_words);
}

TEST(GrpcLogEndsTest, NothingIsTakenAfterItsEnd) {
  int taken = 0;
  {
    GrpcLog log([&taken](const GrpcLine&) { ++taken; });
  }
  gpr_log("a.cc", 1, GPR_LOG_SEVERITY_ERROR, "goes to stderr again");
  EXPECT_EQ(taken, 0);
}

}  // namespace
}  // namespace assay
