#include "client/sdk/endpoint.h"

#include <cstdint>

#include "absl/strings/numbers.h"

namespace assay {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kTls = "tls://";
constexpr uint32_t kPortMax = 65'535;

bool IsPort(std::string_view text) {
  uint32_t port = 0;
  return absl::SimpleAtoi(std::string(text), &port) && port >= 1 && port <= kPortMax;
}

bool IsOctet(std::string_view text) {
  uint32_t octet = 0;
  return !text.empty() && text.size() <= 3 && absl::SimpleAtoi(std::string(text), &octet) && octet <= 255;
}

// 127.0.0.0/8, written as four numbers.
bool IsLoopbackAddress(std::string_view host) {
  if (!host.starts_with("127.")) return false;
  int octets = 1;
  for (size_t dot = host.find('.'); dot != std::string_view::npos;) {
    const size_t next = host.find('.', dot + 1);
    const size_t length = next == std::string_view::npos ? next : next - dot - 1;
    if (!IsOctet(host.substr(dot + 1, length))) return false;
    ++octets;
    dot = next;
  }
  return octets == 4;
}

bool IsLoopback(std::string_view host) { return host == "localhost" || host == "[::1]" || IsLoopbackAddress(host); }

}  // namespace

absl::StatusOr<Endpoint> ParseEndpoint(std::string_view text) {
  const std::string given(text);
  if (text.starts_with(kUnix)) {
    if (text.size() == kUnix.size()) return absl::InvalidArgumentError("endpoint unix: names no socket");
    return Endpoint{given, Transport::kUnixSocket};
  }
  if (text.starts_with("mtls://")) {
    return absl::InvalidArgumentError("endpoint \"" + given +
                                      "\": write tls://, and name your certificate with --cert and --key");
  }
  const bool tls = text.starts_with(kTls);
  if (tls) text.remove_prefix(kTls.size());
  const size_t colon = text.rfind(':');
  if (colon == 0 || colon == std::string_view::npos || !IsPort(text.substr(colon + 1)) ||
      text.find('/') != std::string_view::npos) {
    return absl::InvalidArgumentError(
        "endpoint \"" + given +
        "\" is neither HOST:PORT, for example 127.0.0.1:7171, nor unix:PATH, nor tls://HOST:PORT");
  }
  if (tls) return Endpoint{std::string(text), Transport::kTls};
  if (!IsLoopback(text.substr(0, colon))) {
    return absl::InvalidArgumentError("endpoint \"" + given +
                                      "\" is not on this machine: without encryption only loopback addresses and unix "
                                      "sockets are used; write tls://" +
                                      given);
  }
  return Endpoint{given, Transport::kLoopback};
}

}  // namespace assay
