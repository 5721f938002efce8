// Who is at the other end of a connection, as far as the connection itself says. Thread-safe: pure functions.
#ifndef ASSAY_SERVICE_RPC_PEER_H_
#define ASSAY_SERVICE_RPC_PEER_H_

#include <grpcpp/security/auth_context.h>

#include <string>

namespace assay {

// True where the connection never leaves this machine: loopback without TLS, or a unix socket.
bool IsLocal(const grpc::AuthContext& connection);

// What the client's certificate says it is: "uri:" and its URI or, where it has none, "dns:" and its DNS name, both
// among the subject's alternative names. Empty: no certificate, none of these names or several of the kind, or one that
// is longer than 255 bytes or holds anything but visible ASCII.
std::string CertificateIdentity(const grpc::AuthContext& connection);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PEER_H_
