// What must hold of TLS before the server listens.
#ifndef ASSAY_SERVICE_SERVER_TLS_FILES_H_
#define ASSAY_SERVICE_SERVER_TLS_FILES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace assay {

// Lets this process speak TLS 1.3 and nothing older, whatever the machine's OpenSSL configuration says: gRPC has no
// setting for it. Call before gRPC is used and before there are threads. INTERNAL where OpenSSL refuses.
absl::Status RequireTls13();

// PEM files; empty: not given.
struct TlsPaths {
  std::string certificate;
  std::string key;
  std::string client_ca;
};

// OK where none is given. INVALID_ARGUMENT: only some are, other than the last. FAILED_PRECONDITION, naming the file:
// it cannot be read, is not PEM, the key is not the certificate's, or others than its owner may read or write the key.
absl::Status CheckTlsFiles(const TlsPaths& paths);

// When the first certificate of a PEM text expires, in seconds since 1970; nullopt: it holds none.
std::optional<int64_t> ExpiryOf(std::string_view pem);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_TLS_FILES_H_
