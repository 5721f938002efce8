// A whole server on an in-memory disk that fails.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>

#include "assay/v1/audit_service.grpc.pb.h"
#include "assay/v1/statement_service.grpc.pb.h"
#include "service/rpc/rpc_server.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class WritesStoppedTest : public testing::Test {
 protected:
  WritesStoppedTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate"}).ok());
    EXPECT_TRUE(t_.Submit(MakeAudit("plan-1")).ok());
    auto started = RpcServer::Start(
        t_.house(), {.listen = {"127.0.0.1:0"}, .watches = &watches_, .on_failure = [](const absl::Status&) {}});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    channel_ = grpc::CreateChannel(server_->addresses().front(), grpc::experimental::LocalCredentials(LOCAL_TCP));
  }

  grpc::StatusCode Read(v1::AuditView view) {
    v1::GetAuditRequest request;
    request.set_name("authorities/somerset/audits/plan-1");
    request.set_view(view);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    v1::GetAuditResponse response;
    return v1::AuditService::NewStub(channel_)->GetAudit(&context, request, &response).error_code();
  }

  grpc::StatusCode AskForFigures() {
    v1::GetStatementRequest request;
    request.mutable_query()->set_authority("authorities/somerset");
    v1::AdHocMeasure& measure = *request.mutable_query()->mutable_ad_hoc();
    measure.set_threshold_grade("adequate");
    measure.set_comparator(v1::COMPARATOR_AT_LEAST);
    measure.mutable_target()->set_numerator(3);
    measure.mutable_target()->set_denominator(4);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    v1::GetStatementResponse response;
    return v1::StatementService::NewStub(channel_)->GetStatement(&context, request, &response).error_code();
  }

  TestHouse t_;
  WatchHub watches_;
  std::unique_ptr<RpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(WritesStoppedTest, PersonalPartsAreNotAnsweredAndFiguresAre) {
  EXPECT_EQ(Read(v1::AUDIT_VIEW_PERSONAL), grpc::StatusCode::OK);
  t_.disk().syncs_fail = true;
  // The one that fails, and all that come after it.
  EXPECT_EQ(Read(v1::AUDIT_VIEW_PERSONAL), grpc::StatusCode::UNAVAILABLE);
  t_.disk().syncs_fail = false;
  EXPECT_EQ(Read(v1::AUDIT_VIEW_PERSONAL), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Read(v1::AUDIT_VIEW_PUBLIC), grpc::StatusCode::OK);
  EXPECT_EQ(AskForFigures(), grpc::StatusCode::OK);
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 1u);
}

}  // namespace
}  // namespace assay
