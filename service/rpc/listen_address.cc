#include "service/rpc/listen_address.h"

namespace assay {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kTls = "tls://";
constexpr std::string_view kMutualTls = "mtls://";
constexpr int kPortMax = 65'535;

absl::Status CannotListen(std::string_view text, const std::string& why) {
  return absl::InvalidArgumentError("cannot listen on '" + std::string(text) + "': " + why);
}

bool IsPort(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string_view::npos &&
         std::stoi(std::string(text)) <= kPortMax;
}

bool IsLoopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text, const TlsFiles& tls) {
  if (text.starts_with(kUnix) && text.size() > kUnix.size()) {
    return ListenAddress{.target = std::string(text), .protection = Protection::kUnixSocket};
  }
  std::string_view target = text;
  const bool asks_mutual = text.starts_with(kMutualTls);
  const bool asks_tls = text.starts_with(kTls);
  if (asks_mutual || asks_tls) target.remove_prefix(asks_mutual ? kMutualTls.size() : kTls.size());
  const size_t colon = target.rfind(':');
  if (colon == 0 || colon == std::string_view::npos || !IsPort(target.substr(colon + 1)) ||
      target.find('/') != std::string_view::npos) {
    return CannotListen(text, "write 127.0.0.1:7171, unix:/path, tls://0.0.0.0:7171 or mtls://0.0.0.0:7171");
  }
  ListenAddress address{.target = std::string(target)};
  if (!asks_mutual && !asks_tls && IsLoopback(target.substr(0, colon))) return address;
  if (tls.certificate.empty() || tls.key.empty()) {
    return CannotListen(text,
                        "beyond this machine only TLS is served: give --tls-cert and --tls-key. Without them: a "
                        "loopback address with a port (127.0.0.1:7171, [::1]:7171) or a unix socket (unix:/path)");
  }
  if (asks_mutual && tls.client_ca.empty()) return CannotListen(text, "give --tls-client-ca: who signs the clients?");
  address.protection = asks_tls || tls.client_ca.empty() ? Protection::kTls : Protection::kMutualTls;
  return address;
}

std::string FormatListenAddress(const ListenAddress& address) {
  switch (address.protection) {
    case Protection::kLoopback:
    case Protection::kUnixSocket:
      break;
    case Protection::kTls:
      return std::string(kTls) + address.target;
    case Protection::kMutualTls:
      return std::string(kMutualTls) + address.target;
  }
  return address.target;
}

}  // namespace assay
