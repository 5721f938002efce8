// The salted commitment that stands in a leaf for a personal part kept elsewhere.
//
// commitment = HMAC-SHA256(key = salt, "assay/personal/v1" ‖ length ‖ bytes), length as 8 bytes big-endian.
// With the salt erased the commitment tells nothing of the bytes, however guessable they are. Safe from any thread.
#ifndef ASSAY_STORAGE_MERKLE_COMMITMENT_H_
#define ASSAY_STORAGE_MERKLE_COMMITMENT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

inline constexpr size_t kSaltBytes = 32;
inline constexpr size_t kCommitmentBytes = 32;

// A personal part as it is kept: 32 bytes of salt, then the serialised assay.v1.PersonalPart.
struct SaltedPersonal {
  std::string_view salt;
  std::string_view bytes;
};

// 32 fresh bytes from the system's generator. Aborts if the system has no randomness to give.
std::string NewSalt();

// `salt` must be kSaltBytes long (a programmer's error otherwise).
std::string Commit(const SaltedPersonal& personal);

// Compares two byte strings in a time that depends on their lengths only.
bool EqualInConstantTime(std::string_view a, std::string_view b);

// HMAC-SHA256, 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view bytes);

// SHA-256, 32 bytes.
std::string Sha256(std::string_view bytes);

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_COMMITMENT_H_
