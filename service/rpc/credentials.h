// What gRPC protects the server's connections with.
#ifndef ASSAY_SERVICE_RPC_CREDENTIALS_H_
#define ASSAY_SERVICE_RPC_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>

#include <memory>

#include "service/rpc/listen_address.h"

namespace assay {

// Reads the files again whenever they change, for connections made from then on. While they hold garbage, or a key that
// is not the certificate's, new connections are refused; those that are there go on.
std::shared_ptr<grpc::experimental::CertificateProviderInterface> WatchCertificates(const TlsFiles& files);

// `certificates` may be null where neither TLS nor mutual TLS is asked for.
std::shared_ptr<grpc::ServerCredentials> CredentialsFor(
    Protection protection, std::shared_ptr<grpc::experimental::CertificateProviderInterface> certificates,
    const TlsFiles& files);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_CREDENTIALS_H_
