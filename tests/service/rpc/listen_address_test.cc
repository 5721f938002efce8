#include "service/rpc/listen_address.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

const TlsFiles kNone;
const TlsFiles kServer{.certificate = "server.pem", .key = "server.key"};
const TlsFiles kBoth{.certificate = "server.pem", .key = "server.key", .client_ca = "ca.pem"};

TEST(ListenAddress, OfThisMachineNeedsNoTls) {
  for (const char* text : {"127.0.0.1:7171", "127.8.9.10:0", "[::1]:1", "localhost:65535"}) {
    for (const TlsFiles& tls : {kNone, kBoth}) {
      EXPECT_EQ(*ParseListenAddress(text, tls), (ListenAddress{text, Protection::kLoopback})) << text;
    }
  }
  EXPECT_EQ(*ParseListenAddress("unix:/run/a.sock", kNone),
            (ListenAddress{"unix:/run/a.sock", Protection::kUnixSocket}));
}

TEST(ListenAddress, BeyondThisMachineIsAsStrictAsTheFilesAllow) {
  for (const char* text : {"0.0.0.0:7171", "[::]:0", "assay.example:1", "10.0.0.1:7171", "127.example:7171"}) {
    EXPECT_EQ(ParseListenAddress(text, kNone).status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(*ParseListenAddress(text, kServer), (ListenAddress{text, Protection::kTls})) << text;
    EXPECT_EQ(*ParseListenAddress(text, kBoth), (ListenAddress{text, Protection::kMutualTls})) << text;
  }
}

TEST(ListenAddress, SaysWhichTlsItWants) {
  EXPECT_EQ(*ParseListenAddress("tls://127.0.0.1:0", kServer), (ListenAddress{"127.0.0.1:0", Protection::kTls}));
  EXPECT_EQ(*ParseListenAddress("tls://0.0.0.0:0", kBoth), (ListenAddress{"0.0.0.0:0", Protection::kTls}));
  EXPECT_EQ(*ParseListenAddress("mtls://[::1]:0", kBoth), (ListenAddress{"[::1]:0", Protection::kMutualTls}));
  EXPECT_FALSE(ParseListenAddress("mtls://127.0.0.1:0", kServer).ok());
  EXPECT_FALSE(ParseListenAddress("tls://127.0.0.1:0", kNone).ok());
  EXPECT_FALSE(ParseListenAddress("tls://127.0.0.1:0", {.certificate = "server.pem"}).ok());
}

TEST(ListenAddress, IsWrittenAsItIsRead) {
  for (const char* text : {"127.0.0.1:1", "unix:/run/a.sock", "tls://0.0.0.0:1", "mtls://[::]:1"}) {
    EXPECT_EQ(FormatListenAddress(*ParseListenAddress(text, kBoth)), text);
  }
}

TEST(ListenAddress, IsNothingElse) {
  for (const char* text : {"", ":", ":7171", "unix:", "0.0.0.0", "0.0.0.0:", "0.0.0.0:65536", "0.0.0.0:http", "tls://",
                           "tls://:1", "https://127.0.0.1:1", "mtls://unix:/run/a.sock", "127.0.0.1:-1"}) {
    EXPECT_EQ(ParseListenAddress(text, kBoth).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace assay
