// Signed notes (https://c2sp.org/signed-note) with Ed25519 keys: a text that people can read, and under it who signed
// it.
//
//   <text, one or more lines>
//   <empty line>
//   — <key name> <base64 of: key id, 4 bytes ‖ signature, 64 bytes>
//
// A key id is the first 4 bytes of SHA-256(name ‖ 0x0a ‖ 0x01 ‖ public key). A note is read strictly: whatever could be
// written in another way is refused, so no bit of it can be changed unnoticed. Safe from any thread.
#ifndef ASSAY_STORAGE_MERKLE_NOTE_H_
#define ASSAY_STORAGE_MERKLE_NOTE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

struct evp_pkey_st;

namespace assay {

inline constexpr size_t kSeedBytes = 32;
inline constexpr size_t kPublicKeyBytes = 32;
// A longer note, or one with more signatures, is refused unread.
inline constexpr size_t kNoteBytesMax = 262'144;
inline constexpr size_t kNoteSignaturesMax = 64;

// The public half of a key, and the name it signs under.
struct VerifierKey {
  std::string name;  // not empty; valid UTF-8 without spaces, control characters or '+'
  std::array<uint8_t, kPublicKeyBytes> public_key = {};

  bool operator==(const VerifierKey&) const = default;
};

// As it stands in a signature line and in the key's text.
uint32_t KeyId(const VerifierKey& key);

// "<name>+<key id in 8 hex digits>+<base64 of: 0x01 ‖ public key>", as other tools read it.
std::string FormatVerifierKey(const VerifierKey& key);

// INVALID_ARGUMENT: not exactly what FormatVerifierKey writes.
absl::StatusOr<VerifierKey> ParseVerifierKey(std::string_view text);

// A private key. Copies share it.
class SigningKey {
 public:
  // The key that grows from a secret of kSeedBytes (RFC 8032). INVALID_ARGUMENT: a name that no key may have, or
  // another length.
  static absl::StatusOr<SigningKey> FromSeed(std::string_view name, std::string_view seed);

  const VerifierKey& verifier_key() const { return verifier_key_; }

  // 64 bytes. Aborts if the library cannot sign.
  std::string Sign(std::string_view message) const;

 private:
  SigningKey() = default;

  VerifierKey verifier_key_;
  std::shared_ptr<evp_pkey_st> key_;
};

// The note of a text, which must be valid UTF-8, end in a line break and hold no other control characters
// (INVALID_ARGUMENT otherwise).
absl::StatusOr<std::string> SignNote(std::string_view text, const SigningKey& key);

// The text of a note, once at least one of the keys has signed it and no signature by any of them is wrong. Signatures
// of other keys are ignored, but must be well formed. INVALID_ARGUMENT: not such a note. UNAUTHENTICATED: none of the
// keys signed it, or one of their signatures is wrong.
absl::StatusOr<std::string> OpenNote(std::string_view note, const std::vector<VerifierKey>& keys);

// The text of a note that nobody vouches for. INVALID_ARGUMENT: not a note.
absl::StatusOr<std::string> ReadNoteUnverified(std::string_view note);

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_NOTE_H_
