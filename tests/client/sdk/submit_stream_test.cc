#include "client/sdk/submit_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "client/sdk/error.h"
#include "tests/client/fake_server.h"

namespace assay {
namespace {

using ::testing::HasSubstr;

class SubmitStreamTest : public ::testing::Test {
 protected:
  SubmitStreamTest() : client_(*Client::Create({server_.endpoint(), absl::Seconds(20)})) {
    server_.authorities["authorities/somerset"];
    server_.AddScale("scales/ofsted-2013@1", {"inadequate", "adequate", "good", "outstanding"});
  }

  static v1::SubmitAuditsRequest Batch(const std::vector<std::string>& ids) {
    v1::SubmitAuditsRequest batch;
    batch.set_parent("authorities/somerset");
    for (const std::string& id : ids) {
      v1::Audit& audit = *batch.add_audits();
      audit.set_name("authorities/somerset/audits/" + id);
      audit.set_practice_area("assessment");
      audit.set_audit_date("2014-01-15");
      audit.set_scale("ofsted-2013@1");
      audit.set_grade("good");
      audit.mutable_personal()->set_case_ref("SYN-1");
    }
    return batch;
  }

  FakeServer server_;
  Client client_;
  std::atomic<bool> interrupted_ = false;
};

TEST_F(SubmitStreamTest, AnswersBatchesInOrder) {
  SubmitStream stream(client_, &interrupted_);
  ASSERT_TRUE(stream.Send(Batch({"a", "b"})).ok());
  ASSERT_TRUE(stream.Send(Batch({"c"})).ok());
  const auto first = stream.Receive();
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->results_size(), 2);
  EXPECT_EQ(first->results(1).receipt().revision(), 2u);
  const auto second = stream.Receive();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->results(0).receipt().revision(), 3u);
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(SubmitStreamTest, HasAsManyBatchesInFlightAsItPromises) {
  server_.faults.batches_before_answers = static_cast<int>(limits::kBatchesInFlight);
  SubmitStream stream(client_, &interrupted_);
  for (size_t i = 0; i < limits::kBatchesInFlight; ++i) {
    ASSERT_TRUE(stream.Send(Batch({"audit-" + std::to_string(i)})).ok());
  }
  EXPECT_EQ(stream.in_flight(), limits::kBatchesInFlight);
  for (size_t i = 0; i < limits::kBatchesInFlight; ++i) {
    const auto answer = stream.Receive();
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->results(0).receipt().revision(), i + 1);
  }
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(SubmitStreamTest, SendsBatchesLargerThanTheConnectionsWindow) {
  server_.faults.batches_before_answers = static_cast<int>(limits::kBatchesInFlight);
  SubmitStream stream(client_, &interrupted_);
  for (size_t i = 0; i < limits::kBatchesInFlight; ++i) {
    v1::SubmitAuditsRequest batch = Batch({"audit-" + std::to_string(i)});
    while (batch.ByteSizeLong() < (1u << 20)) {
      v1::Audit& audit = *batch.add_audits();
      audit = batch.audits(0);
      audit.set_name(audit.name() + "-" + std::to_string(batch.audits_size()));
      audit.mutable_personal()->set_narrative(std::string(limits::kNarrativeBytes, 'n'));
    }
    ASSERT_TRUE(stream.Send(batch).ok());
  }
  for (size_t i = 0; i < limits::kBatchesInFlight; ++i) ASSERT_TRUE(stream.Receive().ok());
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(SubmitStreamTest, ReportsTheServersErrorWithItsReason) {
  v1::SubmitAuditsRequest batch = Batch({"a"});
  batch.set_parent("authorities/nowhere");
  SubmitStream stream(client_, &interrupted_);
  absl::Status status = stream.Send(batch);
  if (status.ok()) status = stream.Receive().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "UNKNOWN_AUTHORITY");
}

TEST_F(SubmitStreamTest, HandsOutAnswersThatCameBeforeTheStreamBroke) {
  server_.faults.lose_answer_after_batches = 2;
  SubmitStream stream(client_, &interrupted_);
  ASSERT_TRUE(stream.Send(Batch({"a"})).ok());
  const auto first = stream.Receive();
  ASSERT_TRUE(first.ok()) << first.status();
  absl::Status status = stream.Send(Batch({"b"}));
  if (status.ok()) status = stream.Receive().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(server_.recorded.size(), 2u);  // recorded all the same: the caller must send it again to know
}

TEST_F(SubmitStreamTest, StopsWaitingWhenInterrupted) {
  server_.faults.never_answer = true;
  SubmitStream stream(client_, &interrupted_);
  ASSERT_TRUE(stream.Send(Batch({"a"})).ok());
  std::thread interrupter([this] {
    server_.AwaitUnansweredBatch();
    interrupted_ = true;
  });
  EXPECT_EQ(stream.Receive().status().code(), absl::StatusCode::kCancelled);
  interrupter.join();
}

TEST_F(SubmitStreamTest, StopsWaitingWhenTheTimeIsUp) {
  server_.faults.never_answer = true;
  const Client hasty = *Client::Create({server_.endpoint(), absl::Milliseconds(150)});
  SubmitStream stream(hasty, &interrupted_);
  absl::Status status = stream.Send(Batch({"a"}));
  if (status.ok()) status = stream.Receive().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(status.message()), HasSubstr("150ms"));
}

TEST_F(SubmitStreamTest, MayBeDroppedInTheMiddle) {
  server_.faults.never_answer = true;
  SubmitStream stream(client_, &interrupted_);
  ASSERT_TRUE(stream.Send(Batch({"a"})).ok());
  server_.AwaitUnansweredBatch();
}

TEST_F(SubmitStreamTest, FailsWhereNobodyListens) {
  server_.Stop();
  SubmitStream stream(client_, &interrupted_);
  absl::Status status = stream.Send(Batch({"a"}));
  if (status.ok()) status = stream.Receive().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
}

TEST_F(SubmitStreamTest, FinishesWithoutHavingSentAnything) {
  SubmitStream stream(client_, &interrupted_);
  EXPECT_TRUE(stream.Finish().ok());
}

}  // namespace
}  // namespace assay
