// Where the server listens, and what protects a connection there. Thread-safe: pure functions.
#ifndef ASSAY_SERVICE_RPC_LISTEN_ADDRESS_H_
#define ASSAY_SERVICE_RPC_LISTEN_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

// PEM files; empty: not given. They are read again whenever they change.
struct TlsFiles {
  std::string certificate;  // the server's, followed by those between it and its root
  std::string key;          // the certificate's private key
  std::string client_ca;    // whoever signs clients' certificates
};

enum class Protection {
  kLoopback,    // callers of this machine only
  kUnixSocket,  // callers of this machine who may open the socket
  kTls,         // encrypted; a client's certificate is verified if it shows one
  kMutualTls,   // encrypted; no connection without a client's certificate
};

struct ListenAddress {
  std::string target;  // for gRPC: "0.0.0.0:7171", "unix:/run/assay.sock"
  Protection protection = Protection::kLoopback;

  bool operator==(const ListenAddress&) const = default;
};

// "unix:/path", "127.0.0.1:7171" (or another loopback address), "tls://HOST:PORT", "mtls://HOST:PORT". An address that
// is not of this machine and says neither tls nor mtls is taken for the stricter of the two that the files allow.
// Port 0 picks a free one. INVALID_ARGUMENT where that cannot be read, or needs files that are not given.
absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text, const TlsFiles& tls);

// As people write it: "mtls://0.0.0.0:7171".
std::string FormatListenAddress(const ListenAddress& address);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_LISTEN_ADDRESS_H_
