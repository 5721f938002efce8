#include "client/sdk/credentials.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>

#include "absl/strings/ascii.h"

namespace assay {
namespace {

constexpr size_t kFileBytesMax = 1u << 20;
constexpr size_t kTokenBytesMax = 256;

enum class Secrecy { kPublic, kSecret };

absl::Status BadFile(const std::string& path, const std::string& why) {
  return absl::InvalidArgumentError(path + ": " + why);
}

absl::StatusOr<std::string> ReadFile(const std::string& path, Secrecy secrecy) {
  std::ifstream in(path, std::ios::binary);
  struct stat info {};
  if (!in.is_open() || stat(path.c_str(), &info) != 0) return BadFile(path, "cannot be read");
  if (!S_ISREG(info.st_mode) || info.st_size > static_cast<off_t>(kFileBytesMax)) {
    return BadFile(path, "is no file of at most 1 MiB");
  }
  if (secrecy == Secrecy::kSecret && (info.st_mode & 077) != 0) {
    return BadFile(path, "can be read by others; make it 0600: chmod 600 " + path);
  }
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad() || text.empty()) return BadFile(path, "cannot be read, or is empty");
  return text;
}

// gRPC finds out only when it connects, and says it at length and of no file.
absl::Status CheckHolds(const std::string& path, const std::string& text, std::string_view what) {
  const bool holds = path.empty() || (text.find("-----BEGIN ") != std::string::npos &&
                                      text.find(std::string(what) + "-----") != std::string::npos);
  return holds ? absl::OkStatus() : BadFile(path, "holds no " + absl::AsciiStrToLower(std::string(what)) + " in PEM");
}

absl::Status CheckPem(const CredentialFiles& files, const grpc::SslCredentialsOptions& read) {
  absl::Status status = CheckHolds(files.ca, read.pem_root_certs, "CERTIFICATE");
  if (status.ok()) status = CheckHolds(files.certificate, read.pem_cert_chain, "CERTIFICATE");
  if (status.ok()) status = CheckHolds(files.key, read.pem_private_key, "PRIVATE KEY");
  return status;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ChannelCredentialsFor(Transport transport,
                                                                                const CredentialFiles& files) {
  if (files.certificate.empty() != files.key.empty()) {
    return absl::InvalidArgumentError("a certificate and its key go together: give both or neither");
  }
  if (transport != Transport::kTls) {
    if (!files.ca.empty() || !files.certificate.empty()) {
      return absl::InvalidArgumentError("certificates are for an endpoint that is written tls://HOST:PORT");
    }
    return grpc::experimental::LocalCredentials(transport == Transport::kUnixSocket ? UDS : LOCAL_TCP);
  }
  grpc::SslCredentialsOptions options;
  const auto read = [](const std::string& path, Secrecy secrecy, std::string& into) {
    if (path.empty()) return absl::OkStatus();
    absl::StatusOr<std::string> text = ReadFile(path, secrecy);
    if (text.ok()) into = *std::move(text);
    return text.status();
  };
  if (absl::Status status = read(files.ca, Secrecy::kPublic, options.pem_root_certs); !status.ok()) return status;
  if (absl::Status status = read(files.certificate, Secrecy::kPublic, options.pem_cert_chain); !status.ok()) {
    return status;
  }
  if (absl::Status status = read(files.key, Secrecy::kSecret, options.pem_private_key); !status.ok()) return status;
  if (absl::Status status = CheckPem(files, options); !status.ok()) return status;
  return grpc::SslCredentials(options);
}

absl::StatusOr<std::string> ReadToken(const CredentialFiles& files) {
  if (files.token.empty()) return std::string();
  absl::StatusOr<std::string> text = ReadFile(files.token, Secrecy::kSecret);
  if (!text.ok()) return text.status();
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  const bool fits = !text->empty() && text->size() <= kTokenBytesMax &&
                    std::all_of(text->begin(), text->end(), [](char c) { return c > ' ' && c < 127; });
  if (!fits) return BadFile(files.token, "does not hold a token and nothing else");
  return text;
}

}  // namespace assay
