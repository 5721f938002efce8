#include "client/sdk/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using ::testing::HasSubstr;

TEST(Endpoint, TakesLoopbackAddressesAndUnixSockets) {
  for (const char* text : {"127.0.0.1:7171", "127.8.9.10:1", "localhost:65535", "[::1]:7171"}) {
    const auto endpoint = ParseEndpoint(text);
    ASSERT_TRUE(endpoint.ok()) << text;
    EXPECT_EQ(*endpoint, (Endpoint{text, Transport::kLoopback}));
  }
  EXPECT_EQ(*ParseEndpoint("unix:/run/assay.sock"), (Endpoint{"unix:/run/assay.sock", Transport::kUnixSocket}));
}

TEST(Endpoint, TakesAnyMachineOverTls) {
  EXPECT_EQ(*ParseEndpoint("tls://assay.example:7171"), (Endpoint{"assay.example:7171", Transport::kTls}));
  EXPECT_EQ(*ParseEndpoint("tls://127.0.0.1:1"), (Endpoint{"127.0.0.1:1", Transport::kTls}));
  EXPECT_EQ(*ParseEndpoint("tls://[2001:db8::1]:7171"), (Endpoint{"[2001:db8::1]:7171", Transport::kTls}));
}

TEST(Endpoint, RefusesOtherMachines) {
  for (const char* text : {"10.0.0.1:7171", "example.org:7171", "127.0.0.1.example.org:7171", "0.0.0.0:7171", "[::]:1",
                           "127.0.0.256:7171", "127.0.0:7171", "127.0.0.1.1:7171"}) {
    const auto endpoint = ParseEndpoint(text);
    ASSERT_FALSE(endpoint.ok()) << text;
    EXPECT_THAT(std::string(endpoint.status().message()), HasSubstr("not on this machine")) << text;
  }
}

TEST(Endpoint, RefusesWhatIsNoAddress) {
  for (const char* text : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http",
                           "unix:", "tls://", "tls://:1", "tls://a", "tls://a:0", "tls://tls://a:1", "https://a:1"}) {
    EXPECT_EQ(ParseEndpoint(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace assay
