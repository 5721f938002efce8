#include "service/rpc/peers.h"

#include <gtest/gtest.h>

#include "service/domain/limits.h"

namespace assay {
namespace {

constexpr char kPeer[] = "ipv4:127.0.0.1:41234";

TEST(PeersTest, BoundsTheCallsOfAConnectionByWhetherItsCallerIsKnown) {
  Peers peers;
  for (int i = 0; i < limits::kStrangerStreams; ++i) EXPECT_TRUE(peers.Begin(kPeer, false));
  EXPECT_FALSE(peers.Begin(kPeer, false));
  EXPECT_TRUE(peers.Begin("ipv4:127.0.0.1:41235", false));
  EXPECT_FALSE(peers.IsKnown(kPeer));
  for (int i = limits::kStrangerStreams; i < limits::kStreamsPerConnection; ++i) {
    EXPECT_TRUE(peers.Begin(kPeer, i == limits::kStrangerStreams)) << i;
  }
  EXPECT_TRUE(peers.IsKnown(kPeer));
  EXPECT_FALSE(peers.Begin(kPeer, true));
  peers.End(kPeer);
  EXPECT_TRUE(peers.Begin(kPeer, false));
}

TEST(PeersTest, AConnectionThatComesInThePlaceOfAnotherIsAStranger) {
  Peers peers;
  EXPECT_TRUE(peers.Begin(kPeer, true));
  peers.Forget(kPeer);
  EXPECT_FALSE(peers.IsKnown(kPeer));
  // The first one's call is still to end.
  for (int i = 1; i < limits::kStrangerStreams; ++i) EXPECT_TRUE(peers.Begin(kPeer, false));
  EXPECT_FALSE(peers.Begin(kPeer, false));
  for (int i = 0; i < limits::kStrangerStreams; ++i) peers.End(kPeer);
  EXPECT_TRUE(peers.Begin(kPeer, true));
  peers.End(kPeer);
  EXPECT_TRUE(peers.IsKnown(kPeer)) << "as long as the connection is there";
  peers.Forget(kPeer);
  peers.End(kPeer);
  EXPECT_FALSE(peers.IsKnown(kPeer));
}

TEST(PeersTest, AUnixSocketsConnectionsAreNotToldApart) {
  Peers peers;
  for (int i = 0; i <= limits::kStreamsPerConnection; ++i) EXPECT_TRUE(peers.Begin("unix:", false));
}

}  // namespace
}  // namespace assay
