#include "service/rpc/peers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "service/domain/limits.h"

namespace assay {
namespace {

constexpr char kPeer[] = "ipv4:127.0.0.1:41234";

TEST(PeersTest, BoundsTheCallsOfAConnectionByWhetherItsCallerIsKnown) {
  Peers peers;
  for (int i = 0; i < limits::kStrangerStreams; ++i) EXPECT_TRUE(peers.Begin(kPeer, false));
  EXPECT_FALSE(peers.Begin(kPeer, false));
  peers.End(kPeer, CallEnd::kRead);
  EXPECT_TRUE(peers.Begin("ipv4:127.0.0.1:41235", false));
  EXPECT_FALSE(peers.StandingOf(kPeer).is_known);
  for (int i = limits::kStrangerStreams; i < limits::kStreamsPerConnection; ++i) {
    EXPECT_TRUE(peers.Begin(kPeer, i == limits::kStrangerStreams)) << i;
  }
  EXPECT_TRUE(peers.StandingOf(kPeer).is_known);
  EXPECT_FALSE(peers.Begin(kPeer, true));
  peers.End(kPeer, CallEnd::kRead);
  peers.End(kPeer, CallEnd::kRead);
  EXPECT_TRUE(peers.Begin(kPeer, false));
}

TEST(PeersTest, AConnectionThatComesInThePlaceOfAnotherIsAStranger) {
  Peers peers;
  peers.Open(kPeer);
  EXPECT_TRUE(peers.Begin(kPeer, true));
  peers.Close(kPeer);
  peers.Open(kPeer);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_known);
  // The first one's call is still to end.
  for (int i = 1; i < limits::kStrangerStreams; ++i) EXPECT_TRUE(peers.Begin(kPeer, false));
  EXPECT_FALSE(peers.Begin(kPeer, false));
  for (int i = 0; i <= limits::kStrangerStreams; ++i) peers.End(kPeer, CallEnd::kRead);
  EXPECT_TRUE(peers.Begin(kPeer, true));
  peers.End(kPeer, CallEnd::kRead);
  EXPECT_TRUE(peers.StandingOf(kPeer).is_known) << "as long as the connection is there";
  peers.Close(kPeer);
  peers.End(kPeer, CallEnd::kRead);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_known);
}

TEST(PeersTest, CallsOfAConnectionThatIsGoneLeaveNothingBehind) {
  Peers peers;
  EXPECT_TRUE(peers.Begin(kPeer, true));
  EXPECT_TRUE(peers.StandingOf(kPeer).is_known);
  peers.End(kPeer, CallEnd::kUnread);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_known);
}

TEST(PeersTest, WhoGivesUpCallsUnreadIsTooMuchEvenWhereAllAreRefused) {
  Peers peers;
  peers.Open(kPeer);
  for (int i = 0; i < limits::kStreamsPerConnection; ++i) EXPECT_TRUE(peers.Begin(kPeer, true));
  for (int i = 0; i < limits::kUnreadCalls; ++i) {
    EXPECT_FALSE(peers.Begin(kPeer, true));
    peers.End(kPeer, CallEnd::kUnread);
    EXPECT_FALSE(peers.Begin(kPeer, true));
    peers.End(kPeer, CallEnd::kRead);
  }
  EXPECT_FALSE(peers.StandingOf(kPeer).is_too_much);
  EXPECT_FALSE(peers.Begin(kPeer, true));
  peers.End(kPeer, CallEnd::kUnread);
  EXPECT_TRUE(peers.StandingOf(kPeer).is_too_much);
  peers.Open(kPeer);
  EXPECT_TRUE(peers.StandingOf(kPeer).is_too_much) << "one beside it does not make up for it";
  peers.Close(kPeer);
  peers.Close(kPeer);
  peers.Open(kPeer);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_too_much) << "another connection";
}

TEST(PeersTest, WhatCameToNothingLongAgoCountsNoMore) {
  Peers peers;
  peers.Open(kPeer);
  const auto give_up = [&peers](int calls) {
    for (int i = 0; i < calls; ++i) {
      peers.Begin(kPeer, true);
      peers.End(kPeer, CallEnd::kUnread);
    }
  };
  give_up(limits::kUnreadCalls);
  std::this_thread::sleep_for(std::chrono::milliseconds(limits::kUnreadMs + 100));
  give_up(limits::kUnreadCalls);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_too_much);
  give_up(1);
  EXPECT_TRUE(peers.StandingOf(kPeer).is_too_much);
}

TEST(PeersTest, WhoHasCallsUnderWayWithoutEndIsTooMuchThoughTheyAreRefused) {
  Peers peers;
  peers.Open(kPeer);
  for (int i = 0; i < limits::kStreamsHeld; ++i) peers.Begin(kPeer, true);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_too_much);
  peers.Begin(kPeer, true);
  EXPECT_TRUE(peers.StandingOf(kPeer).is_too_much);
  peers.End(kPeer, CallEnd::kRead);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_too_much);
}

TEST(PeersTest, AConnectionStaysKnownWhereTheEndOfAnotherOfItsNameIsSeenLate) {
  Peers peers;
  peers.Open(kPeer);
  peers.Open(kPeer);
  EXPECT_TRUE(peers.Begin(kPeer, true));
  peers.End(kPeer, CallEnd::kRead);
  peers.Close(kPeer);
  EXPECT_TRUE(peers.StandingOf(kPeer).is_known);
  peers.Close(kPeer);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_known);
}

TEST(PeersTest, AnswersThatWaitOnAConnectionAreBounded) {
  Peers peers;
  peers.Open(kPeer);
  EXPECT_TRUE(peers.Begin(kPeer, true));
  EXPECT_TRUE(peers.Hold(kPeer, limits::kUnreadAnswerBytes));
  EXPECT_TRUE(peers.Hold(kPeer, 1));
  EXPECT_FALSE(peers.Hold(kPeer, 1));
  EXPECT_TRUE(peers.Hold("ipv4:127.0.0.1:41235", 1)) << "another has room of its own";
  // Of a connection that is gone too: its calls are still to end, and the next of its name has as little room.
  peers.Close(kPeer);
  peers.Open(kPeer);
  EXPECT_FALSE(peers.Hold(kPeer, 1));
  peers.Release(kPeer, limits::kUnreadAnswerBytes);
  EXPECT_TRUE(peers.Hold(kPeer, 1));
  EXPECT_TRUE(peers.Hold("unix:", 2 * limits::kUnreadAnswerBytes));
  EXPECT_TRUE(peers.Hold("unix:", 1));
}

TEST(PeersTest, ThereIsLessRoomWhereAllConnectionsKeepMuchWaiting) {
  Peers peers;
  for (size_t kept = 0; kept <= limits::kUnreadAnswerBytesInAll; kept += limits::kUnreadAnswerBytes) {
    EXPECT_TRUE(peers.Hold("ipv4:10.0.0.1:" + std::to_string(kept), limits::kUnreadAnswerBytes + 1));
  }
  EXPECT_TRUE(peers.Hold(kPeer, limits::kUnreadAnswerBytesWhenMany + 1));
  EXPECT_FALSE(peers.Hold(kPeer, 1));
  for (const size_t gone : {size_t{0}, limits::kUnreadAnswerBytes}) {
    peers.Release("ipv4:10.0.0.1:" + std::to_string(gone), limits::kUnreadAnswerBytes + 1);
  }
  EXPECT_TRUE(peers.Hold(kPeer, 1));
}

TEST(PeersTest, WhoIsCutOffIsTooMuchAndTheNextOfItsNameIsNot) {
  Peers peers;
  peers.CutOff(kPeer);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_too_much) << "there is no such connection";
  peers.Open(kPeer);
  peers.CutOff(kPeer);
  EXPECT_TRUE(peers.StandingOf(kPeer).is_too_much);
  peers.Close(kPeer);
  peers.Open(kPeer);
  EXPECT_FALSE(peers.StandingOf(kPeer).is_too_much);
  EXPECT_TRUE(peers.Begin("unix:", false));
  peers.CutOff("unix:");
  EXPECT_FALSE(peers.StandingOf("unix:").is_too_much);
}

TEST(PeersTest, AUnixSocketsConnectionsAreNotToldApart) {
  Peers peers;
  for (int i = 0; i <= limits::kStreamsPerConnection; ++i) EXPECT_TRUE(peers.Begin("unix:", false));
}

}  // namespace
}  // namespace assay
