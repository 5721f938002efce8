#include "service/usecases/page.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "service/domain/limits.h"
#include "service/records/refusal.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

constexpr size_t kNumbersBytes = 8;
constexpr size_t kMacBytes = 16;

void AppendBigEndian(uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xff));
}

uint32_t ReadBigEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (char c : bytes.substr(0, 4)) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

std::string Mac(const PageBinding& binding, std::string_view position) {
  std::string bound = "assay/page/v1";
  bound.append(position).append(binding.arguments);
  return HmacSha256(binding.key, bound).substr(0, kMacBytes);
}

}  // namespace

absl::Status BadPageToken() {
  return RefuseFields({{.field = "page_token",
                        .reason = std::string(reason::kBadPageToken),
                        .description = "was not made for this request; start again without it"}});
}

std::string EncodePageToken(const PageBinding& binding, const PagePosition& position) {
  std::string bytes;
  AppendBigEndian(position.row, bytes);
  AppendBigEndian(position.revision, bytes);
  bytes += position.name;
  return absl::WebSafeBase64Escape(bytes + Mac(binding, bytes));
}

absl::StatusOr<PagePosition> DecodePageToken(const PageBinding& binding, std::string_view token) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &bytes)) return BadPageToken();
  if (bytes.size() < kNumbersBytes + kMacBytes) return BadPageToken();
  const std::string_view all = bytes;
  const std::string_view position = all.substr(0, all.size() - kMacBytes);
  if (!EqualInConstantTime(all.substr(position.size()), Mac(binding, position))) return BadPageToken();
  // One token, one spelling: unescaping is lenient about padding and trailing bits.
  if (absl::WebSafeBase64Escape(bytes) != absl::string_view(token.data(), token.size())) return BadPageToken();
  return PagePosition{.row = ReadBigEndian(position),
                      .revision = ReadBigEndian(position.substr(4)),
                      .name = std::string(position.substr(kNumbersBytes))};
}

absl::StatusOr<uint32_t> PageSize(int32_t asked) {
  if (asked < 0) {
    return RefuseFields({{.field = "page_size",
                          .reason = std::string(reason::kOutOfRange),
                          .description = "is " + std::to_string(asked) + "; must be 0 (the default) or more"}});
  }
  if (asked == 0) return limits::kPageSizeDefault;
  return std::min(asked, limits::kPageSizeMax);
}

}  // namespace assay
