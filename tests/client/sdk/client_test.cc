#include "client/sdk/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/time/clock.h"
#include "client/sdk/call.h"
#include "client/sdk/error.h"
#include "tests/client/fake_server.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Client Connect(const FakeServer& server) { return *Client::Create({server.endpoint(), absl::Seconds(20)}); }

v1::GetAuthorityRequest GetSomerset() {
  v1::GetAuthorityRequest request;
  request.set_name("authorities/somerset");
  return request;
}

void AddSomerset(FakeServer& server) { server.authorities["authorities/somerset"].set_title("Somerset"); }

TEST(Client, AnswersWhatTheServerSays) {
  FakeServer server;
  AddSomerset(server);
  const auto response = Connect(server).GetAuthority(GetSomerset());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->authority().title(), "Somerset");
}

TEST(Client, SpeaksOverAUnixSocket) {
  const std::string path = ::testing::TempDir() + "/assay-client-test.sock";
  std::filesystem::remove(path);
  FakeServer server("unix:" + path);
  AddSomerset(server);
  EXPECT_TRUE(Connect(server).GetAuthority(GetSomerset()).ok());
}

TEST(Client, KeepsTheReasonAndTheViolationsOfAnError) {
  FakeServer server;
  server.faults.unary = {FakeError(grpc::StatusCode::INVALID_ARGUMENT, "BAD_DATE", "audit_date: no date",
                                   "audit.audit_date", "2014-02-30 is not a date")};
  const absl::Status status = Connect(server).GetAuthority(GetSomerset()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "audit_date: no date");
  EXPECT_EQ(ReasonOf(status), "BAD_DATE");
  EXPECT_THAT(ViolationsOf(status), ElementsAre(Violation{"audit.audit_date", "BAD_DATE", "2014-02-30 is not a date"}));
}

TEST(Client, HasNoReasonForAnErrorThatNamesNone) {
  FakeServer server;
  server.faults.unary = {grpc::Status(grpc::StatusCode::INTERNAL, "broken")};
  const absl::Status status = Connect(server).GetAuthority(GetSomerset()).status();
  EXPECT_EQ(ReasonOf(status), "");
  EXPECT_THAT(ViolationsOf(status), IsEmpty());
}

TEST(Client, PassesOverDetailsThatCannotBeRead) {
  const absl::Status status =
      ToStatus(grpc::Status(grpc::StatusCode::NOT_FOUND, "gone", "\x80 not a message"), grpc::ClientContext());
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "");
}

TEST(Client, TriesAgainWhereTheServerWasUnavailable) {
  FakeServer server;
  AddSomerset(server);
  server.faults.unary = {grpc::Status(grpc::StatusCode::UNAVAILABLE, "busy"),
                         grpc::Status(grpc::StatusCode::UNAVAILABLE, "busy")};
  EXPECT_TRUE(Connect(server).GetAuthority(GetSomerset()).ok());
  EXPECT_EQ(server.calls, 3);
}

TEST(Client, GivesUpAfterABoundedNumberOfTries) {
  FakeServer server;
  server.faults.unary.assign(100, FakeError(grpc::StatusCode::UNAVAILABLE, "WRITES_STOPPED", "writes are stopped"));
  const absl::Status status = Connect(server).GetAuthority(GetSomerset()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "WRITES_STOPPED");
  EXPECT_EQ(status.message(), "writes are stopped");
  EXPECT_EQ(server.calls, 5);
}

TEST(Client, TriesNothingElseAgain) {
  for (const auto code : {grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::RESOURCE_EXHAUSTED,
                          grpc::StatusCode::INTERNAL, grpc::StatusCode::PERMISSION_DENIED}) {
    FakeServer server;
    server.faults.unary = {grpc::Status(code, "no")};
    EXPECT_FALSE(Connect(server).GetAuthority(GetSomerset()).ok());
    EXPECT_EQ(server.calls, 1) << code;
  }
}

TEST(Client, NamesTheEndpointThatDoesNotAnswer) {
  FakeServer server;
  const Client client = Connect(server);
  server.Stop();
  const absl::Status status = client.GetAuthority(GetSomerset()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no server answers at " + server.endpoint()));
}

TEST(Client, FindsAServerThatCameBack) {
  FakeServer server;
  AddSomerset(server);
  const Client client = Connect(server);
  EXPECT_TRUE(client.GetAuthority(GetSomerset()).ok());
  server.Stop();
  EXPECT_FALSE(client.GetAuthority(GetSomerset()).ok());
  EXPECT_FALSE(client.GetAuthority(GetSomerset()).ok());
  server.Start();
  const absl::Status found = client.GetAuthority(GetSomerset()).status();
  EXPECT_TRUE(found.ok()) << found;
}

TEST(Client, KeepsItsDeadlineOverAllTries) {
  FakeServer server;
  const Client client = *Client::Create({server.endpoint(), absl::Milliseconds(200)});
  server.Stop();
  const absl::Time begun = absl::Now();
  EXPECT_FALSE(client.GetAuthority(GetSomerset()).ok());
  EXPECT_LT(absl::Now() - begun, absl::Seconds(1));  // five tries alone pause longer than that
}

TEST(Client, AsksForHealth) {
  FakeServer server;
  const Client client = Connect(server);
  auto health = client.CheckHealth();
  ASSERT_TRUE(health.ok()) << health.status();
  EXPECT_EQ(*health, Health::kServing);
  server.SetServing(false);
  health = client.CheckHealth();
  ASSERT_TRUE(health.ok()) << health.status();
  EXPECT_EQ(*health, Health::kNotServing);
}

TEST(Acknowledges, WhatWouldBeValidIsAnAnswerToATrialAlone) {
  v1::Receipt receipt;
  receipt.set_outcome(v1::WRITE_OUTCOME_VALID);
  v1::CorrectAuditRequest correction;
  EXPECT_FALSE(Acknowledges(receipt, IsTrial(correction)));
  correction.mutable_change()->set_validate_only(true);
  EXPECT_TRUE(Acknowledges(receipt, IsTrial(correction)));
  v1::RecordReviewRequest review;
  EXPECT_FALSE(IsTrial(review));
  review.mutable_write()->set_validate_only(true);
  EXPECT_TRUE(IsTrial(review));
  v1::CreateTokenRequest token;
  token.set_validate_only(true);
  EXPECT_TRUE(IsTrial(token));
  receipt.set_outcome(v1::WRITE_OUTCOME_ADDED);
  EXPECT_FALSE(Acknowledges(receipt, true)) << "added, and no entry";
  receipt.set_revision(1);
  EXPECT_TRUE(Acknowledges(receipt, false));
}

}  // namespace
}  // namespace assay
