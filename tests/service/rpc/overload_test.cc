// A server that cannot keep up, as its callers see it.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "assay/v1/audit_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "service/rpc/rpc_server.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class OverloadTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(house_.CreateAuthority("somerset").ok());
    ASSERT_TRUE(house_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    SetUpServer();
  }

  void SetUpServer() {
    auto server = RpcServer::Start(house_.house(), {.listen = {"127.0.0.1:0"},
                                                    .local_callers = LocalCallers::kTrusted,
                                                    .watches = &watches_,
                                                    .on_failure = [](const absl::Status&) {}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::AuditService::NewStub(
        grpc::CreateChannel(server_->addresses().front(), grpc::InsecureChannelCredentials()));
  }

  grpc::Status Submit(const std::string& id) {
    v1::SubmitAuditRequest request;
    *request.mutable_audit() = MakeAudit(id);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    v1::SubmitAuditResponse response;
    return stub_->SubmitAudit(&context, request, &response);
  }

  struct Load {
    int acknowledged = 0;
    int refused = 0;
    int failed = 0;
  };

  // So many callers for a second, each of whom comes again when it has its answer, and a little later when it was
  // refused. No two audits have one id.
  Load Run(int callers, const std::string& name) {
    std::vector<std::future<Load>> running;
    const Clock::time_point end = Clock::now() + std::chrono::seconds(1);
    for (int caller = 0; caller < callers; ++caller) {
      running.push_back(std::async(std::launch::async, [this, end, prefix = name + "-" + std::to_string(caller) + "-"] {
        Load load;
        for (int i = 0; Clock::now() < end; ++i) {
          const grpc::StatusCode code = Submit(prefix + std::to_string(i)).error_code();
          ++(code == grpc::StatusCode::OK                   ? load.acknowledged
             : code == grpc::StatusCode::RESOURCE_EXHAUSTED ? load.refused
                                                            : load.failed);
          if (code != grpc::StatusCode::OK) std::this_thread::sleep_for(milliseconds(20));
        }
        return load;
      }));
    }
    Load all;
    for (std::future<Load>& one : running) {
      const Load load = one.get();
      all.acknowledged += load.acknowledged;
      all.refused += load.refused;
      all.failed += load.failed;
    }
    return all;
  }

  TestHouse house_;
  WatchHub watches_;
  std::unique_ptr<RpcServer> server_;
  std::unique_ptr<v1::AuditService::Stub> stub_;
};

TEST_F(OverloadTest, IsToldWithin50MillisecondsWhileTheDiskIsStillBusy) {
  std::promise<void> release = house_.HoldCommitter();
  auto waiting = std::async(std::launch::async, [this] { return Submit("waiting"); });
  std::this_thread::sleep_for(milliseconds(700));  // longer than LedgerOptions::queued_time_max

  // The quickest of a few: the test's own machine may be busy, too.
  auto quickest = Clock::duration::max();
  for (int i = 0; i < 5; ++i) {
    const Clock::time_point begin = Clock::now();
    const grpc::Status refused = Submit("refused");
    quickest = std::min(quickest, Clock::now() - begin);
    ASSERT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    google::rpc::Status details;
    google::rpc::RetryInfo retry;
    ASSERT_TRUE(details.ParseFromString(refused.error_details()));
    ASSERT_TRUE(std::any_of(details.details().begin(), details.details().end(),
                            [&retry](const auto& detail) { return detail.UnpackTo(&retry); }));
    EXPECT_GT(retry.retry_delay().nanos(), 0);
  }
  EXPECT_LT(quickest, milliseconds(50));
  EXPECT_EQ(waiting.wait_for(milliseconds(0)), std::future_status::timeout);

  release.set_value();
  EXPECT_TRUE(waiting.get().ok());
  EXPECT_TRUE(Submit("refused").ok());
}

// The disk decides how much is done in a second, so that this does not depend on who else uses the machine.
TEST_F(OverloadTest, WhatIsDoneStaysWithFourTimesTheCallers) {
  constexpr int kCallers = 24;
  server_.reset();
  house_.RestartWithQueueOf(2 * kCallers);
  house_.disk().on_sync = [] { std::this_thread::sleep_for(milliseconds(10)); };
  SetUpServer();
  int acknowledged = 0;
  int refused = 0;
  double best = 0;
  for (int turn = 0; turn < 3 && best < 0.8; ++turn) {
    const Load usual = Run(kCallers, "usual-" + std::to_string(turn));
    const Load much = Run(4 * kCallers, "much-" + std::to_string(turn));
    EXPECT_EQ(usual.failed + much.failed, 0);
    acknowledged += usual.acknowledged + much.acknowledged;
    refused += much.refused;
    best = std::max(best, static_cast<double>(much.acknowledged) / usual.acknowledged);
  }
  EXPECT_GE(best, 0.8);
  EXPECT_GT(refused, 0) << "nothing was too much";
  // Besides what was acknowledged: the authority, and its copy of the scale.
  EXPECT_EQ(house_.house().ledger.Size("somerset"), static_cast<uint32_t>(acknowledged) + 2);
}

}  // namespace
}  // namespace assay
