// Where a server listens, as people write it. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_SDK_ENDPOINT_H_
#define ASSAY_CLIENT_SDK_ENDPOINT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

enum class Transport { kLoopback, kUnixSocket, kTls };

struct Endpoint {
  std::string target;  // for gRPC: "127.0.0.1:7171", "unix:/run/assay/api.sock"
  Transport transport = Transport::kLoopback;

  bool operator==(const Endpoint&) const = default;
};

// "127.0.0.1:7171", "localhost:7171", "[::1]:7171", "unix:/path", "unix:relative/path" or "tls://HOST:PORT".
// INVALID_ARGUMENT for anything else, hosts beyond this machine without "tls://" included: such a connection would be
// neither encrypted nor authenticated.
absl::StatusOr<Endpoint> ParseEndpoint(std::string_view text);

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_ENDPOINT_H_
