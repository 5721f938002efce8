#include "service/rpc/peer.h"

#include <grpc/grpc_security_constants.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace assay {
namespace {

constexpr size_t kNameBytesMax = 255;
constexpr std::string_view kLocal = "local";

std::string Identity(std::string_view kind, const std::vector<grpc::string_ref>& names) {
  if (names.size() != 1) return "";
  const std::string_view name(names[0].data(), names[0].size());
  const bool fits = !name.empty() && name.size() <= kNameBytesMax &&
                    std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 127; });
  return fits ? std::string(kind).append(name) : "";
}

}  // namespace

bool IsLocal(const grpc::AuthContext& connection) {
  const auto types = connection.FindPropertyValues(GRPC_TRANSPORT_SECURITY_TYPE_PROPERTY_NAME);
  return types.size() == 1 && std::string_view(types[0].data(), types[0].size()) == kLocal;
}

std::string CertificateIdentity(const grpc::AuthContext& connection) {
  if (!connection.IsPeerAuthenticated()) return "";
  const auto uris = connection.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME);
  if (!uris.empty()) return Identity("uri:", uris);
  return Identity("dns:", connection.FindPropertyValues(GRPC_PEER_DNS_PROPERTY_NAME));
}

}  // namespace assay
