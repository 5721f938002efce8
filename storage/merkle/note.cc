#include "storage/merkle/note.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "absl/strings/str_format.h"
#include "storage/merkle/big_endian.h"
#include "storage/merkle/encoding.h"
#include "storage/merkle/sha256.h"

namespace assay {
namespace {

constexpr std::string_view kSignaturePrefix = "\u2014 ";  // an em dash
constexpr char kEd25519 = 0x01;                           // the signature type
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kSignatureBytes = 64;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeContext>;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

const unsigned char* Unsigned(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

bool VerifySignature(const VerifierKey& key, std::string_view message, std::string_view signature) {
  const std::unique_ptr<EVP_PKEY, FreeKey> pkey(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.public_key.data(), key.public_key.size()));
  const DigestContext context(EVP_MD_CTX_new());
  return pkey != nullptr && context != nullptr && signature.size() == kSignatureBytes &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(), Unsigned(message), message.size()) == 1;
}

// The characters of Unicode's White_Space property.
bool IsSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool IsControl(char32_t c) { return c < 0x20; }

bool IsKeyName(std::string_view name) {
  const std::optional<std::u32string> code_points = ParseUtf8(name);
  return code_points.has_value() && !code_points->empty() &&
         std::none_of(code_points->begin(), code_points->end(),
                      [](char32_t c) { return IsSpace(c) || IsControl(c) || c == U'+'; });
}

bool IsNoteText(std::string_view text) {
  const std::optional<std::u32string> code_points = ParseUtf8(text);
  return code_points.has_value() && text.ends_with('\n') &&
         std::none_of(code_points->begin(), code_points->end(), [](char32_t c) { return IsControl(c) && c != U'\n'; });
}

// One line under a note.
struct Signature {
  std::string key_name;
  uint32_t key_id = 0;
  std::string bytes;
};

// A note taken apart. `text` points into it.
struct Note {
  std::string_view text;
  std::vector<Signature> signatures;
};

absl::Status Malformed(const char* what) { return absl::InvalidArgumentError(what); }

absl::StatusOr<Signature> ParseSignature(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) return Malformed("a signature line does not begin with an em dash");
  line.remove_prefix(kSignaturePrefix.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return Malformed("a signature line has no signature");
  Signature signature;
  signature.key_name = line.substr(0, space);
  if (!IsKeyName(signature.key_name)) return Malformed("a signature line names no key");
  const std::optional<std::string> bytes = ParseBase64(line.substr(space + 1));
  if (!bytes.has_value() || bytes->size() <= kKeyIdBytes) return Malformed("a signature is not in base64");
  signature.key_id = ReadBigEndian<uint32_t>(*bytes);
  signature.bytes = bytes->substr(kKeyIdBytes);
  return signature;
}

absl::StatusOr<Note> ParseNote(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return Malformed("the note is too long");
  if (!IsNoteText(bytes)) return Malformed("the note is not lines of UTF-8 text");
  const size_t empty_line = bytes.rfind("\n\n");
  if (empty_line == std::string_view::npos) return Malformed("the note has no signatures");
  Note note = {.text = bytes.substr(0, empty_line + 1), .signatures = {}};
  std::string_view rest = bytes.substr(empty_line + 2);
  if (rest.empty()) return Malformed("the note has no signatures");
  while (!rest.empty()) {
    if (note.signatures.size() == kNoteSignaturesMax) return Malformed("the note has too many signatures");
    const size_t end = rest.find('\n');
    absl::StatusOr<Signature> signature = ParseSignature(rest.substr(0, end));
    if (!signature.ok()) return signature.status();
    note.signatures.push_back(*std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

}  // namespace

uint32_t KeyId(const VerifierKey& key) {
  const std::string_view type(&kEd25519, 1);
  return ReadBigEndian<uint32_t>(BytesOf(Sha256Of({key.name, "\n", type, BytesOf(key.public_key)})));
}

std::string FormatVerifierKey(const VerifierKey& key) {
  const std::string typed = kEd25519 + std::string(BytesOf(key.public_key));
  return absl::StrFormat("%s+%08x+%s", key.name, KeyId(key), Base64(typed));
}

absl::StatusOr<VerifierKey> ParseVerifierKey(std::string_view text) {
  VerifierKey key;
  // Base64 may hold a plus itself, so only the first two divide.
  const size_t name_end = text.find('+');
  const size_t id_end = name_end == std::string_view::npos ? name_end : text.find('+', name_end + 1);
  if (id_end == std::string_view::npos) return absl::InvalidArgumentError("a verifier key is NAME+ID+KEY");
  key.name = text.substr(0, name_end);
  if (!IsKeyName(key.name)) return absl::InvalidArgumentError("the verifier key has no proper name");
  const std::optional<std::string> typed = ParseBase64(text.substr(id_end + 1));
  if (!typed.has_value() || typed->size() != 1 + kPublicKeyBytes || typed->front() != kEd25519) {
    return absl::InvalidArgumentError("the verifier key is not an Ed25519 key");
  }
  std::copy(typed->begin() + 1, typed->end(), key.public_key.begin());
  // Writing it again checks the id too.
  if (FormatVerifierKey(key) != text) return absl::InvalidArgumentError("the verifier key's id is not its own");
  return key;
}

absl::StatusOr<SigningKey> SigningKey::FromSeed(std::string_view name, std::string_view seed) {
  if (!IsKeyName(name)) return absl::InvalidArgumentError("the signing key has no proper name");
  if (seed.size() != kSeedBytes) return absl::InvalidArgumentError("the signing key's secret is not 32 bytes");
  SigningKey key;
  key.key_.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Unsigned(seed), seed.size()), FreeKey());
  key.verifier_key_.name = name;
  size_t size = kPublicKeyBytes;
  const bool ok = key.key_ != nullptr &&
                  EVP_PKEY_get_raw_public_key(key.key_.get(), key.verifier_key_.public_key.data(), &size) == 1;
  if (!ok) std::abort();
  return key;
}

std::string SigningKey::Sign(std::string_view message) const {
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const DigestContext context(EVP_MD_CTX_new());
  const bool ok = context != nullptr && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
                  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                 Unsigned(message), message.size()) == 1;
  if (!ok) std::abort();
  return signature;
}

absl::StatusOr<std::string> SignNote(std::string_view text, const SigningKey& key) {
  if (!IsNoteText(text)) return absl::InvalidArgumentError("a note is lines of UTF-8 text");
  std::string signature;
  AppendBigEndian<uint32_t>(KeyId(key.verifier_key()), &signature);
  signature += key.Sign(text);
  std::string note(text);
  note.append("\n").append(kSignaturePrefix).append(key.verifier_key().name);
  note.append(" ").append(Base64(signature)).append("\n");
  if (note.size() > kNoteBytesMax) return absl::InvalidArgumentError("the note is too long");
  return note;
}

absl::StatusOr<std::string> OpenNote(std::string_view note, const std::vector<VerifierKey>& keys) {
  const absl::StatusOr<Note> parsed = ParseNote(note);
  if (!parsed.ok()) return parsed.status();
  bool is_signed = false;
  for (const Signature& signature : parsed->signatures) {
    for (const VerifierKey& key : keys) {
      if (key.name != signature.key_name || KeyId(key) != signature.key_id) continue;
      if (!VerifySignature(key, parsed->text, signature.bytes)) {
        return absl::UnauthenticatedError("a signature on the note is wrong");
      }
      is_signed = true;
    }
  }
  if (!is_signed) return absl::UnauthenticatedError("the note is signed by none of the known keys");
  return std::string(parsed->text);
}

absl::StatusOr<std::string> ReadNoteUnverified(std::string_view note) {
  const absl::StatusOr<Note> parsed = ParseNote(note);
  if (!parsed.ok()) return parsed.status();
  return std::string(parsed->text);
}

}  // namespace assay
