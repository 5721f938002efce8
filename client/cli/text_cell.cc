#include "client/cli/text_cell.h"

#include <utf8proc.h>

#include <algorithm>

namespace assay {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Takes one code point off a text that is not empty, with its bytes; a malformed byte is -1.
utf8proc_int32_t Take(std::string_view& text, std::string_view& bytes) {
  utf8proc_int32_t code_point = -1;
  const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto taken = utf8proc_iterate(data, static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  const size_t length = taken > 0 ? static_cast<size_t>(taken) : 1;
  bytes = text.substr(0, length);
  text.remove_prefix(length);
  return code_point;
}

bool IsBreak(utf8proc_int32_t code_point) { return code_point == '\t' || code_point == '\n' || code_point == '\r'; }

// Marks, embeddings, overrides and isolates of writing direction.
bool IsDirectional(utf8proc_int32_t code_point) {
  return code_point == 0x061C || code_point == 0x200E || code_point == 0x200F ||
         (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
}

bool IsUnseen(utf8proc_int32_t code_point) {
  return utf8proc_category(code_point) == UTF8PROC_CATEGORY_CC || IsDirectional(code_point) || code_point == 0x2028 ||
         code_point == 0x2029;
}

}  // namespace

std::string TextCell(std::string_view text) {
  std::string cell;
  while (!text.empty()) {
    std::string_view bytes;
    const utf8proc_int32_t code_point = Take(text, bytes);
    if (code_point < 0) {
      cell += kReplacement;
    } else if (IsBreak(code_point)) {
      cell += ' ';
    } else if (!IsUnseen(code_point)) {
      cell += bytes;
    }
  }
  return cell;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    std::string_view bytes;
    const utf8proc_int32_t code_point = Take(text, bytes);
    width += code_point < 0 ? 1 : static_cast<size_t>(std::max(0, utf8proc_charwidth(code_point)));
  }
  return width;
}

std::string PadRight(std::string_view text, size_t width) {
  const size_t own = DisplayWidth(text);
  return std::string(text).append(width > own ? width - own : 0, ' ');
}

std::string PadLeft(std::string_view text, size_t width) {
  const size_t own = DisplayWidth(text);
  return std::string(width > own ? width - own : 0, ' ').append(text);
}

}  // namespace assay
