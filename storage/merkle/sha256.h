// SHA-256 over several pieces, without joining them first.
//
// The system's digest is fetched once and each thread keeps one context: a fresh context for each hash costs twice as
// much as hashing a Merkle node. Safe from any thread. Aborts if the library cannot hash, which leaves nothing to do.
#ifndef ASSAY_STORAGE_MERKLE_SHA256_H_
#define ASSAY_STORAGE_MERKLE_SHA256_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace assay {

inline constexpr size_t kHashBytes = 32;

// A SHA-256 value.
using Hash = std::array<uint8_t, kHashBytes>;

// The hash of the pieces one after another.
Hash Sha256Of(std::initializer_list<std::string_view> pieces);

// The same bytes as characters; lives as long as the hash.
std::string_view BytesOf(const Hash& hash);

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_SHA256_H_
