#include "service/ops/disk_guard.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <unistd.h>

#include <future>
#include <memory>

#include "service/domain/violation.h"
#include "service/records/refusal.h"

namespace assay {
namespace {

constexpr DiskSpace kRoom = {.free_bytes = uint64_t{4} << 30, .size_bytes = uint64_t{8} << 30};
constexpr DiskSpace kFull = {.free_bytes = uint64_t{1} << 20, .size_bytes = uint64_t{8} << 30};

class DiskGuardTest : public testing::Test {
 protected:
  DiskGuardTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())), log_(pipe_[1], LogFormat::kJson) {
    auto ledger = Ledger::Open({.directory = "/data",
                                .env = env_.get(),
                                .schema = {.name = [](const Leaf&) { return std::string(); },
                                           .case_ref = [](std::string_view) { return std::string(); }}});
    EXPECT_TRUE(ledger.ok()) << ledger.status();
    ledger_ = *std::move(ledger);
    guard_ = std::make_unique<DiskGuard>([this] { return space_; }, ledger_.get(), &log_);
  }

  absl::Status Write() {
    std::promise<absl::Status> done;
    WriteRequest request{.ledger = "somerset"};
    request.proposals.emplace_back([](const View&) -> absl::StatusOr<Decision> {
      return Decision{.draft = Draft{.kind = LeafKind::kAudit, .body = "x"}};
    });
    request.done = [&done](const std::vector<absl::StatusOr<Committed>>& results) {
      done.set_value(results.front().status());
    };
    if (absl::Status status = ledger_->Commit(std::move(request)); !status.ok()) return status;
    return done.get_future().get();
  }

  struct Pipe {
    Pipe() { EXPECT_EQ(pipe(ends), 0); }
    ~Pipe() {
      close(ends[0]);
      close(ends[1]);
    }
    int operator[](int end) const { return ends[end]; }
    int ends[2];
  };

  std::unique_ptr<rocksdb::Env> env_;
  Pipe pipe_;
  Log log_;
  std::unique_ptr<Ledger> ledger_;
  absl::StatusOr<DiskSpace> space_ = kRoom;
  std::unique_ptr<DiskGuard> guard_;
};

TEST_F(DiskGuardTest, RefusesWritesWhileTheDiskIsNearlyFullAndTakesThemAgain) {
  for (int i = 0; i < 2; ++i) {
    space_ = kRoom;
    guard_->Look();
    EXPECT_EQ(guard_->state(), absl::OkStatus());
    EXPECT_EQ(Write(), absl::OkStatus());
    space_ = kFull;
    guard_->Look();
    guard_->Look();
    EXPECT_EQ(guard_->state().code(), absl::StatusCode::kResourceExhausted);
    const absl::Status refused = Write();
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(ToRefusal(refused).reason(), reason::kDiskNearlyFull);
    EXPECT_TRUE(ledger_->Read("somerset", 1).ok());
  }
}

TEST_F(DiskGuardTest, ADiskThatDoesNotSayChangesNothingButIsNotReady) {
  space_ = absl::UnavailableError("no answer");
  guard_->Look();
  EXPECT_FALSE(guard_->state().ok());
  EXPECT_EQ(Write(), absl::OkStatus());
  space_ = kFull;
  guard_->Look();
  space_ = absl::UnavailableError("no answer");
  guard_->Look();
  EXPECT_FALSE(Write().ok());
  space_ = kRoom;
  guard_->Look();
  EXPECT_EQ(Write(), absl::OkStatus());
}

}  // namespace
}  // namespace assay
