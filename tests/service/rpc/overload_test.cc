// A server that cannot keep up, as its callers see it.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

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

}  // namespace
}  // namespace assay
