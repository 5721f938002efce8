// Text encodings, read strictly: exactly one text for each value.
#ifndef ASSAY_STORAGE_MERKLE_ENCODING_H_
#define ASSAY_STORAGE_MERKLE_ENCODING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// RFC 4648, section 4, with padding.
std::string Base64(std::string_view bytes);

// nullopt: not exactly what Base64 writes.
std::optional<std::string> ParseBase64(std::string_view text);

// nullopt: not a decimal number of 64 bits without sign and leading zeros.
std::optional<uint64_t> ParseDecimal(std::string_view text);

// The code points of a text; nullopt: not valid UTF-8 (RFC 3629).
std::optional<std::u32string> ParseUtf8(std::string_view text);

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_ENCODING_H_
