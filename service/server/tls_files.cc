#include "service/server/tls_files.h"

#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <ctime>
#include <memory>

namespace assay {
namespace {

// Every SSL_CTX begins with the section "system_default". What a protocol's switch takes away there, the range of
// versions that gRPC sets on its own does not bring back.
constexpr char kOnlyTls13[] =
    "assayd = modules\n"
    "[modules]\n"
    "ssl_conf = configurations\n"
    "[configurations]\n"
    "system_default = connections\n"
    "[connections]\n"
    "Protocol = -ALL, TLSv1.3\n"
    // A ticket lets its bearer in again without a look at the certificate, and brings another with it.
    "NumTickets = 0\n";

absl::Status BadFile(const std::string& path, const std::string& why) {
  ERR_clear_error();
  return absl::FailedPreconditionError(path + ": " + why);
}

absl::Status CheckOwnersOnly(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return BadFile(path, "the key cannot be read");
  if ((info.st_mode & 077) != 0) return BadFile(path, "can be read by others; make it 0600: chmod 600 " + path);
  return absl::OkStatus();
}

}  // namespace

absl::Status RequireTls13() {
  const std::unique_ptr<CONF, decltype(&NCONF_free)> conf(NCONF_new(nullptr), NCONF_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(kOnlyTls13, -1), BIO_free);
  // The machine's own configuration is read first, so that it cannot come later and replace ours.
  const bool done = OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, nullptr) == 1 && conf != nullptr && text != nullptr &&
                    NCONF_load_bio(conf.get(), text.get(), nullptr) == 1 &&
                    CONF_modules_load(conf.get(), "assayd", 0) == 1;
  ERR_clear_error();
  return done ? absl::OkStatus() : absl::InternalError("OpenSSL cannot be held to TLS 1.3");
}

absl::Status CheckTlsFiles(const TlsPaths& paths) {
  if (paths.certificate.empty() && paths.key.empty() && paths.client_ca.empty()) return absl::OkStatus();
  if (paths.certificate.empty() || paths.key.empty()) {
    return absl::InvalidArgumentError("TLS takes both --tls-cert and --tls-key");
  }
  if (absl::Status status = CheckOwnersOnly(paths.key); !status.ok()) return status;
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) return absl::InternalError("OpenSSL cannot be used");
  if (SSL_CTX_use_certificate_chain_file(context.get(), paths.certificate.c_str()) != 1) {
    return BadFile(paths.certificate, "is not a certificate in PEM that can be read");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), paths.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return BadFile(paths.key, "is not the private key, in PEM, of the certificate in " + paths.certificate);
  }
  if (!paths.client_ca.empty() && SSL_CTX_load_verify_file(context.get(), paths.client_ca.c_str()) != 1) {
    return BadFile(paths.client_ca, "holds no certificates in PEM that can be read");
  }
  return absl::OkStatus();
}

std::optional<int64_t> ExpiryOf(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                       BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
  ERR_clear_error();
  struct tm end {};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
  return timegm(&end);
}

}  // namespace assay
