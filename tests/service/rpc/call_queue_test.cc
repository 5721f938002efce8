// Calls as they come off the queues: several queues, calls that are none, and the end.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "assay/v1/audit_service.grpc.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "service/rpc/rpc_server.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using HealthResponse = grpc::health::v1::HealthCheckResponse;

constexpr seconds kLong(30);

class CallQueueTest : public testing::TestWithParam<size_t> {
 protected:
  CallQueueTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate"}).ok());
    auto started = RpcServer::Start(t_.house(), {.listen = {"127.0.0.1:0"},
                                                 .local_callers = LocalCallers::kTrusted,
                                                 .watches = &watches_,
                                                 .queues = GetParam(),
                                                 .on_failure = [](const absl::Status&) {}});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  // A connection of its own.
  std::shared_ptr<grpc::Channel> Connect() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(server_->addresses().front(), grpc::InsecureChannelCredentials(), arguments);
  }

  static grpc::Status Submit(v1::AuditService::Stub& stub, const std::string& id) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kLong);
    // gRPC 1.51's client, when it connects from several threads, may take another call's errno for its own, and gives
    // up.
    context.set_wait_for_ready(true);
    v1::SubmitAuditRequest request;
    *request.mutable_audit() = MakeAudit(id);
    v1::SubmitAuditResponse response;
    return stub.SubmitAudit(&context, request, &response);
  }

  uint64_t Counted(const std::string& method, grpc::StatusCode code) {
    for (const auto& counted : server_->stats().methods()) {
      if (counted->name == method) return counted->handled[code].load();
    }
    return 0;
  }

  TestHouse t_;
  WatchHub watches_;
  std::unique_ptr<RpcServer> server_;
};

INSTANTIATE_TEST_SUITE_P(Queues, CallQueueTest, testing::Values(1, 3));

TEST_P(CallQueueTest, AnswersEveryCallOfEveryConnection) {
  constexpr int kConnections = 6;
  constexpr int kCalls = 50;
  std::vector<std::thread> callers;
  callers.reserve(kConnections);
  std::atomic<int> answered = 0;
  for (int i = 0; i < kConnections; ++i) {
    callers.emplace_back([&, i] {
      const auto stub = v1::AuditService::NewStub(Connect());
      for (int k = 0; k < kCalls; ++k) {
        const grpc::Status status = Submit(*stub, "plan-" + std::to_string(i) + "-" + std::to_string(k));
        EXPECT_TRUE(status.ok()) << status.error_code() << ": " << status.error_message();
        if (status.ok()) ++answered;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, kConnections * kCalls);
  EXPECT_EQ(Counted("SubmitAudit", grpc::StatusCode::OK), static_cast<uint64_t>(answered));
}

TEST_P(CallQueueTest, RefusesACallThatBringsNoRequest) {
  grpc::GenericStub stub(Connect());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kLong);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, "/assay.v1.AuditService/GetAudit", &queue);
  auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
  };
  call->StartCall(nullptr);
  wait();
  call->WritesDone(nullptr);
  wait();
  grpc::Status status;
  call->Finish(&status, nullptr);
  wait();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_EQ(Counted("GetAudit", grpc::StatusCode::INVALID_ARGUMENT), 1u);
}

// A call that never brings its request is let go when its time is up.
TEST_P(CallQueueTest, LetsGoOfACallThatStaysSilent) {
  grpc::GenericStub stub(Connect());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + milliseconds(100));
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, "/assay.v1.AuditService/GetAudit", &queue);
  call->StartCall(nullptr);
  grpc::Status status;
  call->Finish(&status, nullptr);
  for (int i = 0; i < 2; ++i) {
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue.Next(&tag, &ok));
  }
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // Nothing of it keeps the server from ending.
  const auto began = std::chrono::steady_clock::now();
  server_->Drain(kLong);
  EXPECT_LT(std::chrono::steady_clock::now() - began, kLong / 2);
}

TEST_P(CallQueueTest, TellsTheHealthOfNoServiceOfItsOwn) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service("assay.v1.AuditService");
  grpc::TemplatedGenericStub<grpc::health::v1::HealthCheckRequest, HealthResponse> stub(Connect());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  HealthResponse answer;
  grpc::Status status;
  call->Finish(&answer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_details(), "");
}

TEST_P(CallQueueTest, TellsWhoeverWatchesItsHealthThatItEnds) {
  grpc::TemplatedGenericStub<grpc::health::v1::HealthCheckRequest, HealthResponse> stub(Connect());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &queue);
  bool ok = false;
  auto wait = [&] {
    void* tag = nullptr;
    EXPECT_TRUE(queue.Next(&tag, &ok));
  };
  call->StartCall(nullptr);
  wait();
  call->Write({}, nullptr);
  wait();
  HealthResponse answer;
  call->Read(&answer, nullptr);
  wait();
  EXPECT_EQ(answer.status(), HealthResponse::SERVING);

  auto drained = std::async(std::launch::async, [this] { server_->Drain(kLong); });
  call->Read(&answer, nullptr);
  wait();
  EXPECT_TRUE(ok);
  EXPECT_EQ(answer.status(), HealthResponse::NOT_SERVING);
  call->Read(&answer, nullptr);
  wait();
  EXPECT_FALSE(ok);
  grpc::Status status;
  call->Finish(&status, nullptr);
  wait();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_EQ(drained.wait_for(kLong / 2), std::future_status::ready);
}

}  // namespace
}  // namespace assay
