#include "client/sdk/leaf_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/fake_server.h"

namespace assay {
namespace {

using ::testing::HasSubstr;

constexpr char kParent[] = "authorities/somerset";

class LeafReaderTest : public ::testing::Test {
 protected:
  LeafReaderTest() {
    SampleLedger& ledger = server_.ledger.ledgers.try_emplace(kParent).first->second;
    for (const char* id : {"a", "b", "c", "d", "e"}) ledger.Submit(id, "good");
    leaves_ = ledger.leaves();
  }

  absl::Status Read(uint32_t last) {
    read_.clear();
    const auto client = Client::Create({.endpoint = server_.endpoint()});
    return ReadLeaves(*client, {.parent = kParent, .last_revision = last}, [this](std::string_view leaf) {
      read_.emplace_back(leaf);
      return read_.size() == stop_after_ ? absl::InternalError("enough") : absl::OkStatus();
    });
  }

  FakeServer server_;
  std::vector<std::string> leaves_;
  std::vector<std::string> read_;
  size_t stop_after_ = 0;
};

TEST_F(LeafReaderTest, HandsOverEveryLeafOnceAndInOrder) {
  EXPECT_EQ(Read(7), absl::OkStatus());
  EXPECT_EQ(read_, leaves_);
  EXPECT_EQ(Read(3), absl::OkStatus());
  EXPECT_EQ(read_, std::vector<std::string>(leaves_.begin(), leaves_.begin() + 3));
}

TEST_F(LeafReaderTest, GoesOnWhereABrokenStreamEnded) {
  server_.ledger.leaves_before_break = 1;
  EXPECT_EQ(Read(7), absl::OkStatus());
  EXPECT_EQ(read_, leaves_);
  EXPECT_EQ(server_.ledger.calls, 4);
}

TEST_F(LeafReaderTest, RefusesALedgerCutShort) {
  server_.ledger.leaves_held_back = 2;
  const absl::Status status = Read(7);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(), "the server ended the stream after entry 5 of 7");
}

TEST_F(LeafReaderTest, EndsWithTheErrorOfWhoeverReads) {
  stop_after_ = 3;
  EXPECT_EQ(Read(7), absl::InternalError("enough"));
  EXPECT_EQ(read_.size(), 3u);
}

TEST_F(LeafReaderTest, TellsTheServersError) {
  server_.ledger.ledgers.clear();
  EXPECT_EQ(Read(7).code(), absl::StatusCode::kNotFound);
  server_.Stop();
  const absl::Status down = Read(7);
  EXPECT_EQ(down.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(down.message()), HasSubstr("no server answers at"));
}

}  // namespace
}  // namespace assay
