// Rights that end while a write waits for its group.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

#include "assay/v1/audit_service.grpc.pb.h"
#include "service/records/convert_token.h"
#include "service/rpc/admission.h"
#include "service/rpc/rpc_server.h"
#include "service/usecases/tokens.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class RightsTest : public testing::Test {
 protected:
  RightsTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate"}).ok());
    secret_ = NewSecret();
    const Token token = {.id = "importer",
                         .grants = {{.authority = "somerset", .role = Role::kAuditor}},
                         .secret_sha256 = secret_.sha256,
                         .expires_at_us = kNoonUs + 60'000'000};
    std::promise<absl::StatusOr<WrittenToken>> written;
    CreateToken(
        t_.house(), token, {}, {.actor = "local"}, [](std::string_view) { return true; },
        [&](absl::StatusOr<WrittenToken> result) { written.set_value(std::move(result)); });
    EXPECT_TRUE(written.get_future().get().ok());
    auto started = RpcServer::Start(t_.house(), {.listen = {"127.0.0.1:0"},
                                                 .local_callers = LocalCallers::kMustShowToken,
                                                 .watches = &watches_,
                                                 .on_failure = [](const absl::Status&) {}});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    channel_ = grpc::CreateChannel(server_->addresses().front(), grpc::experimental::LocalCredentials(LOCAL_TCP));
  }

  void Prepare(grpc::ClientContext& context) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    context.AddMetadata("authorization", "Bearer " + secret_.text);
  }

  grpc::StatusCode SubmitOne(const std::string& id) {
    grpc::ClientContext context;
    Prepare(context);
    v1::SubmitAuditRequest request;
    *request.mutable_audit() = MakeAudit(id);
    v1::SubmitAuditResponse response;
    return v1::AuditService::NewStub(channel_)->SubmitAudit(&context, request, &response).error_code();
  }

  // What became of the one audit of a batch: a refusal's code, or of the stream.
  int SubmitBatch(const std::string& id) {
    grpc::ClientContext context;
    Prepare(context);
    const auto stub = v1::AuditService::NewStub(channel_);
    const auto stream = stub->SubmitAudits(&context);
    v1::SubmitAuditsRequest request;
    request.set_parent("authorities/somerset");
    *request.add_audits() = MakeAudit(id);
    v1::SubmitAuditsResponse response;
    const bool is_answered = stream->Write(request) && stream->Read(&response);
    stream->WritesDone();
    const grpc::Status status = stream->Finish();
    return is_answered ? response.results(0).refusal().code() : static_cast<int>(status.error_code());
  }

  void WaitUntilQueued(size_t proposals) {
    const auto ended = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (t_.house().ledger.Figures().commits.queued_proposals < proposals) {
      ASSERT_LT(std::chrono::steady_clock::now(), ended);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  bool IsRecorded(const std::string& id) { return t_.house().ledger.Find("somerset", AuditKey(id))->has_value(); }

  TestHouse t_;
  Secret secret_;
  WatchHub watches_;
  std::unique_ptr<RpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(RightsTest, AWriteWhoseTokenEndsWhileItWaitsIsRefused) {
  EXPECT_EQ(SubmitOne("before"), grpc::StatusCode::OK);
  EXPECT_EQ(SubmitBatch("batch-before"), 0);
  std::promise<void> release = t_.HoldCommitter();
  auto one = std::async(std::launch::async, [this] { return SubmitOne("during"); });
  auto batch = std::async(std::launch::async, [this] { return SubmitBatch("batch-during"); });
  WaitUntilQueued(2);
  t_.now_us() += 61'000'000;
  release.set_value();
  EXPECT_EQ(one.get(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(batch.get(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(IsRecorded("before"));
  EXPECT_TRUE(IsRecorded("batch-before"));
  EXPECT_FALSE(IsRecorded("during"));
  EXPECT_FALSE(IsRecorded("batch-during"));
}

TEST_F(RightsTest, AWriteWhoseTokenIsStillGoodIsMade) {
  std::promise<void> release = t_.HoldCommitter();
  auto one = std::async(std::launch::async, [this] { return SubmitOne("during"); });
  WaitUntilQueued(1);
  release.set_value();
  EXPECT_EQ(one.get(), grpc::StatusCode::OK);
  EXPECT_TRUE(IsRecorded("during"));
}

TEST(StillAsTest, WhoHasFewerRightsThanBeforeIsRefused) {
  const Caller all{.actor = "token:a", .whose = Whose::kAll};
  const Caller own{.actor = "token:a", .whose = Whose::kOwn};
  EXPECT_EQ(StillAs(all, all), absl::OkStatus());
  EXPECT_EQ(StillAs(own, own), absl::OkStatus());
  EXPECT_EQ(StillAs(own, all), absl::OkStatus());
  EXPECT_EQ(StillAs(all, own), PermissionDenied());
  EXPECT_EQ(StillAs(all, absl::UnauthenticatedError("gone")), absl::UnauthenticatedError("gone"));
}

}  // namespace
}  // namespace assay
