#include "storage/merkle/encoding.h"

#include <charconv>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace assay {
namespace {

absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

// What the first byte of a UTF-8 sequence says of it.
struct Sequence {
  size_t size = 0;        // 0: no sequence begins so
  char32_t bits = 0;      // of the first byte
  char32_t smallest = 0;  // that needs this many bytes
};

Sequence SequenceOf(uint8_t first) {
  if (first < 0x80) return {.size = 1, .bits = first, .smallest = 0};
  if (first >> 5 == 0b110) return {.size = 2, .bits = first & 0x1fu, .smallest = 0x80};
  if (first >> 4 == 0b1110) return {.size = 3, .bits = first & 0x0fu, .smallest = 0x800};
  if (first >> 3 == 0b11110) return {.size = 4, .bits = first & 0x07u, .smallest = 0x10000};
  return {};
}

bool IsCodePoint(char32_t value) { return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff); }

}  // namespace

std::string Base64(std::string_view bytes) { return absl::Base64Escape(ToAbsl(bytes)); }

std::optional<std::string> ParseBase64(std::string_view text) {
  std::string bytes;
  // The decoder forgives spaces, missing padding and stray bits at the end; writing it again does not.
  if (!absl::Base64Unescape(ToAbsl(text), &bytes) || Base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<uint64_t> ParseDecimal(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

std::optional<std::u32string> ParseUtf8(std::string_view text) {
  std::u32string code_points;
  while (!text.empty()) {
    const Sequence sequence = SequenceOf(static_cast<uint8_t>(text.front()));
    if (sequence.size == 0 || sequence.size > text.size()) return std::nullopt;
    char32_t value = sequence.bits;
    for (size_t i = 1; i < sequence.size; ++i) {
      const uint8_t next = static_cast<uint8_t>(text[i]);
      if (next >> 6 != 0b10) return std::nullopt;
      value = value << 6 | (next & 0x3fu);
    }
    if (value < sequence.smallest || !IsCodePoint(value)) return std::nullopt;
    code_points.push_back(value);
    text.remove_prefix(sequence.size);
  }
  return code_points;
}

}  // namespace assay
