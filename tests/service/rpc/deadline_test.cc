// Calls that say how long they wait, and calls that do not.
#include <grpc/support/time.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

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

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details()) || details.details().empty()) return "";
  details.details(0).UnpackTo(&info);
  return info.reason();
}

class DeadlineTest : public testing::Test {
 protected:
  DeadlineTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate"}).ok());
    EXPECT_TRUE(t_.Submit(MakeAudit("plan-1")).ok());
    auto started = RpcServer::Start(t_.house(), {.listen = {"127.0.0.1:0"},
                                                 .local_callers = LocalCallers::kTrusted,
                                                 .watches = &watches_,
                                                 .on_failure = [](const absl::Status&) {}});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    stub_ = v1::AuditService::NewStub(
        grpc::CreateChannel(server_->addresses().front(), grpc::InsecureChannelCredentials()));
  }

  static void SetTimeout(grpc::ClientContext& context, milliseconds timeout) {
    context.set_deadline(std::chrono::system_clock::now() + timeout);
  }

  grpc::Status Submit(grpc::ClientContext& context, const std::string& id) {
    v1::SubmitAuditRequest request;
    *request.mutable_audit() = MakeAudit(id);
    v1::SubmitAuditResponse response;
    return stub_->SubmitAudit(&context, request, &response);
  }

  grpc::Status Get(grpc::ClientContext& context, const std::string& id, v1::AuditView view = v1::AUDIT_VIEW_PUBLIC) {
    v1::GetAuditRequest request;
    request.set_name("authorities/somerset/audits/" + id);
    request.set_view(view);
    v1::GetAuditResponse response;
    return stub_->GetAudit(&context, request, &response);
  }

  grpc::StatusCode Find(const std::string& id) {
    grpc::ClientContext context;
    SetTimeout(context, milliseconds(20'000));
    return Get(context, id).error_code();
  }

  TestHouse t_;
  WatchHub watches_;
  std::unique_ptr<RpcServer> server_;
  std::unique_ptr<v1::AuditService::Stub> stub_;
};

TEST_F(DeadlineTest, ACallWithoutOneIsRefusedAndDoesNothing) {
  grpc::ClientContext write, read, personal;
  const grpc::Status answers[] = {Submit(write, "plan-2"), Get(read, "plan-1"),
                                  Get(personal, "plan-1", v1::AUDIT_VIEW_PERSONAL)};
  for (const grpc::Status& status : answers) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(ReasonOf(status), "DEADLINE_REQUIRED");
  }
  EXPECT_EQ(Find("plan-2"), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(t_.house().ledger.Size("access/somerset"), 0u);
}

TEST_F(DeadlineTest, AStreamNeedsNone) {
  grpc::ClientContext context;
  const auto stream = stub_->SubmitAudits(&context);
  v1::SubmitAuditsRequest batch;
  batch.set_parent("authorities/somerset");
  *batch.add_audits() = MakeAudit("plan-2");
  ASSERT_TRUE(stream->Write(batch));
  v1::SubmitAuditsResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_TRUE(answer.results(0).has_receipt());
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(DeadlineTest, AWriteWhoseTimeIsUpWhileItWaitsIsNotMade) {
  std::promise<void> release = t_.HoldCommitter();
  grpc::ClientContext hurried, patient;
  SetTimeout(hurried, milliseconds(100));
  SetTimeout(patient, milliseconds(20'000));
  // Behind the hurried one: when it is answered, that one's turn has been.
  const grpc::Status late = Submit(hurried, "plan-2");
  auto behind = std::async(std::launch::async, [this, &patient] { return Submit(patient, "plan-3"); });
  EXPECT_EQ(late.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // On the wire a timeout is rounded up: only a while later is the time up for the server too.
  std::this_thread::sleep_for(milliseconds(100));
  release.set_value();
  EXPECT_TRUE(behind.get().ok());
  EXPECT_EQ(Find("plan-2"), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Find("plan-3"), grpc::StatusCode::OK);
  const CallStats::Method& figures = *server_->stats().Find("/assay.v1.AuditService/SubmitAudit");
  EXPECT_EQ(figures.handled[grpc::StatusCode::DEADLINE_EXCEEDED], 1u);
  EXPECT_EQ(figures.handled[grpc::StatusCode::CANCELLED], 0u);
}

}  // namespace
}  // namespace assay
