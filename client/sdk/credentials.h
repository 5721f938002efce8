// What a connection to a server is protected with, and what the client says of itself.
#ifndef ASSAY_CLIENT_SDK_CREDENTIALS_H_
#define ASSAY_CLIENT_SDK_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/sdk/endpoint.h"

namespace assay {

// Files, read once; each may be empty. A secret is never given otherwise than by its file.
struct CredentialFiles {
  std::string ca;           // PEM: who signs the server's certificate; empty: whom the machine trusts
  std::string certificate;  // PEM: the client's own, with `key`
  std::string key;          // PEM: its private key
  std::string token;        // a bearer token
};

// INVALID_ARGUMENT: a file cannot be read, or has nothing of its kind in it; a certificate without a key, or the
// reverse; any of the three without TLS; a key that others than its owner may read.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ChannelCredentialsFor(Transport transport,
                                                                                const CredentialFiles& files);

// The token, without the line break at its end; empty where no file is named. INVALID_ARGUMENT: the file cannot be
// read, holds what no token is, or others than its owner may read it.
absl::StatusOr<std::string> ReadToken(const CredentialFiles& files);

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_CREDENTIALS_H_
