#include "service/rpc/credentials.h"

#include <grpcpp/security/tls_credentials_options.h>

#include <utility>

namespace assay {
namespace {

constexpr unsigned int kLookAgainSeconds = 1;

}  // namespace

std::shared_ptr<grpc::experimental::CertificateProviderInterface> WatchCertificates(const TlsFiles& files) {
  return std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(files.key, files.certificate,
                                                                              files.client_ca, kLookAgainSeconds);
}

std::shared_ptr<grpc::ServerCredentials> CredentialsFor(
    Protection protection, std::shared_ptr<grpc::experimental::CertificateProviderInterface> certificates,
    const TlsFiles& files) {
  if (protection == Protection::kUnixSocket) return grpc::experimental::LocalServerCredentials(UDS);
  if (protection == Protection::kLoopback) return grpc::experimental::LocalServerCredentials(LOCAL_TCP);
  grpc::experimental::TlsServerCredentialsOptions options(std::move(certificates));
  options.watch_identity_key_cert_pairs();
  if (!files.client_ca.empty()) options.watch_root_certs();
  options.set_cert_request_type(protection == Protection::kMutualTls
                                    ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                : files.client_ca.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                                          : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace assay
