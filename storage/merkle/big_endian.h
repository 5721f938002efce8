// Fixed-width integers as bytes, most significant first: so keys sort as numbers do.
#ifndef ASSAY_STORAGE_MERKLE_BIG_ENDIAN_H_
#define ASSAY_STORAGE_MERKLE_BIG_ENDIAN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// Appends all sizeof(Unsigned) bytes of the value.
template <typename Unsigned>
void AppendBigEndian(Unsigned value, std::string* bytes) {
  for (size_t shift = 8 * sizeof(Unsigned); shift > 0; shift -= 8) {
    bytes->push_back(static_cast<char>(value >> (shift - 8) & 0xff));
  }
}

// Reads the first sizeof(Unsigned) bytes; there must be that many.
template <typename Unsigned>
Unsigned ReadBigEndian(std::string_view bytes) {
  Unsigned value = 0;
  for (size_t i = 0; i < sizeof(Unsigned); ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_BIG_ENDIAN_H_
